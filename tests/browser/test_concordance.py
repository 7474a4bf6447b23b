"""The concordance in a browser: barriers, a phone, the match in the middle, without scripts."""

from urllib.parse import quote

import pytest

from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import (
    INTERFACES,
    boxes,
    complaints,
    find,
    find_all,
    look,
    roles,
    speak,
    wait,
    width_of,
)

pytestmark = pytest.mark.browser

WORDS = "/concordance?q=offence&to=zh&to=km"
PAGES = [
    "/concordance",
    WORDS,
    f"/concordance?q={quote('拒绝')}&to=en&rendering=en:refused",
    "/concordance?q=fraud&to=km",
    "/concordance?q=%22open&to=zh",
    "/concordance?q=nowhere&to=zh",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(browser, address, path, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(address + path)
    assert barriers(browser) == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", INTERFACES)
def test_the_page_is_no_wider_than_a_phone(browser, address, path, language):
    speak(browser, language)
    look(browser, width=360)
    browser.get(address + path)
    all_open(browser)
    assert find(browser, "html").get_attribute("lang") == language
    assert width_of(browser) <= 360
    assert complaints(browser) == []


def test_matches_stand_below_one_another_in_the_middle(browser, address):
    browser.get(address + WORDS)
    middle = [left + width / 2 for left, _, width in boxes(browser, ".kwic__line mark")]
    assert len(middle) >= 3
    assert max(middle) - min(middle) < 2
    assert abs(middle[0] - 640) < 60
    tops = [top for _, top, _ in boxes(browser, ".kwic__line mark")]
    assert tops == sorted(tops)


def test_what_is_nearest_to_the_match_is_never_cut_off(browser, address):
    look(browser, width=1000)
    browser.get(address + WORDS)
    gaps = browser.execute_script(
        "return [...document.querySelectorAll('.kwic__before > div')].map(d =>"
        " Math.abs(d.getBoundingClientRect().right - d.firstChild.getBoundingClientRect().right))"
    )
    assert max(gaps) < 1


@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("path", [WORDS, f"/concordance?q={quote('បទល្មើស')}&to=en"])
def test_contexts_are_whole_and_stand_beside_the_match(browser, address, path, width):
    look(browser, width=width)
    browser.get(address + path)
    cells = browser.execute_script(
        "return [...document.querySelectorAll('.kwic__line :is(.kwic__before, .kwic__after)')]"
        ".flatMap(cell => [cell, cell.firstElementChild].map(e => [e.scrollWidth, e.clientWidth]))"
    )
    assert len(cells) >= 4
    assert all(content <= room for content, room in cells)
    apart = browser.execute_script(
        "const bottom = e => [...e.getClientRects()].at(-1).bottom;"
        " return [...document.querySelectorAll('.kwic__line')].map(line => Math.abs("
        "bottom(line.querySelector('.kwic__before span')) - bottom(line.querySelector('mark'))))"
    )
    assert max(apart) < 12


def test_a_mark_is_more_than_a_colour(browser, address):
    browser.get(address + WORDS)
    style = browser.execute_script(
        "const s = getComputedStyle(document.querySelector('.beside-line mark'));"
        " return [s.fontWeight, s.borderBottomStyle, s.borderBottomWidth]"
    )
    assert int(style[0]) >= 600
    assert style[1:] == ["solid", "2px"]


def test_a_table_stays_a_table_for_screen_readers_on_a_phone(browser, address):
    look(browser, width=390)
    browser.get(address + WORDS)
    told = roles(browser)
    assert "table" in told
    assert told.count("rowheader") >= 3


@pytest.mark.usefixtures("without_scripts")
def test_it_is_asked_sorted_and_narrowed_down_without_scripts(browser, address):
    browser.get(address + "/concordance")
    find(browser, "#q").send_keys("拒绝")
    find(browser, '#to-0 option[value="en"]').click()
    find(browser, '#sort option[value="left"]').click()
    find(browser, "form.search button").click()
    wait(browser, lambda: find(browser, ".kwic__line"))
    assert "sort=left" in browser.current_url
    shown = len(find_all(browser, ".kwic__line"))
    find(browser, ".renderings a").click()
    wait(browser, lambda: find(browser, ".renderings a[aria-current]"))
    assert 0 < len(find_all(browser, ".kwic__line")) < shown
    find(browser, ".kwic__where a").click()
    wait(browser, lambda: "/works/" in browser.current_url)
    assert find(browser, "mark").text == "拒绝"
