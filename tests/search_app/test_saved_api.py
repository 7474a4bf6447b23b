"""Saved queries for programs: made, changed, run, read page by page, refused with all faults."""

import json

import pytest

from search_app.openapi import document
from search_app.saved.cursors import cursor_of, place_of
from search_app.saved.run_store import RunStore
from tests.search_app.saved_site import NEW, identity_of, with_account
from tests.search_app.test_api import check

API = "/api/v1/saved"
COSTS = {"text": "costs", "mode": "keyword"}


@pytest.fixture
def client(saved_site):
    return saved_site.app.test_client()


@pytest.fixture
def reading(ran):
    """Reads the site whose queries ran before and after the index changed."""
    return ran.site.app.test_client()


def sent(client, method, path, status, body=None):
    answer = client.open(path, method=method, json=body)
    assert answer.status_code == status, answer.text
    return answer.get_json(silent=True)


def got(client, path, status=200, **query):
    answer = client.get(path, query_string=query or None)
    assert answer.status_code == status, answer.text
    return answer.get_json()


def add(client, name="Costs", query=COSTS, **fields):
    return sent(client, "POST", API, 201, {"name": name, "query": query, **fields})


def described(path, method, status, answer):
    shapes = document()
    content = shapes["paths"][path][method]["responses"][str(status)]["content"]
    check(answer, content["application/json"]["schema"], shapes["components"]["schemas"])


def problems(answer):
    assert answer["error"]["status"] == 400
    return {one["parameter"] for one in answer["error"]["problems"]}


# --------------------------------------------------------------------------- saved queries


def test_a_query_is_saved_listed_changed_and_deleted(client):
    made = add(client, "ការចំណាយ", note="费用", tags=["a", "ខ"], every="daily")
    described(API, "post", 201, made)
    assert made["query"]["text"] == "costs"
    assert made["query"]["group"] == "none"
    assert made["last_run"] is None
    listed = got(client, API)
    described(API, "get", 200, listed)
    assert [one["id"] for one in listed["saved"]] == [made["id"]]
    assert got(client, API, tag="ខ")["total"] == 1
    assert got(client, API, tag="none")["total"] == 0
    one = f"{API}/{made['id']}"
    changed = sent(client, "PATCH", one, 200, {"name": "费用", "every": None, "tags": []})
    described(API + "/{saved}", "patch", 200, changed)
    assert (changed["name"], changed["every"], changed["tags"]) == ("费用", None, [])
    assert (changed["note"], changed["query"]) == (made["note"], made["query"])
    assert got(client, one) == changed
    assert client.delete(one).status_code == 204
    got(client, one, 404)


def test_the_query_is_kept_in_canonical_values(client):
    made = add(
        client,
        query={"text": "costs", "filters": {"lang": ["Khmer", "zh"], "type": ["treaty"]}},
    )
    assert made["query"]["filters"] == {"lang": ["km", "zh"], "type": ["treaty"]}
    assert made["query"]["profile"] == "default"


def test_a_query_in_an_older_version_of_the_model_is_taken(client):
    kept = {"version": 0, "parameters": {"q": ["costs"], "lang": ["en"], "group": ["none"]}}
    assert add(client, query=kept)["query"]["filters"] == {"lang": ["en"]}


def test_every_problem_is_told_at_once(client):
    answer = sent(
        client, "POST", API, 400,
        {
            "name": 7, "tags": ["x", 1], "every": "yearly", "shared_with": "others", "colour": "",
            "query": {
                "text": "costs", "mode": "loud", "sort": 3, "year": "soon", "size": 9,
                "filters": {"lang": ["xx"], "kind": "art", "river": []}, "expand": "yes",
            },
        },
    )  # fmt: skip
    assert problems(answer) == {
        "name", "tags", "every", "shared_with", "colour", "query.mode", "query.sort", "query.year",
        "query.size", "query.filters.lang", "query.filters.kind", "river", "query.expand",
    } - {"river"} | {"query.river"}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "parameters"),
    [
        (None, {"body"}),
        ([], {"body"}),
        ("x", {"body"}),
        ({}, {"name", "query"}),
        ({"name": "x", "query": None}, {"query"}),
        ({"name": "x", "query": {}}, {"query.q"}),
        ({"name": "x", "query": {"text": " "}}, {"query.q"}),
        ({"name": "x", "query": {"text": '"open'}}, {"query.text"}),
        ({"name": "x", "query": {"text": "costs", "profile": "none"}}, {"query"}),
        ({"name": "x", "query": {"text": "costs", "profile": 3}}, {"query.profile"}),
        ({"name": "x", "query": {"text": "costs", "version": 9}}, {"query.version"}),
        ({"name": "x", "query": {"text": "costs", "version": True}}, {"query.version"}),
        ({"name": "x", "query": {"version": 0}}, {"query"}),
        ({"name": "x", "query": {"version": 0, "parameters": 3}}, {"query"}),
        ({"name": "x", "query": {"version": 0, "parameters": {"q": [["a"]]}}}, set()),
        ({"name": "\ud800\0 ", "query": COSTS}, {"name"}),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_name(client, body, parameters):
    answer = client.post(API, data=json.dumps(body), content_type="application/json")
    if parameters:
        assert answer.status_code == 400
        assert {one.replace("query.q", "query.text") for one in problems(answer.get_json())} == {
            one.replace("query.q", "query.text") for one in parameters
        }
    else:
        assert answer.status_code in (201, 400)


def test_the_place_of_a_fault_in_a_query_is_told(client):
    answer = sent(client, "POST", API, 400, {"name": "x", "query": {"text": 'costs "open'}})
    (problem,) = answer["error"]["problems"]
    assert problem["position"] == 6


def test_half_characters_and_zero_bytes_are_left_out(client):
    body = {"name": "a\ud800\0b", "note": "c\0\udfffd", "query": {"text": "costs\ud800\0"}}
    answer = client.post(API, data=json.dumps(body), content_type="application/json")
    made = answer.get_json()
    assert (made["name"], made["note"], made["query"]["text"]) == ("ab", "cd", "costs")


def test_a_name_is_taken_once(client):
    add(client)
    assert sent(client, "POST", API, 409, {"name": "Costs", "query": COSTS})["error"]["message"]
    other = add(client, "Other")
    sent(client, "PATCH", f"{API}/{other['id']}", 409, {"name": "Costs"})


def test_what_is_not_there_is_404_and_unknown_parameters_400(client):
    for path in ("", "/runs", "/runs/1", "/runs/1/hits"):
        got(client, f"{API}/{'0' * 32}{path}", 404)
        got(client, f"{API}/none{path}", 404)
    made = add(client)
    got(client, f"{API}/{made['id']}/runs/1", 404)
    assert problems(got(client, API, 400, tags="x", size="0", cursor="none")) == {
        "tags", "size", "cursor"
    }  # fmt: skip


def test_what_is_shared_may_be_run_and_not_changed(client, saved_site):
    who = {"is": with_account(saved_site, identity_of("sokha", "unit"))}
    saved_site.app.extensions["who"] = lambda: who["is"]
    made = add(client, shared_with="unit")
    one = f"{API}/{made['id']}"
    who["is"] = identity_of("lin", "unit")
    assert got(client, one)["own"] is False
    assert sent(client, "POST", one + "/runs", 201)["count"] > 0
    sent(client, "PATCH", one, 403, {"name": "x"})
    sent(client, "DELETE", one, 403)
    who["is"] = identity_of("rith")
    got(client, one, 404)
    sent(client, "POST", one + "/runs", 404)


# --------------------------------------------------------------------------- runs


def test_a_run_answers_as_the_command_prints_it(client):
    made = add(client)
    first = sent(client, "POST", f"{API}/{made['id']}/runs", 201)
    described(API + "/{saved}/runs", "post", 201, first)
    assert first["count"] == len(first["new"]) == first["totals"]["new"]
    assert set(first["index"]) == {"generation", "model", "profile"}
    assert first["since"] is None
    again = sent(client, "POST", f"{API}/{made['id']}/runs", 201)
    assert (again["new"], again["changed"], again["gone"]) == ([], [], [])
    assert again["since"] == 1
    assert got(client, f"{API}/{made['id']}")["last_run"]["run"] == 2


def test_a_query_that_is_being_run_is_409(client, saved_site):
    made = add(client)
    with RunStore(saved_site.database).locked(made["id"]):
        sent(client, "POST", f"{API}/{made['id']}/runs", 409)


def report(reading, ran, **query):
    saved = ran.all.rsplit("/", 1)[1]
    number = query.pop("run", 2)
    return got(reading, f"{API}/{saved}/runs/{number}", **query)


def test_a_report_has_texts_and_where_they_differ(reading, ran):
    found = report(reading, ran)
    described(API + "/{saved}/runs/{run}", "get", 200, found)
    assert found["totals"] == {"new": 2, "changed": 3, "gone": 0}
    assert found["new"] == [f"{NEW}/en/art_1", f"{NEW}/en/preamble"] or len(found["new"]) == 2
    changed = [one for one in found["entries"] if one["part"] == "changed"]
    words = {}
    for one in changed:
        (change,) = one["changes"]
        (difference,) = change["differences"]
        assert difference["kind"] == "added"
        start, end = difference["now"]
        words[one["hit"]["lang"]] = change["now"][start:end]
    assert words["en"] == "fiscal offences or"
    assert words["zh"] == "财税犯罪或者"
    assert words["km"].startswith("បទល្មើស")


def test_a_report_is_read_page_by_page_to_its_end(reading, ran):
    whole = report(reading, ran, run=1)
    pages, cursor = [], None
    while True:
        page = report(reading, ran, run=1, size=5, **({"cursor": cursor} if cursor else {}))
        assert page["totals"] == whole["totals"]
        pages += page["new"] + page["changed"] + page["gone"]
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == whole["new"]
    assert len(pages) == len(set(pages)) == 12


def test_a_cursor_goes_on_with_its_own_list_alone(reading, ran):
    cursor = report(reading, ran, run=1, size=5)["next"]
    saved = ran.all.rsplit("/", 1)[1]
    for path in ("runs/2", "runs/1/hits", "runs"):
        answer = got(reading, f"{API}/{saved}/{path}", 400, cursor=cursor)
        assert problems(answer) == {"cursor"}
    assert problems(got(reading, f"{API}/{saved}/runs/1", 400, cursor=cursor, part="new")) == {
        "cursor"
    }


def test_any_run_is_compared_with_any_earlier_one(reading, ran):
    assert report(reading, ran, run=3)["totals"] == {"new": 0, "changed": 0, "gone": 0}
    assert report(reading, ran, run=3, against=1)["totals"] == {"new": 2, "changed": 3, "gone": 0}
    assert report(reading, ran, run=3, against=0)["totals"]["new"] == 14
    assert report(reading, ran, run=3, against=1, part="changed")["new"] == []
    saved = ran.all.rsplit("/", 1)[1]
    got(reading, f"{API}/{saved}/runs/3", 404, against=7)
    assert problems(got(reading, f"{API}/{saved}/runs/3", 400, against="x", part="y")) == {
        "against", "part"
    }  # fmt: skip


def test_what_is_gone_says_why_and_keeps_its_text(reading, ran):
    saved = ran.statement.rsplit("/", 1)[1]
    found = got(reading, f"{API}/{saved}/runs/2", part="gone")
    assert found["gone"]
    assert set(found["why"].values()) == {"removed"}
    assert all(one["hit"]["text"] for one in found["entries"])


def test_all_hits_of_a_run_are_listed_page_by_page(reading, ran):
    saved = ran.all.rsplit("/", 1)[1]
    found, cursor = [], None
    for _ in range(9):
        query = {"size": 5} | ({"cursor": cursor} if cursor else {})
        page = got(reading, f"{API}/{saved}/runs/3/hits", **query)
        described(API + "/{saved}/runs/{run}/hits", "get", 200, page)
        found += [hit["id"] for hit in page["hits"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(found) == len(set(found)) == page["total"] == 14


def test_the_runs_are_listed_newest_first_page_by_page(reading, ran):
    saved = ran.all.rsplit("/", 1)[1]
    first = got(reading, f"{API}/{saved}/runs", size=2)
    described(API + "/{saved}/runs", "get", 200, first)
    assert [one["run"] for one in first["runs"]] == [3, 2]
    rest = got(reading, f"{API}/{saved}/runs", size=2, cursor=first["next"])
    assert [one["run"] for one in rest["runs"]] == [1]
    assert rest["next"] is None


def test_a_cursor_is_read_back_and_nothing_else_is():
    for place in (0, 7, 10**9 - 1):
        assert place_of("hits", cursor_of("hits", place)) == place
    for wrong in ("", "x", "é", "a" * 300, cursor_of("runs", 3), cursor_of("hits", 3) + "="):
        assert place_of("hits", wrong) is None


def test_paths_and_methods_are_described_and_no_others(saved_site):
    paths = document()["paths"]
    for rule in saved_site.app.url_map.iter_rules():
        if rule.endpoint.startswith("saved_api."):
            path = rule.rule.replace("<", "{").replace(">", "}")
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                assert method.lower() in paths[path], (method, path)
