"""The database of what people make: made when first written to, for threads and processes alike."""

import importlib
import socket
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, create_engine, insert, text

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
from search_app.database_schema import Base, CorrectionRow
from search_app.migrations import FOLDER, Migrations
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
    assert rows(file, "SELECT version_num FROM alembic_version") == [(Migrations().newest,)]
    assert rows(file, "PRAGMA journal_mode") == [("wal",)]
    assert CorrectionStore(database).all() == [one(1)]


def test_the_migrations_make_the_tables_that_the_program_knows(new_database, database_url):
    for module in ROOT.glob("search_app/**/tables.py"):
        importlib.import_module(".".join(module.relative_to(ROOT).with_suffix("").parts))
    with new_database().writing() as session:
        found = MetaData()
        found.reflect(session.connection())
    assert set(found.tables) == {*Base.metadata.tables, "alembic_version"}
    for table in Base.metadata.tables.values():
        made = found.tables[table.name]
        assert {(c.name, c.nullable, c.primary_key) for c in made.columns} == {
            (c.name, c.nullable, c.primary_key) for c in table.columns
        }
        assert {index.name for index in made.indexes} == {index.name for index in table.indexes}
        assert {key.target_fullname for c in made.columns for key in c.foreign_keys} == {
            key.target_fullname for c in table.columns for key in c.foreign_keys
        }


def test_alembic_finds_the_revisions_that_the_program_counts():
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "newline")
    scripts = ScriptDirectory.from_config(config)
    assert [one.revision for one in reversed(list(scripts.walk_revisions()))] == [
        *Migrations().revisions
    ]


def test_the_file_is_its_owner_s_alone(database, file):
    CorrectionStore(database).add([one(1)])
    assert {path.stat().st_mode & 0o077 for path in file.parent.iterdir()} == {0}


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


def with_step(folder, *lines):
    """The migrations with one more that runs ``lines``."""
    folder.mkdir()
    newest = Migrations().newest
    said = "\n".join(f"    op.execute({line!r})" for line in lines)
    (folder / "v9999_later.py").write_text(
        f'from alembic import op\n\nrevision, down_revision = "9999", "{newest}"\n\n\n'
        f"def upgrade():\n{said}\n"
    )
    return Migrations((*Migrations().folders, folder))


def test_an_older_database_takes_the_steps_it_lacks_and_keeps_what_it_has(
    new_database, database_url, tmp_path
):
    CorrectionStore(new_database()).add([one(1)])
    later = with_step(tmp_path / "later", "CREATE TABLE notes (text TEXT)")
    newer = Database(database_url, migrations=later)
    with newer.reading() as session:
        assert session.execute(text("SELECT count(*) FROM notes")).scalar_one() == 0
        found = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert found == "9999"
    assert CorrectionStore(newer).all() == [one(1)]
    newer.close()


def test_a_database_of_the_first_version_keeps_its_corrections(database, file):
    """Before Alembic the program counted its own steps, of which there was one."""
    file.parent.mkdir()
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE schema_version (version INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO schema_version VALUES (1)"))
        CorrectionRow.__table__.create(connection)
        row = {c.name: "x" for c in CorrectionRow.__table__.columns}
        connection.execute(insert(CorrectionRow).values(row | {"id": "kept", "beads": []}))
    engine.dispose()
    assert [kept.id for kept in CorrectionStore(database).all()] == ["kept"]
    with database.writing() as session:
        assert session.get(CorrectionRow, "kept") is not None
    assert rows(file, "SELECT version_num FROM alembic_version") == [(Migrations().newest,)]
    # That version refuses a number of steps beyond its own.
    assert rows(file, "SELECT version > 1 FROM schema_version") == [(1,)]


def test_a_step_that_fails_leaves_no_half_of_itself(new_database, database_url, tmp_path):
    CorrectionStore(new_database()).add([one(1)])
    lines = "CREATE TABLE half (text TEXT)", "INSERT INTO nowhere VALUES (1)"
    broken = Database(database_url, migrations=with_step(tmp_path / "later", *lines))
    with pytest.raises(DatabaseUnavailable), broken.writing():
        pass
    broken.close()
    with new_database().reading() as session:
        tables = MetaData()
        tables.reflect(session.connection())
    assert "half" not in tables.tables


def test_a_database_of_a_newer_version_is_refused_for_reading_and_writing(
    new_database, database_url, tmp_path
):
    later = with_step(tmp_path / "later", "CREATE TABLE notes (text TEXT)")
    newer = Database(database_url, migrations=later)
    with newer.writing():
        pass
    newer.close()
    database = new_database()
    with pytest.raises(DatabaseTooNew, match="later version of TreatyLens"), database.reading():
        pass
    with pytest.raises(DatabaseTooNew, match="later version of TreatyLens"), database.writing():
        pass


# --------------------------------------------------------------------------- at the same time


def deleting(database):
    with database.writing() as session:
        session.execute(text("DELETE FROM corrections"))
        raise ZeroDivisionError


def test_a_block_that_fails_writes_nothing(new_database):
    database = new_database()
    CorrectionStore(database).add([one(1)])
    with pytest.raises(ZeroDivisionError):
        deleting(database)
    assert CorrectionStore(database).all() == [one(1)]


def test_threads_write_at_the_same_time_to_a_database_that_is_not_there_yet(new_database):
    store = CorrectionStore(new_database())
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


def test_processes_write_at_the_same_time_to_a_database_that_is_not_there_yet(
    new_database, database_url
):
    command = [sys.executable, "-W", "error", "-c", WRITER, database_url]
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
    assert len(CorrectionStore(new_database()).all()) == 60


def test_a_page_is_read_while_someone_writes(new_database):
    database = new_database()
    store = CorrectionStore(database)
    store.add([one(1)])
    with database.writing() as session:
        session.execute(text("DELETE FROM corrections"))
        assert store.all() == [one(1)]


def test_a_locked_database_is_waited_for_and_then_told(new_database, database_url):
    database = new_database()
    CorrectionStore(database).add([one(1)])
    quick = Database(database_url, wait=0.05)
    hurried = CorrectionStore(quick)
    with database.writing(), pytest.raises(DatabaseLocked, match="try again in a moment"):
        hurried.add([one(2)])
    hurried.add([one(2)])
    assert len(hurried.all()) == 2
    quick.close()


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


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_without_its_driver_says_what_to_install(scheme, monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(DriverMissing, match=r"treatylens\[postgresql\]"):
        Database(f"{scheme}://user:hidden@host/x")


def test_a_server_that_does_not_answer_gets_a_sentence_without_its_password():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        unreached = Database(f"postgresql://user:hidden@127.0.0.1:{port}/x")
        with pytest.raises(DatabaseUnavailable) as told, unreached.reading():
            pass
    assert "hidden" not in str(told.value)
    assert "TREATYLENS_DATABASE" in str(told.value)


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
