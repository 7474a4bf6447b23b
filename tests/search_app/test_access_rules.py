"""Works opened and closed by admins: by command, on the page, by the API, in the database."""

import json
import re
from dataclasses import replace
from itertools import zip_longest

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from search_app.access_rules import CHOICES, AccessRefused, AccessRules, overrides
from search_app.app import create_app
from search_app.audit.by_command import event_of
from search_app.audit.reading import AuditFilter, AuditLog
from search_app.cli import main
from search_app.identity import Identity
from search_app.settings import Settings
from tests.search_app.instruments import STATEMENT, TREATY, index_instruments

ADMIN = Identity(account="a1", name="សុខា", role="admin")


# --------------------------------------------------------------------------- in the database


def test_rules_are_kept_changed_and_taken_away(new_database):
    rules = AccessRules(new_database())
    rules.set("treaty-1", "restricted", "sok")
    rules.set("treaty-2", "public", "sok")
    rules.set("treaty-1", "public", "李明")
    rules.set("treaty-3", "restricted", "sok")
    found = AccessRules(new_database())
    assert [(one.work, one.label, one.by) for one in found.all()] == [
        ("treaty-1", "public", "李明"),
        ("treaty-2", "public", "sok"),
        ("treaty-3", "restricted", "sok"),
    ]
    assert found.overrides() == (frozenset({"treaty-1", "treaty-2"}), frozenset({"treaty-3"}))
    rules.set("treaty-1", "as-indexed", "sok")
    rules.set("treaty-1", "as-indexed", "sok")
    assert found.of("treaty-1") is None
    assert found.overrides().opened == {"treaty-2"}


def test_a_database_that_nothing_was_written_to_has_no_rules(new_database):
    rules = AccessRules(new_database())
    assert rules.all() == []
    assert rules.overrides() == overrides(None) == (frozenset(), frozenset())


def test_a_rule_is_in_the_audit_log_or_not_set_at_all(new_database, monkeypatch):
    database = new_database()
    settings = Settings(audit="on", editor="សុខា")
    rules = AccessRules(database)
    rules.set("treaty-1", "restricted", "sok", event_of(settings, "access", work="treaty-1"))
    (entry,) = AuditLog(database).page(AuditFilter()).entries
    assert (entry.action, entry.name, entry.facts) == ("access", "សុខា", {"work": "treaty-1"})

    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr("search_app.access_rules.append", fail)
    with pytest.raises(RuntimeError):
        rules.set("treaty-1", "public", "sok", event_of(settings, "access", work="treaty-1"))
    assert rules.of("treaty-1").label == "restricted"


@pytest.mark.parametrize("work", ["", "a/b", "a\0b", "a\nb", "\ud800", "x" * 301])
def test_what_is_no_id_of_a_work_is_refused(new_database, work):
    with pytest.raises(AccessRefused, match="Give the id"):
        AccessRules(new_database()).set(work, "restricted", "sok")


def test_a_label_that_there_is_not_is_refused_with_those_there_are(new_database):
    with pytest.raises(AccessRefused, match=", ".join(CHOICES)):
        AccessRules(new_database()).set("treaty-1", "secret", "sok")


# --------------------------------------------------------------------------- by command


@pytest.fixture(scope="module")
def index(tmp_path_factory, encoder):
    return index_instruments(tmp_path_factory.mktemp("rules"), encoder)


@pytest.fixture
def run(index, tmp_path):
    """Runs a command on a database of its own."""
    environment = {
        "TREATYLENS_DATABASE": f"sqlite:///{tmp_path}/made.sqlite3",
        "TREATYLENS_INDEX": str(index),
        "TREATYLENS_AUDIT": "on",
        "TREATYLENS_EDITOR": "សុខា",
    }

    def run(*words, status=0):
        result = CliRunner().invoke(main, list(words), env=environment)
        assert result.exit_code == status, result.output
        return result

    return run


def unfolded(table):
    """A table of narrow columns, the parts of each cell's text in a row."""
    columns = zip_longest(*(re.split(r"\s{2,}", line.strip()) for line in table.splitlines()))
    return " ".join("".join(one or "" for one in column) for column in columns)


def test_a_work_is_closed_and_opened_by_command(run):
    assert "No work is restricted" in run("access", "list").output
    closed = json.loads(run("access", "set", TREATY, "restricted", "--json").stdout)
    assert (closed["access"], closed["indexed"]) == ("restricted", "public")
    assert closed["rule"]["by"] == "សុខា"
    listed = json.loads(run("access", "list", "--json").stdout)
    assert [one["work"] for one in listed["works"]] == [TREATY]
    assert TREATY in unfolded(run("access", "list").output)
    run("access", "set", TREATY, "as-indexed")
    assert json.loads(run("access", "list", "--json").stdout) == {"works": []}


def test_a_work_may_be_closed_before_it_is_indexed_and_that_is_said(run):
    result = run("access", "set", "later-2027", "restricted")
    assert "has no work 'later-2027' now" in result.stderr
    found = json.loads(run("access", "list", "--json").stdout)["works"]
    assert [(one["work"], one["indexed"]) for one in found] == [("later-2027", None)]


def test_rules_are_set_without_an_index(run, tmp_path):
    nowhere = str(tmp_path / "nowhere")
    run("access", "set", TREATY, "restricted", "--index", nowhere)
    assert TREATY in unfolded(run("access", "list", "--index", nowhere).output)


def test_what_cannot_be_set_by_command_ends_with_2(run):
    assert "Give the id" in run("access", "set", "a/b", "public", status=2).output
    run("access", "set", TREATY, "secret", status=2)


def test_the_log_is_listed_verified_and_exported_by_command(run, tmp_path):
    run("access", "set", TREATY, "restricted")
    run("access", "set", STATEMENT, "restricted")
    listed = json.loads(run("audit", "list", "--text", STATEMENT, "--json").stdout)
    assert [one["subject"]["work"] for one in listed["entries"]] == [STATEMENT]
    assert listed["entries"][0]["address"] == "command line"
    assert f'work="{TREATY}"' in run("audit", "list", "--since", "2001-01-01").output
    assert "No entries" in run("audit", "list", "--until", "2001-01-01").output
    head = run("audit", "head").stdout.strip()
    assert json.loads(run("audit", "head", "--json").stdout) == {"number": 2, "sha256": head}
    assert "2 entries, none changed" in run("audit", "verify", "--head", head).output
    file = tmp_path / "log.jsonl"
    run("audit", "export", str(file))
    assert len(file.read_text().splitlines()) == 2
    found = json.loads(run("audit", "verify", "--file", str(file), "--head", head, "--json").stdout)
    assert found == {
        "whole": True,
        "entries": 2,
        "head": head,
        "fault": None,
        "head_found": True,
        "guards_missing": [],
    }


def test_a_log_that_was_tampered_with_ends_with_1_and_names_the_entry(run, tmp_path):
    for work in (TREATY, STATEMENT, "later-2027"):
        run("access", "set", work, "restricted")
    head = run("audit", "head").stdout.strip()
    file = tmp_path / "log.jsonl"
    run("audit", "export", str(file))
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join([lines[0], lines[2]]))
    assert (
        "entry 3 is wrong: entry 2 before it is missing"
        in run("audit", "verify", "--file", str(file), status=1).output
    )
    file.write_text(lines[0] + lines[1].replace(STATEMENT, TREATY) + lines[2])
    said = run("audit", "verify", "--file", str(file), "--json", status=1)
    assert json.loads(said.stdout)["fault"]["number"] == 2
    file.write_text("".join(lines[:2]))
    run("audit", "verify", "--file", str(file))
    cut = run("audit", "verify", "--file", str(file), "--head", head, status=1)
    assert "the end of the log was cut off" in cut.output


@pytest.mark.parametrize(
    "line", ["no JSON", "[]", "{}", '{"number": 1}', "\x00", "[" * 100_000], ids=range(6)
)
def test_a_file_that_is_no_log_is_refused_by_its_line(run, tmp_path, line):
    file = tmp_path / "log.jsonl"
    file.write_text(line + "\n")
    assert "line 1 of" in run("audit", "verify", "--file", str(file), status=1).output


def test_an_option_that_cannot_be_read_ends_with_2(run):
    assert "--head takes the 64 digits" in run("audit", "verify", "--head", "12", status=2).output
    assert "--since takes a day" in run("audit", "list", "--since", "yesterday", status=2).output


# --------------------------------------------------------------------------- on the site


@pytest.fixture
def app(searcher, tmp_path):
    settings = Settings(
        database=f"sqlite:///{tmp_path}/made.sqlite3", accounts="on", secret_key="k" * 64
    )
    app = create_app(searcher, settings)
    app.test_client_class = FlaskClient
    app.config["WTF_CSRF_ENABLED"] = False
    app.extensions["who"] = lambda: ADMIN
    return app


@pytest.fixture
def admin(app):
    return app.test_client()


def rules_of(app):
    return AccessRules(app.extensions["database"])


def test_admins_close_a_work_on_the_page_and_open_it_again(app, admin):
    assert "No instrument is restricted." in admin.get("/access").get_data(as_text=True)
    answer = admin.post("/access", data={"work": TREATY, "access": "restricted"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/access")
    page = admin.get("/access").get_data(as_text=True)
    assert "Extradition" in page
    assert "សុខា" in page
    admin.post("/access", data={"work": TREATY, "access": "as-indexed"})
    assert rules_of(app).all() == []
    entries = AuditLog(app.extensions["database"]).page(AuditFilter(action="access")).entries
    assert [(one.name, one.facts["access"]) for one in entries] == [
        ("សុខា", "as-indexed"),
        ("សុខា", "restricted"),
    ]


def test_the_api_sets_and_lists_what_the_page_does(admin):
    answer = admin.post("/api/v1/access", json={"work": TREATY, "access": "restricted"})
    assert answer.json["work"]["access"] == "restricted"
    listed = admin.get("/api/v1/access").json["works"]
    assert [(one["work"], one["indexed"], one["rule"]["by"]) for one in listed] == [
        (TREATY, "public", "សុខា")
    ]
    again = admin.post("/api/v1/access", data={"work": TREATY, "access": "as-indexed"})
    assert again.json["work"] == {
        "work": TREATY,
        "access": "public",
        "indexed": "public",
        "rule": None,
    }


@pytest.mark.parametrize(
    ("sent", "status", "on_page"),
    [
        ({"work": "no-such-work", "access": "restricted"}, 404, 404),
        ({"work": TREATY, "access": "secret"}, 400, 400),
        ({"work": TREATY}, 400, 400),
        ({}, 400, 404),
        ([], 400, 404),
    ],
)
def test_what_cannot_be_set_is_refused_in_a_sentence(app, admin, sent, status, on_page):
    answer = admin.post("/api/v1/access", json=sent)
    assert answer.status_code == status
    assert answer.json["error"]["message"]
    if isinstance(sent, dict):
        assert admin.post("/access", data=sent).status_code == on_page
    assert rules_of(app).all() == []


def test_a_program_is_told_everything_that_is_wrong_at_once(app, admin):
    sent = {"work": "a/b", "access": "secret", "colour": "red"}
    answer = admin.post("/api/v1/access", json=sent)
    assert answer.status_code == 400
    named = {one["parameter"] for one in answer.json["error"]["problems"]}
    assert named == {"work", "access", "colour"}
    for path in ("access", "account", "accounts"):
        answer = admin.get(f"/api/v1/{path}?colour=red")
        assert answer.status_code == 400
        assert answer.json["error"]["problems"][0]["parameter"] == "colour"


def test_what_is_set_is_a_text_in_an_object(app, admin):
    def told(body):
        answer = admin.post("/api/v1/access", data=body, content_type="application/json")
        assert answer.status_code == 400
        return {one["parameter"] for one in answer.json["error"]["problems"]}

    assert told('{"work": 5, "access": ["restricted"]}') == {"work", "access"}
    assert told("[]") == told("null") == told("{") == {"body"}
    assert rules_of(app).all() == []


def test_a_body_that_is_no_json_is_refused_in_a_sentence(app, admin):
    answer = admin.post("/api/v1/access", data="work=x", content_type="text/plain")
    assert answer.status_code == 415
    assert "Send a JSON object" in answer.json["error"]["message"]
    assert rules_of(app).all() == []


def test_a_rule_for_a_work_that_has_gone_can_still_be_taken_away(app, admin):
    rules_of(app).set("gone-1990", "restricted", "sok")
    assert "gone-1990" in admin.get("/access").get_data(as_text=True)
    admin.post("/access", data={"work": "gone-1990", "access": "as-indexed"})
    assert rules_of(app).all() == []


def test_a_closed_work_is_gone_from_the_next_request_of_a_reader_on(app):
    rules = rules_of(app)
    reader = Identity(account="r1", name="Reader", role="reader")

    def reads():
        found = rules.overrides()
        app.extensions["who"] = lambda: replace(reader, opened=found.opened, closed=found.closed)
        return app.test_client().get(f"/works/{TREATY}").status_code

    assert reads() == 200
    rules.set(TREATY, "restricted", "sok")
    assert reads() == 404
    rules.set(TREATY, "public", "sok")
    assert reads() == 200


def test_nobody_but_admins_opens_and_closes(app):
    for role in ("reader", "editor"):
        app.extensions["who"] = lambda role=role: replace(ADMIN, role=role)
        client = app.test_client()
        assert client.get("/access").status_code == 403
        assert client.post("/access", data={"work": TREATY, "access": "public"}).status_code == 403
        assert client.post("/api/v1/access", json={"work": TREATY}).status_code == 403
