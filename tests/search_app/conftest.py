"""The site on a real index of two small instruments."""

import pytest

from indexer.engine import IndexMissing
from search_app.app import create_app
from search_app.settings import Settings
from tests.search_app.instruments import index_instruments, open_instruments


@pytest.fixture(scope="session")
def searcher(tmp_path_factory, encoder):
    found = open_instruments(index_instruments(tmp_path_factory.mktemp("site"), encoder), encoder)
    yield found
    found.reader.close()


@pytest.fixture(scope="session")
def app(searcher):
    return create_app(searcher, Settings())


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def no_index():
    """A client of a site whose index is not there."""

    def missing():
        raise IndexMissing("There is no index at this place; make one with `treatylens index`.")

    return create_app(missing, Settings()).test_client()
