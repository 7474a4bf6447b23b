"""Cursors of the API: each hit once to the end, of one query and of one state of the index."""

import pytest

from search_app.app import create_app
from search_app.searcher import Searcher
from search_app.settings import Settings
from tests.indexer.engine_cases import EnginePlace
from tests.search_app.many_provisions import ARTICLES, write_another, write_many

WORKS = 5


@pytest.fixture(scope="module")
def many(tmp_path_factory, encoder):
    place = EnginePlace(tmp_path_factory.mktemp("cursor") / "index")
    write_many(place, encoder, WORKS)
    reader = place.reader()
    yield create_app(Searcher(reader, encoder), Settings(api_rate="")).test_client()
    reader.close()


def get(client, path="/api/v1/search", status=200, **query):
    answer = client.get(path, query_string=query)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_json()


def pages(client, path="/api/v1/search", **query):
    """Every page from the first on, by the cursor of the one before."""
    answer = get(client, path, **query)
    while True:
        yield answer
        if answer["next"] is None:
            return
        answer = get(client, path, cursor=answer["next"], **query)


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("group", ["none", "provision"])
@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_going_through_gives_each_hit_once(many, mode, group, sort):
    query = {"q": "extradition 引渡", "mode": mode, "group": group, "sort": sort, "size": 70}
    found = list(pages(many, **query))
    ids = [hit["id"] for answer in found for hit in answer["hits"]]
    assert len(ids) == len(set(ids)) == found[0]["total"] > 100
    assert {answer["total"] for answer in found} == {len(ids)}
    whole = get(many, **{**query, "size": 1000})
    assert ids == [hit["id"] for hit in whole["hits"]]
    assert whole["next"] is None


def test_a_list_by_filters_goes_on_too(many):
    ids = [hit["id"] for answer in pages(many, lang="km", size=100) for hit in answer["hits"]]
    assert len(ids) == len(set(ids)) == WORKS * ARTICLES


def test_the_works_go_on_by_a_cursor(many):
    found = [
        work["id"] for answer in pages(many, "/api/v1/works", size=2) for work in answer["works"]
    ]
    assert found == [work["id"] for work in get(many, "/api/v1/works", size=100)["works"]]
    assert len(found) == WORKS


def test_from_and_size_go_on_working(many):
    cursor = get(many, q="extradition", size=5)["next"]
    by_cursor = get(many, q="extradition", size=5, cursor=cursor)
    by_place = get(many, q="extradition", size=5, **{"from": 5})
    assert by_cursor["hits"] == by_place["hits"]
    assert by_cursor["next"] == by_place["next"]


def test_the_size_of_pages_may_change_on_the_way(many):
    first = get(many, q="extradition", size=5)
    second = get(many, q="extradition", size=20, cursor=first["next"])
    assert len(second["hits"]) == 20
    whole = get(many, q="extradition", size=25)
    assert [*first["hits"], *second["hits"]] == whole["hits"]


def test_nothing_found_has_no_next(many):
    assert get(many, q='"no such words anywhere"', mode="keyword") | {"took_ms": 0} == {
        **get(many, q='"no such words anywhere"', mode="keyword"), "took_ms": 0, "next": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"q": "引渡"}, "another query"),
        ({"q": "extradition", "mode": "keyword"}, "another query"),
        ({"q": "extradition", "lang": "km"}, "another query"),
        ({"q": "extradition", "group": "provision"}, "another query"),
        ({"q": "extradition", "from": "5"}, "not both"),
    ],
)
def test_a_cursor_of_another_query_is_refused_in_a_sentence(many, other, said):
    cursor = get(many, q="extradition", size=5)["next"]
    told = get(many, status=400, cursor=cursor, **other)["error"]
    assert [problem["parameter"] for problem in told["problems"]] == ["cursor"]
    assert said in told["message"]


def test_a_cursor_of_a_list_of_works_is_none_of_a_search(many):
    cursor = get(many, "/api/v1/works", lang="km", size=2)["next"]
    assert "another query" in get(many, status=400, lang="km", cursor=cursor)["error"]["message"]


@pytest.mark.parametrize(
    "cursor", ["x", "引渡", "....", "MS4yLjM", "LTUuYS5i", "=", "a" * 2_000, "MTIzLg"]
)
def test_what_is_no_cursor_is_refused_in_a_sentence(many, cursor):
    told = get(many, status=400, q="extradition", cursor=cursor)["error"]
    assert told["problems"][0]["parameter"] == "cursor"
    assert "cursor" in told["message"]


def test_a_cursor_of_a_state_that_is_gone_is_refused(tmp_path, encoder):
    place = EnginePlace(tmp_path / "index")
    write_many(place, encoder, works=2)
    reader = place.reader()
    client = create_app(Searcher(reader, encoder), Settings(api_rate="")).test_client()
    cursor = get(client, q="extradition", size=5)["next"]
    works = get(client, "/api/v1/works", size=1)["next"]
    write_another(place, encoder)
    told = get(client, status=400, q="extradition", cursor=cursor)["error"]
    assert "begin again" in told["message"]
    told = get(client, "/api/v1/works", status=400, cursor=works)["error"]
    assert "begin again" in told["message"]
    assert get(client, q="extradition", size=5)["next"] not in (None, cursor)
    reader.close()


def test_the_pages_of_the_site_pass_a_cursor_over(many):
    assert many.get("/search?q=extradition&cursor=nonsense").status_code == 200
