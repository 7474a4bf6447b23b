"""Comparisons on the site, in the API, on the command line: addresses, refusals, what is shown."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest

from search_app.app import create_app
from search_app.compare_form import ProvisionAddress, read_address
from search_app.compare_page import LITTLE_ALIKE
from search_app.openapi import document
from search_app.settings import Settings
from tests.search_app.instruments import STATEMENT, TREATY, index_instruments
from tests.search_app.pages import joined, main_of, page, text_of
from tests.search_app.test_api import check

EN, ZH, KM = (f"{TREATY}/{tag}/chp_1__art_2" for tag in ("en", "zh", "km"))
POLITICAL, JUDGED = f"{EN}__para_1__point_a", f"{EN}__para_1__point_b"
HANT = f"{STATEMENT}/zh/para_1"


@pytest.fixture
def client(searcher, tmp_path):
    settings = replace(Settings(), database=f"sqlite:///{tmp_path / 'db.sqlite'}")
    return create_app(searcher, settings).test_client()


def address(a, b):
    return f"/compare/{a}/with/{b}"


def marked(html):
    """What is marked, without the words for screen readers."""
    found = re.findall(r"<(del|ins)[^>]*>(.*?)</\1>", html.split("compare-legend")[0])
    return [
        (mark, re.sub(r'<span class="visually-hidden".*?</span>', "", text)) for mark, text in found
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("treaty-2011/zh-Hant/chp_2__art_7", ("treaty-2011", "zh-Hant", "chp_2__art_7")),
        ("  treaty-2011/en/art_5 ", ("treaty-2011", "en", "art_5")),
        ("/works/t/km/art_5?q=បត្យាប័ន&beside=all", ("t", "km", "art_5")),
        ("https://law.example/lens/works/t/zh/art_5#art_5__para_1", ("t", "zh", "art_5")),
        ("http://127.0.0.1:8000/api/v1/works/t/en/art_5", ("t", "en", "art_5")),
        ("https://x/works/%E6%9D%A1%E7%BA%A6/zh/art_5", ("条约", "zh", "art_5")),
        ("works/en/art_5", ("works", "en", "art_5")),
        ("第五条", None),
        ("treaty-2011/en", None),
        ("treaty-2011//art_5", None),
        ("http://[", None),
        ("", None),
        ("a/b/" + "c" * 3_000, None),
    ],
)
def test_a_side_is_an_address_or_a_pasted_link(text, found):
    assert read_address(text) == (ProvisionAddress(*found) if found else None)


# --------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "query",
    [
        {"a": EN, "b": ZH},
        {"a": f"http://localhost/works/{EN}?q=refusal", "b": f"/works/{ZH}"},
        {"a": EN, "b": ZH.replace("/zh/", "/zh-Hans/")},
    ],
)
def test_the_form_leads_to_the_permanent_address(client, query):
    answer = client.get("/compare", query_string=query)
    assert (answer.status_code, answer.location) == (302, address(EN, ZH))


def test_other_names_of_a_version_lead_to_the_canonical_address(client):
    answer = client.get(address(EN, HANT.replace("/zh/", "/zh-Hant/")))
    assert (answer.status_code, answer.location) == (302, address(EN, HANT))
    assert client.get(address(EN, HANT)).status_code == 200


def test_the_page_names_its_canonical_address_and_swaps_its_sides(client):
    answer = client.get(address(EN, KM))
    assert answer.headers["Link"].endswith(f'{address(EN, KM)}>; rel="canonical"')
    assert f'href="{address(KM, EN)}"' in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (address(EN, f"{TREATY}/en/art_99"), "has no provision “art_99” in this language"),
        (address(EN, f"{TREATY}/fr/chp_1__art_2"), "has no version “fr”; it has en, zh, km"),
        (address("no-work/en/art_1", EN), "There is no instrument “no-work” here."),
        (address("nonsense", EN), "There is nothing at this address."),
        (f"/compare?a={EN}&b=none/en/art_1", "There is no instrument “none” here."),
        ("/compare?a=none/en/art_1", "There is no instrument “none” here."),
    ],
)
def test_a_side_that_is_not_here_is_404_with_a_sentence(client, path, sentence):
    assert sentence in page(client, path, status=404)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (f"/compare?a={EN}&b=", "Give the second provision: WORK/LANG/EID"),
        (f"/compare?b={EN}", "Give the first provision: WORK/LANG/EID"),
        ("/compare?a=&b=", "Give the first provision"),
        (f"/compare?a={EN}&b=第五条", "“第五条” is not the address of a provision"),
        (f"/compare?a={EN}&b={EN}", "Both sides are the same provision"),
        (f"/compare?a={ZH}&b={ZH.replace('/zh/', '/zh-Hans/')}", "Both sides are the same"),
        (address(EN, EN), "Both sides are the same provision"),
        (f"/compare?a={EN}&a={ZH}&b={KM}", "a is given more than once"),
    ],
)
def test_a_faulty_request_is_400_and_keeps_what_was_typed(client, path, sentence):
    html = page(client, path, status=400)
    assert sentence in html
    assert 'aria-invalid="true"' in html
    assert 'id="side-a"' in html


def test_a_provision_too_long_is_refused_in_a_sentence(client, monkeypatch):
    monkeypatch.setattr("search_app.comparison.MOST_SENTENCES", 2)
    assert "sentences; 2 at most can be compared" in page(
        client, address(EN, POLITICAL), status=400
    )


# --------------------------------------------------------------------------- what is shown


def test_without_provisions_there_is_the_form_with_an_explanation(client):
    html = page(client, "/compare")
    assert "Two provisions of the same instrument or of two" in html
    assert 'role="alert"' not in html


def test_one_provision_is_offered_the_nearest_and_its_other_languages(client):
    html = page(client, "/compare", a=EN)
    assert f'value="{EN}"' in html
    assert f'href="{address(EN, ZH)}"' in html
    assert f'href="{address(EN, KM)}"' in html
    assert re.search(rf'href="{re.escape(address(EN, STATEMENT))}/en/\w+"', html)


def test_words_that_differ_are_marked_on_both_sides_and_told_by_ear(client):
    html = main_of(page(client, address(f"{TREATY}/en/chp_1__art_2__para_1", f"{EN}__para_2")))
    found = marked(html)
    assert {mark for mark, _ in found} == {"del", "ins"}
    assert "[only in A:" in text_of(html)
    assert "% of the words alike" in text_of(html)
    assert "words alike:" in html


def test_a_pair_worded_otherwise_says_so_in_place_of_marking_every_word(client):
    answer = client.get("/api/v1/compare", query_string={"a": POLITICAL, "b": JUDGED}).get_json()
    (row,) = answer["rows"]
    html = main_of(page(client, address(POLITICAL, JUDGED)))
    assert ("Worded differently" in html) == (row["likeness"]["percent"] < LITTLE_ALIKE)


def test_both_texts_stand_whole_with_their_printed_numbers(client):
    html = main_of(page(client, address(EN, f"{TREATY}/en/chp_1__art_1")))
    shown = joined(re.sub(r'<span class="visually-hidden".*?</span>', "", html))
    for text in (
        "1.Extraditionshallberefusedif:",
        "(a)theoffenceisapoliticaloffence;",
        "2.Extraditionshallnotberefusedonthegroundofbanksecrecy.",
        "EachPartyundertakestoextraditetotheotheranypersonwantedforanoffence.",
    ):
        assert text in shown


def test_two_languages_stand_in_rows_in_their_own_lang(client):
    html = main_of(page(client, address(KM, ZH)))
    assert 'lang="km">' in html
    assert 'lang="zh-Hans">' in html
    assert "the rows are those of its alignment" in html
    assert not marked(html)


def test_languages_of_two_works_are_paired_and_the_page_says_how(client):
    html = page(client, address(EN, HANT))
    assert "sentences were paired automatically by their meaning" in html
    assert "They are not translations of each other" in html


@pytest.mark.parametrize("language", ["en", "km", "zh-Hans", "zh-Hant"])
def test_the_citation_has_both_provisions_the_address_and_the_day(client, language):
    html = page(client, address(EN, KM), language=language)
    cited = re.search(r'<p class="citation">(.*?)</p>', html, re.DOTALL)[1]
    assert f"http://localhost{address(EN, KM)}" in cited
    assert f"http://localhost/works/{EN}" in cited
    assert f"http://localhost/works/{KM}" in cited
    assert "Article 2" in cited
    assert "មាត្រា ២" in cited
    assert re.search("20[0-9][0-9]|២០[០-៩]{2}", text_of(cited))


def test_a_provision_leads_to_its_comparison(client):
    html = page(client, f"/works/{EN}")
    assert f'href="/compare?a={EN}"' in html.replace("%2F", "/")


# --------------------------------------------------------------------------- for programs


@pytest.mark.parametrize("b", [ZH, HANT, f"{TREATY}/en/chp_1__art_1"])
def test_the_answer_is_as_the_document_describes_it(client, b):
    answer = client.get("/api/v1/compare", query_string={"a": EN, "b": b}).get_json()
    shapes = document()["components"]["schemas"]
    check(answer, {"$ref": "#/components/schemas/Comparison"}, shapes)
    assert answer["path"] == address(EN, b)
    assert answer["citation"]["address"] == f"http://localhost{address(EN, b)}"


def test_ranges_count_in_the_texts_that_are_given(client):
    a, b = f"{EN}__para_1", f"{EN}__para_2"
    answer = client.get("/api/v1/compare", query_string={"a": a, "b": b}).get_json()
    for row in answer["rows"]:
        if row["likeness"]:
            for one in row["likeness"]["differences"]:
                sides = [row[side]["text"][slice(*one[side])] for side in "ab" if one[side]]
                if one["kind"] == "equal":
                    assert sides[0].lower() == sides[1].lower()


@pytest.mark.parametrize(
    ("query", "status", "parameters"),
    [
        ("", 400, {"a", "b"}),
        (f"a={EN}", 400, {"b"}),
        (f"a={EN}&b=x", 400, {"b"}),
        (f"a={EN}&b={EN}", 400, {"b"}),
        (f"a={EN}&b={ZH}&size=3", 400, {"size"}),
        (f"a={EN}&b={TREATY}/en/art_99", 404, set()),
    ],
)
def test_the_api_is_strict(client, query, status, parameters):
    answer = client.get(f"/api/v1/compare?{query}")
    assert answer.status_code == status
    error = answer.get_json()["error"]
    assert error["message"]
    assert {one["parameter"] for one in error["problems"]} == parameters


def test_the_command_prints_what_the_api_answers(client, encoder, tmp_path):
    index = index_instruments(tmp_path, encoder)

    def run(*arguments):
        command = [sys.executable, "-m", "search_app.cli", "compare", *arguments]
        return subprocess.run(
            [*command, "--index", str(index)], capture_output=True, text=True, check=False
        )

    b = f"{TREATY}/en/chp_1__art_1"
    printed = json.loads(run(EN, f"/works/{b}", "--json").stdout)
    answer = client.get("/api/v1/compare", query_string={"a": EN, "b": b}).get_json()
    assert printed | {"citation": None} == answer | {"citation": None}
    shown = run(EN, f"{TREATY}/en/chp_2__art_3").stdout
    assert "words alike" in shown
    for arguments in ((EN, EN), (EN, "x"), (EN, f"{TREATY}/en/art_99"), (EN, f"{TREATY}/fr/art_1")):
        refused = run(*arguments)
        assert refused.returncode == 2
        assert refused.stderr.startswith("treatylens: ")
        assert "Traceback" not in refused.stderr
