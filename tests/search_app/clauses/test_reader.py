"""A reader that shows corrected clause types at once, on both engines."""

import pytest

from indexer.engine.base import AllOf, EngineUnavailable, SearchRequest, Term
from search_app.access import Access, RestrictedReader
from search_app.clauses.labels import listed
from search_app.clauses.overlay import index_commit
from search_app.clauses.reader import ClauseReader, kept_corrections
from search_app.clauses.store import ClauseCorrectionStore
from search_app.database import Database
from search_app.settings import Settings
from tests.indexer.engine_cases import matches, write
from tests.search_app.clauses.labelled import KEY, correction, entries, texts

ALL = SearchRequest(query=AllOf(()), size=0, collapse=True, facets=("clause",))


@pytest.fixture
def store(tmp_path):
    return ClauseCorrectionStore(Database(f"sqlite:///{tmp_path}/made.sqlite3"))


@pytest.fixture
def index(place):
    write(place, *entries())
    return place


@pytest.fixture
def reader(index, store):
    found = ClauseReader(index.reader(), lambda: store)
    yield found
    found.close()


def counts(reader):
    return dict(reader.search(ALL).facets["clause"])


def test_a_correction_holds_at_once_and_until_it_is_taken_back(reader, store):
    assert counts(reader) == {"refusal": 1, "costs": 1, "execution": 1}
    store.make(KEY, ["speciality", "costs"], "សុខា", texts=texts())
    assert counts(reader) == {"refusal": 1, "costs": 1, "speciality": 1}
    assert matches(reader, Term("clause", "speciality")) == set(texts())
    assert matches(reader, Term("clause", "execution")) == set()
    (stored,) = reader.entries(["northland-2011/km/art_3"])
    assert [one["clause"] for one in stored["clauses"]] == ["speciality", "costs"]
    store.undo(KEY, "សុខា")
    assert counts(reader) == {"refusal": 1, "costs": 1, "execution": 1}


def test_each_correction_gives_the_state_another_name(reader, store, index):
    names = [reader.info().commit]
    store.make(KEY, ["speciality"], "សុខា", texts=texts())
    names.append(reader.info().commit)
    store.undo(KEY, "សុខា")
    names.append(reader.info().commit)
    assert len(set(names)) == 3
    assert {index_commit(name) for name in names} == {names[0]}
    assert index.reader().info().commit == names[0]


def test_a_correction_of_a_text_that_has_changed_does_not_hold(reader, store, index):
    store.make(KEY, ["speciality"], "សុខា", texts=texts())
    assert matches(reader, Term("clause", "speciality")) == set(texts())
    write(index, *entries(changed="km"))
    assert matches(reader, Term("clause", "speciality")) == set()
    assert counts(reader) == {"refusal": 1, "costs": 1, "execution": 1}


def test_a_correction_of_a_provision_that_is_not_there_changes_nothing(reader, store):
    store.add([correction(key="elsewhere/art_1", texts={"elsewhere/en/art_1": "x"})])
    assert counts(reader) == {"refusal": 1, "costs": 1, "execution": 1}
    assert reader.entries(["elsewhere/en/art_1"]) == [None]


def test_who_sees_nothing_counts_nothing_of_what_was_corrected(reader, store):
    store.make(KEY, ["speciality"], "សុខា", texts=texts())
    nobody = RestrictedReader(reader, Access(frozenset()))
    everybody = RestrictedReader(reader, Access(frozenset({"public"})))
    assert counts(nobody) == {}
    assert counts(everybody) == {"refusal": 1, "speciality": 1}


def test_the_list_of_types_counts_provisions_once_with_all_their_versions(reader, store):
    store.make(KEY, ["costs"], "សុខា", texts=texts())
    found = {one.kind.key: one.count for group in listed(reader) for one in group.types}
    assert {key: count for key, count in found.items() if count} == {"refusal": 1, "costs": 1}


def test_a_database_that_cannot_be_read_is_no_answer_without_corrections(index, tmp_path):
    (tmp_path / "broken.sqlite3").write_text("this is no database " * 100, encoding="utf-8")
    broken = ClauseCorrectionStore(Database(f"sqlite:///{tmp_path}/broken.sqlite3"))
    reader = ClauseReader(index.reader(), lambda: broken)
    with pytest.raises(EngineUnavailable):
        reader.search(ALL)
    reader.close()


def test_the_database_of_the_settings_is_opened_when_it_is_there(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    settings = Settings()
    store = kept_corrections(settings)
    assert store() is None
    ClauseCorrectionStore(Database(f"sqlite:///{settings.database_path()}")).add([correction()])
    assert store().all() == [correction()]
    assert store() is store()
