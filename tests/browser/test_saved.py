"""Saved queries in a browser: saved, run, the index changed, run again; without scripts, by
keyboard, on a phone, in the dark."""

from threading import Thread

import pytest
from werkzeug.serving import make_server

from tests.browser.accessibility import barriers
from tests.browser.test_site import INTERFACES, choose, complaints, find, look, wait
from tests.search_app.saved_site import SavedSite

pytestmark = pytest.mark.browser


class Served:
    """A site on an index that changes, where it answers, and the queries saved on it."""

    def __init__(self, site):
        self.site = site
        self.server = make_server("127.0.0.1", 0, site.app, threaded=True)
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        self.site.close()


def start(browser):
    browser.execute_cdp_cmd("Network.clearBrowserCookies", {})
    look(browser)


@pytest.fixture
def served(tmp_path, encoder, browser):
    found = Served(SavedSite(tmp_path, encoder))
    start(browser)
    yield found
    found.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory, encoder, browser):
    """A site with saved queries that ran before and after the index changed; their addresses."""
    found = Served(SavedSite(tmp_path_factory.mktemp("filled"), encoder))
    start(browser)
    queries = {
        "refusal": save(browser, found, "extradition", "Grounds for refusal"),
        "secrecy": save(browser, found, "银行保密&mode=keyword&lang=zh", "银行保密"),
        "statement": save(browser, found, "&type=joint_statement", "សេចក្តីថ្លែងការណ៍រួម"),
    }
    for address in queries.values():
        run(browser, address)
    found.site.change()
    for address in queries.values():
        run(browser, address)
    browser.get(queries["refusal"])
    press(browser, ".saved-feed button")
    wait(browser, lambda: "/feeds/" in browser.page_source)
    yield found, queries
    found.close()


def save(browser, served, query, name):
    """Save a query by the form that its results lead to; the address of its page."""
    browser.get(f"{served.address}/search?q={query}")
    find(browser, ".save a").click()
    wait(browser, lambda: find(browser, "#name"))
    find(browser, "#name").clear()
    find(browser, "#name").send_keys(name)
    find(browser, "#tags").send_keys("引渡, ការបដិសេធ")
    press(browser, ".saved-form .button--primary")
    wait(browser, lambda: find(browser, "h1").text == name)
    return browser.current_url


def press(browser, selector):
    """Press a button by keyboard: a click may come while the page still scrolls to it."""
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    find(browser, selector).send_keys(keys.ENTER)


def run(browser, address):
    browser.get(address)
    press(browser, ".saved-tools .button--primary")
    wait(browser, lambda: "/runs/" in browser.current_url)


@pytest.fixture
def without_scripts(browser):
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.usefixtures("without_scripts")
def test_a_query_is_saved_run_and_tells_what_changed_without_scripts(browser, served):
    address = save(browser, served, "bank secrecy&mode=keyword&group=none&expand=0", "Secrecy")
    run(browser, address)
    assert "every hit is new" in find(browser, "#summary").text
    run(browser, address)
    assert find(browser, ".report-head .count").text == "Nothing is new, changed or gone."
    served.site.change()
    run(browser, address)
    assert find(browser, ".report-head .count").text == "0 new · 1 changed · 0 gone"
    mark = find(browser, ".kept--changed ol ins")
    assert "fiscal offences or" in mark.text
    assert "underline" in mark.value_of_css_property("text-decoration-line")


def test_a_query_is_edited_as_a_search_by_keyboard_and_saved_back(browser, served):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    address = save(browser, served, "costs&mode=keyword", "Costs")
    browser.get(address + "/search")
    box = find(browser, "#q")
    box.clear()
    box.send_keys("political offence", keys.ENTER)
    wait(browser, lambda: "q=political+offence" in browser.current_url)
    assert "“Costs”" in find(browser, ".editing").text
    find(browser, ".editing button").send_keys(keys.ENTER)
    wait(browser, lambda: browser.current_url == address)
    assert find(browser, ".query__text").text == "political offence"


def test_a_query_is_deleted_after_a_second_look(browser, served):
    address = save(browser, served, "costs&mode=keyword", "Costs")
    for summary in browser.find_elements("css selector", ".saved-tools summary"):
        summary.click()
    press(browser, ".saved-tools .button--warn")
    wait(browser, lambda: browser.current_url == served.address + "/saved")
    browser.get(address)
    assert "Not found" in browser.title


def test_two_runs_are_chosen_and_compared(browser, filled):
    _, queries = filled
    browser.get(queries["refusal"] + "/runs/2")
    find(browser, '#against option[value="0"]').click()
    press(browser, ".saved-filter .button")
    wait(browser, lambda: "against=0" in browser.current_url)
    assert "every hit is new" in find(browser, "#summary").text


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("km", "សំណួររក្សាទុក"),
        ("zh-Hans", "已存检索"),
        ("zh-Hant", "已存檢索"),
        ("en", "Saved queries"),
    ],
    ids=INTERFACES,
)
def test_pages_and_drawings_are_in_the_readers_language(browser, filled, language, words):
    served, queries = filled
    choose(browser, served.address, language)
    browser.get(served.address + "/saved")
    assert find(browser, "h1").text == words
    browser.get(queries["refusal"])
    drawing = find(browser, ".drawing svg")
    assert drawing.get_attribute("lang") == language
    assert drawing.get_attribute("role") == "img"


def test_a_drawing_follows_the_scheme_of_the_reader(browser, filled):
    _, queries = filled
    colours = set()
    for scheme in ("light", "dark"):
        look(browser, scheme=scheme)
        browser.get(queries["refusal"])
        text = find(browser, ".drawing svg text")
        colours.add(text.value_of_css_property("fill"))
    assert len(colours) == 2


PAGES = {
    "list": ("", "/saved"),
    "tag": ("", "/saved?tag=引渡&sort=found"),
    "form": ("", "/saved/new?q=extradition&lang=en"),
    "query": ("refusal", ""),
    "report": ("refusal", "/runs/2"),
    "chinese": ("secrecy", "/runs/2"),
    "gone": ("statement", "/runs/2"),
    "part": ("refusal", "/runs/1?part=new"),
    "edit": ("refusal", "/edit"),
    "editing": ("refusal", "/search"),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barrier_and_fit_the_screen(browser, filled, name, width, scheme):
    served, queries = filled
    browser.get_log("browser")
    look(browser, width=width, scheme=scheme)
    query, path = PAGES[name]
    browser.get((queries[query] if query else served.address) + path)
    assert barriers(browser) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(browser) == []
