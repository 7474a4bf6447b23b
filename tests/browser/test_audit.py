"""The audit log and restricted works in a browser: no barriers, and a work is really closed."""

import pytest

from search_app.access_rules import AccessRules
from search_app.app import create_app
from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import INTERFACES, complaints, find, look, speak, wait, width_of
from tests.browser.served import own_database, served, two_instruments
from tests.search_app.instruments import STATEMENT, TREATY

pytestmark = pytest.mark.browser

PAGES = ["/audit", "/audit?action=open&since=yesterday", "/access", f"/access?work={TREATY}"]


@pytest.fixture(scope="module")
def address(tmp_path_factory, encoder):
    """Where a site answers that keeps a log and has a restricted work."""
    folder = tmp_path_factory.mktemp("audit")
    with two_instruments(folder, encoder) as searcher:
        app = create_app(searcher, own_database(folder, audit="on", editor="សុខា"))
        AccessRules(app.extensions["database"]).set(STATEMENT, "restricted", "សុខា")
        client = app.test_client()
        for query in (
            "ការបដិសេធ",
            "拒绝引渡",
            "refusal of extradition on the ground of " + "x" * 200,
        ):
            client.get("/search", query_string={"q": query})
        client.get(f"/works/{TREATY}")
        with served(app) as where:
            yield where


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(browser, address, path, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    assert barriers(browser) == []
    assert complaints(browser) == [] or "yesterday" in path  # which is answered by 400


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", INTERFACES)
def test_nothing_is_wider_than_a_phone(browser, address, path, language):
    look(browser, width=360)
    speak(browser, language)
    browser.get(address + path)
    all_open(browser)
    assert width_of(browser) <= 360


def test_a_work_is_closed_and_opened_on_the_page_and_that_is_in_the_log(browser, address):
    browser.get(address + "/access")
    find(browser, "input[name=work]").send_keys(TREATY)
    find(browser, ".access button").click()
    wait(browser, lambda: TREATY in find(browser, "table.terms").text)
    browser.get(address + "/audit?action=access")
    assert TREATY in find(browser, "table.audit").text
    assert "សុខា" in find(browser, "table.audit").text
