"""On Elasticsearch: swaps whose answer is lost, that others come between, or without an alias."""

import time
from contextlib import closing
from dataclasses import replace

import pytest

from indexer.engine import AllOf, EngineError, IndexBusy, IndexMissing, elastic_writer
from indexer.engine.elastic import Elastic
from indexer.engine.elastic_admin import Reindexing, copy_index, prune, status
from indexer.engine.elastic_index import LOCK

from .engine_cases import DIMENSIONS, MODEL, EnginePlace, matches, provision, stage, write
from .loopback import answering, passed_on

EVERYTHING = AllOf(())


@pytest.fixture
def place(elastic_place):
    """A place with one work."""
    found = EnginePlace(elastic_place())
    write(found, provision("a/km/art_1", "ច្បាប់"))
    return found


@pytest.fixture
def elastic(place):
    with closing(Elastic(place.location)) as found:
        yield found


def names(place):
    return [one.name for one in status(place.location).indexes]


def lapse(elastic, index):
    """Let the lease of whoever writes to an index run out, on another machine."""
    held = elastic.get(index, LOCK)
    lapsed = held.source["lock"] | {"machine": "elsewhere", "until": time.time() - 1}
    elastic.put(index, LOCK, {"lock": lapsed}, held)


def test_a_swap_whose_answer_is_lost_is_made_and_loses_no_index(place):
    lost = []

    def answer(request):
        reply = passed_on(request, place.location.hosts[0])
        if request.path.startswith("/_aliases") and not lost:
            lost.append(request.path)
            return None
        return reply

    with answering(answer) as address:
        name = copy_index(replace(place.location, hosts=(address,)))
    assert lost
    with closing(place.reader()) as reader:
        assert matches(reader, EVERYTHING) == {"a/km/art_1"}
    assert [one.name for one in status(place.location).indexes if one.serving] == [name]


def test_what_another_run_commits_meanwhile_is_not_swapped_away(place, elastic):
    old = elastic.aliased(place.location.prefix)
    with Reindexing(place.location, model=MODEL, dimensions=DIMENSIONS) as new:
        lapse(elastic, old[0])
        write(place, provision("b/zh/art_1", "新"))
        stage(new.writer, provision("a/km/art_1", "ច្បាប់"))
        new.writer.commit()
        with pytest.raises(IndexBusy, match="go on in the old one"):
            new.swap()
    with closing(place.reader()) as reader:
        assert matches(reader, EVERYTHING) == {"a/km/art_1", "b/zh/art_1"}
    assert names(place) == old


def test_a_writer_that_a_swap_comes_before_writes_to_the_new_index(place, monkeypatch):
    swapped = []

    class Late(elastic_writer.ElasticWriter):
        def __init__(self, elastic, index):
            if not swapped:
                swapped.append(copy_index(place.location))
            super().__init__(elastic, index)

    monkeypatch.setattr(elastic_writer, "ElasticWriter", Late)
    write(place, provision("b/en/art_1", "law"))
    assert swapped
    with closing(place.reader()) as reader:
        assert matches(reader, EVERYTHING) == {"a/km/art_1", "b/en/art_1"}


def test_prune_removes_no_index_that_a_swap_has_just_made_serve(place, elastic, monkeypatch):
    first = elastic.aliased(place.location.prefix)
    with Reindexing(place.location, model=MODEL, dimensions=DIMENSIONS) as new:
        new.writer.commit()
        new.swap()
    monkeypatch.setattr("indexer.engine.elastic_admin._serving", lambda *_: first)
    assert prune(place.location) == []
    with closing(place.reader()) as reader:
        assert reader.info().generation == 1
    assert len(names(place)) == 2


def test_a_place_that_has_lost_its_alias_is_not_made_anew(place, elastic):
    (index,) = elastic.aliased(place.location.prefix)
    elastic._client.indices.delete_alias(index=index, name=place.location.prefix)
    with pytest.raises(IndexMissing):
        place.reader()
    with pytest.raises(EngineError, match=rf"{index}: point the alias"):
        place.writer()
    with pytest.raises(EngineError, match="none is removed"):
        prune(place.location)
    elastic.point(place.location.prefix, index, ())
    with closing(place.reader()) as reader:
        assert matches(reader, EVERYTHING) == {"a/km/art_1"}


def test_an_index_of_another_program_is_left_alone(elastic_place):
    location = elastic_place()
    with closing(Elastic(location)) as elastic:
        elastic.create(location.prefix, {"number_of_replicas": 0}, {})
        try:
            for make in (
                EnginePlace(location).writer,
                lambda: Reindexing(location, model=MODEL, dimensions=DIMENSIONS),
            ):
                with pytest.raises(EngineError, match=r"not an index of this program.*PREFIX"):
                    make()
            assert elastic.get(location.prefix, LOCK) is None
        finally:
            elastic.drop(location.prefix)
