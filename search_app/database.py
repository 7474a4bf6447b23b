"""The database of what people make, outside the index: SQLite in a file, or PostgreSQL by URL.

Nothing is made by reading: a database that nobody has written to yet is read as one that has
nothing in it.
"""

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    NullPool,
    create_engine,
    event,
    exc,
    inspect,
    make_url,
    text,
)
from sqlalchemy.orm import Session

from search_app.database_errors import (
    BadDatabaseUrl,
    DatabaseLocked,
    DatabaseTooNew,
    DatabaseUnavailable,
    DriverMissing,
)
from search_app.migrations import Migrations
from search_app.settings import Settings

#: Seconds to wait for others that are writing.
WAIT = 5.0
#: Seconds that a server may take to answer at all.
_CONNECT = 5
#: The lock that one writer of a PostgreSQL database holds at a time, as SQLite has it: what is
#: read in a transaction that writes is not changed before its end.
_WRITER = 0x7265_6174
#: What PostgreSQL says when that lock was waited for in vain.
_LOCK_NOT_AVAILABLE = "55P03"
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}

#: Where Alembic keeps the revision of a database.
_REVISION = "alembic_version"
#: Where the first version of the program kept by how many steps of its own a database was made.
#: It is left there with a number beyond those, by which that program tells a later one's.
_EARLIER = "schema_version"
_FIRST, _BEYOND = "0001", 1_000_000


class Database:
    """One database, for any number of threads and processes at once. Opened by need."""

    def __init__(
        self, url: str | URL, *, wait: float = WAIT, migrations: Migrations | None = None
    ) -> None:
        """Raises ``BadDatabaseUrl`` and ``DriverMissing``; connects to nothing yet."""
        self._url, self._file = _read_url(url)
        self._migrations = migrations or Migrations()
        self._engine = _engine(self._url, wait)
        self._writer = self._engine.execution_options(writes=True)
        # A server closes nothing of itself: whoever forgets to close this leaves none open.
        weakref.finalize(self, self._engine.dispose)
        shown = self._url.set(drivername=self._url.get_backend_name())
        self.name = str(self._file or shown.render_as_string(hide_password=True))

    @contextmanager
    def reading(self) -> Iterator[Session | None]:
        """A transaction to read in; None where nothing was ever written. Raises
        ``DatabaseError``."""
        if self._file is not None and not self._file.exists():
            yield None
            return
        with self._told():
            with Session(self._engine) as session, session.begin():
                revision = self._revision(session.connection())
                if revision in ("", self._migrations.newest):
                    yield session if revision else None
                    return
            self._migrate()
            with Session(self._engine) as session, session.begin():
                yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction to read and write in, alone among writers, in the newest schema. It is
        kept if the block ends well. Raises ``DatabaseError``."""
        self._make_folder()
        with self._told():
            self._migrate()
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                session.connection()
                yield session

    def lacking(self) -> str:
        """What is wrong where nothing can ever have been written: the folder of the file is not
        there. "" else."""
        if self._file is None or self._file.parent.is_dir():
            return ""
        return (
            f"the folder of the database {self.name} is not there; see that TREATYLENS_DATABASE "
            "names the one meant"
        )

    def close(self) -> None:
        """Give back the connections that are kept for the next to ask."""
        self._engine.dispose()

    def _make_folder(self) -> None:
        try:
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(
                f"the folder of the database {self.name} cannot be made ({error.strerror}); name "
                "another database with TREATYLENS_DATABASE"
            ) from error
        if self._file is not None and not self._file.exists():
            # What is in it is nobody else's on this machine. Where this fails SQLite says why.
            with suppress(OSError):
                self._file.touch(mode=0o600)

    def _revision(self, connection: Connection) -> str:
        """By which step the database was made last, "" for a new one."""
        tables = inspect(connection)
        if not tables.has_table(_REVISION):
            made = tables.has_table(_EARLIER) and connection.scalar(
                text(f"SELECT version FROM {_EARLIER}")
            )
            return _FIRST if made else ""
        found = str(connection.scalar(text(f"SELECT version_num FROM {_REVISION}")) or "")
        if found and found not in self._migrations.revisions:
            raise DatabaseTooNew(
                f"the database {self.name} was written by a later version of TreatyLens; use that "
                "version, or name another database with TREATYLENS_DATABASE"
            )
        return found

    def _migrate(self) -> None:
        """Take the steps that are lacking, all or none of them."""
        with self._engine.connect() as connection:
            revision = self._revision(connection)
        if revision == self._migrations.newest:
            return
        if not revision and self._file is not None:
            self._log_ahead()
        with self._writer.begin() as connection:
            # Read again, now that nobody else can take the same steps.
            revision = self._revision(connection)
            if revision == self._migrations.newest:
                return
            earlier = not inspect(connection).has_table(_REVISION)
            self._migrations.upgrade(connection, revision if earlier else "")
            if earlier and revision:
                connection.execute(text(f"UPDATE {_EARLIER} SET version = {_BEYOND}"))

    def _log_ahead(self) -> None:
        """Let pages be read while a correction is written. The file remembers it."""
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            pass  # another process is making the same file, and does this too
        finally:
            connection.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Every failure of the database as one of ours."""
        try:
            yield
        except (exc.IntegrityError, exc.DataError):
            raise  # faults of the program, not of the database
        except exc.TimeoutError as error:
            raise self._locked() from error
        except exc.DBAPIError as error:
            if _is_locked(error):
                raise self._locked() from error
            raise DatabaseUnavailable(
                f"the database {self.name} cannot be used ({_reason(error)}); see that it is "
                "there, is a database, and may be written to, or name another with "
                "TREATYLENS_DATABASE"
            ) from error

    def _locked(self) -> DatabaseLocked:
        return DatabaseLocked(
            f"the database {self.name} is being written to by another program; try again in a "
            "moment"
        )


def open_database(settings: Settings) -> Database:
    """The database that the settings name. Raises ``DatabaseError``."""
    if settings.database:
        return Database(settings.database)
    return Database(URL.create("sqlite", database=str(settings.database_path())))


def _read_url(given: str | URL) -> tuple[URL, Path | None]:
    """The URL with its driver, and the file it names where it is SQLite's."""
    try:
        url = make_url(given)
    except (exc.ArgumentError, ValueError):
        raise _bad_url("is no URL of a database") from None
    driver = _DRIVERS.get(url.drivername)
    if driver is None:
        raise _bad_url(f"names a kind of database that is not known here, {url.drivername}")
    if driver != "sqlite":
        return url.set(drivername=driver), None
    if not url.database or url.database == ":memory:":
        raise _bad_url("names no file")
    if url.query:
        raise _bad_url("has options, and an SQLite file takes none here")
    file = Path(url.database).expanduser()
    return URL.create("sqlite", database=str(file)), file


def _bad_url(fault: str) -> BadDatabaseUrl:
    # The URL itself may hold a password, so it is not repeated.
    return BadDatabaseUrl(
        f"the setting database {fault}; write sqlite:////FOLDER/FILE or "
        "postgresql://USER:PASSWORD@HOST/NAME, or leave it empty for a file in your data folder"
    )


def _engine(url: URL, wait: float) -> Engine:
    if url.drivername == "sqlite":
        # A connection a transaction: opening a file is cheap, and a file that was replaced or
        # removed meanwhile is noticed.
        engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": wait})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT})
    except ImportError:
        raise DriverMissing(
            "the setting database names PostgreSQL, whose driver is not installed; run "
            "pip install 'treatylens[postgresql]'"
        ) from None
    event.listen(engine, "begin", partial(_begin_postgresql, wait=wait))
    return engine


def _set_up_sqlite(connection: Any, _: Any) -> None:
    # Transactions are begun by _begin_sqlite: the driver would leave out those that only read
    # and those that make tables.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the lock first, so that what it reads cannot change before it writes.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection, wait: float) -> None:
    if connection.get_execution_options().get("writes"):
        connection.execute(text(f"SET LOCAL lock_timeout = {int(wait * 1000)}"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITER})"))


def _is_locked(error: exc.DBAPIError) -> bool:
    if isinstance(error.orig, sqlite3.Error):
        return "locked" in str(error.orig)
    return getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


def _reason(error: exc.DBAPIError) -> str:
    return " ".join(str(error.orig).split()) or type(error.orig).__name__
