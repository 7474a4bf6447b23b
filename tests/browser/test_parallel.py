"""The parallel view in a browser: by keyboard, on a phone, in print, without scripts."""

import base64

import pytest

from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import (
    INTERFACES,
    boxes,
    complaints,
    find,
    find_all,
    look,
    on_paper,
    roles,
    speak,
    wait,
    width_of,
)
from tests.browser.served import served_works
from tests.search_app.divergent import DIVERGENT, write_divergent

pytestmark = pytest.mark.browser

TWO = f"/works/{DIVERGENT}/parallel/en-zh"
THREE = f"/works/{DIVERGENT}/parallel/en-zh-km"
PAGES = [TWO, THREE, f"{TWO}?show=differences", f"{TWO}?show=doubtful"]
DOWN, TAB = "\ue015", "\ue004"


@pytest.fixture(scope="module")
def address(tmp_path_factory, encoder):
    """Where a site with the treaty whose versions do not agree answers."""
    folder = tmp_path_factory.mktemp("divergent")
    write_divergent(folder)
    with served_works([folder / DIVERGENT], folder, encoder) as where:
        yield where


def focused(browser):
    return browser.execute_script("return document.activeElement.closest('tr')?.id || ''")


def press_key(browser, key):
    browser.switch_to.active_element.send_keys(key)


def background(browser, selector):
    return browser.execute_script(
        "return getComputedStyle(document.querySelector(arguments[0])).backgroundColor", selector
    )


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(browser, address, path, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    assert barriers(browser) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", INTERFACES)
def test_the_page_is_no_wider_than_a_phone(browser, address, path, language):
    speak(browser, language)
    look(browser, width=360)
    browser.get(address + path)
    all_open(browser)
    assert find(browser, "html").get_attribute("lang") == language
    assert width_of(browser) <= 360
    assert complaints(browser) == []


def test_the_versions_of_a_row_stand_on_one_level(browser, address):
    browser.get(address + THREE)
    for row in (1, 4, 7):
        cells = boxes(browser, f"#row-{row} td")
        assert len(cells) == 3
        assert len({top for _, top, _ in cells}) == 1
        assert [left for left, *_ in cells] == sorted({left for left, *_ in cells})


def test_a_phone_shows_them_below_one_another_each_under_its_language(browser, address):
    look(browser, width=360)
    browser.get(address + THREE)
    cells = boxes(browser, "#row-4 td")
    assert len({left for left, *_ in cells}) == 1
    assert [top for _, top, _ in cells] == sorted({top for _, top, _ in cells})
    names = find_all(browser, "#row-4 .cell__language")
    assert [name.text for name in names if name.is_displayed()] == [
        "English", "Chinese (simplified)", "Khmer",
    ]  # fmt: skip


def test_a_phone_says_which_text_prevails_is_authentic_or_a_translation(browser, address):
    look(browser, width=360)
    browser.get(address + THREE)
    marks = find_all(browser, ".article + .row .cell__language > span")
    assert [mark.text for mark in marks if mark.is_displayed()][:3] == [
        "prevails in case of divergence", "authentic", "translation",
    ]  # fmt: skip
    look(browser, width=1280)
    assert not any(mark.is_displayed() for mark in marks)


def test_the_head_stays_in_sight(browser, address):
    look(browser, width=1280)
    browser.get(address + THREE)
    browser.execute_script("scrollTo({top: 400, behavior: 'instant'})")
    assert boxes(browser, "thead th")[1][1] == 0
    assert find(browser, "thead .badge--strong").text == "prevails in case of divergence"


def test_keys_go_from_row_to_row(browser, address):
    browser.get(address + TWO)
    find(browser, "#row-1 .row__number").send_keys("j")
    assert focused(browser) == "row-2"
    press_key(browser, DOWN)
    assert focused(browser) == "row-3"
    press_key(browser, "k")
    assert focused(browser) == "row-2"
    press_key(browser, "n")
    assert focused(browser) == "row-5"
    press_key(browser, "n")
    assert focused(browser) == "row-7"
    press_key(browser, "p")
    assert focused(browser) == "row-5"
    press_key(browser, TAB)
    assert focused(browser) != "row-5"
    find(browser, "#row-1 .row__number").send_keys("k")
    assert focused(browser) == "row-1"


def test_keys_are_the_readers_own_outside_of_the_rows(browser, address):
    browser.get(address + TWO)
    find(browser, ".beside select").send_keys("k")
    assert focused(browser) == ""
    assert find(browser, ".keys").is_displayed()


def test_the_counterpart_of_what_has_the_focus_or_the_pointer_is_marked(browser, address):
    chains = pytest.importorskip("selenium.webdriver.common.action_chains")
    browser.get(address + TWO)
    plain = background(browser, "#row-4 td:last-child")
    cell = find(browser, "#row-2 td:last-child")
    chains.ActionChains(browser).move_to_element(cell).perform()
    wait(browser, lambda: background(browser, "#row-2 td:nth-child(2)") != plain)
    find(browser, "#row-3 .row__number").send_keys("j")
    assert background(browser, "#row-4 td:last-child") != plain
    assert background(browser, "#row-4 td:nth-child(2)") != plain


def test_a_difference_is_marked_by_more_than_colour(browser, address):
    browser.get(address + TWO)
    style = "return getComputedStyle(document.querySelector(arguments[0])).textDecorationStyle"
    assert browser.execute_script(style, ".flag--fact") == "double"
    assert browser.execute_script(style, ".flag--term") == "dotted"
    assert "Number differs" in find(browser, "#row-5 + .row__extra").text


def test_an_address_of_a_row_leads_to_it(browser, address):
    browser.get(f"{address}{THREE}#row-9")
    wait(browser, lambda: find(browser, "#row-9").is_displayed())
    assert background(browser, "#row-9 td") != background(browser, "#row-8 td")


def test_paper_has_the_head_on_every_page_the_address_and_no_chrome(browser, address):
    browser.get(address + THREE)
    with on_paper(browser):
        for selector in (".masthead", ".footer", ".bitext-tools", ".bitext-helps"):
            assert not find(browser, selector).is_displayed()
        assert find(browser, ".bitext-address").text.endswith(THREE)
        display = "return getComputedStyle(document.querySelector('.bitext thead')).display"
        assert browser.execute_script(display) == "table-header-group"
        printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        assert base64.b64decode(printed["data"]).startswith(b"%PDF")


@pytest.mark.usefixtures("without_scripts")
def test_it_is_read_filtered_and_changed_without_scripts(browser, address):
    browser.get(address + TWO)
    assert not find(browser, ".keys").is_displayed()
    find(browser, '.tabs a[href*="differences"]').click()
    wait(browser, lambda: len(find_all(browser, "tr.row")) == 3)
    assert "Term differs" in find(browser, ".bitext").text
    find(browser, '.beside select:last-of-type option[value="km"]').click()
    find(browser, ".beside button").click()
    wait(browser, lambda: len(find_all(browser, "thead th")) >= 3)


def test_a_table_stays_a_table_for_screen_readers_on_a_phone(browser, address):
    look(browser, width=390)
    browser.get(address + THREE)
    told = roles(browser)
    assert "table" in told
    assert told.count("rowheader") >= 10
    assert told.count("cell") >= 30
