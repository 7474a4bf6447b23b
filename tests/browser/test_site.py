"""The site as people use it: in a browser, in three languages, on a narrow screen, by keyboard."""

import json
import re
from urllib.parse import quote

import pytest

from tests.browser.accessibility import barriers
from tests.browser.reading import (
    INTERFACES,
    boxes,
    choose,
    complaints,
    find,
    find_all,
    look,
    speak,
    wait,
    width_of,
)
from tests.search_app.instruments import STATEMENT, TREATY

pytestmark = pytest.mark.browser

ARTICLE = f"/works/{TREATY}/km/chp_1__art_2"
PAGES = ["/", "/search?q=extradition", "/search?q=%22open", "/works?type=treaty&lang=km",
         f"/works/{TREATY}", f"{ARTICLE}?beside=none", f"{ARTICLE}__para_1",
         f"{ARTICLE}?beside=all&q=extradition", f"/works/{STATEMENT}/zh/para_1",
         "/works/none"]  # fmt: skip
NAMES = ["home", "results", "fault", "works", "work", "article", "paragraph", "parallel", "hant",
         "missing"]  # fmt: skip


def hosts_asked(browser):
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    return {re.match(r"\w+:(?://[^/]*)?", url)[0] for url in urls}


@pytest.mark.parametrize(
    ("language", "query", "lang", "heading"),
    [
        ("km", "មូលហេតុនៃការបដិសេធ", "km", "មូលហេតុនៃការបដិសេធ"),
        ("zh-Hans", "拒绝引渡的理由", "zh-Hans", "拒绝引渡的理由"),
        ("zh-Hant", "拒絕引渡的理由", "zh-Hans", "拒绝引渡的理由"),
        ("en", "grounds for refusal", "en", "Grounds for Refusal"),
    ],
    ids=INTERFACES,
)
def test_a_reader_searches_and_clicks_through_to_the_provision(
    browser, address, language, query, lang, heading
):
    choose(browser, address, language)
    browser.get(address)
    find(browser, "#q").send_keys(query + "\n")
    wait(browser, lambda: find(browser, ".hit__title a").is_displayed())
    find(browser, ".hit__title a").click()
    wait(browser, lambda: heading in find(browser, "h1.provision__title").text)
    assert find(browser, "td:has(h1)").get_attribute("lang") == lang
    assert find(browser, "html").get_attribute("lang") == language
    assert complaints(browser) == []
    assert hosts_asked(browser) == {address}


def test_a_reader_goes_on_to_another_language_of_the_provision(browser, address):
    browser.get(f"{address}/works/{TREATY}/en/chp_1__art_2")
    find(browser, '.tabs a[hreflang="km"]').click()
    wait(browser, lambda: "មូលហេតុនៃការបដិសេធ" in find(browser, "h1").text)


def test_the_khmer_font_is_the_sites_own(browser, address):
    browser.get(address + ARTICLE)
    loaded = browser.execute_async_script(
        "const done = arguments[0]; document.fonts.ready.then(() => "
        "done([...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)))"
    )
    assert any("Noto Sans Khmer" in family for family in loaded)


def test_the_first_key_leads_past_the_header(browser, address):
    browser.get(address + "/search?q=extradition")
    find(browser, "body").send_keys("\ue004")  # Tab
    focused = browser.switch_to.active_element
    assert focused.get_attribute("href").endswith("#content")


def test_the_same_paragraph_of_three_languages_stands_on_one_level(browser, address):
    browser.get(f"{address}{ARTICLE}?beside=all")
    for row in range(1, 6):
        cells = boxes(browser, f"tbody tr:nth-child({row}) td")
        assert len(cells) == 3
        assert len({top for _, top, _ in cells}) == 1
        assert [left for left, _, _ in cells] == sorted({left for left, _, _ in cells})
        assert max(width for *_, width in cells) - min(width for *_, width in cells) <= 2


@pytest.mark.parametrize("language", INTERFACES)
def test_a_narrow_screen_shows_them_below_one_another_each_under_its_language(
    browser, address, language
):
    speak(browser, language)
    look(browser, width=320)
    browser.get(f"{address}{ARTICLE}?beside=all&q={quote('បត្យាប័ន')}")
    cells = boxes(browser, "tbody tr:nth-child(3) td")
    assert len({left for left, _, _ in cells}) == 1
    assert [top for _, top, _ in cells] == sorted({top for _, top, _ in cells})
    names = find_all(browser, "tbody tr:nth-child(3) .cell__language")
    assert all(name.is_displayed() and name.text for name in names)
    assert len({name.text for name in names}) == 3
    assert width_of(browser) <= 320


def test_a_reader_ticks_the_versions_to_see(browser, address):
    browser.get(f"{address}{ARTICLE}?beside=none")
    for version in ("en", "zh"):
        find(browser, f'.beside input[value="{version}"]').click()
    find(browser, ".beside button").click()
    wait(browser, lambda: len(find_all(browser, "th[scope=col]")) == 3)
    for version in ("en", "zh"):
        find(browser, f'.beside input[value="{version}"]').click()
    find(browser, ".beside button").click()
    wait(browser, lambda: find(browser, ".column").get_attribute("lang") == "km")


def test_a_table_stays_a_table_for_screen_readers_on_a_narrow_screen(browser, address):
    look(browser, width=390)
    browser.get(f"{address}{ARTICLE}?beside=all")
    roles = [
        node["role"]["value"]
        for node in browser.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        if "role" in node
    ]
    assert "table" in roles
    assert roles.count("row") >= 5
    assert roles.count("cell") >= 15


def test_one_click_selects_a_whole_citation(browser, address):
    browser.get(f"{address}{ARTICLE}?beside=none")
    # At once: the page itself scrolls smoothly, and the click would come too early.
    browser.execute_script(
        "document.querySelector('.citation').scrollIntoView({behavior: 'instant'})"
    )
    find(browser, ".citation").click()
    selected = browser.execute_script("return getSelection().toString()")
    assert selected.strip() == find(browser, ".citation").text.strip()


def test_a_hit_that_is_opened_shows_its_matches_and_leads_back(browser, address):
    browser.get(f"{address}/search?q={quote('银行保密')}")
    results = browser.current_url
    find(browser, ".hit__title a").click()
    wait(browser, lambda: find(browser, "tbody mark").is_displayed())
    assert "银行" in "".join(m.text for m in find_all(browser, "tbody mark"))
    find(browser, ".back a").click()
    wait(browser, lambda: browser.current_url == results)


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
@pytest.mark.parametrize("language", INTERFACES)
def test_no_page_is_wider_than_a_narrow_screen(browser, address, path, language):
    speak(browser, language)
    look(browser, width=320)
    browser.get(address + path)
    assert find(browser, "html").get_attribute("lang") == language
    width = width_of(browser)
    assert width <= 320
    assert complaints(browser) == []


@pytest.mark.parametrize("path", PAGES, ids=NAMES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_barrier(browser, address, path, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    assert barriers(browser) == []


@pytest.mark.usefixtures("without_scripts")
def test_the_search_works_without_scripts(browser, address):
    browser.get(f"{address}/search?q={quote('引渡')}")
    assert "第一条" in find(browser, ".hits").text
