"""The audit log and restricted works in a browser: no barriers, and a work is really closed."""

from threading import Thread

import pytest
from werkzeug.serving import make_server

from search_app.access_rules import AccessRules
from search_app.app import create_app
from search_app.settings import Settings
from tests.browser.accessibility import all_open, barriers
from tests.browser.test_site import INTERFACES, complaints, find, look, wait
from tests.search_app.instruments import STATEMENT, TREATY, index_instruments, open_instruments

pytestmark = pytest.mark.browser

PAGES = ["/audit", "/audit?action=open&since=yesterday", "/access", f"/access?work={TREATY}"]


@pytest.fixture(scope="module")
def site(tmp_path_factory, encoder):
    """Where a site answers that keeps a log and has a restricted work."""
    folder = tmp_path_factory.mktemp("audit")
    searcher = open_instruments(index_instruments(folder, encoder), encoder)
    settings = Settings(database=f"sqlite:///{folder}/made.sqlite3", audit="on", editor="សុខា")
    app = create_app(searcher, settings)
    AccessRules(app.extensions["database"]).set(STATEMENT, "restricted", "សុខា")
    client = app.test_client()
    for query in ("ការបដិសេធ", "拒绝引渡", "refusal of extradition on the ground of " + "x" * 200):
        client.get("/search", query_string={"q": query})
    client.get(f"/works/{TREATY}")
    server = make_server("127.0.0.1", 0, app, threaded=True)
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
    assert complaints(browser) == [] or "yesterday" in path  # which is answered by 400


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", INTERFACES)
def test_nothing_is_wider_than_a_phone(browser, site, path, language):
    look(browser, width=360)
    browser.add_cookie({"name": "language", "value": language})
    browser.get(site + path)
    all_open(browser)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 360


def test_a_work_is_closed_and_opened_on_the_page_and_that_is_in_the_log(browser, site):
    browser.get(site + "/access")
    find(browser, "input[name=work]").send_keys(TREATY)
    find(browser, ".access button").click()
    wait(browser, lambda: TREATY in find(browser, "table.terms").text)
    browser.get(site + "/audit?action=access")
    assert TREATY in find(browser, "table.audit").text
    assert "សុខា" in find(browser, "table.audit").text
