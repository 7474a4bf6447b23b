"""Versions of one provision → rows with the same paragraph of each on one level. No Flask.

A paragraph has the same eid in every language, so rows are made by eids alone; a paragraph that a
version lacks leaves its cell empty. Lines without an eid of their own (the recitals of a preamble,
say) go by their place where every version has as many.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from indexer.models import Provision
from search_app.snippets import Piece
from search_app.work_tree import parts

#: A string as shown → its pieces, marked or not; called in reading order.
ToPieces = Callable[[str], Sequence[Piece]]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A stretch of a version's text that stands on a level of its own.

    It belongs to the provision ``eid``, and comes after its child ``after`` ("" before any).
    ``depth`` counts from 0, the unit's own text. Number and heading are on the first passage of
    a provision alone.
    """

    eid: str
    after: str
    depth: int
    kind: str
    num: Sequence[Piece] = ()
    heading: Sequence[Piece] = ()
    lines: Sequence[Sequence[Piece]] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What it has in common with its counterparts."""
        return self.eid, self.after


@dataclass(frozen=True, kw_only=True)
class Row:
    """One level: a cell for each version, None where it has nothing there. ``anchor`` is the eid
    of the provision that begins here, "" where none does."""

    anchor: str
    eid: str
    cells: Sequence[Passage | None]


def passages(unit: Provision, to_pieces: ToPieces) -> list[Passage]:
    """The text of a unit in order, parted at every provision within it."""
    return [
        passage
        for passage in _passages(unit, 0, to_pieces)
        if passage.num or passage.heading or passage.lines
    ]


def _passages(node: Provision, depth: int, to_pieces: ToPieces) -> Iterator[Passage]:
    # The unit's own number and heading are the title of its page.
    number = to_pieces(node.num) if depth and node.num else ()
    heading = to_pieces(node.heading) if depth and node.heading else ()
    after = ""
    current = Passage(
        eid=node.eid, after=after, depth=depth, kind=node.kind, num=number, heading=heading
    )
    for part in parts(node):
        if part.child is None:
            current = replace(current, lines=[to_pieces(line) for line in part.lines])
            continue
        yield current
        yield from _passages(part.child, depth + 1, to_pieces)
        after = part.child.eid
        current = Passage(eid=node.eid, after=after, depth=depth, kind=node.kind)
    yield current


def rows(columns: Sequence[Sequence[Passage]]) -> list[Row]:
    """The passages of each version side by side, in the order of the first version."""
    found: list[Row] = []
    by_key = [{passage.key: passage for passage in column} for column in columns]
    for key in _merged([list(passages_of) for passages_of in by_key]):
        cells = [passages_of.get(key) for passages_of in by_key]
        eid, after = key
        for place, level in enumerate(_levels(cells)):
            begins = not after and place == 0
            found.append(Row(anchor=eid if begins else "", eid=eid, cells=level))
    return found


def _merged(orders: Sequence[Sequence[tuple[str, str]]]) -> list[tuple[str, str]]:
    """Every key once. What only a later order has comes after what it follows there."""
    merged: list[tuple[str, str]] = []
    known: set[tuple[str, str]] = set()
    for order in orders:
        at = 0
        for key in order:
            if key in known:
                at = merged.index(key) + 1
            else:
                merged.insert(at, key)
                known.add(key)
                at += 1
    return merged


def _levels(cells: Sequence[Passage | None]) -> list[list[Passage | None]]:
    """Lines on levels of their own where all versions have as many; else all on one."""
    counts = {len(cell.lines) for cell in cells if cell}
    if len(counts) != 1 or (most := counts.pop()) < 2:
        return [list(cells)]
    return [[_line(cell, place) for cell in cells] for place in range(most)]


def _line(cell: Passage | None, place: int) -> Passage | None:
    if cell is None:
        return None
    if place == 0:
        return replace(cell, lines=cell.lines[:1])
    return replace(cell, num=(), heading=(), lines=cell.lines[place : place + 1])
