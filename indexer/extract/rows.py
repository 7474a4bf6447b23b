"""Glyphs of a PDF page → rows: glyphs that share a baseline, from the top of the page down."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from indexer.extract.pdf_device import Glyph

#: Baselines within this many font sizes are one row: raised footnote marks stay in their line.
_ROW = 0.4
#: A gap of this many font sizes parts pieces; most such gaps are spaces between words.
_GAP = 0.2


@dataclass(slots=True)
class Piece:
    """Glyphs of a row with no wide gap between them, from left to right."""

    glyphs: list[Glyph]
    x0: float
    x1: float


@dataclass(slots=True)
class Row:
    """Glyphs on one baseline, ``size`` that of the largest."""

    baseline: float
    size: float
    glyphs: list[Glyph] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @property
    def x0(self) -> float:
        """Where its ink begins."""
        return self.pieces[0].x0

    @property
    def x1(self) -> float:
        """Where its ink ends."""
        return self.pieces[-1].x1


def rows_of(glyphs: Sequence[Glyph]) -> list[Row]:
    """Glyphs by baseline, from the top of the page down; blank rows are none."""
    rows: list[Row] = []
    for glyph in sorted(glyphs, key=lambda glyph: -glyph.baseline):
        row = rows[-1] if rows else None
        if row is None or row.baseline - glyph.baseline > _ROW * max(row.size, glyph.size):
            row = Row(glyph.baseline, glyph.size)
            rows.append(row)
        elif glyph.size > row.size:
            row.baseline, row.size = glyph.baseline, glyph.size
        row.glyphs.append(glyph)
    for row in rows:
        row.glyphs.sort(key=lambda glyph: glyph.x0)
        row.pieces = _pieces(row)
    return [row for row in rows if row.pieces]


def side_of(rows: Sequence[Row], x: float, *, right: bool) -> list[Row]:
    """The rows with only the pieces on one side of ``x``; rows without any are left out."""
    side = []
    for row in rows:
        pieces = [piece for piece in row.pieces if (piece.x0 >= x - 1) == right]
        if pieces:
            glyphs = [glyph for glyph in row.glyphs if (glyph.x0 >= x - 1) == right]
            # The other side may stand a little higher or lower.
            largest = max((g for piece in pieces for g in piece.glyphs), key=lambda g: g.size)
            side.append(Row(largest.baseline, largest.size, glyphs, pieces))
    return side


def _pieces(row: Row) -> list[Piece]:
    pieces: list[Piece] = []
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
            pieces.append(Piece([glyph], glyph.x0, glyph.x1))
        blanks = []
    return pieces
