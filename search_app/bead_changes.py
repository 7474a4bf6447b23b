"""What a person can do to a bead: join it with a neighbour, part it, move a segment, confirm it.

Each function takes the beads of two versions in their order and the place of one among them, and
gives the beads to stand instead of those it touches. Sides are 0 and 1. No SQL, no Flask.
"""

from collections.abc import Sequence

from indexer.models import Bead
from search_app.corrections import SURE, contiguous
from search_app.messages import Message, msg

#: From a bead to a neighbour.
PREVIOUS, NEXT = -1, 1


class CorrectionError(Exception):
    """A change that cannot be made. ``message`` says why, to be translated."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.english)
        self.message = message


class StaleBead(CorrectionError):
    """The bead that a person saw is not there any more, by an index or a correction made since."""


def neighbour(beads: Sequence[Bead], at: int, step: int) -> int:
    """The place of the bead before or after. Raises ``CorrectionError`` where there is none."""
    if at + step < 0:
        raise CorrectionError(msg("There is no row before the first one."))
    if at + step >= len(beads):
        raise CorrectionError(msg("There is no row after the last one."))
    return at + step


def merge(beads: Sequence[Bead], at: int, step: int) -> list[Bead]:
    """The bead and the one before or after as one. Raises ``CorrectionError``."""
    first, second = sorted((at, neighbour(beads, at, step)))
    joined = _joined(beads[first], beads[second])
    if joined is None:
        raise CorrectionError(
            msg("The two rows do not follow each other in the text, so they stay apart.")
        )
    return [joined]


def split(beads: Sequence[Bead], at: int, first: tuple[int, int]) -> list[Bead]:
    """The bead as two; ``first`` says how many segments of each side the first of them gets, 0 to
    all there are. Raises ``CorrectionError``, also where one of them would have none."""
    bead = beads[at]
    fits = 0 <= first[0] <= len(bead.a) and 0 <= first[1] <= len(bead.b)
    if not fits or not 0 < sum(first) < len(bead.a) + len(bead.b):
        raise CorrectionError(
            msg("The row cannot be split there; leave something for both of the new rows.")
        )
    return [
        Bead(bead.a[: first[0]], bead.b[: first[1]], SURE),
        Bead(bead.a[first[0] :], bead.b[first[1] :], SURE),
    ]


def shift(beads: Sequence[Bead], at: int, side: int, step: int) -> list[Bead]:
    """The bead and a neighbour, after the first segment of a side went to the bead before, or the
    last one to the bead after; the neighbour alone if nothing else is left. Raises
    ``CorrectionError``."""
    bead = beads[at]
    places = (bead.a, bead.b)[side]
    if not places:
        raise CorrectionError(msg("The row has nothing in this version that could be moved."))
    other = beads[neighbour(beads, at, step)]
    moved, kept = (places[:1], places[1:]) if step == PREVIOUS else (places[-1:], places[:-1])
    received = _joined(other, _with(Bead((), (), SURE), side, moved))
    if received is None:
        raise CorrectionError(
            msg("The text does not follow on that row, so it cannot be moved there.")
        )
    left = _with(bead, side, kept)
    if not left.a and not left.b:
        return [received]
    return [received, left] if step == PREVIOUS else [left, received]


def confirm(beads: Sequence[Bead], at: int) -> list[Bead]:
    """The bead as it is."""
    return [Bead(beads[at].a, beads[at].b, SURE)]


def _with(bead: Bead, side: int, places: tuple[int, ...]) -> Bead:
    return Bead(places, bead.b, SURE) if side == 0 else Bead(bead.a, places, SURE)


def _joined(one: Bead, other: Bead) -> Bead | None:
    """Two beads as one, None where the text of a side would have a gap."""
    a, b = tuple(sorted(one.a + other.a)), tuple(sorted(one.b + other.b))
    return Bead(a, b, SURE) if contiguous(a) and contiguous(b) else None
