"""On Elasticsearch: a new index for the old while searches go on; copies; what is removed."""

import contextlib
import threading
from contextlib import closing, contextmanager
from dataclasses import replace

import numpy as np
import pytest

from indexer.engine import (
    AllOf,
    EngineError,
    IndexBusy,
    IndexMissing,
    Near,
    SearchRequest,
    Sequenced,
    Term,
)
from indexer.engine.elastic import Elastic
from indexer.engine.elastic_admin import Reindexing, copy_index, prune, status
from indexer.engine.elastic_lock import WriterLock

from .engine_cases import DIMENSIONS, MODEL, EnginePlace, matches, provision, stage, unit, write

EVERYTHING = AllOf(())
LONG = "ជំនួយ" * 100
ENTRIES = [
    provision(
        f"w{n % 12:02}/{lang}/art_{n}",
        f"{word} {word if n % 3 else 'x'} {'法' * (n % 4 + 1)} {LONG if n % 20 == 0 else 'y'} {n}",
        vector=unit(1 + n % 17, n % 5, n % 3, rank),
        keywords={"parties": ["Aravan", "Serethia", "Lanhai"][: n % 4], "type": ["treaty"]},
        texts={"heading": [word], "title": ["សន្ធិសញ្ញា", "条约"], "party": []},
        stored={"text": word, "odd": "\ud800", "pages": [n, None]},
        **({"year": 1990 + n % 20, "date": 19900101 + n % 20} if n % 6 else {}),
        position=n,
    )
    for n in range(90)
    for rank, (lang, word) in enumerate(
        [("km", "ជំនួយ"), ("zh", "协助"), ("en", "assistance")][: 1 + n % 3]
    )
]
IDS = [entry.id for entry in ENTRIES]
WORKS = sorted({entry.work for entry in ENTRIES})
REQUESTS = [
    SearchRequest(query=query, vector=vector, collapse=collapse, sort=sort, size=300,
                  required=required, semantic_size=40, facets=("lang", "parties", "year"))
    for query, sort, required in (
        (Term("words", "协助"), "relevance", None),
        (EVERYTHING, "date", Term("parties", "Lanhai")),
        (Near("exact", (("ជំនួយ",), ("法",)), 3), "-date", None),
        (Sequenced("exact", (LONG,)), "relevance", None),
        (Sequenced("heading", ("assis",), prefix=True), "relevance", Term("type", "treaty")),
    )
    for vector in (None, unit(3, 1, 0, 1))
    for collapse in (False, True)
]  # fmt: skip


@pytest.fixture
def location(elastic_place):
    """An index of the entries above."""
    made = elastic_place(replicas=0)
    write(EnginePlace(made), *ENTRIES)
    return made


def names(location):
    """The concrete indexes, oldest first, and the one that serves."""
    indexes = status(location).indexes
    return [one.name for one in indexes], [one.name for one in indexes if one.serving]


def answers(location):
    """What a reader says of everything, save which commit it is: a copy is one of its own."""
    with closing(EnginePlace(location).reader()) as reader:
        info = replace(reader.info(), generation=0, commit="")
        found = [replace(reader.search(request), took_ms=0) for request in REQUESTS]
        return info, found, reader.entries(IDS), list(reader.works())


@contextmanager
def searched(location):
    """Threads that search until the end; every answer must be the same."""
    request = SearchRequest(
        query=Term("words", "ជំនួយ"), vector=unit(1, 1, 1, 1), size=300, semantic_size=30,
        collapse=True, facets=("lang",),
    )  # fmt: skip
    ended, said = threading.Event(), []

    def search(reader):
        while not ended.is_set():
            try:
                response = reader.search(request)
                stored = reader.entries(IDS[:5])
                legs = (response.keyword.hits, response.semantic.hits)
                ids = [[hit.id for hit in leg] for leg in legs]
                said.append((ids, response.total, response.facets, stored))
            except Exception as problem:
                said.append(problem)
                return

    with closing(EnginePlace(location).reader()) as reader:
        threads = [threading.Thread(target=search, args=(reader,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            yield said
        finally:
            ended.set()
            for thread in threads:
                thread.join()
    assert len(said) > 10
    assert [one for one in said if one != said[0]] == []
    assert len(said[0][0][0]) == 90


class TestReindexing:
    """A new index, written anew."""

    def test_searches_go_on_and_the_old_index_is_kept_until_it_is_pruned(self, location):
        more = EnginePlace(replace(location, prefix=f"{location.prefix}-more"))
        write(more, provision("a/en/art_1", "more"))
        (old,), _ = names(location)
        with searched(location) as said:
            with Reindexing(location, model=MODEL, dimensions=DIMENSIONS) as new:
                for at, work in enumerate(WORKS):
                    stage(new.writer, *(entry for entry in ENTRIES if entry.work == work))
                    if at % 3 == 2:
                        new.writer.commit()
                        assert new.lost() == WORKS[at + 1 :]
                assert names(location) == ([old, new.name], [old])
                before = len(said)
                new.swap()
            assert names(location) == ([old, new.name], [new.name])
            while len(said) < before + 20:
                threading.Event().wait(0.01)
            assert prune(location) == [old]
            before = len(said)
            while len(said) < before + 20:
                threading.Event().wait(0.01)
        assert names(location) == ([new.name], [new.name])
        assert new.name.endswith("-000002")
        with closing(more.reader()) as reader:
            assert matches(reader, EVERYTHING) == {"a/en/art_1"}
        with closing(Elastic(more.location)) as elastic:
            elastic.drop(elastic.aliased(more.location.prefix)[0])

    def test_left_by_an_error_the_old_one_serves_and_the_new_one_is_gone(self, location):
        before, indexes = answers(location), names(location)
        with (
            contextlib.suppress(ZeroDivisionError),
            Reindexing(location, model=MODEL, dimensions=DIMENSIONS) as new,
        ):
            stage(new.writer, provision("z/km/art_1", "ថ្មី"))
            new.writer.commit()
            raise ZeroDivisionError
        assert names(location) == indexes
        assert answers(location) == before
        write(EnginePlace(location), *ENTRIES[:1])  # nobody is left writing

    def test_nobody_else_writes_meanwhile_and_what_is_made_is_not_pruned(self, location):
        with Reindexing(location, model=MODEL, dimensions=DIMENSIONS):
            with pytest.raises(IndexBusy, match="Another run"):
                EnginePlace(location).writer()
            with pytest.raises(IndexBusy, match="Another run"):
                Reindexing(location, model=MODEL, dimensions=DIMENSIONS)
            with pytest.raises(IndexBusy, match="Another run"):
                prune(location)
            old, new = status(location).indexes
            assert "process" in old.writing
            assert "process" in new.writing
        assert [one.writing for one in status(location).indexes] == [""]

    def test_an_index_of_another_model_takes_over(self, location):
        with Reindexing(location, model="Word Only", dimensions=0) as new:
            entry = replace(ENTRIES[0], vector=np.empty(0, np.float32))
            stage(new.writer, entry)
            new.writer.commit()
            new.swap()
        with closing(EnginePlace(location).reader()) as reader:
            assert (reader.info().model, reader.info().dimensions) == ("Word Only", 0)
            assert matches(reader, EVERYTHING) == {entry.id}

    def test_it_makes_the_first_index_of_a_place(self, elastic_place):
        location = elastic_place(replicas=0)
        with Reindexing(location, model=MODEL, dimensions=DIMENSIONS) as new:
            stage(new.writer, *ENTRIES)
            new.writer.commit()
            with pytest.raises(IndexMissing):
                EnginePlace(location).reader()
            new.swap()
        assert prune(location) == []
        with closing(EnginePlace(location).reader()) as reader:
            assert matches(reader, EVERYTHING) == set(IDS)

    def test_prune_goes_on_after_one_index_could_not_be_removed(self, location, monkeypatch):
        def away(elastic, index):
            raise EngineError("away")

        copy_index(location)
        monkeypatch.setattr(Elastic, "drop", away)
        with pytest.raises(EngineError, match="away"):
            prune(location)
        monkeypatch.undo()
        assert len(prune(location)) == 1

    def test_an_index_whose_maker_was_killed_is_pruned(self, location):
        with Reindexing(location, model=MODEL, dimensions=DIMENSIONS) as new:
            new._swapped = True  # so that it stays, as after a kill
        with closing(Elastic(location)) as elastic:
            lock = WriterLock(elastic, new.name)
            lock.forget()
            held = elastic.get(new.name, "lock")
            dead = held.source["lock"] | {"process": 2**22 + 1}
            elastic.put(new.name, "lock", {"lock": dead}, held)
        assert prune(location) == [new.name]


class TestCopy:
    """The serving index as it is, with other settings."""

    def test_equals_the_original_and_searches_go_on(self, location, monkeypatch):
        monkeypatch.setattr("indexer.engine.elastic_admin._COMMIT_ENTRIES", 50)
        monkeypatch.setattr("indexer.engine.elastic_admin._PAGE", 7)
        monkeypatch.setattr("indexer.engine.elastic_reader._WORKS", 5)
        before, steps = answers(location), []
        with searched(location):
            name = copy_index(location, lambda *step: steps.append(step))
        assert names(location)[1] == [name]
        assert answers(location) == before
        assert steps == [(n, 12, work) for n, work in enumerate(WORKS, 1)]
        prune(location)
        copy_index(location)  # a copy of the copy
        assert answers(location) == before

    @pytest.mark.parametrize(
        "options",
        [{"vectors": "flat"}, {"vectors": "hnsw"}, {"shards": 2}],
        ids=["flat", "hnsw", "two shards"],
    )
    def test_with_other_settings_finds_the_same(self, location, options):
        info, found, entries, works = answers(location)
        changed = replace(location, **options)
        copy_index(changed)
        new_info, new_found, new_entries, new_works = answers(changed)
        assert (new_info, new_entries, new_works) == (info, entries, works)
        for one, other in zip(found, new_found, strict=True):
            assert (other.total, other.facets) == (one.total, one.facets)
            for leg, same in ((one.keyword, other.keyword), (one.semantic, other.semantic)):
                if leg is None:
                    assert same is None
                    continue
                assert [(hit.id, hit.packed) for hit in same.hits] == [
                    (hit.id, hit.packed) for hit in leg.hits
                ]
                assert [hit.score for hit in same.hits] == pytest.approx(
                    [hit.score for hit in leg.hits], abs=1e-4
                )
        (index,) = [one for one in status(changed).indexes if one.serving]
        assert index.vectors == changed.vectors

    def test_of_nothing_says_that_there_is_none(self, elastic_place):
        with pytest.raises(IndexMissing, match="treatylens index"):
            copy_index(elastic_place())
