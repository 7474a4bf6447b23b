"""Comparisons in a browser: without barriers, on a phone, in print, without scripts."""

import base64

import pytest

from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import (
    INTERFACES,
    boxes,
    complaints,
    find,
    look,
    on_paper,
    roles,
    speak,
    wait,
    width_of,
)
from tests.search_app.instruments import STATEMENT, TREATY

pytestmark = pytest.mark.browser

ARTICLE = f"{TREATY}/en/chp_1__art_2"
WORDS = f"/compare/{ARTICLE}__para_1/with/{ARTICLE}__para_2"
KHMER = f"/compare/{TREATY}/km/chp_1__art_2/with/{TREATY}/km/chp_1__art_1"
LANGUAGES = f"/compare/{TREATY}/km/chp_1__art_2/with/{TREATY}/zh/chp_1__art_2"
WORKS = f"/compare/{ARTICLE}/with/{STATEMENT}/zh/para_1"
PAGES = [WORDS, KHMER, LANGUAGES, WORKS, f"/compare?a={ARTICLE}", f"/compare?a={ARTICLE}&b="]
NAMES = ["words", "khmer", "languages", "works", "form", "fault"]


def style(browser, selector, name):
    return browser.execute_script(
        "return getComputedStyle(document.querySelector(arguments[0]))[arguments[1]]",
        selector,
        name,
    )


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(browser, address, path, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    assert barriers(browser) == []


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
@pytest.mark.parametrize("language", INTERFACES)
def test_the_page_is_no_wider_than_a_phone(browser, address, path, language):
    speak(browser, language)
    look(browser, width=360)
    browser.get(address + path)
    all_open(browser)
    assert find(browser, "html").get_attribute("lang") == language
    assert width_of(browser) <= 360
    assert complaints(browser) == []


def test_what_corresponds_stands_level_and_on_a_phone_one_below_the_other(browser, address):
    browser.get(address + LANGUAGES)
    a, b = boxes(browser, "#row-1 td")
    assert a[1] == b[1]
    assert a[0] < b[0]
    look(browser, width=360)
    browser.get(address + LANGUAGES)
    a, b = boxes(browser, "#row-1 td")
    assert a[0] == b[0]
    assert a[1] < b[1]
    assert find(browser, "#row-1 .compare__side").is_displayed()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_difference_is_marked_by_more_than_colour(browser, address, scheme):
    look(browser, scheme=scheme)
    browser.get(address + WORDS)
    assert style(browser, ".compare del", "textDecorationLine") == "underline"
    assert style(browser, ".compare del", "textDecorationStyle") == "dashed"
    assert style(browser, ".compare ins", "textDecorationStyle") == "solid"


def test_what_is_copied_is_the_text_alone(browser, address):
    browser.get(address + WORDS)
    copied = browser.execute_script(
        "const cell = document.querySelector('.compare del').closest('.compare__text');"
        "getSelection().selectAllChildren(cell); return getSelection().toString()"
    )
    assert copied.strip()
    assert "[" not in copied


@pytest.mark.usefixtures("without_scripts")
def test_the_form_works_without_scripts_and_by_keyboard(browser, address):
    browser.get(f"{address}/works/{ARTICLE}")
    find(browser, 'a[href^="/compare?a="]').click()
    wait(browser, lambda: find(browser, "#side-a").get_attribute("value") == ARTICLE)
    field = find(browser, "#side-b")
    field.send_keys(f"{address}/works/{TREATY}/en/chp_2__art_3?q=costs", "\ue007")
    wait(browser, lambda: "/with/" in browser.current_url)
    assert browser.current_url.endswith(f"/with/{TREATY}/en/chp_2__art_3")
    find(browser, ".compare-tools a").click()
    wait(browser, lambda: browser.current_url.endswith(f"/with/{ARTICLE}"))


def test_paper_has_the_rows_and_the_citation_and_no_chrome(browser, address):
    browser.get(address + WORDS)
    with on_paper(browser):
        for selector in (".masthead", ".footer", ".compare-tools"):
            assert not find(browser, selector).is_displayed()
        assert WORDS in find(browser, ".citation").text
        assert style(browser, ".compare thead", "display") == "table-header-group"
        printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        assert base64.b64decode(printed["data"]).startswith(b"%PDF")


def test_a_table_stays_a_table_for_screen_readers_on_a_phone(browser, address):
    look(browser, width=390)
    browser.get(address + LANGUAGES)
    told = roles(browser)
    assert "table" in told
    assert told.count("rowheader") == 5
    assert told.count("cell") >= 10
