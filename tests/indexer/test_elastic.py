"""What only the engine on Elasticsearch must bear: names, kills, lost leases, refusals, bulk."""

import random
import signal
import time
from contextlib import closing
from dataclasses import replace

import pytest

from indexer.engine import (
    EngineError,
    EngineUnavailable,
    IndexBusy,
    IndexMissing,
    SearchRequest,
    Sequenced,
    Term,
    WorkRecord,
    open_writer,
)
from indexer.engine.elastic import Elastic
from indexer.engine.elastic_admin import prune, status
from indexer.engine.elastic_index import LOCK, current
from indexer.engine.schema import SCHEMA_VERSION

from .bulk_writer import EVERYTHING, assert_every_work_is_whole, start_writer, works_present
from .engine_cases import DIMENSIONS, MODEL, EnginePlace, matches, provision, stage, unit, write
from .loopback import answering, passed_on


@pytest.fixture
def location(elastic_place):
    return elastic_place(replicas=0)


@pytest.fixture
def place(location):
    return EnginePlace(location)


@pytest.fixture
def elastic(location):
    with closing(Elastic(location)) as opened:
        yield opened


@pytest.fixture
def sent_at_once(monkeypatch):
    """Whatever is staged is sent to the server at once."""
    monkeypatch.setattr("indexer.engine.elastic_writer._WAITING", 1)


def documents_in(elastic):
    """Everything that lies in the index that serves, whether it counts or not."""
    index = current(elastic).index
    elastic.refresh(index)
    body = {"query": {"match_all": {}}, "size": 0, "track_total_hits": True}
    return elastic.search(body, index)["hits"]["total"]["value"]


class TestNames:
    """What the indexes of a place are called, and which are its own."""

    def test_the_alias_stands_for_one_index_that_says_schema_and_model(self, place, elastic):
        write(place, provision("a/km/art_1", "ច្បាប់"))
        prefix = place.location.prefix
        (name,) = elastic.aliased(prefix)
        assert name == f"{prefix}-{SCHEMA_VERSION}-bundled-1-000001"
        assert elastic.notes(f"{prefix}-*")[name]["treatylens"] == {
            "prefix": prefix,
            "schema": SCHEMA_VERSION,
            "model": MODEL,
            "dimensions": DIMENSIONS,
            "vectors": "int8_hnsw",
        }

    @pytest.mark.parametrize("model", ["", "Hugging/Face_模型 v2", "m" * 300])
    def test_any_model_makes_a_name_that_the_server_takes(self, place, model):
        with closing(place.writer(model=model, dimensions=4 if model else 0)) as writer:
            writer.commit()
        with closing(place.reader()) as reader:
            assert reader.info().model == model

    def test_a_prefix_that_begins_the_same_is_another_place(self, place, elastic):
        neighbour = EnginePlace(replace(place.location, prefix=f"{place.location.prefix}-3-more"))
        write(neighbour, provision("b/zh/art_1", "劳动"))
        try:
            assert not status(place.location).indexes
            with pytest.raises(IndexMissing):
                place.reader()
            with pytest.raises(EngineError, match="none is removed"):
                prune(place.location)
            write(place, provision("a/km/art_1", "ការងារ"))
            assert [one.works for one in status(place.location).indexes] == [1]
            assert prune(place.location) == []
            with closing(neighbour.reader()) as reader:
                assert matches(reader, EVERYTHING) == {"b/zh/art_1"}
        finally:
            for name in elastic.aliased(neighbour.location.prefix):
                elastic.drop(name)

    def test_an_index_of_somebody_else_is_left_alone(self, place, elastic):
        foreign = f"{place.location.prefix}-9-notes-000001"
        elastic.create(foreign, {}, {})
        try:
            write(place, provision("a/km/art_1", "ច្បាប់"))
            assert foreign not in {one.name for one in status(place.location).indexes}
            assert prune(place.location) == []
            elastic.point(f"{place.location.prefix}-9", foreign, ())
            with pytest.raises(IndexMissing, match="TREATYLENS_ENGINE_PREFIX"):
                EnginePlace(replace(place.location, prefix=f"{place.location.prefix}-9")).reader()
        finally:
            elastic.drop(foreign)


class TestKilled:
    """kill -9, while works are sent and between commits."""

    def test_no_commit_is_lost_none_is_half_there_and_the_next_run_goes_on(self, place, elastic):
        works, rng, left = 1_000, random.Random(7), []
        for attempt in range(6):
            with start_writer(place.location, works, 40) as process:
                # Once while it is still opening the index, else while it writes.
                safe = int(process.stdout.readline()) if attempt else 0
                time.sleep(rng.uniform(0.1, 0.5))
                process.kill()
                safe = max([safe, *map(int, process.stdout)])
            assert process.returncode == -signal.SIGKILL, process.stderr.read()
            present = works_present(place)
            assert {f"w{number:04}" for number in range(safe)} <= present
            if not present:
                continue
            with closing(place.reader()) as reader:
                counted = reader.info().entries + len(present)
            left.append(documents_in(elastic) - counted)
            begun = time.monotonic()
            place.writer().close()
            assert time.monotonic() - begun < 5, "it waited for one that is dead"
            assert documents_in(elastic) == counted + 1, "the manifest is all that is left beside"
        assert 0 < len(present) < works, "the kills came too early or too late to prove anything"
        assert max(left) > 2, "no kill left more behind than manifest and lock"
        with start_writer(place.location, len(present) + 4, 40) as process:
            said, wrong = process.communicate()
        assert process.returncode == 0, (said, wrong)
        with closing(place.reader()) as reader:
            assert len(assert_every_work_is_whole(reader)) == len(present) + 4


class TestLostLease:
    """A writer that stood still until another was let in."""

    @pytest.fixture
    def two(self, place, elastic, sent_at_once):
        """The writer that stood still, with a work staged, and the one that came after it."""
        write(place, provision("old/km/art_1", "ចាស់"))
        with closing(place.writer()) as first:
            stage(first, provision("a/zh/art_1", "第一"))
            held = elastic.get(place.location.prefix, LOCK)
            lapsed = held.source["lock"] | {"host": "elsewhere", "until": time.time() - 1}
            elastic.put(held.index, LOCK, {"lock": lapsed}, held)
            with closing(place.writer()) as second:
                yield first, second

    def test_cannot_commit_and_what_the_other_committed_is_intact(self, place, two):
        first, second = two
        stage(second, provision("b/en/art_1", "second"), provision("old/km/art_1", "ថ្មី"))
        second.commit()
        with pytest.raises(IndexBusy, match=r"taken over.*treatylens index"):
            first.commit()
        with pytest.raises(EngineError, match="failed before"):
            first.commit()
        first.close()
        with closing(place.reader()) as reader:
            assert matches(reader, EVERYTHING) == {"b/en/art_1", "old/km/art_1"}
            assert matches(reader, Term("words", "ថ្មី")) == {"old/km/art_1"}
        with pytest.raises(IndexBusy, match="Another run"):  # the lock is the second's, still
            place.writer()
        stage(second, provision("c/en/art_1", "third"))
        assert second.commit() == 3

    def test_what_it_stages_then_is_refused(self, two):
        first, _ = two
        with pytest.raises(IndexBusy, match="taken over"):
            stage(first, provision("a/zh/art_1", "第一 又"))

    def test_what_it_stages_then_is_never_seen(self, place, elastic, two, monkeypatch):
        """Not even where it stood still between looking and sending."""
        first, second = two
        monkeypatch.setattr("indexer.engine.elastic_lock.WriterLock.check", lambda _: None)
        stage(second, provision("b/en/art_1", "second"))
        for _ in range(3):
            stage(first, provision("a/zh/art_1", "第一 又"), provision("old/km/art_1", "ខុស"))
            second.commit()
            with closing(place.reader()) as reader:
                assert matches(reader, EVERYTHING) == {"b/en/art_1", "old/km/art_1"}
                assert [work.id for work in reader.works()] == ["b", "old"]
        second.close()
        place.writer().close()
        assert documents_in(elastic) == 1 + 2 * 2

    def test_it_cannot_commit_where_the_other_has_ended_without_a_commit(self, place, two):
        first, second = two
        second.close()
        with pytest.raises(IndexBusy, match="taken over"):
            first.commit()
        with closing(place.reader()) as reader:
            assert matches(reader, EVERYTHING) == {"old/km/art_1"}


def away(*_):
    raise EngineUnavailable("no shard")


class TestReplaced:
    """Documents of versions that were replaced."""

    def test_are_out_of_sight_at_once_and_removed_after_their_time(
        self, place, elastic, monkeypatch
    ):
        write(place, provision("a/km/art_1", "ចាស់"), provision("a/en/art_1", "old"))
        with closing(place.reader()) as reader, closing(place.writer()) as writer:
            stage(writer, provision("a/km/art_1", "ថ្មី"))
            writer.commit()
            assert matches(reader, EVERYTHING) == {"a/km/art_1"}
            assert documents_in(elastic) == 2 + 5, "manifest, lock, both versions"
            monkeypatch.setattr("indexer.engine.elastic_writer.GRACE", 0)
            writer.commit()
            assert current(elastic).manifest.dead == ()
            assert matches(reader, EVERYTHING) == {"a/km/art_1"}
            assert assert_every_work_is_whole(reader) == {"a"}
            assert documents_in(elastic) == 2 + 2

    def test_are_removed_by_the_next_run_too(self, place, elastic, monkeypatch):
        write(place, provision("a/km/art_1", "ចាស់"), provision("a/en/art_1", "old"))
        write(place, provision("a/km/art_1", "ថ្មី"))
        monkeypatch.setattr("indexer.engine.elastic_writer.GRACE", 0)
        with closing(place.reader()) as reader, closing(place.writer()):
            assert current(elastic).manifest.dead == ()
            assert assert_every_work_is_whole(reader) == {"a"}
            assert documents_in(elastic) == 2 + 2

    def test_stay_out_of_sight_where_they_cannot_be_removed(self, place, elastic, monkeypatch):
        write(place, provision("a/km/art_1", "ចាស់"), provision("a/en/art_1", "old"))
        with closing(place.reader()) as reader, closing(place.writer()) as writer:
            stage(writer, provision("a/km/art_1", "ថ្មី"))
            writer.commit()
            monkeypatch.setattr("indexer.engine.elastic_writer.GRACE", 0)
            monkeypatch.setattr(Elastic, "bulk", lambda *_: {"1-0": "no shard"})
            assert writer.commit() == 3
            monkeypatch.setattr(Elastic, "bulk", away)
            assert writer.commit() == 4
            assert [one.version for one in current(elastic).manifest.dead] == ["1"]
            assert assert_every_work_is_whole(reader) == {"a"}
            assert documents_in(elastic) == 2 + 5

    def test_a_work_staged_many_times_counts_once(self, place, elastic, sent_at_once, monkeypatch):
        monkeypatch.setattr("indexer.engine.elastic_writer.GRACE", 0)
        with closing(place.writer()) as writer:
            for number in range(5):
                stage(writer, provision("a/zh/art_1", f"条约{number}"))
            writer.commit()
            assert documents_in(elastic) == 2 + 2
        with closing(place.reader()) as reader:
            assert matches(reader, Term("words", "条约4")) == {"a/zh/art_1"}
            assert (reader.info().works, reader.info().entries) == (1, 1)


class TestBulk:
    """What the server refuses, for good or for a while, when works are sent."""

    def test_a_provision_that_it_refuses_is_named_with_the_reason(self, place, monkeypatch):
        monkeypatch.setattr("indexer.engine.checking.LONGEST_KEYWORD", 10**6)
        write(place, provision("a/km/art_1", "ច្បាប់"))
        with closing(place.writer()) as writer:
            stage(
                writer,
                provision("a/km/art_1", "ថ្មី"),
                provision("b/zh/art_1", "劳动", keywords={"parties": ["长" * 20_000]}),
                provision("b/zh/art_2", "法"),
            )
            with pytest.raises(EngineError) as refused:
                writer.commit()
            with pytest.raises(EngineError, match="failed before"):
                writer.commit()
        said = str(refused.value)
        assert said.startswith("1 provisions could not be written")
        assert "b/zh/art_1 (" in said
        assert "32766" in said
        assert "unchanged" in said
        assert len(said) < 1_000
        with closing(place.reader()) as reader:
            assert matches(reader, EVERYTHING) == {"a/km/art_1"}
            assert matches(reader, Term("words", "ច្បាប់")) == {"a/km/art_1"}
            assert reader.info().generation == 1

    @pytest.mark.parametrize("fault", ["full", "away", "lost answer"])
    def test_what_it_refuses_for_a_while_arrives_and_only_once(
        self, place, elastic, monkeypatch, fault
    ):
        monkeypatch.setattr("indexer.engine.elastic._FIRST_WAIT", 0.01)
        monkeypatch.setattr("indexer.engine.elastic._CHUNK", 20)
        faults = [fault] * 9

        def answer(request):
            if not request.path.partition("?")[0].endswith("/_bulk") or not faults:
                return passed_on(request, place.location.hosts[0])
            match faults.pop():
                case "full":
                    return 429, {"Content-Type": "application/json"}, b"{}"
                case "lost answer":
                    passed_on(request, place.location.hosts[0])
            return None

        entries = [provision(f"w{n % 9}/km/art_{n}", "ជំនួយ 协助") for n in range(90)]
        with answering(answer) as address:
            write(EnginePlace(replace(place.location, hosts=(address,))), *entries)
        assert not faults
        with closing(place.reader()) as reader:
            assert matches(reader, EVERYTHING) == {entry.id for entry in entries}
            assert reader.search(SearchRequest(query=Term("words", "协助"))).total == 90
        assert documents_in(elastic) == 1 + 9 + 90

    def test_what_it_refuses_for_long_is_given_up_and_nothing_is_committed(
        self, place, monkeypatch
    ):
        monkeypatch.setattr("indexer.engine.elastic._FIRST_WAIT", 0.001)
        monkeypatch.setattr("indexer.engine.elastic._PATIENCE", 0.5)
        write(place, provision("a/km/art_1", "ច្បាប់"))

        def answer(request):
            if request.path.partition("?")[0].endswith("/_bulk"):
                return 429, {"Content-Type": "application/json"}, b"{}"
            return passed_on(request, place.location.hosts[0])

        with (
            answering(answer) as address,
            closing(EnginePlace(replace(place.location, hosts=(address,))).writer()) as writer,
        ):
            stage(writer, provision("a/km/art_1", "ថ្មី"))
            with pytest.raises(EngineUnavailable, match="try again"):
                writer.commit()
        with closing(place.reader()) as reader:
            assert matches(reader, Term("words", "ច្បាប់")) == {"a/km/art_1"}


class TestTokens:
    """Tokens that an analyzer of the server would cut, and keys of very many versions."""

    @pytest.mark.parametrize(
        "token",
        ["a" * 254, "a" * 255, "a" * 256, "ជំនួយ" * 400, "𠀀" * 127, "𠀀" * 128, "𓀀条" * 300],
        ids=lambda token: f"{len(token)} of {token[0]}",
    )
    def test_a_long_one_is_found_alone_and_in_a_phrase(self, place, token):
        other = token[:-1] + "x"
        write(
            place,
            provision("a/km/art_1", f"first {token} then"),
            provision("b/km/art_1", f"first {other} then"),
        )
        with closing(place.reader()) as reader:
            for clause in (
                Term("words", token),
                Sequenced("exact", (token,)),
                Sequenced("exact", ("first", token, "then")),
                Sequenced("exact", (token, "th"), prefix=True),
            ):
                assert matches(reader, clause) == {"a/km/art_1"}

    def test_an_astral_character_is_one_place_in_a_phrase(self, place):
        write(place, provision("a/zh/art_1", "𠮷 野 𪚥 家"), provision("a/zh/art_2", "野 𠮷 家"))
        with closing(place.reader()) as reader:
            assert matches(reader, Term("words", "𠮷")) == {"a/zh/art_1", "a/zh/art_2"}
            assert matches(reader, Sequenced("exact", ("𠮷", "野", "𪚥"))) == {"a/zh/art_1"}
            assert matches(reader, Sequenced("exact", ("野", "𪚥"), prefix=True)) == {"a/zh/art_1"}

    def test_more_than_fifteen_versions_of_a_key_are_refused(self, place):
        def versions(count):
            return [
                replace(provision(f"a/en/art_{n}", "x", vector=unit(1, n, 0, 0)), key="a/art_1")
                for n in range(count)
            ]

        with closing(place.writer()) as writer:
            with pytest.raises(ValueError, match=r"'a/art_1' of work 'a' has 16 versions"):
                writer.replace(WorkRecord(id="a", stored={}, entries=16), versions(16))
            stage(writer, *versions(15))
            writer.commit()
        with closing(place.reader()) as reader:
            response = reader.search(
                SearchRequest(query=EVERYTHING, collapse=True, facets=("lang",))
            )
            assert (response.total, response.facets) == (1, {"lang": {"en": 1}})


def test_a_writer_that_is_refused_leaves_nothing_open(place):
    with closing(place.writer()), pytest.raises(IndexBusy, match="Another run"):
        open_writer(place.location, model=MODEL, dimensions=DIMENSIONS)
