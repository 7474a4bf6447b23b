"""Fixtures of the tests of saved queries."""

import pytest

from search_app.saved.run_store import RunStore
from search_app.saved.running import Runner
from search_app.saved.store import SavedStore
from tests.indexer.engine_cases import EnginePlace
from tests.search_app.saved.small_works import SmallWorks


@pytest.fixture
def works(tmp_path, encoder):
    """An empty index of the embedded engine, to be written to."""
    made = SmallWorks(EnginePlace(tmp_path / "index"), encoder)
    yield made
    made.close()


@pytest.fixture
def database(new_database):
    return new_database()


@pytest.fixture
def store(database):
    return SavedStore(database)


@pytest.fixture
def runs(database):
    return RunStore(database)


@pytest.fixture
def runner(database, works):
    return Runner(database, works.searcher)
