"""Programs ask so often and no oftener, and are told what is left."""

from time import time

import pytest

from search_app.app import create_app
from search_app.openapi import document
from search_app.settings import Settings, SettingsError

ADDRESS = "/api/v1/openapi.json"


def client(searcher, rate):
    return create_app(searcher, Settings(api_rate=rate)).test_client()


def test_every_answer_of_the_api_says_how_many_requests_are_left(treaty_searcher):
    asked = client(treaty_searcher, "3/minute")
    answers = [asked.get(ADDRESS) for _ in range(3)]
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["2", "1", "0"]
    assert {one.headers["X-RateLimit-Limit"] for one in answers} == {"3"}


def test_one_request_too_many_is_refused_in_the_one_shape_with_the_time_to_wait(treaty_searcher):
    asked = client(treaty_searcher, "1/minute")
    asked.get(ADDRESS)
    refused = asked.get("/api/v1/search?q=extradition")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 61
    assert refused.json["error"]["status"] == 429
    assert "Retry-After" in refused.json["error"]["message"]


def test_nobody_is_told_to_wait_who_need_not(treaty_searcher):
    assert "Retry-After" not in client(treaty_searcher, "3/minute").get(ADDRESS).headers


def test_what_is_refused_or_is_not_there_is_counted_too(treaty_searcher, tmp_path):
    settings = Settings(
        api_rate="3/minute",
        accounts="on",
        secret_key="k" * 64,
        database=f"sqlite:///{tmp_path}/made.sqlite3",
    )
    asked = create_app(treaty_searcher, settings).test_client()
    answers = [
        asked.get("/api/v1/search?q=extradition"),
        asked.get("/api/v1/nothing-here"),
        asked.delete("/api/v1/search"),
        asked.get("/api/v1/search?q=extradition"),
    ]
    assert [one.status_code for one in answers] == [401, 404, 405, 429]
    assert [one.headers["X-RateLimit-Remaining"] for one in answers] == ["2", "1", "0", "0"]
    assert "Retry-After" in answers[3].headers


def test_the_headers_that_are_sent_are_those_that_are_described(treaty_searcher, tmp_path):
    described = document()
    settings = Settings(
        api_rate="2/minute",
        accounts="on",
        secret_key="k" * 64,
        database=f"sqlite:///{tmp_path}/made.sqlite3",
    )
    refused = create_app(treaty_searcher, settings).test_client()
    open_to_all = client(treaty_searcher, "1/minute")
    answers = [refused.get("/api/v1/works") for _ in range(3)] + [open_to_all.get("/api/v1/works")]
    assert [one.status_code for one in answers] == [401, 401, 429, 200]
    for answer in answers:
        sent = {name for name, _ in answer.headers if name in described["components"]["headers"]}
        operation = described["paths"]["/api/v1/works"]["get"]
        declared = operation["responses"][str(answer.status_code)]["headers"]
        assert sent == declared.keys()
        for name, reference in declared.items():
            assert reference == {"$ref": f"#/components/headers/{name}"}
            shape = described["components"]["headers"][name]["schema"]
            value = answer.headers[name]
            assert int(value) >= 0 if shape["type"] == "integer" else value
    told = {name for name, _ in answers[2].headers if name.startswith(("X-Rate", "Retry"))}
    assert told <= described["components"]["headers"].keys()
    assert abs(int(answers[2].headers["X-RateLimit-Reset"]) - time()) <= 61


def test_every_answer_of_every_operation_has_the_headers_described():
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                assert "X-RateLimit-Remaining" in response["headers"], (path, method, status)
                waits = "Retry-After" in response["headers"]
                assert waits == (status == "429"), (path, method, status)


def test_each_address_has_its_own_count(treaty_searcher):
    asked = client(treaty_searcher, "1/minute")
    here = asked.get(ADDRESS, environ_base={"REMOTE_ADDR": "127.0.0.2"})
    there = asked.get(ADDRESS, environ_base={"REMOTE_ADDR": "127.0.0.3"})
    assert (here.status_code, there.status_code) == (200, 200)


def test_pages_are_not_counted(treaty_searcher):
    asked = client(treaty_searcher, "1/minute")
    assert [asked.get("/search?q=ការបដិសេធ").status_code for _ in range(3)] == [200, 200, 200]


def test_without_a_rate_nothing_is_counted(treaty_searcher):
    answer = client(treaty_searcher, "").get(ADDRESS)
    assert "X-RateLimit-Limit" not in answer.headers


def test_a_rate_that_cannot_be_read_gets_a_sentence(treaty_searcher):
    with pytest.raises(SettingsError, match="api_rate is no rate: 'often'"):
        client(treaty_searcher, "often")
