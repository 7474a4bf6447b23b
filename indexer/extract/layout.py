"""Glyphs of a PDF page → lines in reading order, with their columns.

Which rows stand in which column is decided in ``columns``; here a row becomes a line, its text,
weight and place.
"""

import re
from collections import Counter
from itertools import groupby, pairwise

from indexer.extract.columns import Columns
from indexer.extract.note_marks import as_printed, judge_raised
from indexer.extract.pdf_device import Canvas, Glyph
from indexer.extract.rows import Row, rows_of
from indexer.models import Box, Line

#: A gap of this many font sizes between two glyphs without a space glyph is a space, by the kind
#: of writing on its sides: Khmer and Han are justified by stretching, Latin words always parted.
_SPACE_LATIN, _SPACE_MIXED, _SPACE_UNSPACED = 0.17, 0.6, 1.5
#: A line is centred when its middle is this near the column's, as a share of the column's width,
#: and its ends are this far from the column's.
_CENTRE, _CENTRE_MARGIN = 0.02, 0.05
#: A page whose text is narrower by this share of the page than the page between equal margins has
#: short lines alone, as may be a block of fewer lines than this: its own extent says nothing about
#: where the middle is.
_NARROW, _FEW = 0.1, 3
#: A line's box reaches this many font sizes below its baseline. What fonts say of themselves
#: differs between letters of one line, and Khmer fonts make room for stacks.
_DESCENT = 0.2
#: A raised letter stands this many font sizes of its line above it, and is smaller by this factor.
_RAISED, _SMALLER = 0.15, 0.9
#: A line is bold when more than this share of it is: a bold word at its beginning is no heading.
_BOLD_SHARE = 0.8
#: Font names of faces that are bold; Muol is the face of Khmer headings.
_BOLD = re.compile(r"bold|black|heavy|demi|muol|moul", re.IGNORECASE)
_BLANK = re.compile(r"[\s\u00a0]+")
_UNSPACED = re.compile(r"[\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


class Layout:
    """Reads the pages of one file in order, since columns run over pages."""

    def __init__(self) -> None:
        self._columns = Columns()

    def lines(self, canvas: Canvas, number: int) -> list[Line]:
        """The lines of page ``number`` in reading order, ``column`` set."""
        upright = [glyph for glyph in canvas.glyphs if glyph.text and not glyph.turned]
        turned = [glyph for glyph in canvas.glyphs if glyph.text and glyph.turned]
        if len(turned) > len(upright):
            return _vertical_lines(turned, number)
        rows = rows_of(upright)
        if not rows:
            return []
        blocks = self._columns.blocks(rows)
        return [
            line
            for column, block in blocks
            for extents in [_extents(block, column, canvas.width, alone=len(blocks) == 1)]
            for row in block
            if (line := _line(row, block, number, column, extents))
        ]


def _extents(
    rows: list[Row], column: int, page_width: float, *, alone: bool
) -> list[tuple[float, float]]:
    """The left and right ends in whose middle a line of the block may stand: those of its text,
    and between equal margins of the page where its text is too short to tell."""
    x0, x1 = min(row.x0 for row in rows), max(row.x1 for row in rows)
    between = min(x0, page_width - x1), max(x1, page_width - x0)
    if column == 0 and len(rows) < _FEW:
        return [between]
    if alone and page_width - x0 - x1 > _NARROW * page_width:
        return [(x0, x1), between]
    return [(x0, x1)]


def _line(
    row: Row, rows: list[Row], number: int, column: int, extents: list[tuple[float, float]]
) -> Line | None:
    ink = [glyph for glyph in row.glyphs if glyph.text.strip()]
    text = _text(row)
    if not text:
        return None
    size = _common_size(ink)
    bottom = row.baseline - _DESCENT * size
    letters = sum(len(glyph.text) for glyph in ink)
    bold = sum(len(g.text) for g in ink if g.bold or _BOLD.search(g.font))
    centred = any(_centred(row.x0, row.x1, extent) for extent in extents)
    return Line(
        text=text,
        box=Box(number, row.x0, bottom, row.x1, bottom + size),
        size=round(size, 1),
        bold=bold > _BOLD_SHARE * letters,
        centred=centred and not _begins_like_another(row, rows),
        column=column,
    )


def _text(row: Row) -> str:
    """The characters of a row, spaces put where a gap stands for one, references to notes left
    out. A space at the end stays: where Khmer is joined to the next line it says whether there is
    one."""
    text = ""
    before: Glyph | None = None
    for raised, run in groupby(row.glyphs, key=lambda glyph: _is_raised(glyph, row)):
        glyphs = list(run)
        spaced = before is not None and _spaced(before, glyphs[0], row.size)
        said = _run_text(glyphs, row.size)
        if raised and said.strip():
            said = as_printed(said, judge_raised(said, text))
        text += " " + said if spaced and said else said
        before = glyphs[-1]
    text = _BLANK.sub(" ", text).lstrip()
    return text if text.strip() else ""


def _run_text(glyphs: list[Glyph], size: float) -> str:
    parts = [glyphs[0].text]
    for before, glyph in pairwise(glyphs):
        parts.append(" " + glyph.text if _spaced(before, glyph, size) else glyph.text)
    return "".join(parts)


def _is_raised(glyph: Glyph, row: Row) -> bool:
    raised = glyph.baseline - row.baseline
    return glyph.size <= _SMALLER * row.size and raised >= _RAISED * row.size


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


def _begins_like_another(row: Row, rows: list[Row]) -> bool:
    """Whether a row of another length begins at the same place, as no two centred ones do."""
    x0, x1 = row.x0, row.x1
    return any(abs(other.x0 - x0) < 1.5 and abs(other.x1 - x1) > 6 for other in rows)


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
