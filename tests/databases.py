"""Fixtures of the databases: a new one of each kind, and the real PostgreSQL that takes."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search_app.database import Database
from tests.engines import cannot
from tests.postgresql_server import (
    DatabaseServer,
    NoDatabaseServerError,
    start_database_server,
)

DATABASES = ["sqlite", "postgresql"]
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[DatabaseServer]:
    """A server of the tests' own."""
    try:
        server = start_database_server()
    except NoDatabaseServerError as problem:
        cannot(f"no PostgreSQL can be started here: {problem}")
    yield server
    server.stop()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nothing was ever written to, of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/made.sqlite3"
    server: DatabaseServer = request.getfixturevalue("postgresql")
    return server.create(f"made_{next(_numbers)}")


@pytest.fixture
def new_database(database_url: str) -> Iterator[Callable[[], Database]]:
    """Opens that database, any number of times."""
    opened: list[Database] = []

    def make() -> Database:
        opened.append(Database(database_url))
        return opened[-1]

    yield make
    for one in opened:
        one.close()
