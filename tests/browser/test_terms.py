"""Legal terms in a browser: in two colour schemes, on a phone, on paper, without scripts."""

from pathlib import Path

import pytest

from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import (
    INTERFACES,
    complaints,
    find,
    look,
    on_paper,
    speak,
    wait,
    width_of,
)
from tests.browser.served import served_works

pytestmark = pytest.mark.browser

CORPUS = Path(__file__).parents[2] / "corpus"
WORKS = ("aravan-serethia-mla-2011", "darusan-lanhai-consular-2005")
PAGES = [
    "/terms",
    "/terms?q=引渡",
    "/terms?domain=none",
    "/terms/extradition",
    "/terms/inconsistencies?from=en&to=zh",
    "/terms/candidates?from=km&to=en",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory, encoder):
    """Where a site with two works of the corpus answers."""
    folder = tmp_path_factory.mktemp("terms")
    with served_works([CORPUS / work for work in WORKS], folder, encoder) as where:
        yield where


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


def test_a_reader_looks_up_a_name_and_goes_to_its_term(browser, address):
    browser.get(address + "/terms")
    find(browser, "#q").send_keys("ជំនួយទៅវិញទៅមកផ្នែកច្បាប់")
    find(browser, ".terms-form button").click()
    wait(browser, lambda: "q=" in browser.current_url)
    find(browser, ".terms tbody a").click()
    wait(browser, lambda: "/terms/mutual_legal_assistance" in browser.current_url)
    assert "mutual legal assistance" in find(browser, "h1").text


def test_an_example_leads_to_its_row_side_by_side(browser, address):
    browser.get(address + "/terms/inconsistencies?from=en&to=zh")
    all_open(browser)
    link = find(browser, ".rendering__rows a")
    number = link.get_attribute("href").rpartition("#row-")[2]
    link.click()
    wait(browser, lambda: "/parallel/" in browser.current_url)
    assert find(browser, f"#row-{number}").is_displayed()


def test_on_paper_the_report_has_no_forms(browser, address):
    browser.get(address + "/terms/inconsistencies?from=en&to=zh")
    with on_paper(browser):
        hidden = [".terms-form", ".terms-tabs", ".terms-downloads"]
        assert not any(find(browser, selector).is_displayed() for selector in hidden)
        assert find(browser, ".inconsistency").is_displayed()
