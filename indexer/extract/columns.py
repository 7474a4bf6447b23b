"""Rows of a PDF page → blocks in reading order, each with its column.

A gutter is a vertical strip that no piece of several consecutive rows crosses; it parts them into
columns, each read from top to bottom before the next. Most such strips are none: spaces of
justified lines meet by chance, the marks of a list stand apart from its texts, centred headings
stand right of short lines. So both sides must be columns: text beside text, parted by more than a
space between words unless they differ in their writing.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.extract.lines import is_label
from indexer.extract.rows import Row, side_of

#: How wide a strip that nothing crosses must be, in font sizes, the rows wanted on each of its
#: sides for it to be a gutter, and whether the rows right of it must begin at one place: the
#: narrower and the fewer, the likelier that spaces of justified lines meet by chance.
_GUTTERS = ((4.0, 2, False), (0.8, 6, False), (0.8, 3, True), (0.2, 5, True))
#: A gap of fewer font sizes than this is a space between words of a justified line.
_SPACE_AT_MOST = 0.8
#: Rows begin at one place when this share of them does, so many points apart at most.
_ALIGNED, _APART = 0.6, 2.0
#: A column is at least this share of the width of the page's text.
_COLUMN_SHARE = 0.15
#: A line stands beside another when their baselines are fewer font sizes apart; of the side with
#: fewer lines this share does in columns.
_BESIDE, _BESIDE_SHARE = 1.0, 0.5
#: The gap at a gutter is this many times the usual one of its row, in this share of rows; where a
#: row has no other gap, it is wider than a space.
_STANDS_OUT, _STANDING = 1.5, 0.5
#: From so many rows on, of which this share begins at one place, no gaps meet by chance: Khmer
#: columns may be justified by gaps as wide as what parts them. So it is where the page before has
#: the gutter and no line of this one crosses it.
_MANY, _ALL_ALIGNED = 8, 0.8
#: What stands left of a strip is the marks of what stands right of it when so many lines of the
#: shorter side are (share).
_LABELS = 0.5
#: A side is written in a script when this share of its letters is.
_MAIN_SCRIPT = 0.6
#: Gutters this many points apart are one.
_SAME = 4.0
#: Most places where gutters are looked for.
_CANDIDATES = 40

_SCRIPTS = {
    "Khmr": re.compile(r"[\u1780-\u17b3]"),
    "Hani": re.compile(r"[\u3400-\u9fff\uf900-\ufaff]"),
    "Latn": re.compile(r"[A-Za-z\u00c0-\u024f]"),
}

#: A column and its rows.
Block = tuple[int, list[Row]]


@dataclass(slots=True)
class _Span:
    """Rows ``first`` to ``last`` (not included) that a gutter at ``x`` parts."""

    x: float
    first: int
    last: int
    weight: int


class Columns:
    """Parts the pages of one file in order: a table that runs over a page keeps its columns there,
    even where a page holds too few of its rows to tell."""

    def __init__(self) -> None:
        self._known: list[float] = []
        self._clear: list[float] = []
        self._found: list[float] = []

    def blocks(self, rows: list[Row]) -> list[Block]:
        """The blocks of a page in reading order, each with its column, counted from 0."""
        width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
        self._clear = [x for x in self._known if not any(_crosses(row, x) for row in rows)]
        self._found = []
        blocks, _ = self._parted(rows, width, self._column_at(rows))
        # A page that holds the rest of a table's last cell alone says nothing against the others.
        kept = [x for x in self._clear if all(abs(x - found) > _SAME for found in self._found)]
        self._known = sorted([*self._found, *kept])
        return blocks

    def _column_at(self, rows: list[Row]) -> int:
        """The column in which ``rows`` stand by gutters of the page before that are clear here:
        those left of them may have no text beside it, where the other cells have ended."""
        left = min(row.x0 for row in rows)
        return sum(x - 1 <= left for x in self._clear)

    def _parted(self, rows: list[Row], width: float, column: int) -> tuple[list[Block], int]:
        """Blocks of ``rows``, whose leftmost column is ``column``, and the number after the last
        column."""
        gutter = _gutter(rows, width, self._known) if len(rows) >= _GUTTERS[0][1] else None
        if gutter is None:
            return [(column, rows)] if rows else [], column + 1
        self._found.append(gutter.x)
        region = rows[gutter.first : gutter.last]
        beside = side_of(region, gutter.x, right=True)
        above, _ = self._parted(rows[: gutter.first], width, column)
        left, after = self._parted(side_of(region, gutter.x, right=False), width, column)
        right, end = self._parted(beside, width, max(after, self._column_at(beside)))
        below, _ = self._parted(rows[gutter.last :], width, column)
        return [*above, *left, *right, *below], end


# --------------------------------------------------------------------------- strips


def _gutter(rows: list[Row], width: float, known: Sequence[float]) -> _Span | None:
    """The gutter that parts most rows, or None; one of ``known`` needs few rows to be believed."""
    best: _Span | None = None
    for x in [*known, *_candidates(rows)]:
        for span in _uncrossed(rows, x):
            if (best is None or span.weight > best.weight) and _parts(
                rows, span, width, believed=x in known
            ):
                best = span
    return best


def _candidates(rows: list[Row]) -> list[float]:
    """Places just left of where pieces begin, the commonest first: left ends align, right ends
    are ragged."""
    starts: Counter[int] = Counter()
    for row in rows:
        starts.update(round(piece.x0 / 2) for piece in row.pieces)
    wide = [row.pieces[-1].x0 - 1.0 for row in rows if _widest(row) >= _GUTTERS[0][0] * row.size]
    common = [2.0 * start - 1.0 for start, n in starts.most_common(_CANDIDATES) if n > 1]
    return common + wide[:_CANDIDATES]


def _widest(row: Row) -> float:
    return max((b.x0 - a.x1 for a, b in pairwise(row.pieces)), default=0.0)


def _uncrossed(rows: list[Row], x: float) -> list[_Span]:
    """Longest runs of rows that no piece crosses at ``x``, with text on both sides."""
    spans: list[_Span] = []
    first = 0
    for i in range(len(rows) + 1):
        if i < len(rows) and not _crosses(rows[i], x):
            continue
        span = _trimmed(rows, _Span(x, first, i, 0))
        if span.weight:
            spans.append(span)
        first = i + 1
    return spans


def _crosses(row: Row, x: float) -> bool:
    # A point more or less: places are rounded, and italics lean over.
    return any(piece.x0 < x - 1 and piece.x1 > x + 1 for piece in row.pieces)


def _trimmed(rows: list[Row], span: _Span) -> _Span:
    """The span without rows at its ends that a gutter does not part: text on the left alone that
    stands apart, and lines across the page with a space at the gutter by chance."""
    first, last = span.first, span.last
    leading = _leading(rows[first:last])
    while first < last and (_is_left(rows[first], span.x) or _by_chance(rows[first], span.x)):
        first += 1
    while last > first + 1:
        one_sided = last - 1
        while one_sided > first and _is_left(rows[one_sided - 1], span.x):
            one_sided -= 1
        gap = rows[one_sided - 1].baseline - rows[one_sided].baseline
        if _is_left(rows[last - 1], span.x) and gap > 1.6 * leading:
            last = one_sided
        elif _by_chance(rows[last - 1], span.x):
            last -= 1
        else:
            break
    left = sum(row.x0 < span.x - 1 for row in rows[first:last])
    right = sum(not _is_left(row, span.x) for row in rows[first:last])
    return _Span(span.x, first, last, min(left, right))


def _is_left(row: Row, x: float) -> bool:
    return row.pieces[-1].x0 < x - 1


def _by_chance(row: Row, x: float) -> bool:
    """Whether a row has no more than a space at ``x``, and its right part begins elsewhere."""
    for left, right in pairwise(row.pieces):
        if left.x0 < x - 1 <= right.x0:
            return right.x0 - left.x1 < _SPACE_AT_MOST * row.size and right.x0 - x > _APART
    return False


def _leading(rows: list[Row]) -> float:
    gaps = sorted(a.baseline - b.baseline for a, b in pairwise(rows))
    return gaps[len(gaps) // 2] if gaps else 0.0


# --------------------------------------------------------------------------- columns


def _parts(rows: list[Row], span: _Span, width: float, *, believed: bool) -> bool:
    """Whether both sides are columns: each wide enough, beside one another, and parted by a strip
    that is wide enough for so many rows."""
    region = rows[span.first : span.last]
    left, right = side_of(region, span.x, right=False), side_of(region, span.x, right=True)
    if not left or not right or not _are_beside(left, right):
        return False
    least = _COLUMN_SHARE * width
    if any(max(row.x1 - row.x0 for row in side) < least for side in (left, right)):
        return False
    if not _is_wide(region, left, right, span.weight, believed=believed):
        return False
    both = [row for row in region if row.x0 < span.x - 1 and not _is_left(row, span.x)]
    if _labels(both, span.x) >= _LABELS * min(len(left), len(right)):
        return False
    scripts = _script(left), _script(right)
    return (
        (scripts[0] != scripts[1] and all(scripts))
        or (
            (span.weight >= _MANY or (believed and not any(_crosses(row, span.x) for row in rows)))
            and _share_at_start(right) >= _ALL_ALIGNED
        )
        or _stands_out(both, span.x)
    )


def _are_beside(left: list[Row], right: list[Row]) -> bool:
    """Whether most lines of the shorter side have one of the other beside them."""
    fewer, more = sorted((left, right), key=len)
    count = sum(
        any(abs(row.baseline - other.baseline) < _BESIDE * row.size for other in more)
        for row in fewer
    )
    return count >= max(_GUTTERS[0][1], _BESIDE_SHARE * len(fewer))


def _is_wide(
    region: list[Row], left: list[Row], right: list[Row], weight: int, *, believed: bool
) -> bool:
    strip = min(row.x0 for row in right) - max(row.x1 for row in left)
    size = median(row.size for row in region)
    aligned = _share_at_start(right) >= _ALIGNED
    if believed and aligned:
        return strip >= _GUTTERS[-1][0] * size and weight >= _GUTTERS[0][1]
    return any(
        strip >= wide * size and weight >= count and (aligned or not must_align)
        for wide, count, must_align in _GUTTERS
    )


def _share_at_start(rows: list[Row]) -> float:
    """The share of rows that begin where the leftmost does."""
    first = min(row.x0 for row in rows)
    return sum(row.x0 - first <= _APART for row in rows) / len(rows)


def _labels(rows: list[Row], x: float) -> int:
    """How many rows have the mark of a provision alone left of ``x`` and its text on the right."""
    return sum(
        is_label(_ink(row, x, right=False)) and not is_label(_ink(row, x, right=True))
        for row in rows
    )


def _stands_out(rows: list[Row], x: float) -> bool:
    """Whether the gap at ``x`` is wider than the others of its row in most rows: in a justified
    line all are alike. Where no row has text on both sides, lines stand beside others on baselines
    of their own, as no spaces part them."""
    starts = Counter(round(piece.x0) for row in rows for piece in row.pieces[1:])
    standing = 0
    for row in rows:
        gap, others = 0.0, []
        for before, piece in pairwise(row.pieces):
            if before.x0 < x - 1 <= piece.x0:
                gap = piece.x0 - before.x1
            elif starts[round(piece.x0)] < _ALIGNED * len(rows):
                others.append(piece.x0 - before.x1)
        usual = _STANDS_OUT * median(others) if others else _SPACE_AT_MOST * row.size
        standing += gap >= usual
    return standing >= _STANDING * len(rows)


def _ink(row: Row, x: float, *, right: bool) -> str:
    glyphs = (glyph for piece in row.pieces for glyph in piece.glyphs)
    return "".join(glyph.text for glyph in glyphs if (glyph.x0 >= x - 1) == right)


def _script(rows: list[Row]) -> str:
    """The script of most letters of ``rows``, "" where none prevails."""
    text = "".join(g.text for row in rows for piece in row.pieces for g in piece.glyphs)
    counts = {script: len(letters.findall(text)) for script, letters in _SCRIPTS.items()}
    script = max(counts, key=lambda script: counts[script])
    return script if counts[script] > _MAIN_SCRIPT * sum(counts.values()) else ""
