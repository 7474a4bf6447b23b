"""Logging in at a real issuer on this machine, and every way of forging what it says."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest

from search_app.accounts.openid import Person, client_of
from search_app.accounts.openid_accounts import role_of
from search_app.settings import Settings, SettingsError
from tests.search_app.accounts.openid_issuer import (
    CLIENT,
    SECRET,
    another_key,
    by_shared_secret,
    elliptic_key,
    issuer_running,
    not_signed,
)
from tests.visitors import account, registry_of, site_with_accounts

requests = pytest.importorskip("requests")
pytest.importorskip("authlib")


@pytest.fixture
def issuer():
    with issuer_running() as running:
        yield running


@pytest.fixture
def site(searcher, issuer, tmp_path):
    def make(**settings):
        given = {
            "openid_issuer": issuer.address,
            "openid_client_id": CLIENT,
            "openid_client_secret": SECRET,
            "openid_unknown": "add",
        } | settings
        return site_with_accounts(searcher, f"sqlite:///{tmp_path}/made.sqlite3", **given)

    return make


def sent_to_issuer(client, **query):
    """The address of the issuer that the browser is sent to."""
    answer = client.get("/login/openid", query_string=query)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location


def sent_back(address):
    """The local path that the issuer sends the browser back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    assert back.netloc == "localhost"
    return f"{back.path}?{back.query}"


def log_in(client, **query):
    return client.get(sent_back(sent_to_issuer(client, **query)))


def refused(answer, status=403):
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_somebody_new_gets_an_account_and_comes_to_where_they_wanted(site, issuer):
    app = site()
    client = app.test_client()
    assert 'href="/login/openid?next=/works"' in client.get("/login?next=/works").text
    answer = log_in(client, next="/works?from=0")
    assert (answer.status_code, answer.location) == (303, "/works?from=0")
    told = client.get("/api/v1/account").get_json()
    assert (told["name"], told["role"]) == ("sokha", "reader")
    (made,) = registry_of(app).accounts.all()
    assert (made.display_name, made.email) == ("សុខា", "sokha@ministry.example")
    assert (made.subject, made.has_password) == ("17", False)
    assert issuer.asked.count("/token") == 1


def test_the_same_person_has_the_same_account_whatever_they_are_called_by_then(site, issuer):
    app = site()
    log_in(app.test_client())
    issuer.claims |= {"preferred_username": "sokha.chan"}
    client = app.test_client()
    log_in(client)
    assert client.get("/api/v1/account").get_json()["name"] == "sokha"
    assert len(registry_of(app).accounts.all()) == 1


def test_an_issuer_with_an_elliptic_key_is_believed(site, issuer):
    issuer.key = elliptic_key()
    issuer.header = {"alg": "ES256", "kid": "two"}
    assert log_in(site().test_client()).status_code == 303


def test_a_login_leads_nowhere_else(site):
    assert log_in(site().test_client(), next="//other.example").location == "/"


def test_logging_in_begins_another_session(site):
    client = site().test_client()
    client.set_cookie("session", "planted", domain="localhost")
    log_in(client)
    assert client.get_cookie("session", domain="localhost").value != "planted"


NOW = int(time.time())


@pytest.mark.parametrize(
    "change",
    [
        {"aud": "another-site"},
        {"aud": [CLIENT, "another-site"]},
        {"azp": "another-site"},
        {"iss": "https://other.example"},
        {"nonce": "of another login"},
        {"nonce": None},
        {"exp": NOW - 3600},
        {"exp": None},
        {"iat": NOW + 36000},
        {"nbf": NOW + 36000},
        {"sub": None},
        {"at_hash": "AAAA"},
    ],
    # Not by their values: those of now differ between the processes that run the tests.
    ids=[
        "another audience",
        "two audiences",
        "another party",
        "another issuer",
        "another nonce",
        "no nonce",
        "expired",
        "no end",
        "issued later",
        "not yet",
        "nobody",
        "another hash",
    ],
)
def test_an_id_token_that_is_not_for_this_login_is_refused(site, issuer, change):
    def forge(claims):
        return {name: value for name, value in (claims | change).items() if value is not None}

    issuer.forge = forge
    app = site()
    client = app.test_client()
    assert "cannot be believed" in refused(log_in(client))
    assert client.get("/api/v1/account").status_code == 401
    assert registry_of(app).accounts.all() == []


@pytest.mark.parametrize("how", ["another key", "shared secret", "no signature", "unknown key"])
def test_an_id_token_that_the_issuer_did_not_sign_is_refused(site, issuer, how):
    if how == "another key":
        issuer.key = another_key()
    elif how == "shared secret":
        issuer.sign = by_shared_secret(issuer)
    elif how == "no signature":
        issuer.sign = not_signed
    else:
        issuer.header = {"alg": "RS256", "kid": "nobody's"}
    app = site()
    assert "cannot be believed" in refused(log_in(app.test_client()))
    assert registry_of(app).accounts.all() == []


@pytest.mark.parametrize("query", ["code=x&state=y", "code=x", "", "state=%F0%9F%92%A9&code=x"])
def test_an_answer_to_no_login_of_this_browser_is_refused(site, issuer, query):
    client = site().test_client()
    assert "not begun in this browser" in refused(client.get(f"/login/openid/back?{query}"), 400)
    sent_to_issuer(client)
    assert "not begun in this browser" in refused(client.get(f"/login/openid/back?{query}"))
    assert "/token" not in issuer.asked


def test_an_answer_is_taken_once(site):
    client = site().test_client()
    back = sent_back(sent_to_issuer(client))
    assert client.get(back).status_code == 303
    client.post("/logout")
    refused(client.get(back), 400)


def test_a_code_stolen_on_the_way_is_worth_nothing_elsewhere(site, issuer):
    app = site()
    stolen = parse_qs(urlsplit(sent_back(sent_to_issuer(app.test_client()))).query)["code"][0]
    thief = app.test_client()
    address = sent_to_issuer(thief)
    state = parse_qs(urlsplit(address).query)["state"][0]
    answer = thief.get(f"/login/openid/back?code={stolen}&state={state}")
    assert "cannot be believed" in refused(answer)


def test_an_answer_of_another_issuer_is_refused(site, issuer):
    client = site().test_client()
    back = sent_back(sent_to_issuer(client))
    assert "cannot be believed" in refused(client.get(f"{back}&iss=https://other.example"))


def test_userinfo_of_another_person_is_refused(site, issuer):
    issuer.userinfo = {"sub": "18", "groups": ["chiefs"]}
    assert "cannot be believed" in refused(log_in(site().test_client()))


def test_the_issuers_refusal_is_told(site):
    client = site().test_client()
    state = parse_qs(urlsplit(sent_to_issuer(client)).query)["state"][0]
    said = refused(client.get(f"/login/openid/back?error=<b>access_denied&state={state}"))
    assert "&lt;b&gt;access_denied" in said


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/userinfo"])
def test_an_issuer_that_is_away_is_503_and_a_sentence(site, issuer, path):
    client = site().test_client()
    address = sent_to_issuer(client)
    issuer.down = {path}
    assert "does not answer" in refused(client.get(sent_back(address)), 503)
    if path.startswith("/.well"):
        assert "does not answer" in refused(client.get("/login/openid"), 503)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://other.example"},
        {"token_endpoint": "http://other.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_an_issuer_that_says_strange_things_of_itself_is_not_used(site, issuer, metadata):
    issuer.metadata = metadata
    assert "does not answer" in refused(site().test_client().get("/login/openid"), 503)


# --------------------------------------------------------------------------- who it is


def test_people_without_an_account_are_told_whom_to_ask_what(site, issuer):
    app = site(openid_unknown="refuse")
    client = app.test_client()
    assert "tell them “17”" in refused(log_in(client))
    made = account(app, "សុខា", role="editor")
    registry_of(app).accounts.link(made.id, issuer.address, "17")
    assert log_in(client).status_code == 303
    told = client.get("/api/v1/account").get_json()
    assert (told["name"], told["role"]) == ("សុខា", "editor")


def test_an_account_of_the_same_name_is_not_taken_for_theirs(site):
    app = site()
    account(app, "Sokha", role="admin")
    assert "none can be called “sokha”" in refused(log_in(app.test_client()))


def test_who_is_disabled_stays_out(site):
    app = site()
    client = app.test_client()
    log_in(client)
    accounts = registry_of(app).accounts
    accounts.change(accounts.named("sokha").id, disabled=True)
    assert client.get("/api/v1/account").status_code == 401
    assert "disabled" in refused(log_in(client))


def test_a_claim_gives_the_role_each_time(site, issuer):
    app = site(
        openid_role_claim="groups",
        openid_readers="clerks",
        openid_editors="translators, lawyers",
        openid_admins="chiefs",
    )
    account(app, "Bopha", "admin")
    for groups, role in (
        (["clerks"], "reader"),
        (["clerks", "lawyers"], "editor"),
        (["chiefs", "clerks"], "admin"),
        ("translators", "editor"),
    ):
        issuer.claims |= {"groups": groups}
        client = app.test_client()
        log_in(client)
        assert client.get("/api/v1/account").get_json()["role"] == role
    issuer.claims |= {"groups": ["visitors"]}
    assert "no access" in refused(log_in(app.test_client()))
    assert len(registry_of(app).accounts.all()) == 2


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"realm": {"roles": ["lawyers"]}}, "editor"),
        ({"realm.roles": "chiefs"}, "admin"),
        ({"realm": {"roles": "clerks"}}, "reader"),
    ],
)
def test_a_claim_may_lie_within_others(claims, role):
    settings = Settings(
        openid_role_claim="realm.roles",
        openid_readers="clerks",
        openid_editors="lawyers",
        openid_admins="chiefs",
    )
    assert role_of(settings, Person("https://id.example", "1", claims)) == role


# --------------------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"openid_issuer": "http://id.example", "openid_client_id": "x"}, "https://"),
        ({"openid_issuer": "id.example", "openid_client_id": "x"}, "https://"),
        ({"openid_issuer": "https://id.example"}, "openid_client_id"),
    ],
)
def test_settings_that_cannot_be_are_told_before_anybody_logs_in(settings, said):
    with pytest.raises(SettingsError, match=said):
        client_of(Settings(**settings))


def test_without_the_library_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "authlib", None)
    with pytest.raises(SettingsError, match=r"pip install 'treatylens\[openid\]'"):
        client_of(Settings(openid_issuer="https://id.example", openid_client_id="x"))


def test_without_an_issuer_there_is_no_such_login(site):
    client = site(openid_issuer="").test_client()
    assert "openid" not in client.get("/login").text
    assert client.get("/login/openid").status_code == 404


def test_the_only_admin_stays_one_whatever_the_issuer_says_and_changes_are_in_the_audit_log(
    site, issuer
):
    from search_app.audit.reading import AuditFilter, AuditLog

    app = site(openid_role_claim="groups", openid_readers="clerks", openid_admins="chiefs")
    told = []
    for groups in (["chiefs"], ["clerks"]):
        issuer.claims |= {"groups": groups}
        client = app.test_client()
        log_in(client)
        told.append(client.get("/api/v1/account").get_json()["role"])
    account(app, "Bopha", "admin")
    client = app.test_client()
    log_in(client)
    told.append(client.get("/api/v1/account").get_json()["role"])
    assert told == ["admin", "admin", "reader"]
    found = AuditLog(app.extensions["database"]).page(AuditFilter()).entries
    entries = [one.facts for one in reversed(found)]
    assert [one["by_issuer"] for one in entries] == ["add", "keep the last admin", "change"]
    assert (entries[2]["role_before"], entries[2]["role"]) == ("admin", "reader")
