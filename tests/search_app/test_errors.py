"""Every failure has one shape, JSON for programs and a page for people, and never a traceback."""

import pytest
from flask import url_for

from indexer.engine import EngineError, IndexMissing
from search_app.app import create_app
from search_app.searcher import Searcher
from search_app.settings import Settings
from tests.search_app.instruments import TREATY
from tests.visitors import logged_in, site_with_accounts


def error_of(answer):
    error = answer.get_json()["error"]
    assert set(error) <= {"status", "message", "problems", "repaired"}
    assert error["status"] == answer.status_code
    assert error["message"]
    return error


def addresses(app, *, without=""):
    """An address of every route, with nothing in the collection behind its parts; not of those that
    can be asked by the method ``without``."""
    taken = {rule.rule for rule in app.url_map.iter_rules() if without in rule.methods}
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and rule.rule not in taken:
            with app.test_request_context():
                yield url_for(rule.endpoint, **dict.fromkeys(rule.arguments, "none"))


def test_every_route_refuses_an_unknown_method_in_the_one_shape(app, client):
    for path in addresses(app, without="PUT"):
        answer = client.put(path)
        assert answer.status_code == 405
        assert "Allow" in answer.headers
        if path.startswith("/api/"):
            error_of(answer)
        else:
            assert "<h1" in answer.get_data(as_text=True)


def test_every_route_without_an_index_says_so_in_the_one_shape(app, no_index):
    well = {"/healthz", "/language", "/api/v1/openapi.json", "/search", "/api/v1/batch"}
    well |= {"/concordance", "/compare", "/terms/candidates"}  # forms
    well |= {"/compare/none/with/none", "/terms/export/none"}  # no address at all
    # Of who asks and what they did, not of the collection.
    people = ("/api/v1/account", "/api/v1/groups", "/audit", "/api/v1/audit")
    # What people made, and there is none of it.
    made = ("/saved", "/api/v1/saved", "/feeds/", "/unsubscribe/")
    well |= {"/batch", "/search/export/none", "/api/v1/search/export/none"}  # likewise
    asking = {
        "/api/v1/search": "?q=refusal",
        "/api/v1/match": "?text=refusal",
        "/concordance/export": "?q=refusal&to=zh",
        "/api/v1/concordance": "?q=refusal&to=zh",
        "/terms/candidates/export": "?from=en&to=zh",
        "/api/v1/terms/candidates": "?from=en&to=zh",
        "/api/v1/compare": f"?a={TREATY}/en/art_1&b={TREATY}/zh/art_1",
    }
    for path in addresses(app):
        if path in well or (path.startswith((*made, *people)) and path != "/saved/new"):
            continue
        answer = no_index.get(path + asking.get(path, ""))
        assert answer.status_code == 503, path
        assert "treatylens index" in answer.get_data(as_text=True)
        if path.startswith("/api/"):
            error_of(answer)


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/works/none", "/works/none/km/art_1", f"/works/{TREATY}/xx/art_1",
     f"/works/{TREATY}/en/art_99", "/works/..%2f..%2fetc%2fpasswd", "/static/none.css"],
)  # fmt: skip
@pytest.mark.parametrize("prefix", ["", "/api/v1"], ids=["page", "api"])
def test_an_unknown_address_is_404(client, prefix, path):
    answer = client.get(prefix + path)
    assert answer.status_code == 404
    if prefix:
        error_of(answer)
    else:
        assert "Not found" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ({"q": "x", "size": "-3", "mode": "magic"}, ["mode", "size"]),
        ({"q": "x", "size": "1001"}, ["size"]),
        ({"q": "x", "size": "many"}, ["size"]),
        ({"q": "x", "size": "9" * 5000}, ["size"]),
        ({"q": "x", "from": "-1"}, ["from"]),
        ({"q": "x", "from": "1" + "0" * 18}, ["from"]),
        ({"q": "x", "sort": "best"}, ["sort"]),
        ({"q": "x", "lang": ["xx", "km", "yy"]}, ["lang", "lang"]),
        ({"q": "x", "type": "poem", "status": "fine"}, ["type", "status"]),
        ({"q": "x", "year": "abc"}, ["year"]),
        ({"q": "x", "year": "2025..2010"}, ["year"]),
        ({"q": "x", "kind": "verse"}, ["kind"]),
        ({"q": ["x", "y"]}, ["q"]),
        ({"q": '"open', "year": "abc"}, ["q", "year"]),
    ],
)
def test_a_bad_request_names_every_problem(client, query, parameters):
    answer = client.get("/api/v1/search", query_string=query)
    assert answer.status_code == 400
    assert [problem["parameter"] for problem in error_of(answer)["problems"]] == parameters
    assert client.get("/search", query_string=query).status_code == 400


def test_a_search_for_nothing_is_refused_by_the_api_and_a_form_on_the_page(client):
    assert error_of(client.get("/api/v1/search"))["problems"][0]["parameter"] == "q"
    assert client.get("/search").status_code == 200
    assert client.get("/search?q=").status_code == 200


@pytest.mark.parametrize("blank", [" ", "\u3000", "\t"], ids=["space", "wide space", "tab"])
def test_a_blank_query_is_one_problem(client, blank):
    error = error_of(client.get("/api/v1/search", query_string={"q": blank}))
    assert len(error["problems"]) == 1
    assert error["message"] == error["problems"][0]["message"]
    on_page = client.get("/search", query_string={"q": blank}).get_data(as_text=True)
    assert "Write what you look for" in on_page


def test_an_unknown_parameter_is_named_by_the_api(client):
    answer = client.get("/api/v1/search?q=refusal&langs=km")
    assert error_of(answer)["problems"][0]["parameter"] == "langs"


@pytest.mark.parametrize(
    ("query", "position", "repaired"),
    [
        ('refusal "bank secrecy', 8, 'refusal "bank secrecy"'),
        ("(引渡 OR 移交", 0, "(引渡 OR 移交)"),
        ("«ការធ្វើបត្យាប័ន", 0, '"ការធ្វើបត្យាប័ន"'),
    ],
    ids=["en", "zh", "km"],
)
def test_a_syntax_fault_has_its_place_and_a_query_that_reads(client, query, position, repaired):
    error = error_of(client.get("/api/v1/search", query_string={"q": query}))
    assert error["problems"][0]["position"] == position
    assert error["repaired"] == repaired
    assert client.get("/api/v1/search", query_string={"q": repaired}).status_code == 200


def test_the_page_links_the_query_that_reads(client):
    html = client.get("/search", query_string={"q": "(refusal"}).get_data(as_text=True)
    assert 'href="/search?q=(refusal)"' in html or 'href="/search?q=%28refusal%29"' in html
    assert "A parenthesis opens here and never closes." in html


@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
@pytest.mark.parametrize("raw", ["%ff%fe", "%00", "%ed%a0%80", "%F0%9F%92%A9", "%E2%80%AE"])
def test_bytes_that_are_no_text_are_no_failure(client, path, raw):
    assert client.get(f"{path}?q={raw}").status_code in {200, 400}


@pytest.mark.parametrize("letter", ["x", "法", "ក"])
@pytest.mark.parametrize("path", ["/search", "/api/v1/search"])
def test_a_query_over_ten_thousand_characters_is_refused(client, path, letter):
    answer = client.get(path, query_string={"q": letter * 10_001})
    assert answer.status_code == 400
    assert "10000 characters" in answer.get_data(as_text=True)


class Broken(Searcher):
    """A searcher that fails as a bug would."""

    def __init__(self, searcher):
        super().__init__(searcher.reader, searcher.encoder)

    def search(self, text, options=None):
        raise ZeroDivisionError("a secret of the program")


@pytest.mark.parametrize("path", ["/search?q=x", "/api/v1/search?q=x"])
def test_a_bug_is_500_and_its_text_stays_in_the_log(searcher, path, caplog):
    answer = create_app(Broken(searcher), Settings()).test_client().get(path)
    assert answer.status_code == 500
    assert "secret" not in answer.get_data(as_text=True)
    assert "a secret of the program" in caplog.text


def test_the_process_is_well_without_an_index_and_not_ready(no_index):
    assert no_index.get("/healthz").status_code == 200
    assert no_index.get("/readyz").status_code == 503


def test_a_site_with_an_index_is_ready(client):
    assert client.get("/readyz").status_code == 200


def test_an_index_that_appears_is_found_without_a_restart(searcher):
    there = []

    def opened():
        if not there:
            raise IndexMissing("There is no index yet.")
        return searcher

    client = create_app(opened, Settings()).test_client()
    assert client.get("/api/v1/search?q=refusal").status_code == 503
    there.append(True)
    assert client.get("/api/v1/search?q=refusal").status_code == 200


def test_a_searcher_that_fails_is_opened_again_at_the_next_request(searcher):
    class Failing(Searcher):
        def search(self, text, options=None):
            raise EngineError("The index went away.")

    given = [Failing(searcher.reader, searcher.encoder), searcher]
    client = create_app(lambda: given.pop(0), Settings()).test_client()
    assert client.get("/search?q=refusal").status_code == 503
    assert client.get("/search?q=refusal").status_code == 200


@pytest.mark.parametrize("path", ["/search?q=x", "/api/v1/search?q=x"])
def test_where_the_index_lies_is_told_to_those_who_look_after_it(tmp_path, path, caplog):
    def away():
        raise IndexMissing("There is no index at /srv/office/index.")

    site = site_with_accounts(away, f"sqlite:///{tmp_path}/made.sqlite3")
    for name, role, told in (("李明", "reader", False), ("សុខា", "admin", True)):
        answer = logged_in(site, name, role).get(path)
        assert answer.status_code == 503
        assert ("/srv/office" in answer.text) == told
        assert ("tell an admin" in answer.text) != told
    ready = site.test_client().get("/readyz")
    assert ready.status_code == 503
    assert "/srv/office" not in ready.text
    assert "no index at /srv/office/index" in caplog.text


def test_where_the_database_lies_is_told_to_nobody_who_is_not_known(searcher, tmp_path):
    file = tmp_path / "made.sqlite3"
    file.write_text("no database", encoding="utf-8")
    site = site_with_accounts(searcher, f"sqlite:///{file}")
    cookie = {"Cookie": "session=anything"}
    answer = site.test_client().get("/api/v1/search?q=x", headers=cookie)
    assert answer.status_code == 503
    assert "tell an admin" in error_of(answer)["message"]
    assert str(tmp_path) not in answer.text
