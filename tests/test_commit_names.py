"""Each commit of an index has a name of its own, by which two states are known to be the same."""

import shutil
from pathlib import Path

import pytest

from tests.indexer.engine_cases import EnginePlace, provision, write


def name_in(place):
    reader = place.reader()
    try:
        return reader.info().commit
    finally:
        reader.close()


def test_every_commit_has_another_name_and_every_reader_the_same(place):
    names = []
    for text in ("extradition", "引渡", "បត្យាប័ន"):
        write(place, provision("treaty/en/art_1", text))
        names.append(name_in(place))
        assert name_in(place) == names[-1]
    assert len(set(names)) == 3
    assert all(names)


def test_a_reader_sees_the_name_change_with_the_commit_and_not_before(place):
    write(place, provision("treaty/en/art_1", "costs"))
    reader = place.reader()
    before = reader.info()
    writer = place.writer()
    writer.delete(["treaty"])
    assert reader.info().commit == before.commit
    writer.commit()
    assert reader.info().commit != before.commit
    assert reader.info().generation == before.generation + 1
    writer.close()
    reader.close()


def test_two_indexes_of_the_same_generation_have_different_names(new_place):
    places = [new_place(), new_place()]
    for place in places:
        write(place, provision("treaty/en/art_1", "costs"))
    names = {name_in(place) for place in places}
    assert len(names) == 2


@pytest.mark.parametrize("new_place", ["embedded"], indirect=True)
def test_a_copy_has_the_name_of_what_it_is_a_copy_of_until_it_is_written_to(place, tmp_path):
    write(place, provision("treaty/en/art_1", "costs"))
    copy = EnginePlace(tmp_path / "copy")
    shutil.copytree(Path(place.location), copy.location)
    assert name_in(copy) == name_in(place)
    for one in (copy, place):
        write(one, provision("treaty/en/art_2", "costs"))
    assert name_in(copy) != name_in(place)
