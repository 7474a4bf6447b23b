"""A site on an index that changes: saved queries run on it, before and after."""

from pathlib import Path

from sqlalchemy import update

from indexer.engine import open_reader, open_writer
from indexer.extract.sandbox import ExtractLimits
from indexer.pipeline import index_paths
from search_app.accounts.store import AccountStore
from search_app.accounts.tables import AccountRow
from search_app.app import create_app
from search_app.identity import Identity
from search_app.settings import Settings
from tests.search_app.instruments import STATEMENT, TREATY, open_instruments, write_instruments

#: What is written in place of what, in each language: an offence of another kind, and a new point.
CHANGES = {
    "en.txt": ("bank secrecy", "fiscal offences or bank secrecy"),
    "zh.txt": ("银行保密", "财税犯罪或者银行保密"),
    "km.txt": ("ការសម្ងាត់របស់ធនាគារ", "បទល្មើសសារពើពន្ធ ឬការសម្ងាត់របស់ធនាគារ"),
}
NEW_EN = """Agreement between Eastland and Westland on Extradition

Eastland and Westland have agreed as follows:

Article 1
Extradition

The Parties shall extradite to each other any person wanted for an offence.
"""
NEW_TABLE = """
type = "treaty"
signed = "2020-05-06"

[[file]]
path = "en.txt"
lang = "en"
"""
NEW = "eastland-westland-2020"


class SavedSite:
    """The instruments, their index, and a site on it with a database of its own. ``like`` is
    another whose index it has too, which must not change then."""

    def __init__(self, folder: Path, encoder, *, like=None, **settings):
        self.encoder = encoder
        self.like = like
        if like is None:
            self.sources, self.index = folder / "sources", folder / "index"
            self.sources.mkdir(parents=True)
            write_instruments(self.sources)
            self.reindex()
            self.searcher = open_instruments(self.index, encoder)
        else:
            self.searcher = like.searcher
        settings.setdefault("database", f"sqlite:///{folder}/made.sqlite3")
        self.app = create_app(self.searcher, Settings(**settings))

    @property
    def database(self):
        return self.app.extensions["database"]

    def close(self):
        if self.like is None:
            self.searcher.reader.close()
        self.database.close()

    def reindex(self):
        """Index what is there, and take out what is not."""
        writer = open_writer(
            self.index, model=self.encoder.name, dimensions=self.encoder.indexed_dimensions
        )
        reader = open_reader(self.index) if any(self.index.glob("*")) else None
        try:
            report = index_paths(
                [self.sources], writer, reader, self.encoder,
                limits=ExtractLimits(), jobs=1, prune=True,
            )  # fmt: skip
        finally:
            writer.close()
            if reader:
                reader.close()
        assert not report.failed, report.failed

    def change_texts(self):
        """Bank secrecy becomes something more, in three languages."""
        for name, (before, after) in CHANGES.items():
            path = self.sources / TREATY / name
            text = path.read_text(encoding="utf-8")
            assert before in text
            path.write_text(text.replace(before, after), encoding="utf-8")

    def add_treaty(self):
        """Another treaty comes in."""
        folder = self.sources / NEW
        folder.mkdir()
        (folder / "work.toml").write_text(NEW_TABLE, encoding="utf-8")
        (folder / "en.txt").write_text(NEW_EN, encoding="utf-8")

    def take_out_statement(self):
        """The joint statement goes."""
        for path in (self.sources / STATEMENT).iterdir():
            path.unlink()
        (self.sources / STATEMENT).rmdir()

    def change(self):
        """All three, and index again."""
        self.change_texts()
        self.add_treaty()
        self.take_out_statement()
        self.reindex()


def save(client, name="Bank secrecy", **query):
    """Save a query; the address of its page."""
    query = query or {"q": "bank secrecy", "mode": "keyword", "group": "none", "expand": "0"}
    answer = client.post("/saved", data={"name": name, **query})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def run(client, address):
    """Run a saved query; the address of the report."""
    answer = client.post(address + "/run")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def identity_of(name, *groups, **more):
    """Somebody with an account, who reads."""
    return Identity(account=name, name=name, role="reader", groups=frozenset(groups), **more)


def with_account(site, identity):
    """The same identity, with an account of its id: its saved queries find what it may see."""
    made = AccountStore(site.database).add(
        identity.name, role=identity.role, restricted=identity.restricted
    )
    with site.database.writing() as session:
        session.execute(
            update(AccountRow).where(AccountRow.id == made.id).values(id=identity.account)
        )
    return identity
