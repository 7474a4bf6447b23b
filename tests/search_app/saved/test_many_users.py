"""Fifty people who save and run at the same time: nothing is lost."""

import itertools
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from search_app.identity import Identity
from search_app.query_model import QueryModel
from search_app.saved.kept_hits import unpack
from search_app.saved.queries import Change, NameTaken
from search_app.saved.run_store import RunStore
from search_app.saved.running import Runner
from search_app.saved.store import SavedStore
from search_app.saved.tables import HitSetRow, KeptTextRow

USERS, RUNS = 50, 3
#: Seconds that a writer waits for the others: all of them write to one database.
WAIT = 120.0


@pytest.fixture
def patient(new_database, database_url):
    from search_app.database import Database

    database = Database(database_url, wait=WAIT)
    yield database
    database.close()


def test_fifty_people_save_and_run_and_nothing_is_lost(works, patient):
    works.write((1, ["refusal", "costs"]), (2, ["freezing"]), (3, ["secrecy"]))
    store, runs = SavedStore(patient), RunStore(patient)
    everyone = [
        Identity(
            account=f"a{number}", name=f"អ្នក {number}", role="reader", groups=frozenset({"all"})
        )
        for number in range(USERS)
    ]
    shared = store.add(everyone[0], "共同", QueryModel(text="costs", filters={}), shared_with="all")
    writes = itertools.count()

    def work(identity):
        """One person's afternoon: save, run, change, delete, run what all share."""
        rng = random.Random(identity.account)
        runner = Runner(patient, works.searcher)
        text = rng.choice(["extradition", "引渡", "ការបង្កក", "bank secrecy"])
        mine = store.add(identity, "mine", QueryModel(text=text, mode="keyword", filters={}))
        with pytest.raises(NameTaken):
            store.add(identity, "mine", QueryModel(text=text, filters={}))
        passing = store.add(identity, "passing", QueryModel(text="costs", filters={}))
        for turn in range(RUNS):
            runner.run(mine, account=identity.account)
            store.change(mine.id, identity, Change(note=f"{next(writes)} {turn}"))
        runner.run(shared, account=identity.account, wait=WAIT)
        runner.run(passing)
        store.delete(passing.id, identity)
        return mine

    with ThreadPoolExecutor(USERS) as threads:
        mine = list(threads.map(work, everyone))

    for identity, one in zip(everyone, mine, strict=True):
        assert [kept.name for kept in store.listed(identity) if kept.owned_by(identity)] == (
            ["mine", "共同"] if identity is everyone[0] else ["mine"]
        )
        kept = runs.runs(one.id)
        assert [run.number for run in kept] == list(range(RUNS, 0, -1))
        assert [(run.new, run.changed, run.gone) for run in kept[:-1]] == [(0, 0, 0)] * (RUNS - 1)
        assert all(run.account == identity.account for run in kept)
        assert store.get(one.id, identity).note.endswith(f" {RUNS - 1}")
    together = runs.runs(shared.id)
    assert [run.number for run in together] == list(range(USERS, 0, -1))
    assert {run.account for run in together} == {one.account for one in everyone}
    assert_all_is_kept(patient, store, runs)


def assert_all_is_kept(database, store, runs):
    """Every set has its texts, and no text or set is left of what was deleted."""
    used = {run.hits for one in store.every() for run in runs.runs(one.id)}
    with database.reading() as session:
        sets = {row.sha256: row.packed for row in session.query(HitSetRow)}
        texts = {row.sha256 for row in session.query(KeptTextRow)}
    assert sets.keys() == used
    wanted = {
        text for packed in sets.values() for hit in unpack(packed) for text in hit.hashes.values()
    }
    assert texts == wanted
