"""A real browser on a real server, on the index of two small instruments."""

import os
import shutil
from threading import Thread

import pytest
from werkzeug.serving import make_server

from search_app.app import create_app
from search_app.settings import Settings
from tests.search_app.instruments import index_instruments, open_instruments

#: No window, no first run, no traffic of the browser's own.
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-extensions", "--window-size=1280,900",
)  # fmt: skip


@pytest.fixture(scope="session")
def address(tmp_path_factory, encoder):
    """Where the site answers."""
    folder = tmp_path_factory.mktemp("browsed")
    searcher = open_instruments(index_instruments(folder, encoder), encoder)
    server = make_server("127.0.0.1", 0, create_app(searcher, Settings()), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    searcher.reader.close()


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
