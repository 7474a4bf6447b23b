"""The audit log read: a page of it by what is asked for, or all of it in little memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select, text
from sqlalchemy.orm import Session

from search_app.audit.chain import NOTHING_BEFORE, AuditEntry, subject_text
from search_app.audit.log import storable
from search_app.audit.tables import AuditRow
from search_app.database import Database

#: Entries that are read at once.
BATCH = 1_000

#: The triggers of the log in each kind of database, as ``migrations`` makes them, and what lists
#: those that are there and at work.
GUARDS: Mapping[str, frozenset[str]] = {
    "sqlite": frozenset(f"audit_entries_not_{name}" for name in ("changed", "deleted", "put_in")),
    "postgresql": frozenset(
        f"audit_entries_not_{name}" for name in ("changed", "emptied", "put_in")
    ),
}
_GUARDS_THERE: Mapping[str, str] = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' "
    "AND tbl_name = 'audit_entries' AND sql LIKE '%RAISE(ABORT%'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_entries'::regclass "
    "AND tgenabled IN ('O', 'A')",
}

#: Told how many entries are done of how many.
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, kw_only=True)
class AuditFilter:
    """Which entries: of an action; of an account, by its id or name; from a time on and before
    another, as the beginning of an ISO 8601 time; with ``text`` in their subject. "" for any."""

    action: str = ""
    account: str = ""
    since: str = ""
    until: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class AuditPage:
    """Entries, the newest first; ``older`` is what to ask for to go on, None at the end."""

    entries: Sequence[AuditEntry]
    older: int | None


class AuditLog:
    """The log of one database. Every method raises ``DatabaseError``; a database that was never
    written to has an empty log."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: AuditFilter, *, before: int | None = None, size: int = 50) -> AuditPage:
        """The newest ``size`` entries that are wanted, or those with numbers under ``before``."""
        query = _wanted(wanted).order_by(AuditRow.number.desc()).limit(size + 1)
        if before is not None:
            query = query.where(AuditRow.number < before)
        with self._database.reading() as session:
            found = [] if session is None else [_entry(row) for row in session.scalars(query)]
        shown = found[:size]
        return AuditPage(entries=shown, older=shown[-1].number if len(found) > size else None)

    def head(self) -> tuple[int, str]:
        """The number and the hash of the newest entry; 0 and zeros for an empty log."""
        with self._database.reading() as session:
            newest = select(AuditRow).order_by(AuditRow.number.desc()).limit(1)
            row = session.scalars(newest).first() if session is not None else None
            return (row.number, row.sha256) if row is not None else (0, NOTHING_BEFORE)

    def guards_missing(self) -> Sequence[str]:
        """The triggers that are gone, or do nothing any more, of those by which the database
        refuses every change of the log; none where there is no log yet."""
        with self._database.reading() as session:
            if session is None:
                return []
            kind = session.connection().dialect.name
            names, asked = GUARDS[kind], text(_GUARDS_THERE[kind])
            return sorted(names - set(session.scalars(asked)))

    def actions(self) -> Sequence[str]:
        """Every action that there is an entry of, by name."""
        with self._database.reading() as session:
            if session is None:
                return []
            return sorted(session.scalars(select(AuditRow.action).distinct()))

    def every(self, progress: Progress | None = None) -> Iterator[AuditEntry]:
        """Every entry, the oldest first, of one state of the log, ``BATCH`` in memory at a time."""
        with self._database.reading() as session:
            if session is None:
                return
            total = session.scalar(select(func.count()).select_from(AuditRow)) or 0
            for done, row in enumerate(_rows(session), 1):
                yield row
                if progress and (done % BATCH == 0 or done == total):
                    progress(done, total, "")


def _rows(session: Session) -> Iterator[AuditEntry]:
    last: int | None = None
    while True:
        query = select(AuditRow).order_by(AuditRow.number).limit(BATCH)
        if last is not None:
            query = query.where(AuditRow.number > last)
        batch = [_entry(row) for row in session.scalars(query)]
        session.expunge_all()
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].number


def _wanted(wanted: AuditFilter) -> Select[Any]:
    query = select(AuditRow)
    if wanted.action:
        query = query.where(AuditRow.action == storable(wanted.action))
    if wanted.account:
        account = storable(wanted.account)
        query = query.where(or_(AuditRow.account == account, AuditRow.name == account))
    if wanted.since:
        query = query.where(AuditRow.at >= wanted.since)
    if wanted.until:
        query = query.where(AuditRow.at < wanted.until)
    if wanted.text:
        escaped = subject_text({"": wanted.text})[5:-2]  # as it stands within a subject
        query = query.where(AuditRow.subject.contains(escaped, autoescape=True))
    return query


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        account=row.account,
        name=row.name,
        address=row.address,
        action=row.action,
        subject=row.subject,
        previous=row.previous,
        sha256=row.sha256,
    )


def entry_json(entry: AuditEntry) -> Mapping[str, Any]:
    """An entry as pages for programs and commands show it."""
    return {
        "number": entry.number,
        "at": entry.at,
        "account": entry.account,
        "name": entry.name,
        "address": entry.address,
        "action": entry.action,
        "subject": entry.facts,
        "previous": entry.previous,
        "sha256": entry.sha256,
    }
