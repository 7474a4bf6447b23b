"""The site on a real index of two small instruments."""

from pathlib import Path

import pytest

from indexer.engine import IndexMissing, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.app import create_app
from search_app.settings import Settings
from tests.search_app.instruments import index_instruments, open_instruments
from tests.search_app.outside import Mailbox, Webhook, serving
from tests.search_app.saved_site import SavedSite, run, save


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


@pytest.fixture(scope="session")
def _still(tmp_path_factory, encoder):
    found = SavedSite(tmp_path_factory.mktemp("still"), encoder)
    yield found
    found.close()


@pytest.fixture
def saved_site(_still, tmp_path, encoder):
    """A site with a database of its own, on an index that stays."""
    found = SavedSite(tmp_path, encoder, like=_still)
    yield found
    found.close()


@pytest.fixture
def changing_site(tmp_path, encoder):
    """A site with a database and an index of its own."""
    found = SavedSite(tmp_path, encoder)
    yield found
    found.close()


class Ran:
    """A site on which saved queries ran before and after the index changed, and once more: ``all``
    lists every provision of treaties, ``statement`` finds what goes."""

    def __init__(self, site):
        self.site = site
        client = site.app.test_client()
        self.all = save(client, "All", type="treaty", group="none")
        self.statement = save(client, "Statement", q="fraud", mode="keyword", group="none")
        self.reports = {one: [run(client, one)] for one in (self.all, self.statement)}
        site.change()
        for _ in range(2):
            for one, reports in self.reports.items():
                reports.append(run(client, one))


@pytest.fixture(scope="session")
def ran(tmp_path_factory, encoder):
    """That site, to be read alone."""
    site = SavedSite(tmp_path_factory.mktemp("ran"), encoder)
    yield Ran(site)
    site.close()


@pytest.fixture
def mailbox():
    box = Mailbox()
    box.start()
    yield box
    box.stop()


@pytest.fixture
def webhook():
    with serving(Webhook()) as server:
        yield server


@pytest.fixture
def telling_site(saved_site, mailbox, tmp_path, encoder):
    """A site that mails, and that may send to a webhook on loopback."""
    made = SavedSite(
        tmp_path / "telling",
        encoder,
        like=saved_site,
        database=f"sqlite:///{tmp_path}/telling.sqlite3",
        site_url="https://treaties.example",
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="none",
        mail_from="treatylens@ministry.example",
        webhook_hosts="127.0.0.1",
    )
    yield made
    made.close()
