"""Corrected clause types in the database, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from search_app.clauses.corrections import MAX_NOTE, ClauseCorrectionError, ClausesChanged
from search_app.clauses.store import ClauseCorrectionStore
from tests.search_app.clauses.labelled import KEY, correction, texts


@pytest.fixture
def store(new_database):
    return ClauseCorrectionStore(new_database())


def make(store, *clauses, author="សុខា", **other):
    return store.make(KEY, clauses, author, texts=texts(), **other)


def test_nothing_is_there_before_the_first_correction(store):
    assert store.all() == []
    assert store.stamp() == (0, 0, "", "")


def test_a_correction_is_kept_with_its_author_time_and_texts(store):
    made = make(store, "speciality", "costs", note=" 见第七条 ")
    assert store.all() == [made]
    assert made.clauses == ("speciality", "costs")
    assert (made.author, made.note, made.texts) == ("សុខា", "见第七条", texts())
    assert made.at.endswith("+00:00")
    assert store.all("another/art_1") == []


def test_what_no_database_keeps_is_taken_out_however_it_comes_in(store):
    made = make(store, "costs\ud800", author="សុខា\0", note="见\ud800第七条\0")
    assert (made.clauses, made.author, made.note) == (("costs",), "សុខា", "见第七条")
    assert store.undo(KEY, "王\ud800芳").withdrawn_by == "王芳"
    with pytest.raises(ClauseCorrectionError):
        make(store, "\ud800", "\0")
    assert make(store, "costs", note="x" * MAX_NOTE + "\0").note == "x" * MAX_NOTE


def test_every_change_changes_the_stamp(store):
    stamps = [store.stamp()]
    for change in (
        lambda: make(store, "costs"),
        lambda: make(store, "refusal"),
        lambda: store.undo(KEY, "王芳"),
        lambda: store.undo(KEY, "王芳"),
    ):
        change()
        stamps.append(store.stamp())
    assert len(set(stamps)) == len(stamps)


def test_what_is_taken_back_stays_in_the_history_and_the_one_before_holds(store):
    first, second = make(store, "costs"), make(store, "refusal")
    taken = store.undo(KEY, "王芳", seen=second.id)
    assert (taken.id, taken.withdrawn_by) == (second.id, "王芳")
    assert taken.withdrawn_at > second.at > first.at
    assert [one.id for one in store.all()] == [first.id, second.id]
    assert store.undo(KEY, "王芳").id == first.id
    with pytest.raises(ClauseCorrectionError):
        store.undo(KEY, "王芳")


def test_an_editor_who_saw_another_correction_is_told_and_nothing_is_changed(store):
    first = make(store, "costs", seen="")
    with pytest.raises(ClausesChanged):
        make(store, "refusal", seen="")
    with pytest.raises(ClausesChanged):
        store.undo(KEY, "王芳", seen="another")
    assert store.all() == [first]


def test_what_cannot_be_is_refused_before_anything_is_written(store):
    with pytest.raises(ClauseCorrectionError):
        make(store, "wheat")
    with pytest.raises(ClauseCorrectionError):
        make(store, "costs", note="x" * (MAX_NOTE + 1))
    assert store.all() == []


def test_corrections_from_elsewhere_are_taken_in_once(store):
    here = make(store, "costs")
    there = correction(7)
    taken = replace(here, withdrawn_at="2026-12-01T00:00:00+00:00", withdrawn_by="王芳")
    assert store.add([there, taken]) == {"added": 1, "withdrawn": 1, "unchanged": 0}
    assert store.add([there, here]) == {"added": 0, "withdrawn": 0, "unchanged": 2}
    assert {one.id: one for one in store.all()} == {there.id: there, here.id: taken}


def test_a_clock_set_back_does_not_make_the_last_word_an_earlier_one(store):
    store.add([correction(1, at="2099-01-01T00:00:00+00:00")])
    made = make(store, "refusal")
    assert store.all()[-1] == made


def test_many_editors_at_once_lose_nothing(store):
    def one(number):
        return store.make(f"work/art_{number}", ["costs"], f"editor {number}", texts={"a": "b"})

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(one, range(24)))
    assert sorted(store.all(), key=lambda one: one.id) == sorted(made, key=lambda one: one.id)
