"""Subjects of provisions in a browser: browsed, corrected and taken back without scripts, on a
phone, in the dark."""

import pytest

from indexer.engine import open_reader
from search_app.app import create_app
from search_app.clauses.reader import ClauseReader, kept_corrections
from search_app.searcher import Searcher
from tests.browser.accessibility import all_open, barriers
from tests.browser.reading import (
    INTERFACES,
    complaints,
    find,
    find_all,
    look,
    press,
    speak,
    wait,
    width_of,
)
from tests.browser.served import own_database, served
from tests.search_app.instruments import TREATY, index_instruments

pytestmark = pytest.mark.browser

COSTS, REFUSAL = "chp_2__art_3", "chp_1__art_2"
PROVISION = f"/works/{TREATY}/clauses"
PAGES = {
    "list": "/clauses",
    "provision": f"{PROVISION}/{REFUSAL}",
    "part": f"{PROVISION}/{REFUSAL}__para_1",
    "corrected": f"{PROVISION}/chp_1__art_1",
    "filtered": "/search?clause=refusal",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory, encoder):
    """Where a site answers on which somebody corrected the subjects of Article 1."""
    folder = tmp_path_factory.mktemp("clauses")
    settings = own_database(folder, editor="សុខា")
    reader = ClauseReader(
        open_reader(index_instruments(folder, encoder)), kept_corrections(settings)
    )
    app = create_app(Searcher(reader, encoder), settings)
    client = app.test_client()
    for main, note in (("extraditable-offences", "见第一款"), ("refusal", "ឃ្លាទីមួយ")):
        sent = {"main": main, "clause": ["dual-criminality"], "note": note, "action": "set"}
        answer = client.post(f"{PROVISION}/chp_1__art_1", data=sent)
        assert answer.status_code == 303, answer.text
    with served(app) as where:
        yield where
    reader.close()


def subjects(browser):
    """The subjects that the page of a provision shows."""
    return [one.text for one in find_all(browser, ".clauses__list dt a")]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_has_no_barrier(browser, address, name, scheme, width):
    look(browser, width=width, scheme=scheme)
    browser.get(address + PAGES[name])
    assert barriers(browser) == []
    assert complaints(browser) == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", INTERFACES)
def test_nothing_is_wider_than_a_phone(browser, address, name, language):
    look(browser, width=360)
    speak(browser, language)
    browser.get(address + PAGES[name])
    all_open(browser)
    assert find(browser, "html").get_attribute("lang") == language
    assert width_of(browser) <= 360


@pytest.mark.usefixtures("without_scripts")
def test_a_reader_goes_from_a_subject_to_its_provisions_and_to_why(browser, address):
    browser.get(address + "/clauses")
    find(browser, "#costs a").click()
    wait(browser, lambda: "clause=costs" in browser.current_url)
    find(browser, ".hit__title a").click()
    wait(browser, lambda: f"/{COSTS}" in browser.current_url)
    find(browser, f'a[href="{PROVISION}/{COSTS}"]').click()
    wait(browser, lambda: find(browser, ".clauses__why"))
    assert "costs" in [q.text.lower() for q in find_all(browser, '.clauses__why q[lang="en"]')]


@pytest.mark.usefixtures("without_scripts")
def test_an_editor_corrects_subjects_sees_them_in_the_search_and_takes_it_back(browser, address):
    browser.get(f"{address}{PROVISION}/{COSTS}")
    before = subjects(browser)
    find(browser, 'select[name="main"] option[value="confidentiality"]').click()
    find(browser, ".clauses__form summary").click()
    find(browser, 'input[name="clause"][value="language"]').click()
    find(browser, 'input[name="note"]').send_keys("见第三条")
    press(browser, 'button[value="set"]')
    wait(browser, lambda: "见第三条" in find(browser, ".corrections").text)
    assert subjects(browser) == [
        "Confidentiality and personal data",
        "Language, translation and authentication",
    ]
    assert "set by an editor" in find(browser, ".clauses__list").text
    assert "សុខា" in find(browser, ".corrections").text

    find(browser, ".clauses__list dt a").click()
    wait(browser, lambda: "clause=confidentiality" in browser.current_url)
    assert len(find_all(browser, ".hit")) == 1
    assert "Article 3" in find(browser, ".hit__title").text
    assert "Confidentiality" in find(browser, '[aria-labelledby="facet-clause"]').text

    browser.get(f"{address}{PROVISION}/{COSTS}")
    press(browser, 'button[value="undo"]')
    wait(browser, lambda: "taken back by" in find(browser, ".corrections").text)
    assert subjects(browser) == before
    browser.get(f"{address}/search?clause=confidentiality")
    assert not find_all(browser, ".hit")


def test_an_editor_whose_page_is_old_is_told_and_led_back(browser, address):
    browser.get(f"{address}{PROVISION}/{REFUSAL}")
    old = browser.current_window_handle
    browser.switch_to.new_window("tab")
    try:
        browser.get(f"{address}{PROVISION}/{REFUSAL}")
        find(browser, 'select[name="main"] option[value="extraditable-offences"]').click()
        press(browser, 'button[value="set"]')
        wait(browser, lambda: "set by an editor" in browser.page_source)
    finally:
        browser.close()
        browser.switch_to.window(old)
    press(browser, 'button[value="set"]')
    wait(browser, lambda: find(browser, f'main a[href="{PROVISION}/{REFUSAL}"]'))
    assert barriers(browser) == []
