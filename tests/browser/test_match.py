"""Fuzzy match in a browser: without scripts, by keyboard, on a phone, in the dark."""

from urllib.parse import urlencode

import pytest

from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import find, find_all, look, wait, width_of
from tests.search_app.instruments import TREATY

pytestmark = pytest.mark.browser

COSTS = {
    "en": "The Requested Party shall bear the extraordinary costs of executing a request.",
    "zh": "被请求方应当负担执行请求的全部费用。",
    "km": "ភាគីទទួលសំណើត្រូវទទួលបន្ទុកលើការចំណាយក្នុងការអនុវត្តសំណើ។",
}


def open_match(browser, address, text, **more):
    browser.get(f"{address}/match?{urlencode({'text': text, **more})}")


@pytest.mark.usefixtures("without_scripts")
@pytest.mark.parametrize("language", COSTS)
def test_a_pasted_sentence_is_matched_without_scripts(browser, address, language):
    browser.get(address + "/match")
    find(browser, "#text").send_keys(COSTS[language])
    find(browser, ".match-form .button--primary").click()
    wait(browser, lambda: find(browser, ".match__percent").text.endswith("%"))
    assert "/match?text=" in browser.current_url
    assert find(browser, "#text").get_attribute("value") == COSTS[language]
    find(browser, ".match__head a").click()
    wait(browser, lambda: f"/works/{TREATY}/{language}/" in browser.current_url)


def test_the_threshold_is_set_by_keyboard(browser, address):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    open_match(browser, address, "The Requested Party shall bear the costs.")
    assert not find_all(browser, ".match__percent")
    field = find(browser, 'input[name="threshold"]')
    field.clear()
    field.send_keys("50", keys.ENTER)
    wait(browser, lambda: "threshold=50" in browser.current_url)
    wait(browser, lambda: find(browser, ".match__percent").text == "58%")


def test_differences_are_marked_by_more_than_colour(browser, address):
    open_match(browser, address, COSTS["en"])
    for selector, line in ((".match del", "line-through"), (".match ins", "underline")):
        mark = find(browser, selector)
        assert line in mark.value_of_css_property("text-decoration-line")
        assert mark.find_element("css selector", ".visually-hidden").is_displayed()


def test_a_translation_is_selected_whole_for_copying(browser, address):
    open_match(browser, address, COSTS["en"])
    copied = find(browser, '.match__copy[lang="km"]')
    browser.execute_script(
        "arguments[0].scrollIntoView({behavior: 'instant', block: 'center'})", copied
    )
    copied.click()
    selected = browser.execute_script("return getSelection().toString().trim()")
    assert selected == copied.text


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"text": "\n".join(COSTS.values()), "threshold": "40", "split": "1"},
        {"text": "…"},
    ],
    ids=["form", "matches", "fault"],
)
def test_the_page_has_no_barrier_and_fits_the_screen(browser, address, query, width, scheme):
    look(browser, width=width, scheme=scheme)
    browser.get(f"{address}/match?{urlencode(query)}")
    all_open(browser)
    assert width_of(browser) <= width
    assert barriers(browser) == []
    refused = "text" in query and query["text"] == "…"
    log = [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert len(log) == (1 if refused else 0), log  # the 400 itself
