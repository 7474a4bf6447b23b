"""The commands that look after accounts."""

import json

import pytest
from click.testing import CliRunner

from search_app.accounts.registry import Registry, lasting_of
from search_app.audit.reading import AuditFilter, AuditLog, entry_json
from search_app.cli import main
from search_app.database import Database
from search_app.settings import Settings

GOOD = "ជំនួយទៅវិញទៅមក"
HERE = "192.0.2.7"


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/made.sqlite3"


@pytest.fixture
def run(url, monkeypatch):
    monkeypatch.setenv("TREATYLENS_DATABASE", url)

    def command(*words, status=0, given=None):
        done = CliRunner().invoke(main, ["accounts", *words], input=given)
        assert done.exit_code == status, done.output
        return done

    return command


@pytest.fixture
def told(run):
    """What a command prints as JSON."""
    return lambda *words, **more: json.loads(run(*words, "--json", **more).stdout)


@pytest.fixture
def registry(url):
    return Registry(Database(url), lasting_of(Settings()))


@pytest.fixture
def admin(told):
    return told("add", "សុខា", "--role", "admin", "--password-stdin", given=f"{GOOD}\n")


def test_the_first_admin_is_made_with_a_password_from_standard_input(told, registry, admin):
    assert (admin["name"], admin["role"], admin["password"]) == ("សុខា", "admin", True)
    assert registry.desk.admit("សុខា", GOOD, HERE).role == "admin"
    assert told("list")["accounts"] == [admin]


def test_accounts_are_listed_for_people(run, admin):
    run("add", "李明", "--no-password", "--restricted")
    run("disable", "李明")
    shown = run("list").stdout
    assert "សុខា" in shown
    assert "disabled" in shown
    assert "reader, restricted" in shown
    assert "argon2" not in shown


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (["add", "Bo", "--password-stdin"], "short\n", "at least 12"),
        (["add", "Bo", "--password-stdin"], "\n", "holds no password"),
        (["add", "Bo", "--password-stdin"], b"\xff\xff\n", "no UTF-8"),
        (["add", "Bo"], None, "--password-stdin"),
        (["add", "SOKHA", "--no-password"], None, "already"),
        (["add", " ", "--no-password"], None, "at least one letter"),
        (["role", "nobody", "admin"], None, "no account “nobody”"),
        (["role", "Sokha", "reader"], None, "only admin"),
        (["remove", "sokha"], None, "only admin"),
        (["token", "Sokha"], None, "--scope"),
        (["revoke", "none"], None, "no token"),
        (["reset-link", "nobody"], None, "no account"),
        (["groups", "join", "none", "Sokha"], None, "no group"),
        (["groups", "remove", "none"], None, "no group"),
        (["link", "Sokha", "17"], None, "openid_issuer"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_cannot_be_done_is_one_sentence_and_status_2(run, words, given, said):
    run("add", "Sokha", "--role", "admin", "--no-password")
    done = run(*words, status=2, given=given)
    assert said in done.stderr
    assert "Traceback" not in done.output
    assert json.loads(run("list", "--json").stdout)["accounts"][0]["name"] == "Sokha"


def test_a_role_and_what_it_sees_are_set(told, admin):
    told("add", "李明", "--no-password", "--email", "l@x.example", "--display-name", "Li Ming")
    changed = told("role", "李明", "editor", "--restricted")
    assert (changed["role"], changed["restricted"]) == ("editor", True)
    assert told("role", "李明", "reader")["restricted"]
    assert not told("role", "李明", "reader", "--no-restricted")["restricted"]


def test_who_is_disabled_or_removed_cannot_come_in(run, told, registry, admin):
    told("add", "李明", "--password-stdin", given=GOOD)
    session = registry.sessions.begin(registry.accounts.named("李明").id)
    told("disable", "李明")
    assert registry.sessions.find(session) is None
    told("enable", "李明")
    assert registry.desk.admit("李明", GOOD, HERE)
    told("remove", "李明")
    assert [one["name"] for one in told("list")["accounts"]] == ["សុខា"]


def test_a_password_and_a_link_let_somebody_in_again(run, told, registry, admin, monkeypatch):
    session = registry.sessions.begin(admin["id"])
    told("password", "សុខា", "--password-stdin", given="引渡条约 extradition\n")
    assert registry.sessions.find(session) is None
    assert registry.desk.admit("សុខា", "引渡条约 extradition", HERE)
    link = told("reset-link", "សុខា")
    assert link["name"] == "សុខា"
    registry.links.use(link["path"].removeprefix("/password/"), GOOD)
    assert registry.desk.admit("សុខា", GOOD, HERE)
    assert run("reset-link", "សុខា").stdout.startswith("/password/")
    monkeypatch.setenv("TREATYLENS_SITE_URL", "https://treaties.example/")
    shown = run("reset-link", "សុខា").stdout
    assert shown.startswith("https://treaties.example/password/")


def test_sessions_are_ended(told, registry, admin):
    session = registry.sessions.begin(admin["id"])
    told("log-out", "សុខា")
    assert registry.sessions.find(session) is None


def test_a_token_is_printed_once_and_revoked(run, told, registry, admin):
    secret = run("token", "សុខា", "--scope", "read", "--scope", "save").stdout.strip()
    assert registry.tokens.find(secret)[1] == {"read", "save"}
    made = told("token", "សុខា", "--scope", "admin", "--for", "timer", "--days", "7")
    assert registry.tokens.find(made["secret"])[1] == {"admin"}
    listed = told("tokens", "សុខា")["tokens"]
    assert {one["name"] for one in listed} == {"timer", "command line"}
    assert "secret" not in listed[0]
    assert made["id"] in run("tokens", "សុខា").stdout
    told("revoke", made["id"])
    assert registry.tokens.find(made["secret"]) is None


def test_groups_are_made_and_people_put_into_them(run, told, admin):
    told("add", "李明", "--no-password")
    made = told("groups", "add", "检察院")
    assert (made["name"], made["members"]) == ("检察院", [])
    assert told("groups", "join", "检察院", "李明", "សុខា")["members"] == ["សុខា", "李明"]
    assert told("groups", "leave", "检察院", "李明")["members"] == ["សុខា"]
    assert told("groups", "list") == {"groups": [made | {"members": ["សុខា"]}]}
    assert "检察院" in run("groups", "list").stdout
    told("groups", "remove", "检察院")
    assert told("groups", "list") == {"groups": []}


def test_somebody_is_linked_to_what_the_issuer_calls_them(told, registry, admin, monkeypatch):
    monkeypatch.setenv("TREATYLENS_OPENID_ISSUER", "https://id.example")
    assert told("link", "សុខា", "17")["openid"] == "17"
    assert registry.accounts.of_subject("https://id.example", "17").name == "សុខា"


def test_what_is_done_is_in_the_audit_log_where_there_is_one(told, admin, url, monkeypatch):
    monkeypatch.setenv("TREATYLENS_ACCOUNTS", "on")
    told("add", "李明", "--password-stdin", given=GOOD)
    secret = told("token", "李明", "--scope", "read")["secret"]
    entries = AuditLog(Database(url)).page(AuditFilter()).entries
    assert [one.action for one in entries] == ["accounts"] * 3  # the first admin is in it too
    told = json.dumps([entry_json(one) for one in entries], ensure_ascii=False)
    assert "李明" in told
    assert secret not in told
    assert GOOD not in told


def test_a_shell_without_the_setting_writes_the_log_where_there_are_accounts(run, admin, url):
    run("add", "李明", "--password-stdin", given=GOOD)
    run("disable", "李明")
    entries = AuditLog(Database(url)).page(AuditFilter()).entries
    assert [one.facts["done"] for one in entries][-1] == "add"
    assert len(entries) == 3


def test_without_accounts_only_this_machine_is_served(monkeypatch):
    done = CliRunner().invoke(main, ["serve", "--host", "0.0.0.0", "--port", "0"])
    assert done.exit_code == 2
    assert "TREATYLENS_ACCOUNTS=on" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("ACCOUNTS", "yes"), ("SECURE_COOKIES", "maybe"), ("OPENID_UNKNOWN", "ask")],
)
def test_a_setting_that_has_choices_takes_no_other(run, monkeypatch, name, value):
    monkeypatch.setenv(f"TREATYLENS_{name}", value)
    assert f"not '{value}'" in run("list", status=2).stderr
