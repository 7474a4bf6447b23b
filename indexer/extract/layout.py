"""Glyphs of a PDF page → lines in reading order, with their columns.

Rows are glyphs that share a baseline. A gutter is a vertical strip that no piece of several
consecutive rows crosses; it parts them into columns, each read from top to bottom before the next.
Narrow strips beside list numbers part nothing: a number belongs to the line it stands in.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from indexer.extract.pdf_device import Canvas, Glyph
from indexer.models import Box, Line

#: Baselines within this many font sizes are one row: raised footnote marks stay in their line.
_ROW = 0.4
#: A gap of this many font sizes may be a gutter; most such gaps are spaces between words.
_GAP = 0.2
#: How wide a strip that nothing crosses must be, in font sizes, the rows wanted on each of its
#: sides for it to be a gutter, and whether the rows right of it must begin at one place: the
#: narrower and the fewer, the likelier that spaces of justified lines meet by chance.
_GUTTERS = ((4.0, 2, False), (0.8, 6, False), (0.8, 3, True), (0.2, 5, True))
#: A gap of fewer font sizes than this is a space between words of a justified line.
_SPACE_AT_MOST = 0.8
#: Rows begin at one place when this share of them does.
_ALIGNED = 0.6
#: A column is at least this share of the width of the page's text.
_COLUMN_SHARE = 0.15
#: A gap of this many font sizes between two glyphs without a space glyph is a space, by the kind
#: of writing on its sides: Khmer and Han are justified by stretching, Latin words always parted.
_SPACE_LATIN, _SPACE_MIXED, _SPACE_UNSPACED = 0.17, 0.6, 1.5
#: A line is centred when its middle is this near the column's, as a share of the column's width,
#: and its ends are this far from the column's.
_CENTRE, _CENTRE_MARGIN = 0.02, 0.05
#: A line is bold when more than this share of it is: a bold word at its beginning is no heading.
_BOLD_SHARE = 0.8
#: Font names of faces that are bold; Muol is the face of Khmer headings.
_BOLD = re.compile(r"bold|black|heavy|demi|muol|moul", re.IGNORECASE)
_BLANK = re.compile(r"[\s\u00a0]+")
_UNSPACED = re.compile(r"[\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


@dataclass(slots=True)
class _Piece:
    """Glyphs of a row with no wide gap between them, from left to right."""

    glyphs: list[Glyph]
    x0: float
    x1: float


@dataclass(slots=True)
class _Row:
    baseline: float
    size: float
    glyphs: list[Glyph] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Span:
    """Rows ``first`` to ``last`` (not included) that a gutter at ``x`` parts."""

    x: float
    first: int
    last: int
    weight: int


class Layout:
    """Reads the pages of one file in order: a table that runs over a page keeps its columns there,
    even where a page holds too few of its rows to tell."""

    def __init__(self) -> None:
        self._known: list[float] = []
        self._found: list[float] = []

    def lines(self, canvas: Canvas, number: int) -> list[Line]:
        """The lines of page ``number`` in reading order, ``column`` set."""
        upright = [glyph for glyph in canvas.glyphs if glyph.text and not glyph.turned]
        turned = [glyph for glyph in canvas.glyphs if glyph.text and glyph.turned]
        if len(turned) > len(upright):
            return _vertical_lines(turned, number)
        rows = _rows(upright)
        if not rows:
            return []
        width = max(row.pieces[-1].x1 for row in rows) - min(row.pieces[0].x0 for row in rows)
        self._found = []
        blocks, _ = self._parted(rows, width, 0)
        self._known = self._found
        return [
            line
            for column, block in blocks
            for line in _block_lines(block, number, column, canvas.width)
        ]

    def _parted(
        self, rows: list[_Row], width: float, column: int
    ) -> tuple[list[tuple[int, list[_Row]]], int]:
        """Blocks of ``rows``, whose leftmost column is ``column``, in reading order, each with its
        column; and the number after the last column."""
        gutter = _gutter(rows, width, self._known) if len(rows) >= _GUTTERS[0][1] else None
        if gutter is None:
            return [(column, rows)] if rows else [], column + 1
        self._found.append(gutter.x)
        region = rows[gutter.first : gutter.last]
        above, _ = self._parted(rows[: gutter.first], width, column)
        left, after = self._parted(_side(region, gutter.x, right=False), width, column)
        right, end = self._parted(_side(region, gutter.x, right=True), width, after)
        below, _ = self._parted(rows[gutter.last :], width, column)
        return [*above, *left, *right, *below], end


def _rows(glyphs: Sequence[Glyph]) -> list[_Row]:
    """Glyphs by baseline, from the top of the page down; blank rows are none."""
    rows: list[_Row] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.baseline):
        row = rows[-1] if rows else None
        if row is None or row.baseline - glyph.baseline > _ROW * max(row.size, glyph.size):
            row = _Row(glyph.baseline, glyph.size)
            rows.append(row)
        elif glyph.size > row.size:
            row.baseline, row.size = glyph.baseline, glyph.size
        row.glyphs.append(glyph)
    for row in rows:
        row.glyphs.sort(key=lambda glyph: glyph.x0)
        row.pieces = _pieces(row)
    return [row for row in rows if row.pieces]


def _pieces(row: _Row) -> list[_Piece]:
    pieces: list[_Piece] = []
    blanks: list[Glyph] = []
    for glyph in row.glyphs:
        if not glyph.text.strip():
            blanks.append(glyph)
            continue
        if pieces and glyph.x0 - pieces[-1].x1 < _GAP * row.size:
            piece = pieces[-1]
            piece.glyphs += [*blanks, glyph]
            piece.x1 = max(piece.x1, glyph.x1)
        else:
            pieces.append(_Piece([glyph], glyph.x0, glyph.x1))
        blanks = []
    return pieces


def _gutter(rows: list[_Row], width: float, known: Sequence[float]) -> _Span | None:
    """The gutter that parts most rows, or None; one of ``known`` needs few rows to be believed."""
    best: _Span | None = None
    for x in [*known, *_candidates(rows)]:
        for span in _uncrossed(rows, x):
            if (best is None or span.weight > best.weight) and _parts(
                rows, span, width, believed=x in known
            ):
                best = span
    return best


def _candidates(rows: list[_Row]) -> list[float]:
    """Places just left of where pieces begin, the commonest first, at most 40: left ends align,
    right ends are ragged."""
    starts: Counter[int] = Counter()
    for row in rows:
        starts.update(round(piece.x0 / 2) for piece in row.pieces)
    return [2.0 * start - 1.0 for start, count in starts.most_common(40) if count > 1] + [
        row.pieces[-1].x0 - 1.0 for row in rows if _widest_gap(row) >= _GUTTERS[0][0] * row.size
    ][:40]


def _widest_gap(row: _Row) -> float:
    return max((b.x0 - a.x1 for a, b in pairwise(row.pieces)), default=0.0)


def _uncrossed(rows: list[_Row], x: float) -> list[_Span]:
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


def _crosses(row: _Row, x: float) -> bool:
    # A point more or less: places are rounded, and italics lean over.
    return any(piece.x0 < x - 1 and piece.x1 > x + 1 for piece in row.pieces)


def _trimmed(rows: list[_Row], span: _Span) -> _Span:
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
    left = sum(row.pieces[0].x0 < span.x - 1 for row in rows[first:last])
    right = sum(not _is_left(row, span.x) for row in rows[first:last])
    return _Span(span.x, first, last, min(left, right))


def _is_left(row: _Row, x: float) -> bool:
    return row.pieces[-1].x0 < x - 1


def _by_chance(row: _Row, x: float) -> bool:
    """Whether a row has no more than a space at ``x``, and its right part begins elsewhere."""
    for left, right in pairwise(row.pieces):
        if left.x0 < x - 1 <= right.x0:
            return right.x0 - left.x1 < _SPACE_AT_MOST * row.size and right.x0 - x > 2
    return False


def _leading(rows: list[_Row]) -> float:
    gaps = sorted(a.baseline - b.baseline for a, b in pairwise(rows))
    return gaps[len(gaps) // 2] if gaps else 0.0


def _parts(rows: list[_Row], span: _Span, width: float, *, believed: bool) -> bool:
    """Whether both sides are columns: enough rows, each wide enough, beside one another."""
    region = rows[span.first : span.last]
    left, right = _side(region, span.x, right=False), _side(region, span.x, right=True)
    if not left or not right:
        return False
    if left[-1].baseline > right[0].baseline or right[-1].baseline > left[0].baseline:
        return False
    least = _COLUMN_SHARE * width
    if any(
        max(row.pieces[-1].x1 - row.pieces[0].x0 for row in side) < least for side in (left, right)
    ):
        return False
    starts = [row.pieces[0].x0 for row in right]
    strip = min(starts) - max(row.pieces[-1].x1 for row in left)
    size = median(row.size for row in region)
    aligned = sum(abs(start - min(starts)) <= 2 for start in starts) >= _ALIGNED * len(starts)
    if believed and aligned:
        return strip >= _GUTTERS[-1][0] * size and span.weight >= _GUTTERS[0][1]
    return any(
        strip >= wide * size and span.weight >= count and (aligned or not must_align)
        for wide, count, must_align in _GUTTERS
    )


def _side(rows: list[_Row], x: float, *, right: bool) -> list[_Row]:
    """The rows with only the pieces on one side of ``x``; rows without any are left out."""
    side = []
    for row in rows:
        pieces = [piece for piece in row.pieces if (piece.x0 >= x - 1) == right]
        if pieces:
            glyphs = [glyph for glyph in row.glyphs if (glyph.x0 >= x - 1) == right]
            side.append(_Row(row.baseline, row.size, glyphs, pieces))
    return side


def _block_lines(rows: list[_Row], number: int, column: int, page_width: float) -> list[Line]:
    x0 = min(row.pieces[0].x0 for row in rows)
    x1 = max(row.pieces[-1].x1 for row in rows)
    if column == 0 and len(rows) < 3:
        # A page of a title alone: its own extent says nothing about where the middle is.
        x0, x1 = min(x0, page_width - x1), max(x1, page_width - x0)
    return [line for row in rows if (line := _line(row, rows, number, column, (x0, x1)))]


def _line(
    row: _Row, rows: list[_Row], number: int, column: int, extent: tuple[float, float]
) -> Line | None:
    ink = [glyph for glyph in row.glyphs if glyph.text.strip()]
    text = _text(row.glyphs, row.size)
    if not text:
        return None
    x0, x1 = row.pieces[0].x0, row.pieces[-1].x1
    box = Box(number, x0, min(g.y0 for g in ink), x1, max(g.y1 for g in ink))
    letters = sum(len(glyph.text) for glyph in ink)
    bold = sum(len(g.text) for g in ink if g.bold or _BOLD.search(g.font))
    return Line(
        text=text,
        box=box,
        size=round(_common_size(ink), 1),
        bold=bold > _BOLD_SHARE * letters,
        centred=_centred(x0, x1, extent) and not _begins_like_another(row, rows),
        column=column,
    )


def _common_size(glyphs: list[Glyph]) -> float:
    sizes: Counter[float] = Counter()
    for glyph in glyphs:
        sizes[glyph.size] += len(glyph.text)
    return sizes.most_common(1)[0][0]


def _centred(x0: float, x1: float, extent: tuple[float, float]) -> bool:
    left, right = extent
    width = right - left
    return (
        width > 0
        and abs((x0 + x1) - (left + right)) / 2 <= _CENTRE * width
        and min(x0 - left, right - x1) >= _CENTRE_MARGIN * width
    )


def _begins_like_another(row: _Row, rows: list[_Row]) -> bool:
    """Whether a row of another length begins at the same place, as no two centred ones do."""
    x0, x1 = row.pieces[0].x0, row.pieces[-1].x1
    return any(
        abs(other.pieces[0].x0 - x0) < 1.5 and abs(other.pieces[-1].x1 - x1) > 6 for other in rows
    )


def _text(glyphs: list[Glyph], size: float) -> str:
    """The characters of a row, spaces put where a gap stands for one. A space at the end stays:
    where Khmer is joined to the next line it says whether there is one."""
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and _spaced(before, glyph, size):
            parts.append(" ")
        parts.append(glyph.text)
        before = glyph
    text = _BLANK.sub(" ", "".join(parts)).lstrip()
    return text if text.strip() else ""


def _spaced(before: Glyph, glyph: Glyph, size: float) -> bool:
    left, right = before.text[-1:], glyph.text[:1]
    if left.isspace() or right.isspace():
        return False
    unspaced = bool(_UNSPACED.match(left)) + bool(_UNSPACED.match(right))
    least = (_SPACE_LATIN, _SPACE_MIXED, _SPACE_UNSPACED)[unspaced]
    return glyph.x0 - before.x1 > least * size


def _vertical_lines(glyphs: list[Glyph], number: int) -> list[Line]:
    """Text set from top to bottom, its lines from right to left."""
    columns: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: -(glyph.x0 + glyph.x1)):
        last = columns[-1][0] if columns else None
        if last is None or last.x0 + last.x1 - glyph.x0 - glyph.x1 > glyph.size:
            columns.append([])
        columns[-1].append(glyph)
    lines = []
    for column in columns:
        column.sort(key=lambda glyph: -glyph.y1)
        text = _BLANK.sub(" ", "".join(glyph.text for glyph in column)).strip()
        if text:
            box = Box(
                number,
                min(glyph.x0 for glyph in column),
                min(glyph.y0 for glyph in column),
                max(glyph.x1 for glyph in column),
                max(glyph.y1 for glyph in column),
            )
            lines.append(Line(text=text, box=box, size=round(_common_size(column), 1)))
    return lines
