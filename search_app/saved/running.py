"""Running saved queries: on demand, and those that are due. No Flask."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from analyzers.query import QuerySyntaxError
from indexer.engine.base import EngineError
from search_app.access import EVERYTHING, Access
from search_app.database import Database
from search_app.database_errors import DatabaseError
from search_app.every_hit import ATTEMPTS, IndexChanged, unchanged
from search_app.messages import fault_message, msg
from search_app.query_model import BadQueryModel, QueryModel
from search_app.saved.finding import Found, basis_of, find, searcher_of, why_gone
from search_app.saved.kept_hits import HitSet, KeptHit, pack
from search_app.saved.queries import AlreadyRunning, Basis, Run, SavedError, SavedQuery
from search_app.saved.report import RunReport, asked, compared, is_grouped
from search_app.saved.run_diff import RunDiff, Why, diff
from search_app.saved.run_store import Noting, RunLock, RunStore, TextsLost
from search_app.saved.schedules import is_due
from search_app.saved.store import SavedStore
from search_app.searcher import Searcher

#: Characters of texts that wait to be kept together.
_WAITING = 4_000_000
#: Seconds between two looks at a lock that another holds.
_LOOK = 0.1


class NotDue(SavedError):
    """The saved query has run in this hour, day or week already."""


@dataclass(frozen=True, kw_only=True)
class Failed:
    """A saved query that could not be run, and why, in a sentence."""

    saved: SavedQuery
    reason: str


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What a run comes to before it is kept."""

    generation: int
    model: str
    profile: str
    depth: int | None
    basis: Basis
    hits: tuple[KeptHit, ...]
    earlier: tuple[KeptHit, ...]
    set: HitSet
    diff: RunDiff
    why: Mapping[str, Why]
    texts: Mapping[str, str]


def everything(_: SavedQuery) -> Access:
    """What an owner may see where there are no accounts."""
    return EVERYTHING


class Runner:
    """Runs the saved queries of a database.

    A run finds what the owner of the query may see (``access_of``), whoever starts it, so that its
    runs can be compared; ``RunReport.seen_by`` shows of it what somebody else may.
    ``searcher_for`` gives the searcher for an access. ``noting`` writes what is to be done about a
    run in the transaction that keeps it, so that nothing comes between the two. ``after`` gets
    each report when its run is kept; it must not raise, and whoever is killed never calls it.
    """

    def __init__(
        self,
        database: Database,
        searcher_for: Callable[[Access], Searcher],
        access_of: Callable[[SavedQuery], Access] = everything,
        *,
        noting: Noting | None = None,
        after: Callable[[RunReport], object] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._saved = SavedStore(database)
        self._runs = RunStore(database)
        self._searcher_for = searcher_for
        self._access_of = access_of
        self._noting = noting
        self._after = after
        self._clock = clock

    def run(
        self, saved: SavedQuery, *, account: str = "", due: bool = False, wait: float = 0.0
    ) -> RunReport:
        """Run a saved query as it is in the database now, and keep the run. ``account`` is who
        asked for it; ``due``: only if it is due, ``NotDue`` otherwise. Where another process is
        running it that is waited for, ``wait`` seconds at most, then ``AlreadyRunning``.

        Raises ``SavedError``, ``BadQueryModel``, ``QuerySyntaxError``, ``EngineError`` and
        ``DatabaseError``.
        """
        with self._locked(saved.id, wait) as lock:
            fresh = self._saved.get(saved.id, None)
            before = self._runs.last(saved.id)
            if due and not is_due(fresh.every, before.at if before else "", self._clock()):
                raise NotDue(msg("The saved query is not due."))
            report = self._run(fresh, before, lock, account)
        if self._after is not None:
            self._after(report)
        return report

    def run_all(
        self,
        saved: Sequence[SavedQuery],
        *,
        due: bool = False,
        wait: float = 0.0,
        progress: Callable[[int, int, str], None] = lambda done, total, name: None,
    ) -> list[RunReport | Failed]:
        """Run saved queries one after the other; of each its report, or why there is none. Those
        that are not ``due``, or are being run by another scheduler, are passed over."""
        done: list[RunReport | Failed] = []
        for place, one in enumerate(saved):
            progress(place, len(saved), one.name)
            try:
                done.append(self.run(one, due=due, wait=0.0 if due else wait))
            except (NotDue, AlreadyRunning) as error:
                if not due:
                    done.append(Failed(saved=one, reason=str(error)))
            except _FAILURES as error:
                done.append(Failed(saved=one, reason=reason_of(error)))
        progress(len(saved), len(saved), "")
        return done

    @contextmanager
    def _locked(self, saved: str, wait: float) -> Iterator[RunLock]:
        until = time.monotonic() + wait
        while True:
            try:
                with self._runs.locked(saved, self._clock) as lock:
                    yield lock
                return
            except AlreadyRunning:
                if time.monotonic() >= until:
                    raise
                time.sleep(_LOOK)

    def _run(self, saved: SavedQuery, before: Run | None, lock: RunLock, account: str) -> RunReport:
        started, at = time.perf_counter(), self._clock()
        query, access = saved.query, self._access_of(saved)
        searcher = searcher_of(self._searcher_for(access), query)
        for left in reversed(range(ATTEMPTS)):
            outcome = unchanged(lambda: self._outcome(searcher, query, access, before, lock))
            values = {
                "at": at.astimezone(UTC).isoformat(timespec="seconds"),
                "account": account,
                "duration_ms": round(1000 * (time.perf_counter() - started)),
                "count": len(outcome.hits),
                "generation": outcome.generation,
                "model": outcome.model,
                "profile": outcome.profile,
                "depth": outcome.depth,
                "kept": query.as_json(),
                "basis": outcome.basis,
                "new": len(outcome.diff.new),
                "changed": len(outcome.diff.changed),
                "gone": len(outcome.diff.gone),
            }
            wanted = [text for hit in outcome.hits for text in hit.hashes.values()]
            try:
                run = self._runs.record(
                    lock,
                    values,
                    outcome.set,
                    outcome.texts,
                    wanted,
                    outcome.why,
                    self._noting,
                )
            except TextsLost:
                if not left:
                    raise
                continue
            return compared(saved, run, before, outcome.hits, outcome.earlier, outcome.why)
        raise AssertionError

    def _outcome(
        self,
        searcher: Searcher,
        query: QueryModel,
        access: Access,
        before: Run | None,
        lock: RunLock,
    ) -> _Outcome:
        """What the query finds now. Raises ``IndexChanged`` where the index is written to
        meanwhile."""
        state = searcher.reader.info()
        basis = basis_of(searcher, query, access, state.commit)
        earlier = self._runs.hits(before) if before else ()
        profile = searcher.profile.label
        if before and _same(before, query, basis, state.model, profile):
            # What is nearest in meaning is not searched exactly by every engine: asked again, one
            # and the same index may answer otherwise. So a run on it has the hits it had.
            return _Outcome(
                generation=state.generation,
                model=state.model,
                profile=profile,
                depth=before.depth,
                basis=basis,
                hits=earlier,
                earlier=earlier,
                set=HitSet(sha256=before.hits, packed=b""),
                diff=RunDiff(),
                why={},
                texts={},
            )
        texts = _Texts(self._runs, lock)
        found: Found = find(searcher, query, access, texts.take)
        grouped = is_grouped(query.as_json(), before.kept if before else {})
        changes = diff(earlier, found.hits, grouped=grouped)
        why = why_gone(searcher, query, [one.hit for one in changes.gone])
        if searcher.reader.info() != state:
            raise IndexChanged
        return _Outcome(
            generation=state.generation,
            model=state.model,
            profile=profile,
            depth=found.snapshot.depth,
            basis=basis,
            hits=found.hits,
            earlier=earlier,
            set=pack(found.hits),
            diff=changes,
            why=why,
            texts=texts.waiting,
        )


def _same(before: Run, query: QueryModel, basis: Basis, model: str, profile: str) -> bool:
    """Whether a run must find what the one before found: everything that it rests on is the
    same."""
    return (
        basis.commit != ""
        and before.basis == basis
        and (before.model, before.profile) == (model, profile)
        and asked(before.kept) == asked(query.as_json())
    )


class _Texts:
    """The texts of a run that are not kept yet. They wait to be kept with the run; where there are
    many, they are kept on the way, under their hashes, and nobody sees them before."""

    def __init__(self, runs: RunStore, lock: RunLock) -> None:
        self._runs = runs
        self._lock = lock
        self._size = 0
        self.waiting: dict[str, str] = {}

    def take(self, _: Sequence[KeptHit], texts: Mapping[str, str]) -> None:
        """Note the texts that are not kept yet."""
        self._lock.renew()
        for name in self._runs.unknown([name for name in texts if name not in self.waiting]):
            self.waiting[name] = texts[name]
            self._size += len(texts[name])
        if self._size > _WAITING:
            self._lock.kept_ahead = True
            self._runs.keep_texts(self.waiting)
            self.waiting, self._size = {}, 0


#: What can go wrong with one saved query while the others run.
_FAILURES = (SavedError, BadQueryModel, QuerySyntaxError, EngineError, DatabaseError)


def reason_of(error: Exception) -> str:
    """Why a saved query could not be run, in a sentence."""
    if isinstance(error, QuerySyntaxError):
        return "; ".join(fault_message(fault).english for fault in error.faults)
    return str(error)
