"""Similar provisions in a browser: without barriers, on a phone, without scripts."""

import pytest

from tests.browser.accessibility import barriers
from tests.browser.reading import complaints, find, look, wait, width_of
from tests.search_app.instruments import STATEMENT, TREATY

pytestmark = pytest.mark.browser

PARAGRAPH = f"/works/{STATEMENT}/en/para_2"
PAGES = [
    f"{PARAGRAPH}/similar",
    f"/works/{TREATY}/km/chp_1__art_2/similar?year=x",
    f"/works/{TREATY}/en/chp_2/similar",
    PARAGRAPH,
]
ENTER = "\ue007"
NAMES = ["found", "fault", "none", "provision"]


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "light"), (1280, "dark")])
def test_the_page_has_no_barrier_and_fits(browser, address, path, width, scheme):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    assert barriers(browser) == []
    assert width_of(browser) <= width
    if "year=x" not in path:
        assert complaints(browser) == []


@pytest.mark.usefixtures("without_scripts")
def test_the_list_leads_to_all_of_them_and_on_to_a_comparison_by_keyboard(browser, address):
    browser.get(address + PARAGRAPH)
    find(browser, f'a[href="{PARAGRAPH}/similar"]').send_keys(ENTER)
    wait(browser, lambda: browser.current_url.endswith("/similar"))
    assert find(browser, ".similar mark").is_displayed()
    find(browser, ".similar__foot a").send_keys(ENTER)
    wait(browser, lambda: "/compare/" in browser.current_url)
