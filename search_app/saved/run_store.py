"""Runs in the database: what each found, and the lock that lets one process at a time run a query.

Nobody is asked who they are here: ``SavedStore`` says who may see a saved query, and
``RunReport.seen_by`` shows of a run what somebody may see.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, select, true
from sqlalchemy.orm import Session, aliased, defer

from search_app.database import Database
from search_app.database_errors import DatabaseError
from search_app.messages import msg
from search_app.saved.kept_hits import HitSet, KeptHit, pack_text, unpack, unpack_text
from search_app.saved.pruning import prune
from search_app.saved.queries import AlreadyRunning, Basis, NoRun, NoSavedQuery, Run, SavedError
from search_app.saved.run_diff import Why
from search_app.saved.tables import (
    HitSetRow,
    KeptTextRow,
    SavedLockRow,
    SavedQueryRow,
    SavedRunRow,
)

#: How long a lock holds without being renewed, and how often it is renewed: a process that was
#: killed lets the next one in after the first.
LEASE, RENEWED = timedelta(minutes=10), timedelta(minutes=1)
#: Texts that one statement asks for or adds: SQLite takes so many values in one.
_AT_ONCE = 500

#: Writes more in the transaction that keeps a run.
Noting = Callable[[Session, Run], object]


class TextsLost(SavedError):
    """Texts that were in the database when a run began are not any more; run again."""


class LockLost(SavedError):
    """A run took so long without a sign that another process took over."""


class RunLock:
    """The right to run a saved query, held by one process at a time."""

    def __init__(self, store: "RunStore", saved: str, now: Callable[[], datetime]) -> None:
        self._store = store
        self.saved = saved
        self.holder = uuid4().hex
        self.held = True
        #: Whether another process died with the lock, and may have left texts of no run behind.
        self.taken_over = False
        #: Whether texts were kept before their run is.
        self.kept_ahead = False
        self._now = now
        self._renewed = now()

    def renew(self) -> None:
        """Say that the run goes on, where that was last said a while ago. Raises ``LockLost``."""
        if self._now() - self._renewed >= RENEWED:
            self._renewed = self._now()
            self._store.take(self, self._renewed)


class RunStore:
    """The runs of a database. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def runs(
        self, saved: str, *, most: int | None = None, before: int | None = None, skip: int = 0
    ) -> list[Run]:
        """The runs of a saved query, the newest first: ``most`` of them, those of a number below
        ``before``, without the first ``skip``."""
        asked = _runs_of(saved)
        if before is not None:
            asked = asked.where(SavedRunRow.number < before)
        if most is not None:
            asked = asked.limit(most)
        if skip:
            asked = asked.offset(skip)
        return self._listed(asked)

    def count(self, saved: str) -> int:
        """How many runs a saved query has."""
        with self._database.reading() as session:
            if session is None:
                return 0
            asked = select(func.count()).where(SavedRunRow.saved == saved)
            return session.scalar(asked) or 0

    def telling(self, saved: str, most: int) -> list[Run]:
        """The newest runs that found something new, changed or gone, as their owner then saw."""
        told = SavedRunRow.new + SavedRunRow.changed + SavedRunRow.gone > 0
        return self._listed(_runs_of(saved).where(told).limit(most))

    def differing(self, saved: str, most: int, before: int | None = None) -> list[Run]:
        """The newest runs, of a number below ``before``, whose hits are not those of the run
        before in every way: no other has anything new, changed or gone, whoever looks."""
        earlier = aliased(SavedRunRow)
        asked = (
            _runs_of(saved)
            .outerjoin(
                earlier,
                (earlier.saved == SavedRunRow.saved) & (earlier.number == SavedRunRow.number - 1),
            )
            .where(earlier.hits.is_(None) | (earlier.hits != SavedRunRow.hits))
        )
        if before is not None:
            asked = asked.where(SavedRunRow.number < before)
        return self._listed(asked.limit(most))

    def number_before(self, saved: str, number: int, account: str) -> int | None:
        """The number of the last run before ``number`` that an account started, None without."""
        with self._database.reading() as session:
            if session is None:
                return None
            return session.scalar(
                select(func.max(SavedRunRow.number)).where(
                    SavedRunRow.saved == saved,
                    SavedRunRow.number < number,
                    SavedRunRow.account == account,
                )
            )

    def _listed(self, asked: Any) -> list[Run]:
        with self._database.reading() as session:
            return [_run(row) for row in session.scalars(asked)] if session else []

    def last(self, saved: str) -> Run | None:
        """The newest run, None where it never ran."""
        with self._database.reading() as session:
            row = session.scalars(_runs_of(saved).limit(1)).first() if session else None
            return _run(row) if row else None

    def last_of_each(self, saved: Sequence[str]) -> dict[str, Run]:
        """The newest run of each saved query that ever ran."""
        with self._database.reading() as session:
            if session is None:
                return {}
            newest = (
                select(SavedRunRow.saved, func.max(SavedRunRow.number).label("number"))
                .where(SavedRunRow.saved.in_(saved) if len(saved) <= _AT_ONCE else true())
                .group_by(SavedRunRow.saved)
                .subquery()
            )
            asked = _rows().join(
                newest,
                (SavedRunRow.saved == newest.c.saved) & (SavedRunRow.number == newest.c.number),
            )
            wanted = set(saved)
            return {row.saved: _run(row) for row in session.scalars(asked) if row.saved in wanted}

    def run(self, saved: str, number: int) -> Run:
        """One run. Raises ``NoRun``."""
        with self._database.reading() as session:
            asked = _runs_of(saved).where(SavedRunRow.number == number)
            row = session.scalars(asked).first() if session else None
            if row is None:
                raise NoRun(msg("There is no run %(number)s of this saved query.", number=number))
            return _run(row)

    def hits(self, run: Run) -> tuple[KeptHit, ...]:
        """The hits of a run, in its order."""
        with self._database.reading() as session:
            row = session.get(HitSetRow, run.hits) if session else None
            packed = row.packed if row else None
        if packed is None:
            raise NoRun(msg("There is no run %(number)s of this saved query.", number=run.number))
        return unpack(packed)

    def why_gone(self, saved: str, after: int, until: int) -> dict[str, Why]:
        """Why each hit that went in the runs of a number above ``after``, up to ``until``, did, by
        its address; as the last of these runs that missed it says."""
        asked = (
            select(SavedRunRow.why)
            .where(
                SavedRunRow.saved == saved,
                SavedRunRow.number > after,
                SavedRunRow.number <= until,
                SavedRunRow.gone > 0,
            )
            .order_by(SavedRunRow.number)
        )
        reasons: dict[str, Why] = {}
        with self._database.reading() as session:
            for packed in session.scalars(asked) if session else ():
                reasons |= json.loads(zlib.decompress(packed))
        return reasons

    def texts(self, hashes: Sequence[str]) -> dict[str, str]:
        """The texts of those hashes that are kept."""
        with self._database.reading() as session:
            return {
                row.sha256: unpack_text(row.packed)
                for part in _parts(hashes)
                for row in _scalars(session, KeptTextRow, part)
            }

    def unknown(self, hashes: Sequence[str]) -> set[str]:
        """Those hashes whose texts are not kept yet."""
        with self._database.reading() as session:
            return _unknown(session, hashes)

    def keep_texts(self, texts: Mapping[str, str]) -> None:
        """Keep texts under their hashes."""
        if texts:
            with self._database.writing() as session:
                _add_texts(session, texts)

    @contextmanager
    def locked(
        self, saved: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> Iterator[RunLock]:
        """Hold the lock of a saved query. Raises ``AlreadyRunning`` and ``NoSavedQuery``."""
        lock = RunLock(self, saved, now)
        self.take(lock, now(), first=True)
        try:
            yield lock
        finally:
            # One that cannot be given back now is over by itself in a while.
            if lock.held:
                with suppress(DatabaseError), self._database.writing() as session:
                    session.execute(
                        delete(SavedLockRow).where(
                            SavedLockRow.saved == saved, SavedLockRow.holder == lock.holder
                        )
                    )
            # What this run, or one that died, left of texts of no run. Else it goes when a saved
            # query is deleted.
            if lock.taken_over or (lock.kept_ahead and lock.held):
                with suppress(DatabaseError):
                    prune(self._database)

    def take(self, lock: RunLock, now: datetime, *, first: bool = False) -> None:
        """Take the lock, or hold it longer. Raises ``AlreadyRunning``, ``LockLost`` and
        ``NoSavedQuery``."""
        with self._database.writing() as session:
            if session.get(SavedQueryRow, lock.saved) is None:
                raise NoSavedQuery(msg("There is no such saved query."))
            row = session.get(SavedLockRow, lock.saved)
            until = (now + LEASE).isoformat(timespec="seconds")
            if row is None and first:
                session.add(SavedLockRow(saved=lock.saved, holder=lock.holder, until=until))
            elif row is not None and (row.holder == lock.holder or (first and _over(row, now))):
                lock.taken_over = lock.taken_over or row.holder != lock.holder
                row.holder, row.until = lock.holder, until
            elif first:
                raise AlreadyRunning(
                    msg("The saved query is being run already; ask for its runs in a moment.")
                )
            else:
                raise _lock_lost()

    def record(
        self,
        lock: RunLock,
        run: Mapping[str, Any],
        hits: HitSet,
        texts: Mapping[str, str],
        wanted: Sequence[str],
        why: Mapping[str, Why],
        noting: Noting | None = None,
    ) -> Run:
        """Keep a run, all of it or nothing, and give the lock back. ``run`` has the fields of
        ``Run`` but ``id``, ``saved``, ``number`` and ``hits``; ``texts`` are those to be added,
        ``wanted`` the hashes of all. What ``noting`` writes is kept with the run, or neither is.

        Raises ``LockLost``, ``TextsLost`` and ``NoSavedQuery``.
        """
        with self._database.writing() as session:
            if session.get(SavedQueryRow, lock.saved) is None:
                raise NoSavedQuery(msg("There is no such saved query."))
            held = session.get(SavedLockRow, lock.saved)
            if held is None or held.holder != lock.holder:
                raise _lock_lost()
            _add_texts(session, texts)
            if _unknown(session, wanted):
                raise TextsLost(msg("What the run needs was deleted meanwhile; run it again."))
            if session.get(HitSetRow, hits.sha256) is None:
                session.add(HitSetRow(sha256=hits.sha256, packed=hits.packed))
                session.flush()
            latest = session.scalar(
                select(func.max(SavedRunRow.number)).where(SavedRunRow.saved == lock.saved)
            )
            row = _row(lock.saved, (latest or 0) + 1, run, hits.sha256, why)
            session.add(row)
            session.delete(held)
            kept = _run(row)
            if noting is not None:
                session.flush()  # what refers to the run comes after it
                noting(session, kept)
        lock.held = False
        return kept


def _over(row: SavedLockRow, now: datetime) -> bool:
    """Whether a lock holds no more: its time is over, or was noted by a clock far ahead."""
    until = datetime.fromisoformat(row.until)
    return until <= now or until > now + 2 * LEASE


def _lock_lost() -> LockLost:
    return LockLost(msg("Another process took over this run; ask for its runs in a moment."))


# --------------------------------------------------------------------------- rows


def _rows() -> Any:
    """Runs without the reasons, which may be long."""
    return select(SavedRunRow).options(defer(SavedRunRow.why))


def _runs_of(saved: str) -> Any:
    return _rows().where(SavedRunRow.saved == saved).order_by(SavedRunRow.number.desc())


def _run(row: SavedRunRow) -> Run:
    return Run(
        id=row.id,
        saved=row.saved,
        number=row.number,
        at=row.at,
        account=row.account,
        duration_ms=row.duration_ms,
        count=row.count,
        generation=row.generation,
        model=row.model,
        profile=row.profile,
        depth=row.depth,
        kept=row.query if isinstance(row.query, dict) else {},
        hits=row.hits,
        new=row.new,
        changed=row.changed,
        gone=row.gone,
        basis=Basis(**row.basis),
    )


def _row(
    saved: str, number: int, run: Mapping[str, Any], hits: str, why: Mapping[str, Why]
) -> SavedRunRow:
    values = dict(run)
    return SavedRunRow(
        id=uuid4().hex,
        saved=saved,
        number=number,
        query=dict(values.pop("kept")),
        basis=asdict(values.pop("basis")),
        hits=hits,
        why=zlib.compress(json.dumps(dict(why), sort_keys=True).encode()),
        **values,
    )


def _add_texts(session: Session, texts: Mapping[str, str]) -> None:
    for part in _parts(list(texts)):
        for name in _unknown(session, part):
            session.add(KeptTextRow(sha256=name, packed=pack_text(texts[name])))
    session.flush()


def _unknown(session: Session | None, hashes: Sequence[str]) -> set[str]:
    unknown = set(hashes)
    for part in _parts(sorted(unknown)) if session else ():
        assert session is not None
        asked = select(KeptTextRow.sha256).where(KeptTextRow.sha256.in_(part))
        unknown.difference_update(session.scalars(asked))
    return unknown


def _scalars(session: Session | None, table: Any, hashes: Sequence[str]) -> Sequence[Any]:
    if session is None:
        return ()
    return session.scalars(select(table).where(table.sha256.in_(hashes))).all()


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
