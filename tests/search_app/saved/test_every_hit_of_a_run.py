"""A run keeps every hit, past ten thousand, on both engines; and an index that answers otherwise
than it did is no difference."""

from dataclasses import replace

import pytest

from indexer.engine.base import Leg
from search_app.database import Database
from search_app.query_model import QueryModel
from search_app.saved.report import run_json
from search_app.saved.run_store import RunStore
from search_app.saved.running import Runner
from search_app.saved.store import SavedStore
from search_app.searcher import Searcher
from tests.search_app.many_provisions import WORDS, write_another, write_many

#: Every article in three languages, so that more than ten thousand hits are found by words.
EVERY = QueryModel(text=" OR ".join(WORDS.values()), mode="hybrid", filters={})


@pytest.fixture
def database(tmp_path):
    made = Database(f"sqlite:///{tmp_path}/made.sqlite3")
    yield made
    made.close()


def test_more_than_ten_thousand_hits_are_kept_and_compared(new_place, encoder, database):
    place = new_place()
    written = write_many(place, encoder, works=60)
    assert written > 10_000
    reader = place.reader()
    saved = SavedStore(database).add(None, "គ្រប់មាត្រា", EVERY)
    runner = Runner(database, lambda _: Searcher(reader, encoder))
    first = runner.run(saved)
    assert first.run.count == len(first.diff.new) == written
    assert len({hit.id for hit in first.hits}) == written
    assert RunStore(database).hits(first.run) == first.hits
    assert not runner.run(saved).diff
    write_another(place, encoder)
    report = run_json(runner.run(saved))
    assert len(report["new"]) == written / 60
    assert all(name.startswith("later-treaty/") for name in report["new"])
    assert report["changed"] == report["gone"] == []
    reader.close()


class Approximate:
    """A reader whose nearest in meaning are others each time, as a graph of vectors may answer
    after its segments were merged."""

    def __init__(self, reader):
        self._reader = reader
        self._asked = 0

    def __getattr__(self, name):
        return getattr(self._reader, name)

    def search(self, request):
        found = self._reader.search(request)
        if found.semantic is None or not found.semantic.hits:
            return found
        self._asked += 1
        hits = found.semantic.hits[self._asked :]
        lost = len(found.semantic.hits) - len(hits)
        return replace(found, semantic=Leg(hits=hits, total=len(hits)), total=found.total - lost)


@pytest.mark.parametrize("mode", ["semantic", "hybrid"])
def test_an_engine_that_answers_otherwise_on_the_same_index_is_no_difference(works, database, mode):
    works.write((1, ["refusal", "costs"]), (2, ["freezing", "secrecy"]), (3, ["costs"]))
    reader = Approximate(works.searcher().reader)
    runner = Runner(database, lambda _: Searcher(reader, works.encoder))
    store = SavedStore(database)
    saved = store.add(None, "费用", QueryModel(text="谁负担费用", mode=mode, filters={}))
    first = runner.run(saved)
    assert first.run.count > 0
    for _ in range(3):
        again = runner.run(saved)
        assert not again.diff
        assert again.hits == first.hits
    copy = store.add(None, "费用 2", QueryModel(text="谁负担费用", mode=mode, filters={}))
    assert runner.run(copy).hits != first.hits  # it does answer otherwise
