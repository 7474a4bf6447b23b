"""The JSON API: its shapes, and the document that describes them."""

import json

import pytest

from search_app.forms import PARAMETERS
from search_app.openapi import document
from search_app.presenters import search_json
from search_app.searcher import Options
from tests.search_app.instruments import STATEMENT, TREATY
from tests.search_app.pages import ARTICLE_2

HIT = {
    "id", "work", "lang", "script", "eid", "title", "score", "legs", "text", "highlights",
    "versions", "source", "passage",
}  # fmt: skip


def get(client, path, **query):
    answer = client.get("/api/v1" + path, query_string=query or None)
    assert answer.status_code == 200
    return answer.get_json()


def check(value, schema, shapes, place="answer"):
    """Hold a value against the part of JSON Schema that the document uses."""
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    named = {
        "object": dict,
        "array": list,
        "string": str,
        "boolean": bool,
        "integer": int,
        "number": (int, float),
        "null": type(None),
    }
    assert any(isinstance(value, named[kind]) for kind in kinds), f"{place}: {value!r}"
    if isinstance(value, dict) and "properties" in schema:
        assert set(schema["required"]) <= set(value), place
        assert set(value) <= set(schema["properties"]), place
        for name, inner in value.items():
            check(inner, schema["properties"][name], shapes, f"{place}.{name}")
    elif isinstance(value, dict) and "additionalProperties" in schema:
        for name, inner in value.items():
            check(inner, schema["additionalProperties"], shapes, f"{place}.{name}")
    elif isinstance(value, list) and "items" in schema:
        for index, inner in enumerate(value):
            check(inner, schema["items"], shapes, f"{place}[{index}]")


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/search?q=extradition", "/api/v1/search"),
        ("/search?q=引渡&mode=semantic&group=provision", "/api/v1/search"),
        ("/works", "/api/v1/works"),
        (f"/works/{TREATY}", "/api/v1/works/{work}"),
        (f"/works/{TREATY}/km/chp_1__art_2", "/api/v1/works/{work}/{language}/{eid}"),
        (f"/works/{STATEMENT}/zh/para_1", "/api/v1/works/{work}/{language}/{eid}"),
    ],
)
def test_answers_are_as_the_document_describes_them(client, path, route):
    described = get(client, "/openapi.json")
    answer = described["paths"][route]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    check(get(client, path), schema, described["components"]["schemas"])


def test_every_route_of_the_api_is_described_and_no_other(app):
    routes = {
        rule.rule.replace("<", "{").replace(">", "}")
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
    }
    assert routes == set(document()["paths"])


def test_every_parameter_of_a_search_is_described_and_no_other():
    parameters = document()["paths"]["/api/v1/search"]["get"]["parameters"]
    assert {parameter["name"] for parameter in parameters} == set(PARAMETERS)


def test_a_hit_has_every_field_that_was_promised(client):
    answer = get(client, "/search", q="bank secrecy")
    assert {"total", "hits", "facets", "took_ms"} <= set(answer)
    for hit in answer["hits"]:
        assert set(hit) >= HIT
        assert set(hit["legs"]) == {"keyword", "semantic"}
        assert set(hit["source"]) >= {"path", "sha256", "page"}


@pytest.mark.parametrize(
    ("query", "words"),
    [("bank secrecy", "bank secrecy"), ("银行保密", "银行保密"), ("ធនាគារ", "ធនាគារ")],
    ids=["en", "zh", "km"],
)
def test_highlights_count_in_code_points_of_the_text(client, query, words):
    hit = get(client, "/search", q=query, mode="keyword", expand="0")["hits"][0]
    shown = [hit["text"][start:end] for start, end in hit["highlights"]]
    assert words in shown or set(words.split()) <= set(shown)


@pytest.mark.parametrize(
    ("query", "words", "part"),
    [
        ("the person has been finally judged for the same offence", "judged", "para_1__point_b"),
        ("不得以银行保密为由拒绝引渡", "银行保密", "para_2"),
        ("បត្យាប័នមិនត្រូវបដិសេធដោយហេតុផលនៃការសម្ងាត់របស់ធនាគារឡើយ", "ធនាគារ", "para_2"),
    ],
    ids=["en", "zh", "km"],
)
def test_a_hit_found_by_meaning_says_which_part_of_its_text_is_nearest(client, query, words, part):
    hit = get(client, "/search", q=query)["hits"][0]
    passage = hit["passage"]
    assert passage["eid"] == f"{ARTICLE_2}__{part}"
    assert words in hit["text"][passage["start"] : passage["end"]]


def test_by_words_alone_no_part_is_said_to_be_nearest(client):
    hits = get(client, "/search", q="引渡", mode="keyword")["hits"]
    assert hits
    assert {hit["passage"] for hit in hits} == {None}


def test_the_command_line_prints_the_same_document(client, searcher):
    asked = get(client, "/search", q="grounds for refusal")
    printed = json.loads(json.dumps(search_json(searcher.search("grounds for refusal"), searcher)))
    for answer in (asked, printed):
        del answer["took_ms"]
    assert asked.pop("next")  # what the command gives too, and search_json does not
    assert asked == printed


def test_versions_are_hits_of_their_own_unless_grouped(client):
    alone = get(client, "/search", type="treaty", size=100)
    grouped = get(client, "/search", type="treaty", size=100, group="provision")
    assert alone["total"] == 12
    assert grouped["total"] == 4
    assert {hit["lang"] for hit in alone["hits"]} == {"km", "zh", "en"}


def test_paging_lists_every_hit_once(client, searcher):
    whole = [hit["id"] for hit in get(client, "/search", q="extradition", size=100)["hits"]]
    parts = [
        hit["id"]
        for start in range(0, len(whole), 3)
        for hit in get(client, "/search", q="extradition", size=3, **{"from": start})["hits"]
    ]
    assert parts == whole
    assert len(set(whole)) == len(whole)


def test_a_provision_says_where_it_stands(client):
    found = get(client, f"/works/{TREATY}/en/chp_1__art_2__para_1__point_a")
    assert found["within"] == f"{TREATY}/en/chp_1__art_2"
    assert [parent["eid"] for parent in found["parents"]] == [
        "chp_1", "chp_1__art_2", "chp_1__art_2__para_1"
    ]  # fmt: skip
    assert found["previous"] == f"{TREATY}/en/chp_1__art_1"
    assert found["next"] == f"{TREATY}/en/chp_2__art_3"
    assert f"{TREATY}/km/chp_1__art_2__para_1__point_a" in found["versions"]


def test_ids_of_hits_are_addresses(client):
    for hit in get(client, "/search", q="extradition", size=100)["hits"]:
        found = get(client, f"/works/{hit['id']}")
        assert found["id"] == hit["id"]
        assert found["text"] in hit["text"]


def test_nothing_says_where_on_the_server_the_index_or_folders_are(client, searcher):
    answer = client.get(f"/api/v1/works/{TREATY}").get_data(as_text=True)
    assert '"absolute"' not in answer
    assert '"fingerprint"' not in answer


def test_the_api_answers_in_english_whatever_the_browser_speaks(client):
    answer = client.get("/api/v1/search?size=-3", headers={"Accept-Language": "km"}).get_json()
    assert "must be a whole number" in json.dumps(answer)


def test_a_searcher_without_a_model_named_prints_without_it(searcher):
    assert "model" not in search_json(searcher.search("costs", Options(size=1)))
