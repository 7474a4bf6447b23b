"""Clause types on the pages and in the API: browsed, filtered by, shown, corrected."""

import json

import pytest

from analyzers.clause_types_list import clause_types
from indexer.engine import open_reader
from search_app.app import create_app
from search_app.clauses.reader import ClauseReader, kept_corrections
from search_app.openapi import document
from search_app.searcher import Searcher
from search_app.settings import Settings
from tests.search_app.instruments import TREATY, index_instruments
from tests.search_app.pages import hit_links, main_of, page, text_of
from tests.search_app.test_api import check

COSTS, REFUSAL = "chp_2__art_3", "chp_1__art_2"
PAGE = f"/works/{TREATY}/clauses"
API = f"/api/v1{PAGE}"


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    return index_instruments(tmp_path_factory.mktemp("labelled"), encoder)


@pytest.fixture
def client(index, encoder, tmp_path):
    settings = Settings(database=f"sqlite:///{tmp_path}/made.sqlite3", editor="សុខា")
    reader = ClauseReader(open_reader(index), kept_corrections(settings))
    yield create_app(Searcher(reader, encoder), settings).test_client()
    reader.close()


def labels(client, eid=COSTS):
    answer = client.get(f"{API}/{eid}").get_json()
    return [one["clause"] for one in answer["clauses"]]


def search(client, **query):
    answer = client.get("/api/v1/search", query_string=query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def put(client, eid=COSTS, status=200, **sent):
    body = json.dumps(sent)
    answer = client.post(f"{API}/{eid}", data=body, content_type="application/json")
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


# --------------------------------------------------------------------------- browsing


@pytest.mark.parametrize(
    ("language", "name", "group"),
    [
        ("en", "Rights of third parties", "Assets"),
        ("km", "សិទ្ធិរបស់តតិយជន", "ទ្រព្យសម្បត្តិ"),
        ("zh-Hans", "双重犯罪", "拒绝及其限制"),
        ("zh-Hant", "雙重犯罪", "拒絕及其限制"),
    ],
)
def test_the_page_of_subjects_lists_all_in_the_readers_language(client, language, name, group):
    shown = page(client, "/clauses", language=language)
    assert name in text_of(shown)
    assert group in text_of(shown)
    assert main_of(shown).count("<dt>") == len(clause_types()) - 1


def test_each_subject_that_has_provisions_leads_to_a_search_for_them(client):
    shown = main_of(page(client, "/clauses"))
    assert '<a href="/search?clause=costs">Costs</a>' in shown
    assert "UNTOC" in shown
    assert "18(28)" in shown
    assert 'href="/search?clause=transit"' not in shown
    assert hit_links(page(client, "/search?clause=costs")) != []


def test_the_api_lists_the_types_as_it_says(client):
    answer = client.get("/api/v1/clauses").get_json()
    shapes = document()["components"]["schemas"]
    check(answer, shapes["ClauseTypes"], shapes)
    assert [one["clause"] for one in answer["clauses"]] == list(clause_types())
    assert {one["clause"]: one["count"] for one in answer["clauses"]}["costs"] == 1


# --------------------------------------------------------------------------- searching


def test_a_filter_by_subject_finds_it_in_every_language(client):
    answer = search(client, clause="costs")
    assert {hit["lang"] for hit in answer["hits"]} == {"en", "zh", "km"}
    assert {hit["eid"] for hit in answer["hits"]} == {COSTS}
    assert answer["facets"]["clause"]["costs"] == 3


def test_a_subject_may_be_named_in_any_language_and_in_the_query(client):
    for query in ({"clause": "费用"}, {"q": "clause:សោហ៊ុយ"}, {"q": 'clause:"costs"'}):
        assert {hit["eid"] for hit in search(client, **query)["hits"]} == {COSTS}


def test_a_subject_that_there_is_not_is_told(client):
    answer = client.get("/api/v1/search?clause=wheat&clause=costs")
    assert answer.status_code == 400
    assert "wheat" in answer.get_json()["error"]["message"]
    assert client.get("/search?q=clause:wheat").status_code == 400


def test_results_show_subjects_as_facet_and_under_each_hit(client):
    shown = page(client, "/search?q=引渡", language="zh-Hans")
    assert 'id="facet-clause"' in shown
    assert "拒绝的理由" in text_of(main_of(shown))
    assert 'class="hit__subjects"' in shown
    chosen = page(client, "/search?q=引渡&clause=refusal", language="km")
    assert "មូលហេតុនៃការបដិសេធ" in text_of(chosen)


def test_a_hit_tells_its_subjects_with_how_sure_they_are(client):
    hit = search(client, clause="refusal", lang="en")["hits"][0]
    assert hit["clauses"][0]["clause"] == "refusal"
    assert 0 < hit["clauses"][0]["confidence"] <= 1
    assert not hit["clauses"][0]["corrected"]
    assert "bank-secrecy" in [one["clause"] for one in hit["clauses"]]


def test_the_page_of_a_provision_shows_its_subjects_and_articles(client):
    shown = page(client, f"/works/{TREATY}/zh/{REFUSAL}", language="zh-Hans")
    section = text_of(shown[shown.index('class="subjects"') :])
    assert "拒绝的理由" in section
    assert "UNTOC" in section
    assert f'href="{PAGE}/{REFUSAL}"' in shown
    within = page(client, f"/works/{TREATY}/en/{REFUSAL}__para_2")
    assert 'class="subjects"' in within
    chapter = page(client, f"/works/{TREATY}/en/chp_1")
    assert 'class="subjects"' not in chapter


# --------------------------------------------------------------------------- why


def test_why_a_provision_has_its_subjects_is_told_in_its_own_words(client):
    shown = page(client, f"{PAGE}/{COSTS}")
    assert '<q lang="zh">费用</q>' in shown
    assert '<q lang="km">' in shown
    answer = client.get(f"{API}/{COSTS}").get_json()
    shapes = document()["components"]["schemas"]
    check(answer, shapes["ProvisionClauses"], shapes)
    assert answer["key"] == f"{TREATY}/{COSTS}"
    assert {why["lang"] for why in answer["clauses"][0]["reasons"]} == {"en", "zh", "km"}


def test_a_paragraph_leads_to_its_article_and_nothing_else_to_anything(client):
    assert client.get(f"{API}/{REFUSAL}__para_1").get_json()["key"] == f"{TREATY}/{REFUSAL}"
    for address in (f"{API}/art_99", f"{API}/chp_1", "/api/v1/works/nowhere/clauses/art_1"):
        assert client.get(address).status_code == 404


# --------------------------------------------------------------------------- correcting


def test_a_correction_takes_effect_at_once_everywhere(client):
    made = put(client, clauses=["execution", "costs"], note="见第一款", seen="")["correction"]
    shapes = document()["components"]["schemas"]
    check(made, shapes["ClauseCorrection"], shapes)
    assert (made["author"], made["clauses"]) == ("សុខា", ["execution", "costs"])
    assert set(made["texts"]) == {f"{TREATY}/{lang}/{COSTS}" for lang in ("en", "zh", "km")}
    assert labels(client) == ["execution", "costs"]
    answer = search(client, clause="execution")
    assert answer["total"] == answer["facets"]["clause"]["execution"] == 3
    assert all(hit["clauses"][0]["corrected"] for hit in answer["hits"])
    shown = text_of(page(client, f"/works/{TREATY}/en/{COSTS}"))
    assert "set by an editor" in shown
    assert "Execution and postponement" in shown


def test_a_saved_query_by_subject_reports_what_a_correction_changed(client):
    kept = {}
    for name, query in (
        ("by filter", {"mode": "keyword", "filters": {"clause": ["costs"]}}),
        ("in the text", {"mode": "keyword", "text": "clause:costs"}),
        ("by words", {"mode": "keyword", "text": "costs"}),
    ):
        made = client.post("/api/v1/saved", json={"name": name, "query": query})
        kept[name] = f"/api/v1/saved/{made.get_json()['id']}/runs"
        client.post(kept[name])
    put(client, action="set", clauses=["confidentiality"])
    reports = {name: client.post(address).get_json() for name, address in kept.items()}
    told = "What provisions are about was corrected: differences may come from that."
    for name in ("by filter", "in the text"):
        assert sorted(reports[name]["gone"]) == [
            f"{TREATY}/{lang}/{COSTS}" for lang in ("en", "km", "zh")
        ]
        assert reports[name]["notes"] == [told]
    assert reports["by words"]["gone"] == reports["by words"]["notes"] == []
    again = client.post(kept["by filter"]).get_json()
    assert again["gone"] == again["new"] == again["notes"] == []


def test_what_is_paged_or_kept_in_memory_follows_a_correction(client):
    asked = {"clause": "costs", "size": 1}
    cursor = search(client, **asked)["next"]
    lines = "/api/v1/concordance?q=clause:costs+costs&to=km"
    before = client.get(lines).get_json()["total"]
    put(client, action="set", clauses=["confidentiality"])
    refused = client.get("/api/v1/search", query_string={**asked, "cursor": cursor})
    assert refused.status_code == 400
    assert before > client.get(lines).get_json()["total"] == 0


def test_what_is_corrected_on_the_page_is_taken_back_there(client):
    shown = page(client, f"{PAGE}/{COSTS}")
    assert '<option value="costs" selected>' in shown
    sent = {"main": "refusal", "clause": ["language", "refusal"], "action": "set", "seen": ""}
    answer = client.post(f"{PAGE}/{COSTS}", data=sent)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}/{COSTS}")
    assert labels(client) == ["refusal", "language"]
    shown = page(client, f"{PAGE}/{COSTS}")
    assert "សុខា" in shown
    seen = client.get(f"{API}/{COSTS}").get_json()["corrections"][0]["id"]
    assert f'name="seen" value="{seen}"' in shown
    client.post(f"{PAGE}/{COSTS}", data={"main": "costs", "action": "undo", "seen": seen})
    assert labels(client) == ["costs"]
    assert "taken back by សុខា" in text_of(page(client, f"{PAGE}/{COSTS}"))


def test_an_editor_who_saw_other_subjects_is_told(client):
    put(client, clauses=["refusal"], seen="")
    put(client, clauses=["language"], seen="", status=409)
    put(client, action="undo", seen="another", status=409)
    assert labels(client) == ["refusal"]


def test_what_cannot_be_set_is_refused_and_told(client):
    for sent in ({"clauses": []}, {"clauses": ["wheat"]}, {"action": "undo"}, {}):
        answer = put(client, status=400, **sent)
        assert answer["error"]["message"]
    put(client, eid="art_99", status=404, clauses=["costs"])
    assert labels(client) == ["costs"]


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "delete", "clauses": ["costs"]},
        {"action": "", "clauses": ["costs"]},
        {"action": ["undo"]},
        {"clauses": "refusal"},
        {"clauses": ["refusal", 7]},
        {"clauses": None},
        {"clauses": ["refusal"], "note": 7},
        {"clauses": ["refusal"], "seen": 7},
    ],
)
def test_a_change_of_another_kind_or_shape_is_refused_and_changes_nothing(client, sent):
    assert put(client, status=400, **sent)["error"]["message"]
    assert client.get(f"{API}/{COSTS}").get_json()["corrections"] == []


def test_an_action_that_there_is_not_is_told_which_there_are(client):
    message = put(client, status=400, action="delete", clauses=["costs"])["error"]["message"]
    assert "“set” or “undo”" in message
    data = {"main": "refusal", "action": "delete"}
    assert client.post(f"{PAGE}/{COSTS}", data=data).status_code == 400
    for body in ("[]", "null", '"costs"', "{", ""):
        answer = client.post(f"{API}/{COSTS}", data=body, content_type="application/json")
        assert answer.status_code == 400
    assert labels(client) == ["costs"]


def test_a_program_is_told_everything_that_is_wrong_at_once(client):
    def told(answer):
        assert answer.status_code == 400
        return {one["parameter"] for one in answer.get_json()["error"]["problems"]}

    sent = {"action": "zz", "clauses": ["wheat"], "note": "注" * 501, "seen": 7, "typo": 1}
    part = f"{API}/{REFUSAL}__para_1?colour=red"
    assert told(client.post(part, json=sent)) == sent.keys() | {"eid", "colour"}
    assert told(client.post(f"{API}/{COSTS}", json={"bead": 5, "typo": 1})) == {
        "bead",
        "typo",
        "clauses",
    }
    form = {"clauses": ["costs", "wheat"], "note": ["见", "第一款"], "colour": "red"}
    assert told(client.post(f"{API}/{COSTS}", data=form)) == form.keys()
    assert told(client.post(f"{API}/{COSTS}", json={"clauses": ["costs"], "typo": 1})) == {"typo"}
    assert client.get(f"{API}/{COSTS}").get_json()["corrections"] == []


def test_what_is_no_object_is_told_to_be_one_and_no_json_is_415(client):
    for body in ("[]", "null", '"costs"', "{", ""):
        answer = client.post(f"{API}/{COSTS}", data=body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.get_json()["error"]["problems"] == [
            {"parameter": "body", "message": "Send a JSON object."}
        ]
    answer = client.post(f"{API}/{COSTS}", data="clauses=costs", content_type="text/plain")
    assert answer.status_code == 415
    assert labels(client) == ["costs"]


def test_a_program_may_send_a_form(client):
    answer = client.post(f"{API}/{COSTS}", data={"clauses": ["refusal", "costs"], "seen": ""})
    assert answer.get_json()["correction"]["clauses"] == ["refusal", "costs"]


def test_what_no_database_keeps_is_taken_out_of_a_correction(client):
    made = put(client, clauses=["costs"], note="见第一款\ud800\0")["correction"]
    assert made["note"] == "见第一款"
    assert put(client, clauses=["\ud800"], status=400)["error"]["message"]
    assert put(client, clauses=["\ud800wheat"], status=400)["error"]["message"]
    put(client, clauses=["refusal"], seen="\ud800", status=409)
    put(client, action="\ud800", status=400)
    assert labels(client) == ["costs"]


def test_a_part_is_not_corrected_but_told_what_to_correct(client):
    part = f"{REFUSAL}__para_1"
    message = put(client, eid=part, clauses=["costs"], status=400)["error"]["message"]
    assert f"correct “{REFUSAL}” instead" in message
    assert client.post(f"{PAGE}/{part}", data={"main": "costs", "action": "set"}).status_code == 400
    found = client.get(f"{API}/{part}").get_json()
    assert (found["key"], found["part"]) == (f"{TREATY}/{REFUSAL}", part)
    assert found["corrections"] == []
    assert client.get(f"{API}/{REFUSAL}").get_json()["part"] == ""
    told = "a correction changes the whole"
    assert told in text_of(page(client, f"{PAGE}/{part}"))
    assert told not in text_of(page(client, f"{PAGE}/{REFUSAL}"))


def test_another_site_cannot_correct(client):
    answer = client.post(
        f"{PAGE}/{COSTS}",
        data={"main": "refusal", "action": "set"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 403
    assert labels(client) == ["costs"]
