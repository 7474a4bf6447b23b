"""Similar provisions on the site, in the API and on the command line."""

import json
import re

import pytest
from click.testing import CliRunner

from search_app.app import create_app
from search_app.cli import main
from search_app.openapi import document
from search_app.settings import Settings
from tests.search_app.instruments import STATEMENT, TREATY, index_instruments
from tests.search_app.pages import main_of, page, text_of
from tests.search_app.test_api import check

ARTICLE = f"{TREATY}/en/chp_1__art_2"
PARAGRAPH = f"{STATEMENT}/en/para_2"
MLA = "aravan-serethia-mla-2011"


@pytest.fixture(scope="module")
def corpus_client(corpus_searcher):
    return create_app(corpus_searcher, Settings()).test_client()


def api(client, address, status=200, **query):
    answer = client.get(f"/api/v1/works/{address}/similar", query_string=query)
    assert answer.status_code == status
    return answer.get_json()


# --------------------------------------------------------------------------- pages


def test_the_page_lists_provisions_with_why_and_a_link_to_compare(corpus_client):
    html = page(corpus_client, f"/works/{MLA}/en/art_15/similar")
    shown = text_of(main_of(html))
    assert "near in meaning:" in shown
    assert "It is no percentage of words." in shown
    assert "Legal terms of both" in shown
    assert "Common in the headings" in shown
    assert "Asked in: English" in shown
    assert f'href="/compare/{MLA}/en/art_15/with/tamorin-velmora-cybercrime-2020/' in html
    assert "<mark>" in html
    found = re.findall(r'class="similar__title"><a href="/works/([^/"]+)/', html)
    assert found
    assert MLA not in found


def test_the_part_that_a_marked_passage_is_like_is_named_in_the_version_read(corpus_client):
    address = f"{MLA}/km/art_15"
    html = page(corpus_client, f"/works/{address}/similar", language="zh-Hans")
    assert "所标文字近似于" in text_of(main_of(html))
    told = re.findall(r'<dd><a href="([^"]+)" lang="([^"]+)">([^<]+)</a></dd>', html)
    passages = [hit["passage"] for hit in api(corpus_client, address)["hits"]]
    asked = [one["asked"] for one in passages if one and one["asked"] != "art_15"]
    assert [link for link, _, _ in told] == [f"/works/{MLA}/km/{eid}" for eid in asked]
    assert {tag for _, tag, _ in told} == {"km"}
    assert all(line[0] in "១២៣" for _, _, line in told)


def test_a_provision_that_has_no_parts_is_not_named_again(corpus_client):
    html = page(corpus_client, f"/works/{MLA}/en/art_15__para_2/similar")
    assert "The marked passage is like" not in html
    assert "<mark>" in html


@pytest.mark.parametrize(
    ("language", "said"),
    [("km", "បទប្បញ្ញត្តិស្រដៀងគ្នា"), ("zh-CN", "相似条款"), ("zh-TW", "相似條款")],
)
def test_the_page_speaks_the_reader_s_language(corpus_client, language, said):
    html = page(corpus_client, f"/works/{MLA}/en/art_15/similar", language=language)
    assert said in text_of(main_of(html))


def test_what_is_found_is_in_the_language_of_the_version_read(corpus_client):
    html = page(corpus_client, f"/works/{MLA}/km/art_15/similar")
    tags = re.findall(r'<p class="hit__text" lang="([^"]+)"', html)
    assert set(tags) == {"km"}
    assert "Also in" in text_of(html)


def test_the_page_of_a_provision_has_the_first_five_and_a_link_to_all(corpus_client):
    html = page(corpus_client, f"/works/{MLA}/en/art_15")
    part = html.split('<section class="similar-short"')[1].split("</section>")[0]
    assert part.count("<li>") == 5
    assert f'href="/works/{MLA}/en/art_15/similar"' in part


def test_filters_hold_and_are_shown_as_chosen(client):
    html = page(client, f"/works/{PARAGRAPH}/similar", parties="same", lang="zh", size="3")
    assert '<option value="same" selected>' in html
    assert set(re.findall(r'<p class="hit__text" lang="([^"]+)"', html)) <= {"zh-Hans"}
    assert "Without filters" in html


def test_a_chapter_says_why_nothing_is_listed(client):
    for path in (f"/works/{TREATY}/en/chp_2/similar", f"/works/{TREATY}/en/chp_2"):
        assert "This part has no text of its own." in text_of(page(client, path))


def test_faulty_filters_are_all_named(client):
    html = page(client, f"/works/{ARTICLE}/similar", status=400, size="0", year="later")
    problems = html.split('id="problems"')[1].split("</section>")[0]
    assert problems.count("<li>") == 2


def test_an_unknown_address_is_404(client):
    assert "no provision" in text_of(page(client, f"/works/{TREATY}/en/art_99/similar", 404))


# --------------------------------------------------------------------------- for programs


def test_the_api_answers_as_its_description_says(client):
    shapes = document()["components"]["schemas"]
    answer = api(client, PARAGRAPH)
    check(answer, {"$ref": "#/components/schemas/SimilarProvisions"}, shapes)
    for hit in answer["hits"]:
        assert hit["work"] == TREATY
        assert client.get(hit["compare"]).status_code == 200


def test_the_api_says_why_there_is_none(client):
    answer = api(client, f"{TREATY}/en/chp_2")
    assert (answer["reason"], answer["hits"]) == ("no_text", [])
    assert answer["message"].endswith(".")


def test_the_api_names_every_fault(client):
    error = api(client, ARTICLE, 400, size="0", parties="mine", q="x")["error"]
    assert {one["parameter"] for one in error["problems"]} == {"size", "parties", "q"}
    assert "no provision" in api(client, f"{TREATY}/en/art_99", 404)["error"]["message"]


def test_an_index_that_is_not_there_is_503(no_index):
    assert no_index.get(f"/api/v1/works/{ARTICLE}/similar").status_code == 503


def test_the_command_prints_what_the_api_gives(tmp_path, encoder, client):
    index = index_instruments(tmp_path, encoder)
    run = CliRunner().invoke(main, ["similar", PARAGRAPH, "--index", str(index), "--json"])
    assert run.exit_code == 0, run.output
    printed, answered = json.loads(run.output), api(client, PARAGRAPH)
    assert [one["id"] for one in printed["hits"]] == [one["id"] for one in answered["hits"]]
    told = CliRunner().invoke(main, ["similar", PARAGRAPH, "--index", str(index), "--size", "1"])
    assert "near in meaning:" in told.output
    wrong = CliRunner().invoke(main, ["similar", "x", "--index", str(index)])
    assert wrong.exit_code == 2
    assert "WORK/LANG/EID" in wrong.output
    years = ["similar", PARAGRAPH, "--index", str(index), "--year", "soon"]
    assert CliRunner().invoke(main, years).exit_code == 2
