"""The log in real databases: it only grows, and what is done to it behind its back shows."""

import subprocess
import sys
from contextlib import closing
from hashlib import sha256

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, exc, text

from search_app.audit.chain import NOTHING_BEFORE, subject_text, verify
from search_app.audit.log import LONGEST_VALUE, MOST_SUBJECT, MOST_VALUES, Event, append, record
from search_app.audit.reading import AuditFilter, AuditLog
from search_app.cli import main
from search_app.database import Database, _read_url
from search_app.database_errors import DatabaseError

QUERIES = ("ការបដិសេធសំណើ", "拒绝引渡", "dual criminality", "bank secrecy", "ជំនួយ")


@pytest.fixture
def database(new_database):
    return new_database()


@pytest.fixture
def log(database):
    """The log of five searches."""
    for query in QUERIES:
        record(database, event(q=query))
    return AuditLog(database)


def event(action="search", **facts):
    return Event(action=action, account="a1", name="Sok", address="127.0.0.1", facts=facts)


def behind_the_back(database_url, *statements):
    """Run statements on the database as somebody may who owns it, without the triggers."""
    engine = create_engine(_read_url(database_url)[0])
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            found = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in connection.scalars(text(found)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_every_entry_follows_the_one_before(log):
    entries = list(log.every())
    assert [one.number for one in entries] == [1, 2, 3, 4, 5]
    assert entries[0].previous == NOTHING_BEFORE
    assert [one.facts["q"] for one in entries] == list(QUERIES)
    assert all(one.at.endswith("+00:00") for one in entries)
    assert verify(entries).whole
    assert log.head() == (5, entries[-1].sha256)


def test_a_database_that_nothing_was_written_to_has_an_empty_log(database):
    log = AuditLog(database)
    assert list(log.every()) == []
    assert log.head() == (0, NOTHING_BEFORE)
    assert log.page(AuditFilter()).entries == []
    assert log.actions() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET name = 'another'",
        "UPDATE audit_entries SET number = number + 10",
        "DELETE FROM audit_entries WHERE number = 5",
        "DELETE FROM audit_entries",
        "INSERT INTO audit_entries SELECT 9, at, account, name, address, action, subject, sha256, "
        "sha256 FROM audit_entries WHERE number = 5",
        "INSERT INTO audit_entries SELECT 6, at, account, name, address, action, subject, previous,"
        " sha256 FROM audit_entries WHERE number = 5",
    ],
)
def test_the_database_itself_lets_nothing_be_changed_removed_or_put_in(log, database, statement):
    before = list(log.every())
    with pytest.raises((exc.IntegrityError, DatabaseError)), database.writing() as session:
        session.execute(text(statement))
    assert list(log.every()) == before


def test_an_entry_cannot_be_replaced_either(log, database, database_url):
    every = ("TRUNCATE audit_entries",)
    if database_url.startswith("sqlite"):
        every = tuple(
            "INSERT OR REPLACE INTO audit_entries SELECT number, at, account, 'another', address, "
            f"action, subject, previous, sha256 FROM audit_entries WHERE number = {number}"
            for number in (1, 5)
        )
    for statement in every:
        with pytest.raises((exc.IntegrityError, DatabaseError)), database.writing() as session:
            session.execute(text(statement))
    assert verify(log.every()).whole


@pytest.mark.parametrize(
    ("statements", "number", "reason"),
    [
        (["UPDATE audit_entries SET name = 'another' WHERE number = 3"], 3, "was changed"),
        (['UPDATE audit_entries SET subject = \'{"q": "costs"}\' WHERE number = 2'], 2, "changed"),
        (["UPDATE audit_entries SET at = '2020-01-01' WHERE number = 1"], 1, "was changed"),
        (["DELETE FROM audit_entries WHERE number = 2"], 3, "entry 2 before it is missing"),
        (["DELETE FROM audit_entries WHERE number < 3"], 3, "entry 1 to 2 before it is missing"),
        (
            [
                "INSERT INTO audit_entries SELECT 6, at, account, name, address, action, subject, "
                "previous, sha256 FROM audit_entries WHERE number = 5"
            ],
            6,
            "was changed",
        ),
        (
            [
                "UPDATE audit_entries SET number = 99 WHERE number = 2",
                "UPDATE audit_entries SET number = 2 WHERE number = 3",
                "UPDATE audit_entries SET number = 3 WHERE number = 99",
            ],
            2,
            "was changed",
        ),
        (["UPDATE audit_entries SET sha256 = previous WHERE number = 4"], 4, "was changed"),
    ],
    ids=["changed", "subject", "time", "deleted", "beginning", "put in", "moved", "hash"],
)
def test_what_is_done_behind_the_triggers_shows(log, database_url, statements, number, reason):
    behind_the_back(database_url, *statements)
    verdict = verify(log.every())
    assert verdict.fault.number == number
    assert reason in verdict.fault.reason


def test_a_cut_off_end_shows_to_who_kept_the_head(log, database_url):
    head = log.head()[1]
    behind_the_back(database_url, "DELETE FROM audit_entries WHERE number > 3")
    assert verify(log.every()).whole
    assert verify(log.every(), head).head_found is False


def test_a_log_that_was_removed_whole_shows_to_who_kept_the_head(log, database_url):
    head = log.head()[1]
    behind_the_back(database_url, "DELETE FROM audit_entries")
    assert verify(log.every(), head).head_found is False


def test_what_is_written_beside_an_entry_is_kept_with_it_or_not_at_all(log, database):
    def fail():
        with database.writing() as session:
            append(session, event(q="half"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert log.head()[0] == 5


def test_values_that_are_too_long_are_cut_and_no_database_refuses_any(database):
    record(
        database,
        Event(
            action="search",
            name="\ud800 a\0b",
            facts={"q": "条" * 5_000, "work": [f"w{at}" for at in range(80)], "text": "\0\ud800"},
        ),
    )
    (entry,) = AuditLog(database).every()
    assert entry.name == "? ab"
    assert len(entry.facts["q"]) == LONGEST_VALUE + 1
    assert len(entry.facts["work"]) == MOST_VALUES + 1
    assert entry.facts["text"] == "\0?"
    assert verify([entry]).whole


def test_an_entry_has_no_more_than_so_many_bytes_and_says_that_it_was_cut(database):
    facts = {"text": "ការបដិសេធ" * 500, "party": ["柬埔寨" * 100] * 60, "q": "costs"}
    entry = record(database, event(**facts))
    assert len(entry.subject) <= MOST_SUBJECT
    assert entry.facts["text"].startswith("ការ")
    assert entry.facts["q"] == "costs"
    whole = subject_text(facts)
    assert entry.facts["whole_bytes"] == len(whole)
    assert entry.facts["whole_sha256"] == sha256(whole.encode()).hexdigest()
    short = record(database, event(q="ការបដិសេធ"))
    assert set(short.facts) == {"q"}


def test_triggers_that_are_gone_are_named(log, database_url):
    assert log.guards_missing() == []
    behind_the_back(database_url, "DELETE FROM audit_entries WHERE number > 3")
    missing = log.guards_missing()
    assert len(missing) == 3
    assert "audit_entries_not_put_in" in missing


def test_verify_fails_without_triggers_and_says_what_it_cannot_see(log, database_url, monkeypatch):
    monkeypatch.setenv("TREATYLENS_DATABASE", database_url)
    whole = CliRunner().invoke(main, ["audit", "verify"])
    assert whole.exit_code == 0
    assert "cut off at its end cannot be seen" in whole.stderr
    behind_the_back(database_url, "DELETE FROM audit_entries WHERE number > 3")
    cut = CliRunner().invoke(main, ["audit", "verify"])
    assert cut.exit_code == 1
    assert "lets the log be changed" in cut.stderr
    assert "none changed" not in cut.stdout


def test_an_empty_log_where_one_is_kept_is_told(database, database_url, monkeypatch):
    with database.writing():
        pass
    monkeypatch.setenv("TREATYLENS_DATABASE", database_url)
    monkeypatch.setenv("TREATYLENS_AUDIT", "on")
    assert "The log is empty" in CliRunner().invoke(main, ["audit", "verify"]).stderr


def test_entries_are_found_by_action_account_time_and_words(log, database):
    record(database, Event(action="open", account="b2", name="李", facts={"work": "拒绝"}))
    first, second = list(log.every())[:2]

    def found(**wanted):
        return [one.number for one in log.page(AuditFilter(**wanted)).entries]

    assert found() == [6, 5, 4, 3, 2, 1]
    assert found(action="open") == found(account="b2") == found(account="李") == [6]
    assert found(text="拒绝") == [6, 2]
    assert found(text="បដិសេធ") == [1]
    assert found(text="%") == found(text='"') == found(text="\\") == found(account="\0 ") == []
    assert found(since=second.at) == [6, 5, 4, 3, 2] or second.at == first.at
    assert found(until=first.at) == []
    assert log.actions() == ["open", "search"]


def test_pages_of_the_log_have_every_entry_once(log):
    numbers, before = [], None
    while True:
        page = log.page(AuditFilter(), before=before, size=2)
        numbers += [one.number for one in page.entries]
        before = page.older
        if before is None:
            break
    assert numbers == [5, 4, 3, 2, 1]


_WRITER = """
import sys
from search_app.audit.log import Event, record
from search_app.database import Database

database = Database(sys.argv[1], wait=60)
for number in range(25):
    record(database, Event(action="search", name=sys.argv[2], facts={"q": str(number)}))
database.close()
"""


def test_eight_processes_at_once_keep_one_chain(database_url):
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITER, database_url, f"writer {number}"])
        for number in range(8)
    ]
    assert [one.wait(timeout=120) for one in writers] == [0] * 8
    with closing(Database(database_url)) as database:
        entries = list(AuditLog(database).every())
    assert len(entries) == 200
    assert verify(entries).whole
    assert {one.name for one in entries} == {f"writer {number}" for number in range(8)}


def test_the_progress_of_reading_reaches_the_whole(log):
    told = []
    assert len(list(log.every(lambda *how: told.append(how)))) == 5
    assert told == [(5, 5, "")]
