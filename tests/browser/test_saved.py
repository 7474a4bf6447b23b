"""Saved queries in a browser: saved, run, the index changed, run again; without scripts, by
keyboard, on a phone, in the dark."""

from contextlib import contextmanager
from typing import NamedTuple

import pytest

from tests.browser.accessibility import barriers
from tests.browser.reading import (
    INTERFACES,
    choose,
    complaints,
    find,
    find_all,
    look,
    press,
    wait,
    width_of,
)
from tests.browser.served import served
from tests.search_app.saved_site import SavedSite

pytestmark = pytest.mark.browser


class Changing(NamedTuple):
    """A site on an index that changes, and where it answers."""

    site: SavedSite
    address: str


@contextmanager
def changing_site(folder, encoder):
    site = SavedSite(folder, encoder)
    try:
        with served(site.app) as where:
            yield Changing(site, where)
    finally:
        site.close()


@pytest.fixture
def changing(tmp_path, encoder):
    with changing_site(tmp_path, encoder) as found:
        yield found


@pytest.fixture(scope="module")
def filled(tmp_path_factory, encoder, browser):
    """Where a site answers whose saved queries ran before and after the index changed, and the
    addresses of these queries."""
    look(browser)
    with changing_site(tmp_path_factory.mktemp("filled"), encoder) as found:
        queries = {
            "refusal": save(browser, found, "extradition", "Grounds for refusal"),
            "secrecy": save(browser, found, "银行保密&mode=keyword&lang=zh", "银行保密"),
            "statement": save(browser, found, "&type=joint_statement", "សេចក្តីថ្លែងការណ៍រួម"),
        }
        for query in queries.values():
            run(browser, query)
        found.site.change()
        for query in queries.values():
            run(browser, query)
        browser.get(queries["refusal"])
        press(browser, ".saved-feed button")
        wait(browser, lambda: "/feeds/" in browser.page_source)
        yield found.address, queries


def save(browser, changing, query, name):
    """Save a query by the form that its results lead to; the address of its page."""
    browser.get(f"{changing.address}/search?q={query}")
    find(browser, ".save a").click()
    wait(browser, lambda: find(browser, "#name"))
    find(browser, "#name").clear()
    find(browser, "#name").send_keys(name)
    find(browser, "#tags").send_keys("引渡, ការបដិសេធ")
    press(browser, ".saved-form .button--primary")
    wait(browser, lambda: find(browser, "h1").text == name)
    return browser.current_url


def run(browser, address):
    browser.get(address)
    press(browser, ".saved-tools .button--primary")
    wait(browser, lambda: "/runs/" in browser.current_url)


@pytest.mark.usefixtures("without_scripts")
def test_a_query_is_saved_run_and_tells_what_changed_without_scripts(browser, changing):
    address = save(browser, changing, "bank secrecy&mode=keyword&group=none&expand=0", "Secrecy")
    run(browser, address)
    assert "every hit is new" in find(browser, "#summary").text
    run(browser, address)
    assert find(browser, ".report-head .count").text == "Nothing is new, changed or gone."
    changing.site.change()
    run(browser, address)
    assert find(browser, ".report-head .count").text == "0 new · 1 changed · 0 gone"
    mark = find(browser, ".kept--changed ol ins")
    assert "fiscal offences or" in mark.text
    assert "underline" in mark.value_of_css_property("text-decoration-line")


def test_a_query_is_edited_as_a_search_by_keyboard_and_saved_back(browser, changing):
    keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
    address = save(browser, changing, "costs&mode=keyword", "Costs")
    browser.get(address + "/search")
    box = find(browser, "#q")
    box.clear()
    box.send_keys("political offence", keys.ENTER)
    wait(browser, lambda: "q=political+offence" in browser.current_url)
    assert "“Costs”" in find(browser, ".editing").text
    find(browser, ".editing button").send_keys(keys.ENTER)
    wait(browser, lambda: browser.current_url == address)
    assert find(browser, ".query__text").text == "political offence"


def test_a_query_is_deleted_after_a_second_look(browser, changing):
    address = save(browser, changing, "costs&mode=keyword", "Costs")
    for summary in find_all(browser, ".saved-tools summary"):
        summary.click()
    press(browser, ".saved-tools .button--warn")
    wait(browser, lambda: browser.current_url == changing.address + "/saved")
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
    address, queries = filled
    choose(browser, address, language)
    browser.get(address + "/saved")
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
    address, queries = filled
    browser.get_log("browser")
    look(browser, width=width, scheme=scheme)
    query, path = PAGES[name]
    browser.get((queries[query] if query else address) + path)
    assert barriers(browser) == []
    assert width_of(browser) <= width
    assert complaints(browser) == []
