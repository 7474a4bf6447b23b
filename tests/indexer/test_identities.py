"""Ids of works: made from names, kept from run to run, never taken over."""

from dataclasses import replace

import pytest

from indexer.identities import distinct, slug, with_stable_ids
from indexer.known import KnownWork
from indexer.places import place_of, sha256_of
from indexer.sources import FileSource, WorkSource


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Treaty of 2011 (final)", "treaty-of-2011-final"),
        ("引渡条约", "引渡条约"),
        ("សន្ធិសញ្ញា", "សន្ធិសញ្ញា"),
        ("line\nbreak", "line-break"),
        ("../..", "work"),
        ("\udcff", "work"),
    ],
)
def test_an_id_keeps_letters_of_any_script_and_no_separator(name, expected):
    assert slug(name) == expected


def source(identity, *paths):
    return WorkSource(id=identity, files=tuple(FileSource(path=path) for path in paths))


def known(*paths):
    return KnownWork("", {place_of(path): sha256_of(path) for path in paths})


def ids(sources):
    return [work.id for work in sources]


@pytest.fixture
def files(tmp_path):
    """Four documents with different contents."""
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt", "d.txt")]
    for path in paths:
        path.write_text(f"第一条 {path.name}", encoding="utf-8")
    return paths


def test_the_first_work_of_a_name_keeps_it_and_the_others_differ(files):
    found = ids(distinct([source("treaty", path) for path in files]))
    assert found[0] == "treaty"
    assert len(set(found)) == 4
    assert found == ids(distinct([source("treaty", path) for path in files]))


def test_a_file_keeps_the_id_of_its_work_under_another_name(files):
    assert ids(with_stable_ids([source("new", files[0])], {"old": known(files[0])})) == ["old"]


def test_where_a_work_falls_apart_the_part_with_most_files_keeps_the_id(files):
    a, b, c, d = files
    sources = [source("a", a), source("b", b, c), source("d", d)]
    assert ids(with_stable_ids(sources, {"all": known(a, b, c, d)})) == ["a", "all", "d"]


def test_of_equal_parts_the_one_of_that_name_keeps_the_id(files):
    sources = [source("a", files[0]), source("treaty", files[1])]
    assert ids(with_stable_ids(sources, {"treaty": known(*files[:2])})) == ["a", "treaty"]


def test_a_new_work_never_takes_the_id_of_another_place(files):
    a, b, c, _ = files
    sources = [source("a", a), source("c", b)]
    found = ids(with_stable_ids(sources, {"a": known(a, b), "c": known(c)}))
    assert found[0] == "a"
    assert found[1].startswith("c-")


def test_a_new_work_never_takes_the_id_that_a_later_one_keeps(files):
    sources = [source("treaty", files[0]), source("other", files[1])]
    found = ids(with_stable_ids(sources, {"treaty": known(files[1])}))
    assert found[0].startswith("treaty-")
    assert found[1] == "treaty"


def test_a_work_that_has_moved_keeps_its_id_and_one_that_is_another_does_not(files, tmp_path):
    before = {"treaty": known(files[0])}
    moved = replace(source("treaty", files[0].rename(tmp_path / "moved.txt")))
    assert ids(with_stable_ids([moved], before)) == ["treaty"]
    assert ids(with_stable_ids([source("treaty", files[1])], before))[0].startswith("treaty-")
    assert ids(with_stable_ids([source("treaty", files[1])], before, ["treaty"])) == ["treaty"]
