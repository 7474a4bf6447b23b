"""What a reader does in the browser and sees there."""

from contextlib import contextmanager

import pytest

#: The languages that the site speaks, as ``lang`` has them.
INTERFACES = ["km", "zh-Hans", "zh-Hant", "en"]


def look(browser, width=1280, scheme="light"):
    """Look through a window of a width in pixels, a phone's where it is narrow, in light or dark
    colours."""
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


@contextmanager
def on_paper(browser):
    """Look at pages as they are printed."""
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


def find(browser, selector):
    return browser.find_element("css selector", selector)


def find_all(browser, selector):
    return browser.find_elements("css selector", selector)


def press(browser, selector):
    """Press a button by keyboard: a click may come while the page still scrolls to it."""
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    find(browser, selector).send_keys(keys.ENTER)


def wait(browser, holds):
    """Wait for the next page: an element of the last one may be asked for while it goes."""
    exceptions = pytest.importorskip("selenium.common.exceptions")
    ignored = [exceptions.StaleElementReferenceException, exceptions.NoSuchElementException]
    support = pytest.importorskip("selenium.webdriver.support.ui")

    def holds_by_now(_):
        try:
            return holds()
        except exceptions.WebDriverException as error:
            # What is stale is now and then told so, in the words of the browser.
            if "does not belong to the document" in str(error):
                return False
            raise

    support.WebDriverWait(browser, 15, 0.05, ignored).until(holds_by_now)


def speak(browser, language):
    """Let the site speak a language from the next page on."""
    browser.add_cookie({"name": "language", "value": language})


def choose(browser, address, language):
    """Press the button of a language, as a reader does, from a page in another one."""
    speak(browser, "en" if language == "km" else "km")
    browser.get(address + "/works")
    find(browser, f'.languages button[value="{language}"]').click()
    wait(browser, lambda: find(browser, "html").get_attribute("lang") == language)


def width_of(browser):
    """How wide the page is, in pixels: more than the window where it is scrolled sideways."""
    return browser.execute_script("return document.documentElement.scrollWidth")


def boxes(browser, selector):
    """Where each element that fits stands: left, top, width."""
    return browser.execute_script(
        "return [...document.querySelectorAll(arguments[0])].map(e => e.getBoundingClientRect())"
        ".map(b => [b.left, b.top, b.width].map(Math.round))",
        selector,
    )


def roles(browser):
    """What screen readers are told of each element of the page."""
    nodes = browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
    return [node["role"]["value"] for node in nodes if "role" in node]


def complaints(browser):
    """What the browser logged, the status of a page that is meant to fail apart."""
    return [
        entry["message"]
        for entry in browser.get_log("browser")
        if "the server responded with a status of 40" not in entry["message"]
    ]
