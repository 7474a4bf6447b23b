"""What no run keeps any more goes: a deleted query leaves no text of a restricted work behind."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from search_app.saved.kept_hits import unpack
from search_app.saved.tables import HitSetRow, KeptTextRow, SavedRunRow

#: Texts that one statement deletes.
_AT_ONCE = 500


def prune(session: Session) -> None:
    """Delete the sets that no run has, and the texts that no other set has, in a transaction that
    writes."""
    unused = HitSetRow.sha256.not_in(select(SavedRunRow.hits))
    dropped: set[str] = set()
    for packed in session.scalars(select(HitSetRow.packed).where(unused)):
        dropped |= texts_in(packed)
    session.execute(delete(HitSetRow).where(unused))
    if not dropped:
        return
    for packed in session.scalars(select(HitSetRow.packed).execution_options(yield_per=20)):
        dropped -= texts_in(packed)
    hashes = sorted(dropped)
    for start in range(0, len(hashes), _AT_ONCE):
        part = hashes[start : start + _AT_ONCE]
        session.execute(delete(KeptTextRow).where(KeptTextRow.sha256.in_(part)))


def texts_in(packed: bytes) -> set[str]:
    """The hashes of the texts that a set has."""
    return {text for hit in unpack(packed) for text in hit.hashes.values()}
