"""Runs of saved queries: what they keep and report, on a real index."""

import json
import threading
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from analyzers.termbase import termbase_with
from analyzers.termbase_table import Entry, Name
from indexer.engine.base import EngineUnavailable
from indexer.models import text_hash
from search_app.access import PUBLIC, RESTRICTED, Access, RestrictedReader
from search_app.profiles import load_profile
from search_app.query_model import QueryModel
from search_app.saved.queries import (
    AlreadyRunning,
    BadSavedQuery,
    Change,
    NoRun,
    NoSavedQuery,
    clean_name,
)
from search_app.saved.report import report_of, run_json, text_changes
from search_app.saved.run_store import LEASE, RENEWED, LockLost
from search_app.saved.running import Failed, NotDue, Runner
from search_app.saved.tables import HitSetRow, KeptTextRow, SavedLockRow, SavedQueryRow, SavedRunRow
from search_app.searcher import Searcher
from search_app.work_labels import WorkLabels
from tests.indexer.engine_cases import EnginePlace
from tests.search_app.saved.small_works import TEXTS, SmallWorks

MODES = ("keyword", "semantic", "hybrid")


def query(text="extradition", **more):
    return QueryModel(text=text, filters=more.pop("filters", {}), **more)


def reported(report):
    found = run_json(report)
    return {name: found[name] for name in ("new", "changed", "gone") if found[name]}


@pytest.fixture
def saved(store):
    """Keeps a query under a name of its own."""

    def keep(asked, **more):
        return store.add(None, f"query {len(store.every())}", asked, **more)

    return keep


@pytest.mark.parametrize("mode", MODES)
def test_the_first_run_reports_every_hit_as_new_and_a_rerun_nothing(works, runner, saved, mode):
    works.write((1, ["refusal", "costs"]), (2, ["freezing"]))
    one = saved(query(mode=mode, expand=False))
    first = runner.run(one)
    assert len(first.diff.new) == first.run.count == len(first.hits) > 0
    assert not first.diff.changed
    assert not first.diff.gone
    for number in (2, 3):
        again = runner.run(one)
        assert (again.run.number, again.before.number) == (number, number - 1)
        assert not again.diff
        assert again.hits == first.hits
        assert again.causes == ()


def test_what_is_new_changed_and_gone_is_told_with_the_reason(works, runner, saved):
    works.write((1, ["refusal"]), (2, ["freezing"]), (3, ["freezing"]), (4, ["freezing"]))
    one = saved(query("freezing assets", mode="keyword", expand=False))
    runner.run(one)
    works.write((2, ["freezing_later"]), (3, ["costs"]), (5, ["costs", "freezing"]))
    works.remove(4)
    report = runner.run(one)
    assert reported(report) == {
        "new": ["treaty-5/en/art_2"],
        "changed": ["treaty-2/en/art_1"],
        "gone": ["treaty-3/en/art_1", "treaty-4/en/art_1"],
    }
    assert run_json(report)["why"] == {
        "treaty-3/en/art_1": "changed",
        "treaty-4/en/art_1": "removed",
    }


def test_a_hit_whose_work_is_now_otherwise_described_does_not_match(works, runner, saved):
    works.write({"number": 1, "articles": ["refusal"], "signed": "2001-02-03"})
    one = saved(query(mode="hybrid", expand=False, year="2001", filters={"lang": ("en",)}))
    assert len(runner.run(one).diff.new) == 1
    works.write({"number": 1, "articles": ["refusal"], "signed": "2015-02-03"})
    (gone,) = runner.run(one).diff.gone
    assert gone.why == "unmatched"


@pytest.mark.parametrize("mode", ["semantic", "hybrid"])
def test_a_hit_that_nearer_ones_push_out_is_displaced(tmp_path, encoder, database, saved, mode):
    shallow = replace(load_profile(), semantic_depth=2)
    works = SmallWorks(EnginePlace(tmp_path / "shallow"), encoder, shallow)
    runner = Runner(database, works.searcher)
    works.write({"number": 9, "articles": ["costs", "secrecy"], "languages": ["en"]})
    one = saved(query("bank secrecy nowhere", mode=mode, expand=False, filters={"lang": ("en",)}))
    first = runner.run(one)
    assert first.run.depth == 2
    assert first.run.count == 2
    works.write({"number": 1, "articles": ["secrecy"], "languages": ["en"]})
    report = runner.run(one)
    assert reported(report)["gone"] == ["treaty-9/en/art_1"]
    assert report.diff.gone[0].why == "displaced"
    works.close()


def test_a_run_keeps_what_it_rests_on_and_every_hit_as_it_was(works, runner, runs, saved):
    works.write({"number": 1, "articles": ["refusal"], "signed": "1999-05-06"})
    one = saved(query("បត្យាប័ន", mode="keyword", expand=False))
    run = runner.run(one, account="a1").run
    info = works.searcher().reader.info()
    assert run == runs.last(one.id) == runs.run(one.id, 1)
    assert (run.generation, run.model) == (info.generation, info.model)
    assert run.profile == load_profile().label
    assert run.depth is None
    assert (run.account, run.count, run.new) == ("a1", 1, 1)
    assert datetime.fromisoformat(run.at).tzinfo is not None
    (hit,) = runs.hits(run)
    assert (hit.id, hit.lang, hit.script, hit.signed) == (
        "treaty-1/km/art_1", "km", "Khmr", "1999-05-06",
    )  # fmt: skip
    assert hit.label == f"Article 1 {TEXTS['refusal']['km'][0]}"
    text = runs.texts([hit.hash])[hit.hash]
    assert text_hash(text) == hit.hash
    assert TEXTS["refusal"]["km"][1] in text


def test_equal_runs_and_equal_texts_are_kept_once(works, runner, database, saved):
    works.write((1, ["refusal"]), (2, ["refusal"]))
    for _ in range(2):
        one = saved(query(mode="keyword", expand=False))
        runner.run(one)
        runner.run(one)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HitSetRow)) == 1
        assert session.scalar(select(func.count()).select_from(KeptTextRow)) == 1


def test_deleting_a_query_leaves_what_others_keep_and_nothing_else(
    works, runner, store, database, saved
):
    works.write((1, ["refusal"]), (2, ["costs"]))
    costs = saved(query("costs", mode="keyword", expand=False))
    both = saved(query("party", mode="keyword", expand=False))
    kept = runner.run(both)
    runner.run(costs)
    store.delete(costs.id, None)
    with database.reading() as session:
        assert set(session.scalars(select(HitSetRow.sha256))) == {kept.run.hits}
        texts = set(session.scalars(select(KeptTextRow.sha256)))
    assert texts == {hit.hash for hit in kept.hits}
    store.delete(both.id, None)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(KeptTextRow)) == 0
        assert session.scalar(select(func.count()).select_from(HitSetRow)) == 0


@pytest.mark.parametrize("language", ["en", "zh", "km"])
def test_a_changed_text_is_told_word_by_word(works, runner, runs, saved, language):
    works.write((1, ["freezing"]))
    asked = {"en": "freezing", "zh": "冻结", "km": "ការបង្កក"}[language]
    one = saved(query(asked, mode="keyword", expand=False))
    runner.run(one)
    works.write((1, ["freezing_later"]))
    (changed,) = runner.run(one).diff.changed
    ((name, before, now),) = changed.texts
    assert name == f"treaty-1/{language}/art_1"
    texts = runs.texts([before, now])
    found = text_changes(texts[before], texts[now], changed.now.lang)
    assert found.replaced + found.left_out + found.added > 0
    replaced = [texts[now][slice(*one.second)] for one in found.differences if one.kind != "equal"]
    assert any(said in "".join(replaced) for said in ("ninety", "九十", "កៅសិប"))


def test_any_two_runs_are_compared(works, runner, runs, saved):
    works.write((1, ["refusal"]), (2, ["refusal"]))
    one = saved(query(mode="keyword", expand=False))
    runner.run(one)
    works.remove(1)
    runner.run(one)
    works.write((3, ["refusal"]))
    runner.run(one)
    assert reported(report_of(runs, one)) == {"new": ["treaty-3/en/art_1"]}
    assert reported(report_of(runs, one, 2)) == {"gone": ["treaty-1/en/art_1"]}
    assert len(report_of(runs, one, 1).diff.new) == 2
    across = report_of(runs, one, 3, 1)
    assert reported(across) == {"new": ["treaty-3/en/art_1"], "gone": ["treaty-1/en/art_1"]}
    assert across.diff.gone[0].why == "removed"
    assert reported(report_of(runs, one, 1, 3)) == reported(across)
    with pytest.raises(NoRun, match="run 4"):
        report_of(runs, one, 4)


def test_before_a_first_run_there_is_no_report(runs, saved):
    with pytest.raises(NoRun, match="has not run yet"):
        report_of(runs, saved(query()))


# --------------------------------------------------------------------------- versions as one hit


@pytest.mark.parametrize("mode", MODES)
def test_versions_that_are_one_hit_are_followed_together(works, runner, saved, mode):
    works.write((1, ["freezing", "costs"]), (2, ["secrecy"]))
    one = saved(query("freezing", mode=mode, group="provision"))
    first = runner.run(one)
    assert "treaty-1/art_1" in {hit.key for hit in first.hits}
    assert all(len(hit.versions) == 2 for hit in first.hits)
    assert not runner.run(one).diff
    works.write((1, ["freezing_later", "costs"]))
    (changed,) = runner.run(one).diff.changed
    assert changed.now.key == "treaty-1/art_1"
    assert sorted(name for name, _, _ in changed.texts) == [
        f"treaty-1/{language}/art_1" for language in ("en", "km", "zh")
    ]


def test_versions_in_languages_not_asked_for_are_not_followed(works, runner, saved):
    works.write((1, ["freezing"]))
    one = saved(query("freezing", group="provision", filters={"lang": ("en", "zh-Hant", "km")}))
    (hit,) = runner.run(one).hits
    assert [hit.id, *(version.id for version in hit.versions)] == [
        "treaty-1/en/art_1", "treaty-1/km/art_1",
    ]  # fmt: skip


# --------------------------------------------------------------------------- what else changed


def causes(report):
    return [cause.english.partition(":")[0] for cause in report.causes]


def test_another_query_another_profile_and_another_index_are_told(
    tmp_path, encoder, works, database, store, runner, saved
):
    works.write((1, ["refusal", "costs"]))
    works.write((2, ["refusal"]))
    one = saved(query(mode="keyword", expand=False))
    runner.run(one)
    store.change(one.id, None, Change(query=query("costs", mode="keyword", expand=False)))
    report = runner.run(one)
    assert causes(report) == ["The query was changed"]
    assert reported(report)["new"] == ["treaty-1/en/art_2"]
    newer = replace(load_profile(), version=99)
    works.profile = newer
    assert causes(runner.run(one)) == [
        f"The ranking profile changed from {load_profile().label} to default/99"
    ]
    other = SmallWorks(EnginePlace(tmp_path / "other"), encoder, newer)
    other.write((1, ["costs"]))
    report = Runner(database, other.searcher).run(one)
    assert causes(report) == ["The index is another one or was made anew"]
    assert reported(report) == {
        "new": ["treaty-1/en/art_1"],
        "gone": ["treaty-1/en/art_2"],
    }
    other.close()


def test_two_indexes_of_equal_generation_are_told_apart(
    tmp_path, encoder, works, database, runner, saved
):
    other = SmallWorks(EnginePlace(tmp_path / "other"), encoder)
    works.write((1, ["refusal"]))
    other.write((2, ["refusal"]))
    infos = [one.searcher().reader.info() for one in (works, other)]
    assert infos[0].generation == infos[1].generation
    one = saved(query(mode="keyword", expand=False))
    runner.run(one)
    report = Runner(database, other.searcher).run(one)
    assert reported(report) == {"new": ["treaty-2/en/art_1"], "gone": ["treaty-1/en/art_1"]}
    assert causes(report) == ["The index is another one or was made anew"]
    other.close()


def test_a_termbase_of_ones_own_is_told(works, database, saved):
    works.write((1, ["refusal"]))
    one = saved(query("extradition"))
    terms = []
    runner = Runner(
        database,
        lambda _: Searcher(
            works.searcher().reader, works.encoder, None, termbase_with(terms) if terms else None
        ),
    )
    runner.run(one)
    terms.append([])
    assert causes(runner.run(one)) == ["The termbase was changed"]
    assert causes(runner.run(one)) == []


@pytest.mark.parametrize("mode", MODES)
def test_another_termbase_is_looked_through_wherever_words_bind(works, database, saved, mode):
    works.write((1, ["freezing"]), (2, ["costs"]))
    one = saved(query("assets AND (NOT zzzz)", mode=mode))
    own = Entry(
        id="own",
        pos="noun",
        domain="assets",
        names=(Name(text="assets", tag="en"), Name(text="费用", tag="zh")),
    )
    given = []
    runner = Runner(
        database,
        lambda _: Searcher(
            works.searcher().reader, works.encoder, None, termbase_with(given) if given else None
        ),
    )
    before = runner.run(one)
    given.append([own])
    after = runner.run(one)
    assert causes(after) == ["The termbase was changed"]
    assert after.run.count > before.run.count


# --------------------------------------------------------------------------- access


def test_a_run_finds_what_the_owner_may_see_and_shows_what_the_reader_may(
    works, database, runs, saved
):
    works.write((1, ["refusal"]), {"number": 2, "articles": ["refusal"], "access": RESTRICTED})
    public = Access(frozenset({PUBLIC}))
    owners = {"access": Access(frozenset({PUBLIC, RESTRICTED}))}

    def searcher_for(access):
        searcher = works.searcher()
        return searcher.seeing(RestrictedReader(searcher.reader, access))

    runner = Runner(database, searcher_for, lambda _: owners["access"])
    one = saved(query(mode="keyword", expand=False))
    report = runner.run(one)
    assert report.run.count == 2
    seen = report.seen_by(public)
    assert [hit.id for hit in seen.hits] == ["treaty-1/en/art_1"]
    assert (seen.run.count, seen.run.new) == (1, 1)
    assert run_json(seen)["new"] == ["treaty-1/en/art_1"]
    owners["access"] = public
    report = runner.run(one)
    assert reported(report) == {"gone": ["treaty-2/en/art_1"]}
    assert report.diff.gone[0].why == "removed"
    assert causes(report) == ["What the owner may see was changed"]
    assert reported(report_of(runs, one).seen_by(public)) == {}
    works.write((2, ["refusal"]), {"number": 1, "articles": ["refusal"], "access": RESTRICTED})
    owners["access"] = Access(frozenset({PUBLIC, RESTRICTED}))
    runner.run(one)
    opened = report_of(runs, one, 3, 1)
    assert reported(opened) == {}
    seen = opened.seen_by(public)
    assert reported(seen) == {"new": ["treaty-2/en/art_1"], "gone": ["treaty-1/en/art_1"]}
    assert seen.diff.gone[0].why == "removed"
    assert (seen.run.count, seen.run.new, seen.run.gone) == (1, 1, 1)
    assert (
        reported(report_of(runs, one, 1).seen_by(public, WorkLabels({"treaty-1": RESTRICTED})))
        == {}
    )


# --------------------------------------------------------------------------- schedules, locks


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, text):
        self.now = datetime.fromisoformat(text).replace(tzinfo=UTC)

    def __call__(self):
        return self.now


def test_what_is_due_runs_once_in_its_period(works, database, saved):
    works.write((1, ["refusal"]))
    clock = Clock("2026-03-02T10:00:05")
    runner = Runner(database, works.searcher, clock=clock)
    hourly, never = saved(query(), every="hourly"), saved(query())

    def ran():
        return [one.saved.id for one in runner.run_all([hourly, never], due=True)]

    assert ran() == [hourly.id]
    assert ran() == []
    with pytest.raises(NotDue):
        runner.run(hourly, due=True)
    clock.now += timedelta(minutes=59, seconds=58)
    assert ran() == [hourly.id]
    assert runner.run(never).run.number == 1


def test_two_schedulers_at_once_run_a_query_once(works, new_database, saved):
    works.write((1, ["refusal"]))
    due = [saved(query(text), every="daily") for text in ("extradition", "引渡", "costs")]
    done = []

    def schedule(database):
        done.extend(Runner(database, works.searcher).run_all(due, due=True))

    threads = [threading.Thread(target=schedule, args=(new_database(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.saved.id for one in done) == sorted(one.id for one in due)
    assert [one.run.number for one in done] == [1, 1, 1]


def test_a_query_that_another_process_runs_is_told_or_waited_for(works, runner, runs, saved):
    works.write((1, ["refusal"]))
    one = saved(query())
    with runs.locked(one.id):
        with pytest.raises(AlreadyRunning):
            runner.run(one)
        (failed,) = runner.run_all([one])
        assert isinstance(failed, Failed)
        waiting = threading.Thread(target=runner.run, args=(one,), kwargs={"wait": 30.0})
        waiting.start()
    waiting.join()
    assert runs.last(one.id).number == 1


def test_the_lock_of_a_process_that_died_ends(database, runs, saved):
    one = saved(query())
    clock = Clock("2026-03-02T10:00:00")
    dead = runs.locked(one.id, clock)
    dead.__enter__()
    clock.now += LEASE - timedelta(seconds=1)
    with pytest.raises(AlreadyRunning), runs.locked(one.id, clock):
        pass
    clock.now += timedelta(seconds=2)
    with runs.locked(one.id, clock):
        pass
    with database.reading() as session:
        assert session.scalars(select(SavedLockRow)).all() == []


def test_a_run_that_goes_on_renews_its_lock_and_notices_when_it_is_lost(runs, saved):
    one = saved(query())
    clock = Clock("2026-03-02T10:00:00")
    with runs.locked(one.id, clock) as lock:
        for _ in range(20):
            clock.now += RENEWED
            lock.renew()
            with pytest.raises(AlreadyRunning), runs.locked(one.id, clock):
                pass
        clock.now += 2 * LEASE
        with runs.locked(one.id, clock):
            clock.now += RENEWED
            with pytest.raises(LockLost):
                lock.renew()


# --------------------------------------------------------------------------- what fails


def test_one_query_that_fails_is_named_and_the_others_run(works, database, runner, saved):
    works.write((1, ["refusal"]))
    good, bad, costly = saved(query()), saved(query("costs")), saved(query("secrecy"))
    with database.writing() as session:
        for one, document in (
            (bad, {"version": 99}),
            (costly, {**costly.kept, "text": '"never closed'}),
        ):
            session.execute(
                update(SavedQueryRow).where(SavedQueryRow.id == one.id).values(query=document)
            )
    first, second, third = runner.run_all([bad, costly, good])
    assert (first.saved.name, second.saved.name) == (bad.name, costly.name)
    assert "version 99" in first.reason
    assert "never closes" in second.reason
    assert third.run.count > 0


def test_an_index_that_does_not_answer_is_a_failure_and_no_empty_run(database, runs, saved):
    def nowhere(_):
        raise EngineUnavailable("nothing answers; start it")

    one = saved(query())
    (failed,) = Runner(database, nowhere).run_all([one])
    assert failed.reason == "nothing answers; start it"
    assert runs.runs(one.id) == []
    with runs.locked(one.id):
        pass  # the lock was given back


def test_a_query_that_was_deleted_meanwhile_is_told(works, runner, store, saved):
    one = saved(query())
    store.delete(one.id, None)
    with pytest.raises(NoSavedQuery):
        runner.run(one)


def test_a_query_deleted_while_it_runs_leaves_nothing(works, database, store, saved):
    works.write((1, ["refusal"]))
    one = saved(query())

    def deleting(_):
        store.delete(one.id, None)
        return works.searcher()

    with pytest.raises(NoSavedQuery):
        Runner(database, deleting).run(one)
    with database.reading() as session:
        assert session.scalars(select(HitSetRow)).all() == []


def test_texts_that_go_while_a_query_runs_are_kept_again(works, database, store, runs, saved):
    works.write((1, ["refusal"]))
    other, one = saved(query(mode="keyword")), saved(query("nationals", mode="keyword"))
    Runner(database, works.searcher).run(other)
    asked = []

    class Deleting:
        """A reader that deletes the other query after the texts were looked up."""

        def __init__(self, reader):
            self._reader = reader

        def __getattr__(self, name):
            return getattr(self._reader, name)

        def info(self):
            asked.append(None)
            if len(asked) == 5:
                store.delete(other.id, None)
            return self._reader.info()

    def searcher_for(_):
        searcher = works.searcher()
        return searcher.seeing(Deleting(searcher.reader))

    report = Runner(database, searcher_for).run(one)
    assert len(asked) > 5
    wanted = [hit.hash for hit in report.hits]
    assert runs.texts(wanted).keys() == set(wanted)


def test_who_waits_for_a_run_gets_its_report_once(works, database, saved):
    works.write((1, ["refusal"]))
    told = []
    runner = Runner(database, works.searcher, after=told.append)
    one = saved(query())
    reports = [runner.run(one), runner.run(one)]
    assert told == reports


def test_texts_of_a_run_that_failed_half_way_go(works, database, runs, saved):
    from search_app.saved import running

    works.write((1, ["refusal"]), (2, ["costs"]))
    one = saved(query("party", mode="keyword", expand=False))

    def failing(_):
        searcher = works.searcher()

        class Failing:
            def __init__(self, reader):
                self._reader, self._asked = reader, 0

            def __getattr__(self, name):
                return getattr(self._reader, name)

            def info(self):
                self._asked += 1
                if kept():
                    raise EngineUnavailable("it went away")
                return self._reader.info()

        return searcher.seeing(Failing(searcher.reader))

    def kept():
        with database.reading() as session:
            return session.scalar(select(func.count()).select_from(KeptTextRow)) if session else 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "_WAITING", 0)
        with pytest.raises(EngineUnavailable):
            Runner(database, failing).run(one)
        assert kept() == 0
        report = Runner(database, works.searcher).run(one)
    assert kept() == len({hit.hash for hit in report.hits}) > 0


def test_a_provision_that_went_under_another_version_keeps_its_reason(works, runner, runs, saved):
    works.write({"number": 1, "articles": ["refusal"], "languages": ("en", "km")})
    one = saved(query("nationals", mode="keyword", expand=False, group="provision"))
    runner.run(one)
    hit = runner.run(one).hits[0]
    works.remove(1)
    runner.run(one)
    runner.run(one)
    other = hit.id.replace("/en/", "/km/")
    assert other != hit.id
    with runner_database(runs).writing() as session:
        row = session.scalars(select(SavedRunRow).where(SavedRunRow.number == 3)).one()
        row.why = zlib.compress(json.dumps({other: "removed"}).encode())
    report = report_of(runs, one, 4, 1)
    assert [gone.why for gone in report.diff.gone] == ["removed"]


def runner_database(runs):
    return runs._database


def test_pages_of_runs_and_those_that_tell(works, runner, runs, saved):
    one = saved(query("costs", mode="keyword", expand=False))
    for number in range(1, 4):
        works.write((number, ["costs"]))
        runner.run(one, account="សុភា" if number == 1 else "")
        runner.run(one)
    assert runs.count(one.id) == 6
    numbers = [run.number for run in runs.runs(one.id, most=2, before=5)]
    assert numbers == [4, 3]
    assert [run.number for run in runs.runs(one.id, most=2, skip=1)] == [5, 4]
    assert [run.number for run in runs.telling(one.id, 10)] == [5, 3, 1]
    assert [run.number for run in runs.differing(one.id, 2)] == [5, 3]
    assert [run.number for run in runs.differing(one.id, 9, before=3)] == [1]
    assert runs.number_before(one.id, 6, "សុភា") == 1
    assert runs.number_before(one.id, 1, "សុភា") is None


@pytest.mark.parametrize("name", ["\u202e", "\u200b\u200b", " \u3164 "])
def test_a_name_of_which_nothing_is_seen_is_refused(name):
    with pytest.raises(BadSavedQuery):
        clean_name(name)


def test_signs_that_turn_the_page_go_and_those_that_part_khmer_words_stay():
    assert clean_name("\u202eabc\u2066") == "abc"
    assert clean_name("ការ\u200bចំណាយ") == "ការ\u200bចំណាយ"
