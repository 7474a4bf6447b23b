"""Two texts of one provision → one text with what was struck out and put in. Pure."""

from typing import NamedTuple

from search_app.likeness import Likeness
from search_app.snippets import may_cut

#: A stretch that both texts have is cut in the middle where it is longer, in code points, and this
#: much of it stays at each side of a change.
LONGEST_SAME, AROUND = 400, 120

#: What a piece is: in both texts, only in the earlier, only in the later, or left out here.
SAME, STRUCK, ADDED, SKIPPED = "same", "struck", "added", "skipped"


class TrackedPiece(NamedTuple):
    """A stretch of text; ``numbers``: all of it is numbers or dates. One that is ``skipped`` has
    no text."""

    text: str
    kind: str
    numbers: bool = False


def tracked(likeness: Likeness, before: str, now: str) -> list[TrackedPiece]:
    """The pieces in order. Those that are the same or added are together the later text; what
    stands between words there (spaces, punctuation) counts as the same."""
    found: list[TrackedPiece] = []
    a = b = 0
    for one in likeness.differences:
        if one.kind == "equal":
            assert one.first is not None
            assert one.second is not None
            found.append(TrackedPiece(now[b : one.second.end], SAME))
            a, b = one.first.end, one.second.end
            continue
        if one.second is not None:
            found.append(TrackedPiece(now[b : one.second.start], SAME))
        if one.first is not None:
            start = a if one.second is None else one.first.start
            found.append(TrackedPiece(before[start : one.first.end], STRUCK, one.numbers))
            a = one.first.end
        if one.second is not None:
            found.append(TrackedPiece(now[one.second.start : one.second.end], ADDED, one.numbers))
            b = one.second.end
    found.append(TrackedPiece(now[b:], SAME))
    return _joined(found)


def _joined(pieces: list[TrackedPiece]) -> list[TrackedPiece]:
    joined: list[TrackedPiece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if joined and joined[-1].kind == piece.kind and joined[-1].numbers == piece.numbers:
            joined[-1] = piece._replace(text=joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def shortened(pieces: list[TrackedPiece]) -> list[TrackedPiece]:
    """The same with long stretches that did not change left out: what stands around the changes
    stays."""
    found: list[TrackedPiece] = []
    for place, piece in enumerate(pieces):
        if piece.kind != SAME or len(piece.text) <= LONGEST_SAME:
            found.append(piece)
            continue
        if place > 0:
            found.append(piece._replace(text=_head(piece.text)))
        found.append(TrackedPiece("", SKIPPED))
        if place < len(pieces) - 1:
            found.append(piece._replace(text=_tail(piece.text)))
    return found


def _head(text: str) -> str:
    end = AROUND
    while not may_cut(text, end):
        end -= 1
    return text[:end]


def _tail(text: str) -> str:
    start = len(text) - AROUND
    while not may_cut(text, start):
        start -= 1
    return text[start:]
