"""Corrections of beads in the database: made, taken back, listed, carried elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from indexer.models import Bead
from search_app.bead_changes import (
    CorrectionError,
    StaleBead,
    confirm,
    merge,
    neighbour,
    shift,
    split,
)
from search_app.bitext import Corrected, ReviewedBead
from search_app.corrections import (
    Correction,
    KeyedBead,
    Review,
    in_order,
    keyed,
    keys_of,
    read_bead,
    review,
)
from search_app.database import Database
from search_app.database_schema import CorrectionRow
from search_app.kept_corrections import moment_after, take_in
from search_app.messages import msg
from search_app.work_tree import WorkView

Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What an editor asks for: one of ``corrections.ACTIONS``, or ``undo``.

    ``bead`` is the one they saw and ``beside`` the neighbour they saw, None where they do not say;
    ``step`` says which neighbour a bead is joined with or a segment goes to, 1 the next and -1 the
    previous; ``side`` is the version that a segment moves in; ``first`` says how many segments of
    each version a split leaves in the first of the two beads.
    """

    action: str
    bead: KeyedBead
    beside: KeyedBead | None = None
    step: int = 1
    side: int = 0
    first: tuple[int, int] = (0, 0)


class Recorded(NamedTuple):
    """A correction in a history. ``stale``: its texts do not stand together in the work any
    more, so it changes nothing; None where the work is not at hand to say."""

    correction: Correction
    stale: bool | None


class CorrectionStore:
    """The corrections that a database has. Every method raises ``DatabaseError``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, work: str = "") -> list[Correction]:
        """Every correction, or those of a work, the oldest first, withdrawn ones too."""
        with self._database.reading() as session:
            return [] if session is None else _stored(session, work)

    def corrected(self, view: WorkView) -> Corrected:
        """The beads of each pair of versions that was corrected, as corrected."""
        return {
            pair: reviewed.beads
            for pair, reviewed in _reviews(view, self.all(view.id)).items()
            if reviewed.applied
        }

    def history(self, view: WorkView, pair: Pair | None = None) -> list[Recorded]:
        """The corrections of a work, or of two of its versions, the newest first."""
        corrections = self.all(view.id)
        stale = stale_in(view, corrections)
        return [
            Recorded(one, one.id in stale)
            for one in reversed(corrections)
            if pair is None or set(one.pair) == set(pair)
        ]

    def make(self, view: WorkView, pair: Pair, change: Change, author: str) -> Correction:
        """Correct the beads of two versions, seen in the order of ``pair``; the correction, as it
        is kept. For ``undo`` it is the one withdrawn.

        Raises ``StaleBead`` where the bead that was seen is not there any more, and
        ``CorrectionError`` for what cannot be done.
        """
        with self._database.writing() as session:
            corrections = _stored(session, view.id)
            desk = _Desk(view, pair, corrections)
            at = desk.place(change.bead)
            if change.beside is not None:
                desk.check(neighbour(desk.beads, at, change.step), change.beside)
            now = moment_after(corrections)
            if change.action == "undo":
                done = desk.last_of(at, author)
                row = session.get_one(CorrectionRow, done.id)
                row.withdrawn_at, row.withdrawn_by = now, author
                return _correction(row)
            row = _row(desk.correction(change, at, author, now))
            session.add(row)
            return _correction(row)

    def add(self, corrections: Iterable[Correction]) -> Mapping[str, int]:
        """Take in corrections made elsewhere; how many were ``added``, ``withdrawn`` (known here,
        taken back there) and ``unchanged``."""
        with self._database.writing() as session:
            return take_in(session, CorrectionRow, corrections, _row)


def stale_in(view: WorkView, corrections: Sequence[Correction]) -> set[str]:
    """The ids of the corrections of a work that cannot be applied to it any more."""
    reviews = _reviews(view, corrections)
    stale = {one.id for reviewed in reviews.values() for one in reviewed.stale}
    lost = {
        one.id
        for one in corrections
        if one.pair not in reviews and (one.b, one.a) not in reviews and not one.withdrawn_at
    }
    return stale | lost


def _reviews(view: WorkView, corrections: Sequence[Correction]) -> dict[Pair, Review]:
    """What the corrections make of each pair of versions that has some, in the work's order."""
    by_pair: dict[Pair, list[Correction]] = {}
    for one in corrections:
        for pair, seen in ((one.pair, one), ((one.b, one.a), one.mirrored())):
            if pair in view.alignments:
                by_pair.setdefault(pair, []).append(seen)
    return {pair: _review(view, pair, own) for pair, own in by_pair.items()}


def _review(view: WorkView, pair: Pair, corrections: Sequence[Correction]) -> Review:
    segments = {version.address: version.segments for version in view.versions}
    a, b = pair
    return review(view.alignments[pair], segments[a], segments[b], corrections)


class _Desk:
    """Two versions as an editor has them before them, in the order they are shown in."""

    def __init__(self, view: WorkView, pair: Pair, corrections: Sequence[Correction]) -> None:
        kept = view.pair(*pair)
        if kept not in view.alignments:
            raise CorrectionError(
                msg(
                    "These versions are not aligned in this index. Index the instrument again "
                    "with `treatylens index`."
                )
            )
        reviewed = _reviews(view, corrections).get(kept) or _review(view, kept, ())
        self._work, self._pair, self._mirrored = view.id, pair, kept != pair
        self._applied = reviewed.applied
        shown = [_mirrored(one) for one in reviewed.beads] if self._mirrored else reviewed.beads
        self.beads = [one.bead for one in in_order(shown)]
        segments = {version.address: version.segments for version in view.versions}
        self._segments = segments[pair[0]], segments[pair[1]]
        self._keys = keys_of(self._segments[0]), keys_of(self._segments[1])

    def place(self, seen: KeyedBead) -> int:
        """The place of the bead that was seen. Raises ``StaleBead``."""
        for place, bead in enumerate(self.beads):
            if keyed(bead, *self._keys) == seen:
                return place
        raise StaleBead(
            msg("This row has changed since the page was shown; look at it again, then correct it.")
        )

    def check(self, at: int, seen: KeyedBead) -> None:
        """Raise ``StaleBead`` unless the bead at a place is the one that was seen."""
        if keyed(self.beads[at], *self._keys) != seen:
            raise StaleBead(
                msg(
                    "The row beside this one has changed since the page was shown; look at it "
                    "again, then correct it."
                )
            )

    def correction(self, change: Change, at: int, author: str, now: str) -> Correction:
        """The correction that a change of the bead at a place makes. Raises
        ``CorrectionError``."""
        made = _changed(self.beads, at, change)
        unit = next(
            segments[place].unit
            for bead in made
            for segments, places in zip(self._segments, (bead.a, bead.b), strict=True)
            for place in places
        )
        correction = Correction(
            id=uuid4().hex,
            work=self._work,
            a=self._pair[0],
            b=self._pair[1],
            unit=unit,
            action=change.action,
            author=author,
            at=now,
            beads=tuple(keyed(bead, *self._keys) for bead in made),
            texts=tuple((self._text(0, bead.a), self._text(1, bead.b)) for bead in made),
        )
        return correction.mirrored() if self._mirrored else correction

    def last_of(self, at: int, author: str) -> Correction:
        """The latest correction that made the bead at a place. Raises ``CorrectionError`` where
        there is none, and where it is another editor's."""
        bead = self.beads[at]
        sides = (bead.b, bead.a) if self._mirrored else (bead.a, bead.b)
        correction = next(
            (
                correction
                for correction, made in reversed(self._applied)
                if sides in [(one.a, one.b) for one in made]
            ),
            None,
        )
        if correction is None:
            raise CorrectionError(msg("There is no correction of this row to take back."))
        if correction.author != author:
            raise CorrectionError(
                msg(
                    "%(author)s made this correction, and only %(author)s can take it back.",
                    author=correction.author,
                )
            )
        return correction

    def _text(self, side: int, places: Sequence[int]) -> str:
        return "\n".join(self._segments[side][place].text for place in places)


def _changed(beads: Sequence[Bead], at: int, change: Change) -> list[Bead]:
    if change.action == "merge":
        return merge(beads, at, change.step)
    if change.action == "split":
        return split(beads, at, change.first)
    if change.action == "shift":
        return shift(beads, at, change.side, change.step)
    return confirm(beads, at)


def _mirrored(one: ReviewedBead) -> ReviewedBead:
    return one._replace(bead=Bead(one.bead.b, one.bead.a, one.bead.confidence))


# --------------------------------------------------------------------------- rows


def _stored(session: Session, work: str) -> list[Correction]:
    asked = select(CorrectionRow).order_by(CorrectionRow.at, CorrectionRow.id)
    if work:
        asked = asked.where(CorrectionRow.work == work)
    return [_correction(row) for row in session.scalars(asked)]


def _row(one: Correction) -> CorrectionRow:
    return CorrectionRow(
        id=one.id,
        work=one.work,
        version_a=one.a,
        version_b=one.b,
        unit=one.unit,
        action=one.action,
        author=one.author,
        at=one.at,
        beads=beads_json(one),
        withdrawn_at=one.withdrawn_at,
        withdrawn_by=one.withdrawn_by,
    )


def _correction(row: CorrectionRow) -> Correction:
    beads, texts = read_beads(row.beads)
    return Correction(
        id=row.id,
        work=row.work,
        a=row.version_a,
        b=row.version_b,
        unit=row.unit,
        action=row.action,
        author=row.author,
        at=row.at,
        beads=beads,
        texts=texts,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )


def beads_json(one: Correction) -> list[dict[str, Any]]:
    """The beads of a correction as JSON, each with its texts."""
    return [
        {
            "a": [str(key) for key in bead.a],
            "b": [str(key) for key in bead.b],
            "text_a": text_a,
            "text_b": text_b,
        }
        for bead, (text_a, text_b) in zip(one.beads, one.texts, strict=True)
    ]


def read_beads(
    stored: Sequence[Mapping[str, Any]],
) -> tuple[tuple[KeyedBead, ...], tuple[tuple[str, str], ...]]:
    """The beads of a correction from their JSON, and their texts. Raises ``ValueError``,
    ``KeyError`` or ``TypeError`` for what is none."""
    beads = tuple(read_bead(" ".join(one["a"]) + "|" + " ".join(one["b"])) for one in stored)
    return beads, tuple((str(one["text_a"]), str(one["text_b"])) for one in stored)
