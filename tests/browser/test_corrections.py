"""Rows corrected in a browser: by keyboard, without scripts, on a narrow screen."""

from importlib.resources import files

import pytest

from tests.browser.test_site import look, wait
from tests.search_app.instruments import TREATY

pytestmark = pytest.mark.browser

PAIR = f"/works/{TREATY}/parallel/en-zh"
ROW = "#row-4 + .row__extra, #row-4 + .row__extra + .row__extra"


@pytest.fixture(autouse=True)
def fresh(browser, address):
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    look(browser)
    browser.get(address + "/healthz")


@pytest.fixture
def without_scripts(browser):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def press(browser, action):
    """Go to a button of the fourth row by keyboard and press it."""
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    for part in browser.find_elements("css selector", ROW):
        for button in part.find_elements("css selector", f'button[value="{action}"]'):
            button.send_keys(keys.ENTER)
            return
    raise AssertionError(action)


def said(browser):
    return " ".join(part.text for part in browser.find_elements("css selector", ROW))


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
    count = len(browser.find_elements("css selector", "tr.row"))

    def rows():
        return len(browser.find_elements("css selector", "tr.row"))

    press(browser, "merge next")
    wait(browser, lambda: rows() == count - 1)
    assert "corrected by" in said(browser)
    for part in browser.find_elements("css selector", ROW):
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
def test_the_controls_have_no_serious_barrier_and_fit_the_screen(
    browser, address, path, width, scheme
):
    pytest.importorskip("axe_core_python")
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    browser.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    browser.execute_script(files("axe_core_python").joinpath("axe.min.js").read_text("utf-8"))
    violations = browser.execute_async_script(
        "const done = arguments[0]; axe.run().then(r => done(r.violations), e => done([e]))"
    )
    serious = [
        (found["id"], [node["html"] for node in found["nodes"]])
        for found in violations
        if found["impact"] in {"serious", "critical"}
    ]
    assert serious == []
