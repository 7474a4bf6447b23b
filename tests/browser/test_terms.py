"""Legal terms in a browser: in two colour schemes, on a phone, on paper, without scripts."""

from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from indexer.engine import open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.settings import Settings
from tests.browser.accessibility import all_open, barriers
from tests.browser.test_site import INTERFACES, complaints, find, look, wait
from tests.search_app.instruments import open_instruments

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
def site(tmp_path_factory, encoder):
    """Where a site with two works of the corpus answers."""
    folder = tmp_path_factory.mktemp("terms")
    index = folder / "index"
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    paths = [CORPUS / work for work in WORKS]
    index_paths(paths, writer, None, encoder, limits=ExtractLimits(), jobs=2)
    writer.close()
    searcher = open_instruments(index, encoder)
    settings = replace(Settings(), database=f"sqlite:///{folder / 'db.sqlite'}")
    server = make_server("127.0.0.1", 0, create_app(searcher, settings), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    searcher.reader.close()


@pytest.fixture(autouse=True)
def fresh(browser, site):
    """Each test begins without cookies, on a wide screen, in light colours."""
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    look(browser)
    browser.get(site + "/healthz")
    browser.get_log("browser")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(browser, site, path, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(site + path)
    assert barriers(browser) == []
    assert complaints(browser) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", INTERFACES)
def test_nothing_is_wider_than_a_phone(browser, site, path, language):
    look(browser, width=360)
    browser.add_cookie({"name": "language", "value": language})
    browser.get(site + path)
    all_open(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 360


def test_a_reader_looks_up_a_name_and_goes_to_its_term(browser, site):
    browser.get(site + "/terms")
    find(browser, "#q").send_keys("ជំនួយទៅវិញទៅមកផ្នែកច្បាប់")
    find(browser, ".terms-form button").click()
    wait(browser, lambda: "q=" in browser.current_url)
    find(browser, ".terms tbody a").click()
    wait(browser, lambda: "/terms/mutual_legal_assistance" in browser.current_url)
    assert "mutual legal assistance" in find(browser, "h1").text


def test_an_example_leads_to_its_row_side_by_side(browser, site):
    browser.get(site + "/terms/inconsistencies?from=en&to=zh")
    all_open(browser)
    link = find(browser, ".rendering__rows a")
    number = link.get_attribute("href").rpartition("#row-")[2]
    link.click()
    wait(browser, lambda: "/parallel/" in browser.current_url)
    assert find(browser, f"#row-{number}").is_displayed()


def test_on_paper_the_report_has_no_forms(browser, site):
    browser.get(site + "/terms/inconsistencies?from=en&to=zh")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = [".terms-form", ".terms-tabs", ".terms-downloads"]
    assert not any(find(browser, selector).is_displayed() for selector in hidden)
    assert find(browser, ".inconsistency").is_displayed()
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
