"""A real browser on a real server, on the index of two small instruments."""

import os
import shutil

import pytest

from search_app.app import create_app
from search_app.settings import Settings
from tests.browser.reading import look
from tests.browser.served import served, two_instruments

#: No window, no first run, no traffic of the browser's own.
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--window-size=1280,900",
)  # fmt: skip


@pytest.fixture(scope="session")
def address(tmp_path_factory, encoder):
    """Where the site answers; a module that needs another site has an ``address`` of its own."""
    folder = tmp_path_factory.mktemp("browsed")
    with (
        two_instruments(folder, encoder) as searcher,
        served(create_app(searcher, Settings())) as where,
    ):
        yield where


@pytest.fixture(autouse=True)
def fresh(browser, address):
    """Each test begins on the site without cookies, on a wide screen, in light colours."""
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    look(browser)
    browser.get(address + "/healthz")
    for log in ("browser", "performance"):
        browser.get_log(log)


@pytest.fixture
def without_scripts(browser):
    """No page runs a script."""
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.fixture(scope="session")
def chromium():
    """Paths of Chromium and its driver. Without them the tests are skipped, save under CI."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if browser and driver:
        return browser, driver
    reason = "Chromium and chromedriver are not installed"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser(chromium, tmp_path_factory):
    """One browser for all tests, with a profile of its own and a log of what it asks for."""
    webdriver = pytest.importorskip("selenium.webdriver")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium[0]
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('profile')}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(chromium[1]))
    yield driver
    driver.quit()
