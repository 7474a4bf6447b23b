"""Fixtures that several parts of the tests share."""

import os

import pytest

from indexer.encoder import open_encoder
from indexer.engine import open_reader, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.searcher import Searcher
from tests.factories import write_treaty
from tests.visitors import use_visitors

pytest_plugins = ["tests.engines", "tests.databases"]


@pytest.fixture(scope="session", autouse=True)
def own_data_folder(tmp_path_factory):
    """A data folder for the tests, so that none of them reads or writes the user's."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        environment.delenv("TREATYLENS_DATABASE", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def visitors():
    """Clients of the site send forms as a browser does: see ``tests.visitors``."""
    with pytest.MonkeyPatch.context() as environment:
        use_visitors(environment)
        yield


@pytest.fixture(scope="session")
def encoder():
    return open_encoder()


@pytest.fixture(scope="session")
def sentence_transformers():
    """The library of the extra `transformers`. Without it tests are skipped, save under CI."""
    try:
        import sentence_transformers
    except ImportError:
        reason = "sentence-transformers is not installed: pip install 'treatylens[transformers]'"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return sentence_transformers


@pytest.fixture
def index_into(encoder):
    """Index paths into a folder, as the command does, and give the report."""

    def run(paths, index, **options):
        writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
        reader = open_reader(index)
        try:
            return index_paths(
                paths, writer, reader, encoder, limits=ExtractLimits(), jobs=2, **options
            )
        finally:
            reader.close()
            writer.close()

    return run


@pytest.fixture(scope="session")
def treaty_searcher(tmp_path_factory, encoder):
    """A searcher on the small treaty in three languages."""
    folder = tmp_path_factory.mktemp("treaty")
    write_treaty(folder)
    index = folder / "index"
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    index_paths([folder], writer, None, encoder, limits=ExtractLimits(), jobs=2)
    writer.close()
    reader = open_reader(index)
    yield Searcher(reader, encoder)
    reader.close()
