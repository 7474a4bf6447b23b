"""A long text and the places that matched → the piece of it that a list shows. No Flask."""

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

#: Code points of a snippet, by language: about three lines on a wide screen in each.
WIDTHS = {"km": 400, "zh": 170, "en": 380}
#: How far a cut may move to stand between words, in code points.
SLACK = 24
_COENG = "\u17d2"
#: Joiners and direction marks belong to what is before them.
_FORMAT = frozenset({"Mn", "Mc", "Me", "Cf"})


class Piece(NamedTuple):
    """A run of a text that is marked throughout or not at all."""

    text: str
    marked: bool


class Snippet(NamedTuple):
    """Pieces in order; ``before`` and ``after`` say whether text was left out there."""

    pieces: list[Piece]
    before: bool
    after: bool


def may_cut(text: str, place: int) -> bool:
    """Whether ``text`` may be cut before code point ``place``: never between a base and its
    signs, nor within a Khmer consonant stack."""
    if place <= 0 or place >= len(text):
        return True
    return unicodedata.category(text[place]) not in _FORMAT and text[place - 1] != _COENG


def whole_clusters(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges widened to places where the text may be cut, those that then meet joined."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        while not may_cut(text, start):
            start -= 1
        while not may_cut(text, end):
            end += 1
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return found


def pieces(
    text: str, spans: Sequence[tuple[int, int]], start: int = 0, end: int | None = None
) -> list[Piece]:
    """``text[start:end]`` parted at the edges of ``spans``, which are ordered and apart."""
    end = len(text) if end is None else end
    found, at = [], start
    for left, right in spans:
        left, right = max(left, at), min(right, end)
        if left < right:
            found += [Piece(text[at:left], False), Piece(text[left:right], True)]
            at = right
    found.append(Piece(text[at:end], False))
    return [piece for piece in found if piece.text]


def snippet(
    text: str,
    spans: Sequence[tuple[int, int]],
    width: int,
    around: int | None = None,
) -> Snippet:
    """The stretch of ``text`` of about ``width`` code points that shows most of what matched.

    It begins a little before the first match it shows, so that the match is read in its sentence.
    Where nothing matched it shows what stands at ``around``, or the beginning.
    """
    spans = whole_clusters(text, spans)
    if len(text) <= width + SLACK:
        return Snippet(pieces(text, spans), before=False, after=False)
    if spans or around is None:
        first = _best_start(text, spans, width)
    else:
        first = _shortly_before(text, around, width)
    start = _cut_near(text, first)
    end = _cut_near(text, min(len(text), first + width))
    return Snippet(pieces(text, spans, start, end), before=start > 0, after=end < len(text))


def beginning(text: str, width: int) -> str:
    """The first line of ``text``, cut after about ``width`` code points."""
    line = text.partition("\n")[0]
    if len(line) <= width:
        return line
    return line[: _cut_near(line, width)].rstrip() + "…"


def _best_start(text: str, spans: Sequence[tuple[int, int]], width: int) -> int:
    """Where the window that holds the most matched text begins, the earliest of equals."""
    best, most = 0, 0
    for left, _ in spans:
        start = _shortly_before(text, left, width)
        held = sum(
            right - first for first, right in spans if first >= start and right <= start + width
        )
        if held > most:
            best, most = start, held
    return best


def _shortly_before(text: str, place: int, width: int) -> int:
    """Where a window begins that shows what stands at ``place`` with a little before it."""
    return max(0, min(place - width // 6, len(text) - width))


def _cut_near(text: str, place: int) -> int:
    """A place to cut at or shortly before ``place``: after white space or a mark if there is
    one, else between words' letters where the script allows it."""
    if place <= 0 or place >= len(text):
        return max(0, min(place, len(text)))
    for back in range(place, max(0, place - SLACK), -1):
        mark = unicodedata.category(text[back - 1]) == "Po" and not text[back].isdigit()
        if text[back - 1].isspace() or mark:
            return back
    while not may_cut(text, place):
        place -= 1
    return place
