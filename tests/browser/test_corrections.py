"""Rows corrected in a browser: by keyboard, without scripts, on a narrow screen."""

import pytest

from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import find_all, look, wait, width_of
from tests.search_app.instruments import TREATY

pytestmark = pytest.mark.browser

PAIR = f"/works/{TREATY}/parallel/en-zh"
ROW = "#row-4 + .row__extra, #row-4 + .row__extra + .row__extra"


def press(browser, action):
    """Go to a button of the fourth row by keyboard and press it."""
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    for part in find_all(browser, ROW):
        for button in part.find_elements("css selector", f'button[value="{action}"]'):
            button.send_keys(keys.ENTER)
            return
    raise AssertionError(action)


def said(browser):
    return " ".join(part.text for part in find_all(browser, ROW))


@pytest.mark.usefixtures("without_scripts")
def test_a_row_is_confirmed_and_taken_back_by_keyboard_without_scripts(browser, address):
    browser.get(f"{address}{PAIR}?edit=1")
    press(browser, "confirm")
    wait(browser, lambda: "confirmed by" in said(browser))
    assert browser.current_url == f"{address}{PAIR}?edit=1#row-4"
    press(browser, "undo")
    wait(browser, lambda: "confirmed by" not in said(browser))


def test_a_row_is_joined_split_and_taken_back(browser, address):
    browser.get(f"{address}{PAIR}?edit=1")
    count = len(find_all(browser, "tr.row"))

    def rows():
        return len(find_all(browser, "tr.row"))

    press(browser, "merge next")
    wait(browser, lambda: rows() == count - 1)
    assert "corrected by" in said(browser)
    for part in find_all(browser, ROW):
        for summary in part.find_elements("css selector", ".correction__split summary"):
            summary.click()
    press(browser, "split")
    wait(browser, lambda: rows() == count)
    press(browser, "undo")
    wait(browser, lambda: rows() == count - 1)
    press(browser, "undo")
    wait(browser, lambda: "corrected by" not in said(browser))
    assert rows() == count


@pytest.mark.parametrize("path", [f"{PAIR}?edit=1", f"{PAIR}/corrections"], ids=["page", "history"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_controls_have_no_barrier_and_fit_the_screen(browser, address, path, width, scheme):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    all_open(browser)
    assert width_of(browser) <= width
    assert barriers(browser) == []
