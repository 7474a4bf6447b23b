"""Batches and downloads in a browser: no barriers, on a phone, and a file is really sent."""

import pytest

from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import INTERFACES, complaints, look, speak, width_of

pytestmark = pytest.mark.browser

PAGES = ["/batch", "/search?q=引渡", "/search"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(browser, address, path, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    assert barriers(browser) == []
    assert complaints(browser) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", INTERFACES)
def test_nothing_is_wider_than_a_phone(browser, address, path, language):
    look(browser, width=360)
    speak(browser, language)
    browser.get(address + path)
    all_open(browser)
    assert width_of(browser) <= 360


def test_a_faulty_file_is_told_on_the_page_and_has_no_barrier(browser, address, tmp_path):
    queries = tmp_path / "queries.csv"
    queries.write_text("colour\nred\n", encoding="utf-8")
    browser.get(address + "/batch")
    browser.find_element("id", "queries").send_keys(str(queries))
    browser.find_element("css selector", "form.batch button").click()
    assert "colour" in browser.find_element("id", "problems").text
    assert barriers(browser) == []


@pytest.mark.parametrize("queries", ["query\nextradition\n"])
def test_a_file_of_queries_is_sent_and_a_file_of_results_comes(browser, address, tmp_path, queries):
    sent = tmp_path / "queries.csv"
    sent.write_text(queries, encoding="utf-8")
    folder = tmp_path / "downloads"
    folder.mkdir()
    browser.execute_cdp_cmd(
        "Browser.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)}
    )
    browser.get(address + "/batch")
    browser.find_element("id", "queries").send_keys(str(sent))
    browser.find_element("css selector", "form.batch button").click()
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 60).until(lambda _: list(folder.glob("*.xlsx")))
