"""The database of what people make: made when first written to, for threads and processes alike."""

import importlib.util
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, text

from indexer.models import Bead
from search_app.correction_store import CorrectionStore
from search_app.database import Database, open_database
from search_app.database_errors import (
    BadDatabaseUrl,
    DatabaseLocked,
    DatabaseTooNew,
    DatabaseUnavailable,
    DriverMissing,
)
from search_app.database_schema import STEPS, Base
from search_app.settings import Settings, load_settings
from tests.permissions import denied_command
from tests.search_app.bitexts import correction, segments

ROOT = Path(__file__).parents[2]
ENGLISH, KHMER = segments("Refusal"), segments("ការបដិសេធ")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "folder" / "made.sqlite3"


@pytest.fixture
def database(file):
    return Database(f"sqlite:///{file}")


def one(number):
    return correction([Bead((0,), (0,), 1.0)], ENGLISH, KHMER, number=number)


def rows(file, question):
    connection = sqlite3.connect(file)
    try:
        return connection.execute(question).fetchall()
    finally:
        connection.close()


def test_reading_makes_no_file_and_no_folder(database, file):
    with database.reading() as session:
        assert session is None
    assert not file.parent.exists()


def test_writing_makes_the_folder_the_file_and_the_tables(database, file):
    CorrectionStore(database).add([one(1)])
    assert rows(file, "SELECT version FROM schema_version") == [(len(STEPS),)]
    assert rows(file, "PRAGMA journal_mode") == [("wal",)]
    assert CorrectionStore(database).all() == [one(1)]


def test_the_steps_make_the_tables_that_the_program_knows(database, file):
    with database.writing():
        pass
    engine = create_engine(f"sqlite:///{file}")
    found = MetaData()
    found.reflect(engine)
    engine.dispose()
    for table in Base.metadata.tables.values():
        made = found.tables[table.name]
        assert {(c.name, c.nullable, c.primary_key) for c in made.columns} == {
            (c.name, c.nullable, c.primary_key) for c in table.columns
        }
        assert {index.name for index in made.indexes} == {index.name for index in table.indexes}


def test_without_a_setting_it_is_a_file_in_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with open_database(Settings()).writing():
        pass
    assert (tmp_path / "treatylens" / "treatylens.sqlite3").is_file()


def test_a_folder_with_a_name_in_khmer_and_signs_of_a_url_is_taken_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "ទិន្នន័យ?a=b#c%20"))
    with open_database(Settings()).writing():
        pass
    assert list(tmp_path.glob("ទិន្នន័យ*/treatylens/*.sqlite3"))


# --------------------------------------------------------------------------- versions


def _add_notes(connection):
    connection.execute(text("CREATE TABLE notes (text TEXT)"))


def _fail(connection):
    connection.execute(text("CREATE TABLE half (text TEXT)"))
    connection.execute(text("INSERT INTO nowhere VALUES (1)"))


def test_an_older_database_takes_the_steps_it_lacks_and_keeps_what_it_has(database, file):
    CorrectionStore(database).add([one(1)])
    newer = Database(f"sqlite:///{file}", steps=(*STEPS, _add_notes))
    with newer.reading() as session:
        assert session.execute(text("SELECT count(*) FROM notes")).scalar_one() == 0
    assert rows(file, "SELECT version FROM schema_version") == [(len(STEPS) + 1,)]
    assert CorrectionStore(newer).all() == [one(1)]


def test_a_step_that_fails_leaves_no_half_of_itself(database, file):
    CorrectionStore(database).add([one(1)])
    broken = Database(f"sqlite:///{file}", steps=(*STEPS, _fail))
    with pytest.raises(DatabaseUnavailable), broken.writing():
        pass
    assert rows(file, "SELECT version FROM schema_version") == [(len(STEPS),)]
    assert not rows(file, "SELECT name FROM sqlite_master WHERE name = 'half'")


def test_a_database_of_a_newer_version_is_refused_for_reading_and_writing(database, file):
    newer = Database(f"sqlite:///{file}", steps=(*STEPS, _add_notes))
    with newer.writing():
        pass
    with pytest.raises(DatabaseTooNew, match="later version of TreatyLens"), database.reading():
        pass
    with pytest.raises(DatabaseTooNew, match="later version of TreatyLens"), database.writing():
        pass


# --------------------------------------------------------------------------- at the same time


def deleting(database):
    with database.writing() as session:
        session.execute(text("DELETE FROM corrections"))
        raise ZeroDivisionError


def test_a_block_that_fails_writes_nothing(database):
    CorrectionStore(database).add([one(1)])
    with pytest.raises(ZeroDivisionError):
        deleting(database)
    assert CorrectionStore(database).all() == [one(1)]


def test_threads_write_at_the_same_time_to_a_database_that_is_not_there_yet(database):
    store = CorrectionStore(database)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: store.add([one(number)]), range(32)))
    assert len(store.all()) == 32


WRITER = """
import sys
from search_app.correction_store import CorrectionStore
from search_app.database import Database
from tests.search_app.test_database import one

store = CorrectionStore(Database(sys.argv[1]))
sys.stdin.readline()
for number in range(int(sys.argv[2]), int(sys.argv[2]) + 20):
    store.add([one(number)])
"""


def test_processes_write_at_the_same_time_to_a_database_that_is_not_there_yet(database, file):
    command = [sys.executable, "-W", "error", "-c", WRITER, f"sqlite:///{file}"]
    processes = [
        subprocess.Popen([*command, str(start)], stdin=subprocess.PIPE, cwd=ROOT, text=True)
        for start in (0, 100, 200)
    ]
    for process in processes:
        process.stdin.write("now\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 0
    assert len(CorrectionStore(database).all()) == 60


def test_a_page_is_read_while_someone_writes(database):
    store = CorrectionStore(database)
    store.add([one(1)])
    with database.writing() as session:
        session.execute(text("DELETE FROM corrections"))
        assert store.all() == [one(1)]


def test_a_locked_database_is_waited_for_and_then_told(database, file):
    CorrectionStore(database).add([one(1)])
    hurried = CorrectionStore(Database(f"sqlite:///{file}", wait=0.05))
    with database.writing(), pytest.raises(DatabaseLocked, match="try again in a moment"):
        hurried.add([one(2)])
    hurried.add([one(2)])
    assert len(hurried.all()) == 2


# --------------------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ទិន្នន័យ", "is no URL"),
        ("mysql://root:hidden@host/x", "mysql"),
        ("oracle://host/x", "oracle"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x?mode=ro&uri=true", "has options"),
        ("postgresql://user:hidden@host:port/x", "is no URL"),
    ],
)
def test_a_url_that_cannot_be_used_gets_a_sentence_without_its_password(url, said):
    with pytest.raises(BadDatabaseUrl, match=said) as told:
        Database(url)
    assert "hidden" not in str(told.value)
    assert "sqlite:////" in str(told.value)


@pytest.mark.skipif(importlib.util.find_spec("psycopg") is not None, reason="the driver is there")
@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_without_its_driver_says_what_to_install(scheme):
    with pytest.raises(DriverMissing, match=r"treatylens\[postgresql\]"):
        Database(f"{scheme}://user:hidden@host/x")


def test_the_settings_keep_the_password_of_a_url_to_themselves():
    settings = load_settings({"TREATYLENS_DATABASE": "postgresql://user:hidden@host/x"})
    assert "hidden" not in repr(settings)


def test_a_file_that_is_no_database_gets_a_sentence(database, file):
    file.parent.mkdir()
    file.write_text("សន្ធិសញ្ញា " * 1000, encoding="utf-8")
    with pytest.raises(DatabaseUnavailable, match="TREATYLENS_DATABASE"), database.reading():
        pass
    with pytest.raises(DatabaseUnavailable, match="TREATYLENS_DATABASE"), database.writing():
        pass


def test_a_file_in_place_of_the_folder_gets_a_sentence(database, file):
    file.parent.write_text("")
    with pytest.raises(DatabaseUnavailable, match="cannot be made"), database.writing():
        pass
    with database.reading() as session:
        assert session is None


WRITE = """
import sys
from search_app.database import Database
from search_app.database_errors import DatabaseUnavailable

try:
    with Database(sys.argv[1]).writing():
        pass
except DatabaseUnavailable as error:
    print(error)
"""


def test_a_folder_that_may_not_be_written_to_gets_a_sentence(file):
    file.parent.mkdir(mode=0o500)
    command = [*denied_command(), sys.executable, "-c", WRITE, f"sqlite:///{file}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert "may be written to" in done.stdout, done.stderr


def test_an_empty_file_is_a_database_that_has_nothing_yet(database, file):
    file.parent.mkdir()
    file.touch()
    assert CorrectionStore(database).all() == []
    CorrectionStore(database).add([one(1)])
    assert CorrectionStore(database).all() == [one(1)]


def test_a_file_that_was_removed_meanwhile_is_made_again(database, file):
    store = CorrectionStore(database)
    store.add([one(1)])
    for part in file.parent.iterdir():
        part.unlink()
    assert store.all() == []
    store.add([one(2)])
    assert store.all() == [one(2)]
