"""What no run keeps any more goes: a deleted query leaves no text of a restricted work behind."""

from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from search_app.database import Database
from search_app.saved.kept_hits import unpack
from search_app.saved.tables import HitSetRow, KeptTextRow, SavedLockRow, SavedRunRow

#: Texts that one statement deletes.
_AT_ONCE = 500


def drop_sets(session: Session) -> set[str]:
    """Delete the sets that no run has, in a transaction that writes; the hashes of the texts that
    they had."""
    unused = HitSetRow.sha256.not_in(select(SavedRunRow.hits))
    dropped: set[str] = set()
    for packed in session.scalars(select(HitSetRow.packed).where(unused)):
        dropped |= texts_in(packed)
    session.execute(delete(HitSetRow).where(unused))
    return dropped


def prune(database: Database, dropped: AbstractSet[str] = frozenset()) -> None:
    """Delete the texts that no set has: those ``dropped`` and, while nothing runs, also what runs
    that failed half-way left. Every set is looked at, so that is done before anybody is kept from
    writing; then only the sets that came meanwhile. Raises ``DatabaseError``."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with database.reading() as session:
        if session is None:
            return
        runs = select(func.count()).select_from(SavedLockRow).where(SavedLockRow.until > now)
        if session.scalar(runs):
            unused = set(dropped)
        else:
            unused = set(session.scalars(select(KeptTextRow.sha256)))
        known = _without_kept(session, unused, set()) if unused else set()
    if not unused:
        return
    with database.writing() as session:
        _without_kept(session, unused, known)
        hashes = sorted(unused)
        for start in range(0, len(hashes), _AT_ONCE):
            part = hashes[start : start + _AT_ONCE]
            session.execute(delete(KeptTextRow).where(KeptTextRow.sha256.in_(part)))


def _without_kept(session: Session, unused: set[str], known: AbstractSet[str]) -> set[str]:
    """Take out of ``unused`` the texts of every set that is not ``known``, as far as is needed; the
    sets that there are."""
    names = set(session.scalars(select(HitSetRow.sha256)))
    for name in sorted(names - known):
        if not unused:
            break
        packed = session.scalar(select(HitSetRow.packed).where(HitSetRow.sha256 == name))
        unused -= texts_in(packed) if packed is not None else set()
    return names


def texts_in(packed: bytes) -> set[str]:
    """The hashes of the texts that a set has."""
    return {text for hit in unpack(packed) for text in hit.hashes.values()}
