"""The site on a real index of two small instruments."""

from pathlib import Path

import pytest

from indexer.engine import IndexMissing, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.settings import Settings
from tests.search_app.instruments import index_instruments, open_instruments


@pytest.fixture(scope="session")
def searcher(tmp_path_factory, encoder):
    found = open_instruments(index_instruments(tmp_path_factory.mktemp("site"), encoder), encoder)
    yield found
    found.reader.close()


#: Works of the corpus that cite alike: each has an Article 7, two have the same parties.
CORPUS = Path(__file__).parents[2] / "corpus"
CITED_ALIKE = (
    "lanhai-serethia-extradition-2014",
    "darusan-lanhai-consular-2005",
    "tamorin-velmora-cybercrime-2020",
    "aravan-serethia-mla-2011",
    "lanhai-serethia-statement-2019",
)


@pytest.fixture(scope="session")
def corpus_searcher(tmp_path_factory, encoder):
    """A searcher on some works of the corpus, in three languages each."""
    index = tmp_path_factory.mktemp("corpus") / "index"
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    paths = [CORPUS / work for work in CITED_ALIKE]
    index_paths(paths, writer, None, encoder, limits=ExtractLimits(), jobs=2)
    writer.close()
    found = open_instruments(index, encoder)
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
