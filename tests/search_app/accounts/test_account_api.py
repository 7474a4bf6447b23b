"""What the pages of accounts do, by the API: and nobody does more by it than by the pages."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.generation import GenerationMode

from search_app.accounts.errors import AccountError
from search_app.audit.reading import AuditFilter, AuditLog
from search_app.identity import SCOPES
from search_app.openapi_accounts import account_paths
from tests.search_app.test_openapi import CHECKS
from tests.visitors import (
    PASSWORD,
    account,
    log_in,
    logged_in,
    registry_of,
    site_with_accounts,
    token_of,
)

NEW = "引渡条约 extradition"
OWN, ALL, GROUPS = "/api/v1/account", "/api/v1/accounts", "/api/v1/groups"
NOBODY, NO_GROUP = f"{ALL}/{'0' * 32}", f"{GROUPS}/{'0' * 32}"
#: Every request that admins alone may make, and every one of one's own account.
FOR_ADMINS = [
    ("GET", ALL),
    ("POST", ALL),
    ("GET", NOBODY),
    ("PATCH", NOBODY),
    ("DELETE", NOBODY),
    ("POST", f"{NOBODY}/link"),
    ("GET", GROUPS),
    ("POST", GROUPS),
    ("GET", NO_GROUP),
    ("DELETE", NO_GROUP),
    ("PUT", f"{NO_GROUP}/members/{'0' * 32}"),
    ("DELETE", f"{NO_GROUP}/members/{'0' * 32}"),
]
OF_ONES_OWN = [
    ("GET", f"{OWN}/tokens"),
    ("POST", f"{OWN}/tokens"),
    ("DELETE", f"{OWN}/tokens/{'0' * 16}"),
    ("GET", f"{OWN}/sessions"),
    ("DELETE", f"{OWN}/sessions"),
    ("DELETE", f"{OWN}/sessions/{'0' * 64}"),
    ("POST", f"{OWN}/password"),
]
WRITING = [one for one in (*FOR_ADMINS, *OF_ONES_OWN) if one[0] != "GET"]


@pytest.fixture
def site(searcher, tmp_path):
    return site_with_accounts(searcher, f"sqlite:///{tmp_path}/made.sqlite3", api_rate="")


@pytest.fixture
def each_site(searcher, database_url):
    """A site on each kind of database."""
    app = site_with_accounts(searcher, database_url, api_rate="")
    yield app
    app.extensions["database"].close()


@pytest.fixture
def sokha(site):
    return logged_in(site, "សុខា")


@pytest.fixture
def admin(site):
    return logged_in(site, "Bopha", "admin")


def ask(client, method, path, status, sent=None, **more):
    """The answer, which must have a status and be kept nowhere."""
    answer = client.open(path, method=method, json=sent, **more)
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_json(silent=True)


def problems(told):
    return {one["parameter"]: one["message"] for one in told["error"]["problems"]}


def id_of(app, name):
    return registry_of(app).accounts.named(name).id


def entries(app):
    """The facts of what the log says of accounts, the oldest first."""
    found = AuditLog(app.extensions["database"]).page(AuditFilter(action="accounts"), size=200)
    return [one.facts for one in reversed(found.entries)]


# --------------------------------------------------------------------------- admins


def test_an_admin_looks_after_accounts_by_the_api(each_site):
    admin = logged_in(each_site, "Bopha", "admin")
    sent = {"name": " 李明 ", "role": "editor", "display_name": "Li\n Ming", "restricted": True}
    answer = admin.post(ALL, json=sent)
    assert answer.status_code == 201
    made = answer.get_json()
    assert answer.headers["Location"] == f"{ALL}/{made['id']}"
    assert (made["name"], made["display_name"], made["role"]) == ("李明", "Li Ming", "editor")
    assert (made["restricted"], made["password"]) == (True, False)
    path = f"{ALL}/{made['id']}"
    assert ask(admin, "GET", path, 200) == made
    assert made in ask(admin, "GET", ALL, 200)["accounts"]

    changed = ask(admin, "PATCH", path, 200, {"email": "l@x.example", "restricted": False})
    assert changed == made | {"email": "l@x.example", "restricted": False}
    group = ask(admin, "POST", GROUPS, 201, {"name": "检察院"})
    assert ask(admin, "PATCH", path, 200, {"groups": ["检察院"]})["groups"] == ["检察院"]
    assert ask(admin, "GET", f"{GROUPS}/{group['id']}", 200) == group | {"members": ["李明"]}
    assert ask(admin, "PATCH", path, 200, {"groups": []})["groups"] == []
    assert ask(admin, "PATCH", path, 200, {"disabled": True})["disabled"] is True

    told = ask(admin, "DELETE", path, 400)
    assert problems(told) == {"name": "To remove the account, type its name as it stands here."}
    assert ask(admin, "DELETE", path, 204, query_string={"name": "李明"}) is None
    ask(admin, "GET", path, 404)
    assert "removed" in ask(admin, "POST", ALL, 409, {"name": "李明"})["error"]["message"]


def test_a_link_of_the_api_sets_a_password_once(site, admin):
    made = ask(admin, "POST", ALL, 201, {"name": "李明"})
    link = ask(admin, "POST", f"{ALL}/{made['id']}/link", 201)
    assert link["name"] == "李明"
    assert link["url"].startswith("http://localhost/password/")
    assert link["ends"] > made["created_at"]
    somebody = site.test_client()
    path = link["url"].removeprefix("http://localhost")
    sent = {"password": NEW, "again": NEW}
    assert somebody.post(path, data=sent).location == "/login"
    assert somebody.post(path, data=sent).status_code == 404
    log_in(somebody, "李明", NEW)


def test_an_admin_looks_after_groups_by_the_api(each_site):
    admin = logged_in(each_site, "Bopha", "admin")
    account(each_site, "李明")
    made = ask(admin, "POST", GROUPS, 201, {"name": "អយ្យការ/ភ្នំពេញ"})
    member = f"{GROUPS}/{made['id']}/members/{id_of(each_site, '李明')}"
    for _ in range(2):
        assert ask(admin, "PUT", member, 200) == made | {"members": ["李明"]}
    assert ask(admin, "GET", GROUPS, 200) == {"groups": [made | {"members": ["李明"]}]}
    for _ in range(2):
        ask(admin, "DELETE", member, 204)
    assert ask(admin, "GET", f"{GROUPS}/{made['id']}", 200) == made
    assert "already" in ask(admin, "POST", GROUPS, 409, {"name": made["name"]})["error"]["message"]
    ask(admin, "PUT", f"{GROUPS}/{made['id']}/members/{'0' * 32}", 404)
    ask(admin, "DELETE", f"{GROUPS}/{made['id']}", 204)
    ask(admin, "DELETE", f"{GROUPS}/{made['id']}", 404)
    assert ask(admin, "GET", GROUPS, 200) == {"groups": []}


@pytest.mark.parametrize("change", [{"role": "reader"}, {"disabled": True}, None])
def test_the_only_admin_stays_one_by_the_api_too(site, admin, change):
    path = f"{ALL}/{id_of(site, 'Bopha')}"
    if change:
        told = ask(admin, "PATCH", path, 409, change)
    else:
        told = ask(admin, "DELETE", path, 409, query_string={"name": "Bopha"})
    assert "only admin" in told["error"]["message"]
    assert ask(admin, "GET", path, 200)["disabled"] is False


def test_who_is_disabled_by_the_api_is_out_at_once(site, admin, sokha):
    headers = token_of(site, "សុខា")
    ask(admin, "PATCH", f"{ALL}/{id_of(site, 'សុខា')}", 200, {"disabled": True})
    assert sokha.get(OWN).status_code == 401
    assert site.test_client().get(OWN, headers=headers).status_code == 401


def test_all_that_is_wrong_with_an_account_is_told_at_once(admin, site):
    sent = {
        "role": "king",
        "email": 5,
        "restricted": "yes",
        "password": "x",
        "display_name": "字" * 201,
    }
    told = problems(ask(admin, "POST", ALL, 400, sent, query_string={"colour": "red"}))
    assert told.keys() == {*sent, "name", "colour"}
    assert told["role"] == "A role is one of reader, editor, admin; choose one."
    path = f"{ALL}/{id_of(site, 'Bopha')}"
    sent = {"role": None, "disabled": 1, "groups": ["none", "检察院"], "name": "Ana"}
    answer = ask(admin, "PATCH", path, 400, sent)["error"]["problems"]
    assert [one["parameter"] for one in answer] == ["name", "groups", "groups", "role", "disabled"]
    assert "“检察院”" in answer[2]["message"]
    assert "already" in ask(admin, "POST", ALL, 409, {"name": "BOPHA"})["error"]["message"]


# --------------------------------------------------------------------------- own tokens


def test_one_makes_lists_and_revokes_tokens_by_the_api(each_site):
    sokha = logged_in(each_site, "សុខា")
    sent = {"name": "nightly run", "scopes": ["save", "read"], "days": 30}
    made = ask(sokha, "POST", f"{OWN}/tokens", 201, sent)
    secret = made.pop("secret")
    assert (made["name"], made["scopes"], made["used_at"]) == (
        "nightly run",
        ["read", "save"],
        None,
    )
    lasts = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["created_at"])
    assert lasts == timedelta(days=30)
    headers = {"Authorization": f"Bearer {secret}"}
    program = each_site.test_client()
    assert program.get(OWN, headers=headers).get_json()["scopes"] == ["read", "save"]
    (listed,) = ask(sokha, "GET", f"{OWN}/tokens", 200)["tokens"]
    assert listed["used_at"]
    assert listed == made | {"used_at": listed["used_at"]}
    for status in (204, 404):
        ask(sokha, "DELETE", f"{OWN}/tokens/{made['id']}", status)
    assert program.get(OWN, headers=headers).status_code == 401
    assert ask(sokha, "GET", f"{OWN}/tokens", 200) == {"tokens": []}


def test_a_token_of_the_api_lasts_as_long_as_is_said(sokha):
    sent = {"name": "x", "scopes": ["read"]}
    usual = ask(sokha, "POST", f"{OWN}/tokens", 201, sent)
    lasts = datetime.fromisoformat(usual["expires_at"]) - datetime.fromisoformat(
        usual["created_at"]
    )
    assert lasts == timedelta(days=90)
    assert ask(sokha, "POST", f"{OWN}/tokens", 201, sent | {"days": 0})["expires_at"] is None


def test_all_that_is_wrong_with_a_token_is_told_at_once(sokha):
    sent = {"name": "-x", "scopes": ["admin"], "days": 4000, "role": "admin"}
    assert problems(ask(sokha, "POST", f"{OWN}/tokens", 400, sent)).keys() == sent.keys()
    told = problems(ask(sokha, "POST", f"{OWN}/tokens", 400, {"days": True}))
    assert told.keys() == {"name", "scopes", "days"}
    for scopes in ([], ["king"], "read", [["read"]], [None], {"read": 1}):
        told = ask(sokha, "POST", f"{OWN}/tokens", 400, {"name": "x", "scopes": scopes})
        assert problems(told).keys() == {"scopes"}


def test_a_token_makes_none_that_may_more_or_lasts_longer(site):
    account(site, "Bopha", "admin")
    registry = registry_of(site)
    own = id_of(site, "Bopha")
    token, secret = registry.tokens.make(own, "leaked", ["read", "account"], 5)
    headers = {"Authorization": f"Bearer {secret}"}
    program, path = site.test_client(), f"{OWN}/tokens"
    for scope in set(SCOPES) - {"read", "account"}:
        sent = {"name": "x", "scopes": ["read", scope]}
        told = problems(ask(program, "POST", path, 400, sent, headers=headers))
        assert "Choose of read, account." in told["scopes"]
    for days in (0, 6, 3650):
        sent = {"name": "x", "scopes": ["read"], "days": days}
        made = ask(program, "POST", path, 201, sent, headers=headers)
        assert made["expires_at"] == token.expires_at
    sent = {"name": "x", "scopes": ["read"], "days": 1}
    assert ask(program, "POST", path, 201, sent, headers=headers)["expires_at"] < token.expires_at
    current = [one["current"] for one in ask(program, "GET", path, 200, headers=headers)["tokens"]]
    assert current.count(True) == 1


@pytest.mark.parametrize("days", [0, 5])
def test_the_store_holds_a_token_to_the_one_it_is_made_with(registry, sokha_of_store, clock, days):
    make = registry.tokens.make
    maker, _ = make(sokha_of_store.id, "maker", ["read", "account"], days)
    with pytest.raises(AccountError, match="may not do this: save"):
        make(sokha_of_store.id, "x", ["save"], by=maker.id)
    made, _ = make(sokha_of_store.id, "x", ["read"], by=maker.id)
    assert made.expires_at == maker.expires_at
    other = registry.accounts.add("李明")
    with pytest.raises(AccountError, match="no token"):
        make(other.id, "x", ["read"], by=maker.id)
    registry.tokens.revoke(maker.id)
    with pytest.raises(AccountError, match="no token"):
        make(sokha_of_store.id, "x", ["read"], by=maker.id)


@pytest.fixture
def sokha_of_store(registry):
    return registry.accounts.add("សុខា", password=PASSWORD, role="admin")


def test_nobody_sees_or_ends_what_is_anothers(site, sokha):
    other = logged_in(site, "李明")
    registry = registry_of(site)
    token, _ = registry.tokens.make(id_of(site, "李明"), "theirs", ["read"])
    (session,) = registry.sessions.of(id_of(site, "李明"))
    assert ask(sokha, "GET", f"{OWN}/tokens", 200) == {"tokens": []}
    assert len(ask(sokha, "GET", f"{OWN}/sessions", 200)["sessions"]) == 1
    ask(sokha, "DELETE", f"{OWN}/tokens/{token.id}", 404)
    ask(sokha, "DELETE", f"{OWN}/sessions/{session.id}", 404)
    ask(sokha, "DELETE", f"{OWN}/sessions", 204)
    assert other.get(OWN).status_code == 200
    assert [one.id for one in registry.tokens.of(id_of(site, "李明"))] == [token.id]


# --------------------------------------------------------------------------- own sessions


def test_other_browsers_are_listed_and_logged_out_by_the_api(each_site):
    sokha = logged_in(each_site, "សុខា")
    others = [each_site.test_client() for _ in range(2)]
    for number, other in enumerate(others):
        other.environ_base["HTTP_USER_AGENT"] = f"Browser {number}"
        log_in(other, "សុខា")
    found = ask(sokha, "GET", f"{OWN}/sessions", 200)["sessions"]
    assert len(found) == 3
    assert [one["current"] for one in found].count(True) == 1
    first = next(one["id"] for one in found if one["agent"] == "Browser 0")
    for status in (204, 404):
        ask(sokha, "DELETE", f"{OWN}/sessions/{first}", status)
    assert [other.get(OWN).status_code for other in others] == [401, 200]
    ask(sokha, "DELETE", f"{OWN}/sessions", 204)
    assert [other.get(OWN).status_code for other in others] == [401, 401]
    own = next(one["id"] for one in found if one["current"])
    ask(sokha, "DELETE", f"{OWN}/sessions/{own}", 204)
    assert sokha.get(OWN).status_code == 401
    assert sokha.get_cookie("session", domain="localhost") is None


def test_a_token_for_ones_account_logs_every_browser_out(site, sokha):
    headers = token_of(site, "សុខា", "account")
    ask(site.test_client(), "DELETE", f"{OWN}/sessions", 204, headers=headers)
    assert sokha.get(OWN).status_code == 401


# --------------------------------------------------------------------------- own password


def test_a_password_is_changed_by_the_api_and_the_browser_stays_in(each_site):
    sokha = logged_in(each_site, "សុខា")
    other = each_site.test_client()
    log_in(other, "សុខា")
    headers = token_of(each_site, "សុខា")
    before = sokha.get_cookie("session", domain="localhost").value
    ask(sokha, "POST", f"{OWN}/password", 204, {"old": PASSWORD, "password": NEW})
    assert sokha.get_cookie("session", domain="localhost").value != before
    assert sokha.get(OWN).status_code == 200
    assert other.get(OWN).status_code == 401
    assert each_site.test_client().get(OWN, headers=headers).status_code == 401
    log_in(each_site.test_client(), "សុខា", PASSWORD, 400)
    log_in(each_site.test_client(), "សុខា", NEW)


@pytest.mark.parametrize("revoked", [True, False])
def test_a_token_that_changes_the_password_stays_where_that_is_asked_for(site, sokha, revoked):
    headers, program = token_of(site, "សុខា", "account", "read"), site.test_client()
    sent = {"old": PASSWORD, "password": NEW, "revoke_tokens": revoked}
    answer = program.post(f"{OWN}/password", json=sent, headers=headers)
    assert answer.status_code == 204
    assert "Set-Cookie" not in answer.headers
    assert program.get(OWN, headers=headers).status_code == (401 if revoked else 200)
    assert sokha.get(OWN).status_code == 401


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"old": "wrong password", "password": NEW}, {"old"}),
        ({"old": PASSWORD, "password": "short"}, {"password"}),
        (
            {"old": PASSWORD, "password": "សុខា" * 3, "revoke_tokens": "no"},
            {"revoke_tokens", "password"},
        ),
        ({"old": PASSWORD, "password": "\ud800" * 20}, {"password"}),
        ({"old": "\ud800", "password": NEW}, {"old"}),
        ({"again": NEW}, {"old", "password", "again"}),
    ],
)
def test_a_password_that_cannot_be_leaves_all_as_it_was(site, sokha, sent, wrong):
    answer = sokha.post(f"{OWN}/password", data=json.dumps(sent), content_type="application/json")
    assert answer.status_code == 400
    assert problems(answer.get_json()).keys() == wrong
    assert sokha.get(OWN).status_code == 200
    log_in(site.test_client(), "សុខា")


def test_who_has_no_password_sets_none_by_the_api(site):
    registry = registry_of(site)
    own = registry.accounts.add("李明")
    headers = token_of(site, "李明", "account")
    sent = {"old": "", "password": NEW}
    told = ask(site.test_client(), "POST", f"{OWN}/password", 400, sent, headers=headers)
    assert problems(told).keys() == {"old"}
    assert not registry.accounts.of_id(own.id).has_password


def test_guessing_is_throttled_whichever_tokens_it_is_done_with_and_keeps_no_browser_out(
    site, sokha
):
    program, sent = site.test_client(), {"old": "wrong password", "password": NEW}
    told = []
    for _ in range(6):  # each with a token that the one before made
        headers = token_of(site, "សុខា", "account")
        told.append(program.post(f"{OWN}/password", json=sent, headers=headers))
    assert [one.status_code for one in told] == [400] * 5 + [429]
    assert int(told[-1].headers["Retry-After"]) > 0
    assert told[-1].get_json()["error"]["status"] == 429
    right = sent | {"old": PASSWORD}
    assert program.post(f"{OWN}/password", json=right, headers=headers).status_code == 429
    log_in(site.test_client(), "សុខា")
    ask(sokha, "POST", f"{OWN}/password", 204, right)


def test_the_time_to_wait_is_what_the_sentence_says_beside_the_limit_of_requests(
    searcher, tmp_path
):
    database = f"sqlite:///{tmp_path}/made.sqlite3"
    site = site_with_accounts(searcher, database, api_rate="600/minute")
    account(site, "សុខា")
    headers = token_of(site, "សុខា", "account")
    moment = datetime.now(UTC)
    site.extensions["clock"] = lambda: moment
    program, sent = site.test_client(), {"old": "wrong password", "password": NEW}
    told = [program.post(f"{OWN}/password", json=sent, headers=headers) for _ in range(6)]
    assert told[-1].status_code == 429
    assert "Try again in 2 seconds" in told[-1].get_json()["error"]["message"]
    assert told[-1].headers.getlist("Retry-After") == ["2"]
    assert told[-1].headers["X-RateLimit-Remaining"] == "594"
    assert "Retry-After" not in told[0].headers
    browser = site.test_client()
    for _ in range(5):
        log_in(browser, "សុខា", "wrong password", 400)
    answer = log_in(browser, "សុខា", PASSWORD, 429)
    assert answer.headers.getlist("Retry-After") == ["2"]
    assert "Try again in 2 seconds" in answer.text


# --------------------------------------------------------------------------- may and may not


@pytest.mark.parametrize(("method", "path"), [*FOR_ADMINS, *OF_ONES_OWN])
def test_nobody_who_has_not_logged_in_is_told_anything(site, method, path):
    answer = site.test_client().open(path, method=method, json={})
    assert answer.status_code == 401
    for headers in ({"Authorization": "Bearer tl_none"}, {"Cookie": "session=none"}):
        assert site.test_client().open(path, method=method, headers=headers).status_code == 401


@pytest.mark.parametrize(("method", "path"), FOR_ADMINS)
def test_accounts_are_for_admins_and_their_tokens_for_it(site, method, path):
    account(site, "Bopha", "admin")
    others = [logged_in(site, "李明"), logged_in(site, "Ana", "editor")]
    for client in others:
        assert client.open(path, method=method, json={}).status_code == 403
    program = site.test_client()
    few = token_of(site, "Bopha", *(set(SCOPES) - {"admin"}))
    assert program.open(path, method=method, json={}, headers=few).status_code == 403
    one = token_of(site, "Bopha", "admin")
    answer = program.open(path, method=method, json={}, headers=one)
    assert answer.status_code == (404 if "0" * 32 in path else 400 if method == "POST" else 200)


@pytest.mark.parametrize(("method", "path"), OF_ONES_OWN)
def test_a_token_for_other_things_does_not_look_after_its_account(site, method, path):
    account(site, "Bopha", "admin")
    few = token_of(site, "Bopha", *(set(SCOPES) - {"account"}))
    answer = site.test_client().open(path, method=method, json={}, headers=few)
    assert answer.status_code == 403
    assert "the scope “account”" in answer.get_json()["error"]["message"]
    assert registry_of(site).accounts.named("Bopha").has_password


@pytest.mark.parametrize(("method", "path"), WRITING)
def test_no_page_of_another_site_asks_with_the_cookie_of_a_session(site, method, path):
    admin = logged_in(site, "Bopha", "admin")
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Origin": "https://other.example", "Authorization": "Basic eDp5"},
    ):
        answer = admin.open(path, method=method, json={}, headers=headers)
        assert answer.status_code == 403, headers
        assert "Another site" in answer.get_json()["error"]["message"]
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}):
        assert admin.open(path, method=method, json={}, headers=headers).status_code != 403


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_what_a_form_of_another_site_can_send_is_not_read(admin, kind):
    for path in (ALL, GROUPS, f"{OWN}/tokens", f"{OWN}/password"):
        sent = json.dumps({"name": "Eve", "scopes": ["read"]})
        assert admin.post(path, data=sent, content_type=kind).status_code == 415


def test_a_session_that_ended_makes_no_token(site, sokha):
    registry_of(site).sessions.end_all(id_of(site, "សុខា"))
    sent = {"name": "x", "scopes": ["read"]}
    assert sokha.post(f"{OWN}/tokens", json=sent).status_code == 401


# --------------------------------------------------------------------------- what is sent

STRANGE = [
    "",
    "null",
    "[]",
    '"name"',
    "NaN",
    "{",
    "{'name': 1}",
    '{"name": null, "old": null, "password": null, "scopes": null}',
    '{"name": {"a": 1}, "old": [], "password": {}, "scopes": {}}',
    '{"name": "\\ud800", "old": "\\ud800", "password": "\\udfff", "scopes": ["\\ud800"]}',
    '{"name": "\\u0000", "old": "\\u0000", "password": "\\u0000", "scopes": ["\\u0000"]}',
    '{"\\ud800": 1, "\\u0000": 2}',
    '{"days": 1e999, "name": 1e999}',
    '{"days": -1e400}',
    '{"days": ' + "9" * 5_000 + "}",
    '{"name": "' + "ក" * 10_000 + '"}',
    "[" * 30_000,
    '{"name":' * 7_000,
]


@pytest.mark.parametrize("body", STRANGE, ids=range(len(STRANGE)))
def test_no_json_makes_the_api_fail(site, admin, body):
    one = f"{ALL}/{id_of(site, 'Bopha')}"
    asked = [("POST", ALL), ("PATCH", one), ("POST", GROUPS), ("POST", f"{OWN}/tokens")]
    for method, path in [*asked, ("POST", f"{OWN}/password")]:
        answer = admin.open(path, method=method, data=body, content_type="application/json")
        assert answer.status_code == 400, (path, answer.text[:2_000])
        assert answer.get_json()["error"]["problems"]
    assert len(registry_of(site).accounts.all()) == 1


def test_json_that_is_nested_too_deep_fails_nowhere(site):
    reader = logged_in(site, "李明")
    for path in ("/api/v1/saved", "/api/v1/access", ALL):
        answer = reader.post(path, data="[" * 30_000, content_type="application/json")
        assert answer.status_code in (400, 403)


def test_what_no_database_keeps_is_left_out_or_refused(each_site):
    admin = logged_in(each_site, "Bopha", "admin")
    path = f"{ALL}/{id_of(each_site, 'Bopha')}"
    told = ask(admin, "PATCH", path, 200, {"display_name": "a\0b\tc", "email": "\0"})
    assert (told["display_name"], told["email"]) == ("ab c", "")
    told = ask(admin, "PATCH", path, 400, {"groups": ["a\0b", "\x1f"]})
    assert problems(told).keys() == {"groups"}
    for name in ("a\0b", "\0", "x" * 65, " ", "-x"):
        ask(admin, "POST", GROUPS, 400, {"name": name})
        ask(admin, "POST", ALL, 400, {"name": name})
    for strange in ("%00", "%ED%A0%80", "x" * 3_000, "%E1%9E%80", "..%00", "a'b"):
        for method, path in (
            ("GET", f"{ALL}/{strange}"),
            ("PATCH", f"{ALL}/{strange}"),
            ("DELETE", f"{ALL}/{strange}"),
            ("POST", f"{ALL}/{strange}/link"),
            ("GET", f"{GROUPS}/{strange}"),
            ("DELETE", f"{GROUPS}/{strange}"),
            ("PUT", f"{GROUPS}/{strange}/members/{strange}"),
            ("DELETE", f"{OWN}/tokens/{strange}"),
            ("DELETE", f"{OWN}/sessions/{strange}"),
        ):
            ask(admin, method, path, 404, {})
    form = each_site.test_client().post("/login", data={"name": "a\0b", "password": "\0"})
    assert form.status_code == 400


def test_what_is_too_large_is_not_read(admin):
    sent = {"name": "x" * 70_000}
    ask(admin, "POST", ALL, 413, sent)


# --------------------------------------------------------------------------- the log


def test_what_is_done_by_the_api_is_in_the_log_as_what_the_pages_do(site):
    account(site, "Bopha", "admin")
    headers, program = token_of(site, "Bopha", "admin", "account"), site.test_client()

    def do(method, path, status, sent=None, **more):
        return ask(program, method, path, status, sent, headers=headers, **more)

    made = do("POST", ALL, 201, {"name": "李明", "email": "l@x.example"})
    path = f"{ALL}/{made['id']}"
    group = do("POST", GROUPS, 201, {"name": "检察院"})
    do("PATCH", path, 200, {"groups": ["检察院"], "restricted": True})
    link = do("POST", f"{path}/link", 201)
    do("DELETE", f"{GROUPS}/{group['id']}/members/{made['id']}", 204)
    do("PUT", f"{GROUPS}/{group['id']}/members/{made['id']}", 200)
    do("DELETE", f"{GROUPS}/{group['id']}", 204)
    do("DELETE", path, 204, query_string={"name": "李明"})
    token = do("POST", f"{OWN}/tokens", 201, {"name": "nightly run", "scopes": ["account"]})
    do("DELETE", f"{OWN}/tokens/{token['id']}", 204)
    do("POST", f"{OWN}/password", 204, {"old": PASSWORD, "password": NEW})
    told = entries(site)
    assert [one["done"] for one in told] == [
        *("add", "add group", "change", "link", "leave", "join", "remove group", "remove"),
        *("token", "revoke", "password"),
    ]
    assert all(one["by_token"].endswith("tests") for one in told)
    assert (
        told[2].items()
        >= {
            "account_name": "李明",
            "role": "reader",
            "restricted": True,
            "disabled": False,
            "groups": ["检察院"],
        }.items()
    )
    assert told[5].items() >= {"group": "检察院", "account_names": ["李明"]}.items()
    assert told[8].items() >= {"token": "nightly run", "scopes": ["account"]}.items()
    assert told[10]["tokens_revoked"] is True
    written = str(AuditLog(site.extensions["database"]).page(AuditFilter(), size=200))
    for secret in (PASSWORD, NEW, token["secret"], link["url"].rsplit("/", 1)[1]):
        assert secret not in written


def test_what_is_refused_is_not_in_the_log_as_done(site, admin):
    ask(admin, "POST", ALL, 400, {"name": ""})
    ask(admin, "POST", f"{OWN}/password", 400, {"old": "wrong password", "password": NEW})
    assert entries(site) == []


# --------------------------------------------------------------------------- without accounts


@pytest.mark.parametrize(("method", "path"), [*FOR_ADMINS, *OF_ONES_OWN])
def test_without_accounts_there_are_none_to_look_after(client, method, path):
    answer = client.open(path, method=method, json={})
    assert answer.status_code == 404
    assert "no accounts here" in answer.get_json()["error"]["message"]


# --------------------------------------------------------------------------- as described

OPERATIONS = [
    (path, method.upper()) for path, operations in account_paths().items() for method in operations
]


@pytest.fixture(scope="session")
def described(searcher, tmp_path_factory):
    folder = tmp_path_factory.mktemp("described")
    app = site_with_accounts(searcher, f"sqlite:///{folder}/made.sqlite3", api_rate="")
    account(app, "Bopha", "admin")
    return app, schemathesis.openapi.from_dict(
        app.test_client().get("/api/v1/openapi.json", headers=token_of(app, "Bopha")).get_json()
    )


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_where_there_are_accounts_every_answer_is_as_described(described, path, method, mode):
    app, schema = described
    schema.app = app
    registry = registry_of(app)
    admin = id_of(app, "Bopha")

    def real():
        """Ids of what there is, made anew where it was removed."""
        others = [one.id for one in registry.accounts.all() if one.id != admin]
        if not registry.groups.all():
            registry.groups.add("检察院")
        token, _ = registry.tokens.make(admin, "there", ["read"])
        registry.sessions.begin(admin)
        return {
            "account": others[0] if others else registry.accounts.add(f"Ana {token.id}").id,
            "group": registry.groups.listed()[0].id,
            "token": token.id,
            "session": registry.sessions.of(admin)[0].id,
        }

    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode), there=st.booleans())
    def send(case, there):
        if there:
            values = real()
            case.path_parameters |= {
                name: values[name] for name in case.path_parameters if name in values
            }
        case.call_and_validate(checks=list(CHECKS), headers=token_of(app, "Bopha", *SCOPES))

    try:
        send()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
