"""Legal terms on the site: looked up, one by one, as files, and by programs."""

import csv
import io

import pytest

from analyzers.tbx import read_tbx
from analyzers.termbase import termbase, termbase_with
from analyzers.termbase_table import Entry, Name, read_table
from search_app.app import create_app
from search_app.openapi import document
from search_app.searcher import Searcher
from search_app.settings import Settings
from search_app.term_listing import listed
from search_app.terms_form import PARAMETERS, TermsForm
from tests.search_app.pages import main_of, page, text_of
from tests.search_app.test_api import check

OWN = Entry(
    id="extradition",
    pos="noun",
    domain="our_office",
    names=(
        Name(text="rendition", tag="en"),
        Name(text="引渡", tag="zh-Hans"),
        Name(text="បត្យាប័ន", tag="km"),
    ),
    source="our glossary",
    status="reviewed",
)


@pytest.fixture
def own_client(searcher):
    """A client of a site with a file of terms of its own."""
    own = Searcher(searcher.reader, searcher.encoder, termbase=termbase_with([[OWN]]))
    return create_app(own, Settings()).test_client()


def rows(html):
    return [text_of(row) for row in main_of(html).split('<tr role="row">')[2:]]


@pytest.mark.parametrize(
    "text",
    ["extradition", "EXTRADIT", "引渡", "បត្យាប័ន", "បត្យា\u200bប័ន"],
)
def test_a_term_is_found_by_any_language_in_any_spelling(client, text):
    assert any("បត្យាប័ន" in row and "引渡" in row for row in rows(page(client, "/terms", q=text)))


def test_both_chinese_scripts_find_the_same(client):
    simplified, traditional = (
        rows(page(client, "/terms", q=text)) for text in ("双重犯罪", "雙重犯罪")
    )
    assert simplified == traditional
    assert "dual criminality" in simplified[0]


def test_a_row_says_the_usual_name_the_variants_the_field_and_the_status(client):
    row = next(
        row
        for row in rows(page(client, "/terms", q="genocide"))
        if row.startswith("English genocide")
    )
    assert "灭绝种族罪 种族灭绝; 灭绝种族" in row
    assert row.split("Reviewed")[1].strip() == "Offences noun"


def test_filters_leave_a_field_a_status_and_names_of_a_language(client):
    html = page(client, "/terms?domain=digital&status=proposed&size=1000")
    assert all("Proposed Computers and data" in row for row in rows(html))
    assert rows(page(client, "/terms", q="引渡", lang="zh"))
    assert "No name holds this" in text_of(page(client, "/terms", q="引渡", lang="en"))


def test_without_a_word_all_are_listed_by_their_english_names_in_pages(client):
    html = page(client, "/terms")
    assert f"{len(termbase())} concepts · 1 to 50 shown" in text_of(html)
    assert 'href="/terms?from=50"' in html
    names = [concept.named("en").casefold() for concept in listed(termbase(), TermsForm())]
    assert names == sorted(names)


def test_a_list_beyond_the_last_page_leads_back(client):
    assert "There are no results this far on." in text_of(page(client, "/terms", **{"from": 9000}))


def test_the_readers_language_comes_first(client):
    html = main_of(page(client, "/terms", language="km", q="arrest"))
    assert html.index('lang="km"') < html.index('lang="en"')


@pytest.mark.parametrize(
    "query", [{"domain": "cooking"}, {"status": "good"}, {"lang": "fr"}, {"q": "x" * 1001}]
)
def test_a_faulty_parameter_is_told_on_the_page_and_by_the_api(client, query):
    shown = client.get("/terms", query_string=query)
    assert (shown.status_code, 'role="alert"' in shown.text) == (400, True)
    answer = client.get("/api/v1/terms", query_string=query)
    assert answer.status_code == 400
    assert answer.get_json()["error"]["problems"][0]["parameter"] == next(iter(query))


def test_a_term_has_a_page_with_how_often_each_name_stands_in_the_texts(client):
    text = text_of(main_of(page(client, "/terms/extradition")))
    assert "Reviewed: a second person agrees with its names in every language." in text
    assert "extradition usual" in text
    assert "not in the collection" in text  # names that the two instruments do not have


def test_the_count_of_a_name_is_what_the_search_for_it_lists(client):
    term = client.get("/api/v1/terms/extradition").get_json()
    for name in term["occurrences"]:
        if name["provisions"]:
            answer = client.get(
                "/api/v1/search",
                query_string={
                    "q": f'"{name["text"]}"',
                    "lang": name["tag"].partition("-")[0],
                    "expand": "0",
                    "mode": "keyword",
                },
            )
            assert answer.get_json()["total"] == name["provisions"]
    assert any(name["provisions"] for name in term["occurrences"])


def test_a_name_leads_to_the_search_and_to_its_contexts(client):
    html = page(client, "/terms/extradition")
    assert "/search?q=%22extradition%22&lang=en&expand=0" in html
    assert "/concordance?q=%22extradition%22&lang=en" in html


def test_an_unknown_term_is_told_so(client):
    assert "There is no term “nothing” here" in text_of(page(client, "/terms/nothing", status=404))
    assert client.get("/api/v1/terms/nothing").status_code == 404


def test_a_persons_own_term_is_marked_as_theirs(own_client):
    html = page(own_client, "/terms", q="rendition")
    assert "your own" in text_of(main_of(html))
    assert "our_office" in html
    term = text_of(page(own_client, "/terms/extradition"))
    assert "It is from a file of your own" in term
    assert own_client.get("/api/v1/terms/extradition").get_json()["own"] is True
    assert own_client.get("/api/v1/terms/arrest").get_json()["own"] is False


@pytest.mark.parametrize("name", ["tbx", "tsv", "csv"])
def test_a_file_has_the_terms_that_the_list_has(client, name):
    query = {"domain": "extradition", "status": "reviewed"}
    answer = client.get(f"/terms/export/{name}", query_string=query)
    assert f'filename="treatylens-terms.{name}"' in answer.headers["Content-Disposition"]
    form = TermsForm(domain="extradition", status="reviewed")
    wanted = {concept.id for concept in listed(termbase(), form)}
    read = {
        "tbx": lambda: {entry.id for entry in read_tbx(io.BytesIO(answer.data)).entries},
        "tsv": lambda: {entry.id for entry in read_table(answer.text.splitlines())},
        "csv": lambda: {
            row["concept"] for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))
        },
    }
    assert read[name]() == wanted


def test_another_format_is_refused_with_those_there_are(client):
    assert "there are tbx, tsv, csv" in text_of(page(client, "/terms/export/doc", status=404))


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ("/api/v1/terms", "/api/v1/terms?q=arrest"),
        ("/api/v1/terms/{concept}", "/api/v1/terms/arrest"),
    ],
)
def test_an_answer_is_as_it_is_described(client, route, path):
    described = document()
    schema = described["paths"][route]["get"]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    check(client.get(path).get_json(), schema, described["components"]["schemas"])


def test_every_parameter_is_described_and_no_other_is_taken(client):
    parameters = document()["paths"]["/api/v1/terms"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == set(PARAMETERS)
    assert client.get("/api/v1/terms?colour=red").status_code == 400


def test_an_expansion_of_a_search_leads_to_its_term_and_can_be_switched_off(client):
    html = page(client, "/search", q="extradition")
    assert 'class="term" href="/terms/extradition"' in html
    assert "Search only as typed" in text_of(html)
    assert "/terms/extradition" not in page(client, "/search", q="extradition", expand="0")
