"""Sites served for the browser: of any application, and of works indexed for one test."""

from contextlib import contextmanager
from threading import Thread

from werkzeug.serving import make_server

from indexer.engine import open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.settings import Settings
from tests.search_app.instruments import index_instruments, open_instruments


@contextmanager
def served(app):
    """Where an application answers, until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def searcher_on(index, encoder):
    """A searcher on an index, until the block ends."""
    searcher = open_instruments(index, encoder)
    try:
        yield searcher
    finally:
        searcher.reader.close()


def own_database(folder, **settings):
    """Settings with a database in a folder: what is made on the site stays there."""
    return Settings(**{"database": f"sqlite:///{folder}/made.sqlite3", **settings})


@contextmanager
def served_works(paths, folder, encoder, **settings):
    """Where a site answers that has the works of ``paths`` and a database of its own, both in
    ``folder``."""
    index = folder / "index"
    writer = open_writer(index, model=encoder.name, dimensions=encoder.indexed_dimensions)
    try:
        report = index_paths(paths, writer, None, encoder, limits=ExtractLimits(), jobs=2)
    finally:
        writer.close()
    assert not report.failed, report.failed
    with (
        searcher_on(index, encoder) as searcher,
        served(create_app(searcher, own_database(folder, **settings))) as address,
    ):
        yield address


@contextmanager
def two_instruments(folder, encoder):
    """A searcher on the two small instruments, indexed in ``folder``."""
    with searcher_on(index_instruments(folder, encoder), encoder) as searcher:
        yield searcher
