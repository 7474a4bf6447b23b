"""A saved query whose last run found something, and what sends it."""

import pytest

from search_app.notices.deliveries import note_run
from search_app.notices.notifier import Notifier
from search_app.query_model import QueryModel
from search_app.saved.owner_access import access_of_owners
from search_app.saved.queries import Change
from search_app.saved.running import Runner
from search_app.saved.store import SavedStore
from search_app.settings import Settings
from tests.indexer.engine_cases import EnginePlace
from tests.search_app.saved.small_works import SmallWorks

SITE = "https://treaties.example"
TO = "reader@ministry.example"


@pytest.fixture
def settings(mailbox):
    return Settings(
        site_url=SITE + "/",
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_security="none",
        mail_from="TreatyLens <treatylens@ministry.example>",
        webhook_hosts="127.0.0.1",
    )


@pytest.fixture
def database(new_database):
    return new_database()


@pytest.fixture
def works(tmp_path, encoder):
    made = SmallWorks(EnginePlace(tmp_path / "index"), encoder)
    made.write((1, ["refusal", "freezing"]), (2, ["costs"]))
    yield made
    made.close()


@pytest.fixture
def store(database):
    return SavedStore(database)


@pytest.fixture
def saved(store):
    """A saved query whose reports are mailed in Khmer."""
    query = QueryModel(text="freezing", mode="keyword", filters={"lang": ("en",)}, expand=False)
    kept = store.add(None, "ការបង្កកទ្រព្យ 冻结", query)
    change = Change(mail_to=TO, mail_language="km", mail_token="t" * 40)
    return store.change(kept.id, None, change)


@pytest.fixture
def runs(database, works, settings):
    """Runs a saved query as the command does, and sends what waits."""

    def run(saved, clock=None, notifier=None):
        more = {"clock": clock} if clock else {}
        notifier = notifier or Notifier(database, settings, works.labels, **more)
        Runner(database, works.searcher, access_of_owners(database), noting=note_run).run(saved)
        return notifier.send()

    return run
