"""Logging in, one's own account, and what admins do, through the pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import url_for

from search_app.audit.reading import AuditFilter, AuditLog
from search_app.views.permissions import SELF_SECURED
from tests.search_app.pages import page, text_of
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


@pytest.fixture
def site(searcher, tmp_path):
    return site_with_accounts(searcher, f"sqlite:///{tmp_path}/made.sqlite3")


@pytest.fixture
def sokha(site):
    return logged_in(site, "សុខា")


@pytest.fixture
def admin(site):
    return logged_in(site, "Bopha", "admin")


def cookie(client):
    found = client.get_cookie("session", domain="localhost")
    return found.value if found else None


def shown_secret(answer):
    return re.search(r'class="account-secret".*?<code>([^<]+)</code>', answer.text, re.DOTALL)[1]


# --------------------------------------------------------------------------- logging in


def test_whoever_has_not_logged_in_is_led_to_the_form_and_back(site):
    account(site, "សុខា")
    client = site.test_client()
    answer = client.get("/works?from=0&lang=km")
    assert answer.status_code == 303
    assert answer.location == "/login?next=/works?from%3D0%26lang%3Dkm"
    form = page(client, answer.location)
    assert 'name="next" value="/works?from=0&lang=km"' in form
    assert '<nav class="masthead__nav"' not in form
    assert log_in(client, "សុខា", next="/works?from=0&lang=km").location == "/works?from=0&lang=km"
    html = page(client, "/works?from=0&lang=km")
    assert "<bdi>សុខា</bdi></a>" in html
    assert "Log out" in html


def test_who_is_logged_in_needs_no_form(sokha):
    assert sokha.get("/login?next=/works").location == "/works"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://other.example/",
        "//other.example",
        "/\\other.example",
        "\\\\x",
        "javascript:x",
        "",
        "/\n/x",
    ],
)
def test_logging_in_leads_nowhere_else(site, elsewhere):
    account(site, "សុខា")
    client = site.test_client()
    assert log_in(client, "សុខា", next=elsewhere).location == "/"
    assert client.get("/login", query_string={"next": elsewhere}).location == "/"


@pytest.mark.parametrize("name", ["SOKHA", " sokha ", "sok\u200bha"])
def test_a_name_is_known_however_it_is_typed(site, name):
    account(site, "Sokha")
    log_in(site.test_client(), name)


def test_the_same_is_said_of_an_unknown_name_and_a_wrong_password(site):
    account(site, "សុខា")
    client = site.test_client()
    answers = [
        log_in(client, "សុខា", "wrong password", 400),
        log_in(client, "nobody", PASSWORD, 400),
    ]
    told = {re.sub(r'value="[^"]*"', "", one.text) for one in answers}
    assert len(told) == 1
    assert "Name and password do not belong together" in told.pop()
    assert cookie(client) is None
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)


def test_too_many_failures_are_429_with_the_time_to_wait(site):
    account(site, "សុខា")
    client = site.test_client()
    moment = datetime.now(UTC)
    site.extensions["clock"] = lambda: moment
    for _ in range(5):
        log_in(client, "សុខា", "wrong password", 400)
    answer = log_in(client, "សុខា", PASSWORD, 429)
    assert answer.headers["Retry-After"] == "2"
    assert "Try again in 2 seconds" in answer.text
    log_in(site.test_client(), "nobody", PASSWORD, 400)
    site.extensions["clock"] = lambda: moment + timedelta(seconds=2)
    log_in(client, "សុខា")


def test_logging_in_begins_another_session(site):
    account(site, "សុខា")
    client = site.test_client()
    client.set_cookie("session", "planted", domain="localhost")
    token = client.token()
    log_in(client, "សុខា", csrf_token=token)
    first = cookie(client)
    assert first != "planted"
    assert client.post("/language", data={"lang": "km", "csrf_token": token}).status_code == 400
    log_in(client, "សុខា")
    assert cookie(client) != first
    other = site.test_client()
    for value in ("planted", first):
        other.set_cookie("session", value, domain="localhost")
        assert other.get("/works").status_code == 303


def test_logging_out_ends_the_session_on_the_server(site, sokha):
    kept = cookie(sokha)
    answer = sokha.post("/logout")
    assert (answer.status_code, answer.location) == (303, "/login")
    assert cookie(sokha) is None
    sokha.set_cookie("session", kept, domain="localhost")
    assert sokha.get("/works").status_code == 303
    assert sokha.post("/logout").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    account(site, "សុខា")
    sent = log_in(site.test_client(), "សុខា").headers.getlist("Set-Cookie")
    assert any(one.startswith("session=") and "Max-Age=0" not in one for one in sent)
    for one in sent:
        assert "HttpOnly" in one
        assert "SameSite=Lax" in one
        assert "Secure" not in one


def test_elsewhere_than_on_this_machine_cookies_are_secure(searcher, tmp_path):
    from search_app.app import create_app
    from search_app.settings import Settings

    settings = Settings(
        accounts="on", secret_key="k" * 64, database=f"sqlite:///{tmp_path}/made.sqlite3"
    )
    site = create_app(searcher, settings, "0.0.0.0")
    account(site, "សុខា")
    client = site.test_client()
    base = {"base_url": "https://treaties.example"}
    form = client.get("/login", **base)
    token = re.search(r'name="csrf_token" value="([^"]+)"', form.text)[1]
    data = {"name": "សុខា", "password": PASSWORD, "csrf_token": token}
    sent = client.post("/login", data=data, **base).headers.getlist("Set-Cookie")
    began = [one for one in sent if one.startswith("__Host-session=") and "Max-Age=0" not in one]
    assert len(began) == 1
    assert "Secure" in began[0]
    assert "Path=/" in began[0]
    assert "Domain" not in began[0]
    assert client.get("/works", **base).status_code == 200
    plain = client.post("/login", data=data, base_url="http://treaties.example")
    assert plain.status_code == 400
    assert "over HTTPS alone" in plain.text


# --------------------------------------------------------------------------- forms


def forms_of(site):
    """The address of everything that takes a form, with nothing behind its parts."""
    with site.test_request_context():
        for rule in site.url_map.iter_rules():
            page = not rule.rule.startswith("/api/") and rule.endpoint not in SELF_SECURED
            if page and "POST" in rule.methods:
                yield url_for(
                    rule.endpoint, _method="POST", **dict.fromkeys(rule.arguments, "none")
                )


@pytest.mark.parametrize("token", [None, "", "made up", "of another"])
def test_every_form_without_its_token_is_400(site, admin, token):
    if token == "of another":
        token = site.test_client().token()
    admin.form_token = False
    paths = set(forms_of(site))
    assert {"/login", "/logout", "/match", "/account/tokens", "/accounts/none/link"} <= paths
    for path in paths:
        sent = {"lang": "km", "name": "Bopha", "text": "treaty"}
        answer = admin.post(path, data=sent if token is None else sent | {"csrf_token": token})
        assert answer.status_code == 400, path
        assert "from an earlier visit" in answer.text
    assert admin.get("/works").status_code == 200


def test_every_page_has_the_token_in_each_of_its_forms(site, admin):
    one = registry_of(site).accounts.named("Bopha").id
    for path in ("/", "/works", "/match", "/account", "/accounts", f"/accounts/{one}", "/groups"):
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page(admin, path), re.DOTALL)
        assert len(forms) >= 2
        assert all('name="csrf_token"' in form for form in forms), path


def test_a_form_with_its_token_is_still_refused_from_another_site(sokha):
    answer = sokha.post("/logout", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert sokha.get("/works").status_code == 200


# --------------------------------------------------------------------------- tokens


def test_a_token_is_shown_once_and_lets_a_program_in(site, sokha):
    data = {"name": "nightly", "scope": ["read", "save"], "days": "90"}
    answer = sokha.post("/account/tokens", data=data)
    assert answer.headers["Cache-Control"] == "no-store"
    secret = shown_secret(answer)
    assert secret.startswith("tl_")
    assert secret not in page(sokha, "/account")
    headers = {"Authorization": f"Bearer {secret}"}
    program = site.test_client()
    told = program.get("/api/v1/account", headers=headers).get_json()
    assert (told["name"], told["scopes"]) == ("សុខា", ["read", "save"])
    assert program.get("/api/v1/works", headers=headers).status_code == 200
    html = page(sokha, "/account")
    assert "last used" in html
    token = re.search(r'name="token" value="(\w+)"', html)[1]
    assert sokha.post("/account/tokens/revoke", data={"token": token}).status_code == 303
    assert program.get("/api/v1/account", headers=headers).status_code == 401
    assert sokha.post("/account/tokens/revoke", data={"token": token}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "", "scope": "read", "days": "30"}, "at least one letter"),
        ({"name": "x", "days": "30"}, "at least one thing"),
        ({"name": "x", "scope": "admin", "days": "30"}, "may not do this"),
        ({"name": "x", "scope": "read", "days": "soon"}, "1 to 3650"),
    ],
)
def test_what_cannot_be_a_token_is_told_beside_the_form(sokha, sent, said):
    assert said in sokha.post("/account/tokens", data=sent).text


def test_a_token_opens_no_page(site, sokha):
    program = site.test_client()
    headers = token_of(site, "សុខា")
    assert program.get("/works", headers=headers).status_code == 303
    assert program.get("/api/v1/works", headers=headers).status_code == 200


def test_a_token_that_is_not_good_is_401_even_beside_a_session(sokha):
    for scheme in ("Bearer", "bearer"):
        answer = sokha.get("/api/v1/works", headers={"Authorization": f"{scheme} tl_none"})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == (
            'Bearer realm="TreatyLens", error="invalid_token"'
        )
        assert answer.get_json()["error"]["problems"] == []


def test_nobody_is_told_to_log_in_by_the_api_in_the_one_shape(site):
    answer = site.test_client().get("/api/v1/works")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="TreatyLens"'
    assert answer.get_json()["error"]["status"] == 401


def test_the_sites_own_scripts_ask_the_api_with_the_session(sokha):
    assert sokha.get("/api/v1/works").status_code == 200


# --------------------------------------------------------------------------- may and may not

CORRECT = "/api/v1/works/none/parallel/en-km/corrections"


def test_what_somebody_may_not_is_403_and_says_what_is_needed(site):
    reader = logged_in(site, "李明")
    answer = reader.post(CORRECT, json={})
    assert answer.status_code == 403
    assert "the role “editor”" in answer.get_json()["error"]["message"]
    assert "the role “admin”" in page(reader, "/accounts", 403)
    editor = logged_in(site, "Ana", "editor")
    assert editor.post(CORRECT, json={}).status_code == 404
    answer = editor.post(CORRECT, json={}, headers=token_of(site, "Ana", "read"))
    assert answer.status_code == 403
    assert "the scope “edit”" in answer.get_json()["error"]["message"]


def test_a_program_with_a_token_may_come_from_anywhere(site):
    account(site, "Ana", "editor")
    headers = token_of(site, "Ana", "edit") | {"Origin": "https://tool.example"}
    assert site.test_client().post(CORRECT, json={}, headers=headers).status_code == 404
    client = site.test_client()
    log_in(client, "Ana")
    for headers in ({"Origin": "https://tool.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(CORRECT, json={}, headers=headers).status_code == 403


def test_what_nobody_has_allowed_is_refused_to_be_written_to(site):
    site.add_url_rule("/forgotten", "pages.forgotten", lambda: "done", methods=["GET", "POST"])
    admin = logged_in(site, "Bopha", "admin")
    assert admin.get("/forgotten").text == "done"
    assert "Nothing can be changed" in admin.post("/forgotten").text


def test_probes_need_no_account(site):
    client = site.test_client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
    with client.get("/static/app.css") as answer:
        assert answer.status_code == 200


def test_an_unknown_address_is_404_for_everybody(site, sokha):
    for client in (site.test_client(), sokha):
        page(client, "/nothing", 404)
        assert client.get("/api/v1/nothing").status_code == 404


def test_the_language_can_be_chosen_before_logging_in(site):
    client = site.test_client()
    assert client.post("/language", data={"lang": "km", "next": "/login"}).location == "/login"
    assert '<html lang="km">' in page(client, "/login")


# --------------------------------------------------------------------------- one's own account


def test_changing_the_password_logs_every_other_browser_out(site, sokha):
    other = site.test_client()
    log_in(other, "សុខា")
    kept = cookie(sokha)
    sent = {"old": PASSWORD, "password": NEW, "again": NEW}
    assert sokha.post("/account/password", data=sent).location == "/account?done=password"
    assert "The password is changed" in page(sokha, "/account", done="password")
    assert cookie(sokha) != kept
    assert other.get("/works").status_code == 303
    log_in(site.test_client(), "សុខា", PASSWORD, 400)
    log_in(site.test_client(), "សុខា", NEW)


@pytest.mark.parametrize("ticked", [True, False])
def test_changing_the_password_revokes_tokens_where_that_is_ticked(site, sokha, ticked):
    headers = token_of(site, "សុខា")
    assert re.search(r'name="revoke_tokens" checked', page(sokha, "/account"))
    sent = {"old": PASSWORD, "password": NEW, "again": NEW} | (
        {"revoke_tokens": "on"} if ticked else {}
    )
    assert sokha.post("/account/password", data=sent).status_code == 303
    status = site.test_client().get("/api/v1/account", headers=headers).status_code
    assert status == (401 if ticked else 200)


def test_a_browser_that_logged_in_before_is_not_kept_out_by_what_others_guess(site, sokha):
    sokha.post("/logout")
    stranger = site.test_client()
    answers = [
        stranger.post("/login", data={"name": "សុខា", "password": "wrong"}).status_code
        for _ in range(7)
    ]
    assert answers[-1] == 429
    log_in(stranger, "សុខា", PASSWORD, 429)
    device = sokha.get_cookie("device", domain="localhost")
    assert device.http_only
    assert device.same_site == "Lax"
    log_in(sokha, "សុខា")
    sent = {"old": PASSWORD, "password": NEW, "again": NEW}
    assert sokha.post("/account/password", data=sent).status_code == 303


def test_a_link_makes_its_browser_known_so_that_its_owner_comes_in_at_once(site):
    made = account(site, "សុខា")
    client = site.test_client()
    for _ in range(7):
        client.post("/login", data={"name": "សុខា", "password": "wrong"})
    secret, _ = registry_of(site).links.make(made.id)
    client.post(f"/password/{secret}", data={"password": NEW, "again": NEW})
    log_in(client, "សុខា", NEW)


def test_the_secret_of_a_link_is_in_no_log(site, monkeypatch, caplog):
    def fail(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr("search_app.accounts.links.LinkStore.owner", fail)
    site.config["PROPAGATE_EXCEPTIONS"] = False
    assert site.test_client().get("/password/very-secret").status_code == 500
    assert "GET /password/… failed" in caplog.text
    assert not any("very-secret" in one.getMessage() for one in caplog.records)


def test_the_audit_log_says_by_which_token_or_session_somebody_came(site, admin):
    registry = registry_of(site)
    bopha = registry.accounts.named("Bopha")
    page(admin, "/search", q="costs")
    site.test_client().get("/api/v1/search?q=costs", headers=token_of(site, "Bopha"))
    (token,), (session,) = registry.tokens.of(bopha.id), registry.sessions.of(bopha.id)
    log = AuditLog(site.extensions["database"])
    by_token, by_session, *_ = log.page(AuditFilter()).entries
    assert by_token.facts["by_token"] == f"{token.id} tests"
    assert by_session.facts["by_session"] == session.id[:12]


def test_only_admins_are_told_where_files_lie_on_the_server(site, sokha, admin):
    def paths(client, path):
        found = client.get(path).get_json()
        sources = [hit["source"] for hit in found["hits"]] if "hits" in found else []
        return [one["path"] for one in sources or found.get("files") or [found["source"]]]

    hit = admin.get("/api/v1/search?q=costs").get_json()["hits"][0]
    addresses = (
        "/api/v1/search?q=costs",
        f"/api/v1/works/{hit['work']}",
        f"/api/v1/works/{hit['work']}/{hit['lang']}/{hit['eid']}",
    )
    for address in addresses:
        told = paths(admin, address)
        assert told
        assert all("/" in one for one in told)
        assert paths(sokha, address) == [one.rsplit("/", 1)[1] for one in told]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"old": "wrong password", "password": NEW, "again": NEW}, "do not belong together"),
        ({"old": PASSWORD, "password": NEW, "again": "another one"}, "differ"),
        ({"old": PASSWORD, "password": "short", "again": "short"}, "at least 12"),
        ({}, "do not belong together"),
    ],
)
def test_a_password_that_cannot_be_leaves_all_as_it_was(sokha, sent, said):
    answer = sokha.post("/account/password", data=sent)
    assert answer.status_code == 400
    assert said in answer.text
    assert sokha.get("/works").status_code == 200


def test_guessing_the_password_on_ones_page_is_throttled_as_well(sokha):
    sent = {"old": "wrong password", "password": NEW, "again": NEW}
    told = [sokha.post("/account/password", data=sent) for _ in range(7)]
    assert told[-1].status_code == 429
    assert int(told[-1].headers["Retry-After"]) > 0


def test_other_browsers_are_listed_and_logged_out(site, sokha):
    others = [site.test_client() for _ in range(3)]
    for number, other in enumerate(others):
        other.environ_base["HTTP_USER_AGENT"] = f"Browser {number}"
        log_in(other, "សុខា")
    html = page(sokha, "/account")
    assert all(f"Browser {number}" in html for number in range(3))
    assert html.count("This browser") == 1
    chosen = re.search(r'Browser 1.*?name="session" value="(\w{64})"', html, re.DOTALL)[1]
    sokha.post("/account/sessions", data={"session": chosen})
    assert [other.get("/works").status_code for other in others] == [200, 303, 200]
    sokha.post("/account/sessions", data={"session": "others"})
    assert [other.get("/works").status_code for other in others] == [303, 303, 303]
    assert sokha.get("/works").status_code == 200


def test_nobody_ends_a_session_of_another(site, sokha):
    other = logged_in(site, "李明")
    theirs = re.search(r'id="sessions"', page(other, "/account"))
    assert theirs
    registry = registry_of(site)
    (session,) = registry.sessions.of(registry.accounts.named("李明").id)
    sokha.post("/account/sessions", data={"session": session.id})
    assert other.get("/works").status_code == 200


# --------------------------------------------------------------------------- admins


def test_an_admin_makes_an_account_and_hands_over_a_link(site, admin):
    sent = {"name": "李明", "role": "editor", "display_name": "Li Ming", "restricted": "on"}
    answer = admin.post("/accounts", data=sent)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    link = shown_secret(answer)
    assert link.startswith("http://localhost/password/")
    path = link.removeprefix("http://localhost")
    somebody = site.test_client()
    assert "李明" in page(somebody, path)
    for password, again, said in (("short", "short", "at least 12"), (NEW, "other", "differ")):
        refused = somebody.post(path, data={"password": password, "again": again})
        assert refused.status_code == 400
        assert said in refused.text
    answer = somebody.post(path, data={"password": NEW, "again": NEW})
    assert answer.location == "/login"
    assert "used before" in page(somebody, path, 404)
    log_in(somebody, "李明", NEW)
    told = somebody.get("/api/v1/account").get_json()
    assert (told["role"], told["restricted"]) == ("editor", True)


def test_what_cannot_be_an_account_is_told_and_the_form_keeps_what_was_typed(admin):
    answer = admin.post(
        "/accounts", data={"name": "BOPHA", "role": "editor", "email": "b@x.example"}
    )
    assert answer.status_code == 400
    assert "There is an account “BOPHA” already." in answer.text
    assert 'value="b@x.example"' in answer.text
    assert '<option value="editor" selected>' in answer.text
    assert admin.post("/accounts", data={"name": "x", "role": "king"}).status_code == 400


def test_an_admin_changes_what_somebody_may(site, admin):
    reader = logged_in(site, "李明")
    registry = registry_of(site)
    one = registry.accounts.named("李明").id
    assert admin.post("/groups", data={"name": "检察院"}).location == "/groups"
    sent = {"role": "editor", "restricted": "on", "group": "检察院", "display_name": "Li"}
    assert admin.post(f"/accounts/{one}", data=sent).status_code == 303
    told = reader.get("/api/v1/account").get_json()
    assert (told["role"], told["groups"], told["restricted"]) == ("editor", ["检察院"], True)
    assert "检察院" in page(admin, "/accounts", done="李明")
    assert "李明" in text_of(page(admin, "/groups"))
    admin.post(f"/accounts/{one}", data={"role": "reader", "disabled": "on"})
    assert reader.get("/works").status_code == 303
    assert "disabled" in page(admin, "/accounts")
    admin.post("/groups", data={"name": "检察院", "remove": "1"})
    assert registry.groups.all() == {}


def test_the_only_admin_cannot_shut_everybody_out(site, admin):
    one = registry_of(site).accounts.named("Bopha").id
    for path, sent in (
        (f"/accounts/{one}", {"role": "reader"}),
        (f"/accounts/{one}", {"role": "admin", "disabled": "on"}),
        (f"/accounts/{one}/remove", {"name": "Bopha"}),
    ):
        answer = admin.post(path, data=sent)
        assert answer.status_code == 400
        assert "only admin" in answer.text
    assert admin.get("/accounts").status_code == 200


def test_an_account_is_removed_where_its_name_is_typed(site, admin):
    reader = logged_in(site, "李明")
    one = registry_of(site).accounts.named("李明").id
    assert admin.post(f"/accounts/{one}/remove", data={"name": "Li"}).status_code == 400
    assert admin.post(f"/accounts/{one}/remove", data={"name": "李明"}).status_code == 303
    assert reader.get("/works").status_code == 303
    page(admin, f"/accounts/{one}", 404)
    assert admin.post(f"/accounts/{one}/link").status_code == 404


def test_a_link_by_an_admin_replaces_a_forgotten_password(site, admin):
    account(site, "李明")
    one = registry_of(site).accounts.named("李明").id
    link = shown_secret(admin.post(f"/accounts/{one}/link"))
    client = site.test_client()
    client.post(link.removeprefix("http://localhost"), data={"password": NEW, "again": NEW})
    log_in(client, "李明", PASSWORD, 400)
    log_in(client, "李明", NEW)


def test_admins_list_accounts_by_the_api(site, admin):
    account(site, "李明", email="l@x.example")
    listed = admin.get("/api/v1/accounts").get_json()["accounts"]
    assert [one["name"] for one in listed] == ["Bopha", "李明"]
    assert "argon2" not in str(listed)
    reader = site.test_client()
    log_in(reader, "李明")
    assert reader.get("/api/v1/accounts").status_code == 403


@pytest.mark.parametrize("language", ["km", "zh-Hans", "zh-Hant"])
def test_the_pages_are_in_the_readers_language(site, admin, language):
    one = registry_of(site).accounts.named("Bopha").id
    for path in ("/account", "/accounts", f"/accounts/{one}", "/groups"):
        html = page(admin, path, language=language)
        for english in ("Your account", "Role", "Log out", "Groups"):
            assert f">{english}<" not in html, (path, english)


def test_all_of_it_on_another_database(searcher, database_url):
    site = site_with_accounts(searcher, database_url)
    admin = logged_in(site, "Bopha", "admin")
    link = shown_secret(admin.post("/accounts", data={"name": "李明", "role": "reader"}))
    client = site.test_client()
    client.post(link.removeprefix("http://localhost"), data={"password": NEW, "again": NEW})
    log_in(client, "李明", NEW)
    secret = shown_secret(
        client.post("/account/tokens", data={"name": "x", "scope": "read", "days": "0"})
    )
    headers = {"Authorization": f"Bearer {secret}"}
    assert site.test_client().get("/api/v1/works", headers=headers).status_code == 200
    client.post("/logout")
    assert client.get("/works").status_code == 303
    site.extensions["database"].close()


# --------------------------------------------------------------------------- without accounts


def test_without_accounts_all_is_as_before(client):
    assert client.get("/login").status_code == 404
    assert client.get("/account").status_code == 404
    assert client.get("/accounts").status_code == 404
    told = client.get("/api/v1/account").get_json()
    assert (told["role"], told["accounts"]) == ("admin", False)
    assert client.get("/api/v1/accounts").status_code == 404
    html = page(client, "/")
    assert "Log out" not in html
    assert '<nav class="masthead__nav"' in html


def test_without_accounts_forms_need_their_token_too(client):
    client.form_token = False
    assert client.post("/language", data={"lang": "km"}).status_code == 400
    assert client.post("/match", data={"text": "treaty"}).status_code == 400
