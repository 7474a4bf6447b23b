"""Corrected clause types in the database: made, taken back, listed, carried elsewhere."""

from collections.abc import Iterable, Mapping
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from search_app.clauses.corrections import (
    ClauseCorrection,
    ClauseCorrectionError,
    ClausesChanged,
    checked_labels,
    checked_note,
    latest,
)
from search_app.clauses.tables import ClauseCorrectionRow
from search_app.database import Database
from search_app.kept_corrections import moment_after, take_in
from search_app.messages import msg
from search_app.saved.saved_form import sound

#: How many corrections there are, and when the last was made or taken back.
Stamp = tuple[int, int, str, str]


class ClauseCorrectionStore:
    """The corrections that a database has. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stamp(self) -> Stamp:
        """What is another after every change: cheap to ask for."""
        row = ClauseCorrectionRow
        with self._database.reading() as session:
            if session is None:
                return 0, 0, "", ""
            count, withdrawn, made, taken = session.execute(
                select(
                    func.count(),
                    func.count().filter(row.withdrawn_at != ""),
                    func.coalesce(func.max(row.at), ""),
                    func.coalesce(func.max(row.withdrawn_at), ""),
                )
            ).one()
            return count, withdrawn, made, taken

    def all(self, key: str = "") -> list[ClauseCorrection]:
        """Every correction, or those of a provision, the oldest first, withdrawn ones too."""
        with self._database.reading() as session:
            return [] if session is None else _stored(session, key)

    def make(
        self,
        key: str,
        clauses: Iterable[str],
        author: str,
        *,
        texts: Mapping[str, str],
        note: str = "",
        seen: str | None = None,
    ) -> ClauseCorrection:
        """Set the labels of a provision. ``texts``: id of each version → hash of its text now.
        ``seen`` is the id of the correction that held when the editor looked, "" for none; None
        does not say. Raises ``ClauseCorrectionError``; ``ClausesChanged`` where another holds."""
        labels, kept = checked_labels(clauses), checked_note(note)
        with self._database.writing() as session:
            known = _stored(session, key)
            _check(known, key, seen)
            row = ClauseCorrectionRow(
                id=uuid4().hex,
                key=key,
                clauses=list(labels),
                note=kept,
                author=sound(author),
                at=moment_after(known),
                texts=dict(texts),
                withdrawn_at="",
                withdrawn_by="",
            )
            session.add(row)
            return _correction(row)

    def undo(self, key: str, author: str, *, seen: str | None = None) -> ClauseCorrection:
        """Take back the correction that holds; the one before it holds again, if there is one.
        Raises ``ClauseCorrectionError``, ``ClausesChanged`` as ``make``."""
        with self._database.writing() as session:
            known = _stored(session, key)
            _check(known, key, seen)
            holding = latest(known).get(key)
            if holding is None:
                raise ClauseCorrectionError(
                    msg("There is no correction of this provision's subjects to take back.")
                )
            row = session.get_one(ClauseCorrectionRow, holding.id)
            row.withdrawn_at, row.withdrawn_by = moment_after(known), sound(author)
            return _correction(row)

    def add(self, corrections: Iterable[ClauseCorrection]) -> dict[str, int]:
        """Take in corrections made elsewhere; how many were ``added``, ``withdrawn`` (known here,
        taken back there) and ``unchanged``."""
        with self._database.writing() as session:
            return take_in(session, ClauseCorrectionRow, corrections, _row)


def _check(known: list[ClauseCorrection], key: str, seen: str | None) -> None:
    """Raise ``ClausesChanged`` where another correction holds than the one that was seen."""
    holding = latest(known).get(key)
    if seen is not None and seen != (holding.id if holding else ""):
        raise ClausesChanged(
            msg(
                "The subjects of this provision have changed since the page was shown; look at "
                "it again, then correct it."
            )
        )


def _stored(session: Session, key: str) -> list[ClauseCorrection]:
    asked = select(ClauseCorrectionRow).order_by(ClauseCorrectionRow.at, ClauseCorrectionRow.id)
    if key:
        asked = asked.where(ClauseCorrectionRow.key == key)
    return [_correction(row) for row in session.scalars(asked)]


def _row(one: ClauseCorrection) -> ClauseCorrectionRow:
    return ClauseCorrectionRow(
        id=one.id,
        key=one.key,
        clauses=list(one.clauses),
        note=one.note,
        author=one.author,
        at=one.at,
        texts=dict(one.texts),
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=one.withdrawn_by,
    )


def _correction(row: ClauseCorrectionRow) -> ClauseCorrection:
    return ClauseCorrection(
        id=row.id,
        key=row.key,
        clauses=tuple(row.clauses),
        note=row.note,
        author=row.author,
        at=row.at,
        texts=dict(row.texts),
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )
