"""Versions of a work side by side to the sentence: the rows that pages, exports and tools read.

A row is what translates each other: some segments of each version, none where a version has nothing
there. Rows come from the beads that indexing made of every two versions, as corrected. No Flask.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from indexer.models import Bead, Segment
from search_app.work_tree import VersionRecord, WorkView

#: Versions that can stand side by side.
MOST_VERSIONS = 3
#: Below this confidence a row is shown as doubtful.
DOUBTFUL = 0.5


class ReviewedBead(NamedTuple):
    """A bead with what people did to it. ``status`` is ``automatic``, ``corrected`` or
    ``confirmed``; ``author`` and ``at`` (ISO 8601, UTC) are "" for an automatic one."""

    bead: Bead
    status: str = "automatic"
    author: str = ""
    at: str = ""


#: Beads of two versions, by their addresses, as they were corrected.
Corrected = Mapping[tuple[str, str], Sequence[ReviewedBead]]


@dataclass(frozen=True, kw_only=True)
class ParallelRow:
    """``cells`` has the segments of each version, in order; ``units`` and ``eids`` are those of the
    provisions that the first segment of each stands in, "" for an empty cell. ``confidence`` is
    that of the least sure bead in it; ``status``, ``author`` and ``at`` are of the latest
    correction."""

    cells: tuple[tuple[Segment, ...], ...]
    confidence: float
    status: str = "automatic"
    author: str = ""
    at: str = ""

    @property
    def units(self) -> tuple[str, ...]:
        """The citable provision each cell stands in."""
        return tuple(cell[0].unit if cell else "" for cell in self.cells)

    @property
    def eids(self) -> tuple[str, ...]:
        """The innermost provision each cell begins in."""
        return tuple(cell[0].eid if cell else "" for cell in self.cells)

    @property
    def unit(self) -> str:
        """The citable provision of the first version that has something here."""
        return next(unit for unit in self.units if unit)

    @property
    def doubtful(self) -> bool:
        """Whether it may be wrong and nobody has looked."""
        return self.status == "automatic" and self.confidence < DOUBTFUL

    def texts(self, language: Sequence[str]) -> tuple[str, ...]:
        """The text of each cell; ``language`` has the language code of each, which says whether
        sentences are parted by a space."""
        return tuple(
            ("" if code == "zh" else " ").join(segment.text for segment in cell)
            for cell, code in zip(self.cells, language, strict=True)
        )


@dataclass(frozen=True, kw_only=True)
class ParallelText:
    """A work in two or three versions, aligned. Rows are in the order of the first version; what
    it lacks comes after what it follows in the others."""

    view: WorkView
    versions: Sequence[VersionRecord]
    rows: Sequence[ParallelRow]


class _Node(NamedTuple):
    version: int
    position: int


def parallel_text(
    view: WorkView, versions: Sequence[VersionRecord], corrected: Corrected | None = None
) -> ParallelText:
    """The rows of two or three versions of a work. ``corrected`` takes the place of the beads of
    the pairs it has; a pair is looked up as ``view.pair`` orders it."""
    joined = _Groups()
    for number, version in enumerate(versions):
        for position in range(len(version.segments)):
            joined.add(_Node(number, position))
    for first, second in _pairs(len(versions)):
        for one in beads_of(view, versions[first].address, versions[second].address, corrected):
            nodes = [_Node(first, place) for place in one.bead.a]
            nodes += [_Node(second, place) for place in one.bead.b]
            # The second and third go together where the first has nothing; else it decides.
            if first == 0 or not joined.reaches(nodes, 0):
                joined.join(nodes, one)
    rows = [_row(group, reviews, versions) for group, reviews in joined.groups()]
    return ParallelText(view=view, versions=versions, rows=_in_order(rows, versions))


def beads_of(
    view: WorkView, a: str, b: str, corrected: Corrected | None = None
) -> list[ReviewedBead]:
    """The beads of two versions by address, as corrected, seen from ``a``."""
    pair = view.pair(a, b)
    if corrected and pair in corrected:
        reviewed = list(corrected[pair])
    else:
        reviewed = [ReviewedBead(bead) for bead in view.alignments.get(pair, ())]
    if pair == (a, b):
        return reviewed
    return [
        one._replace(bead=Bead(one.bead.b, one.bead.a, one.bead.confidence)) for one in reviewed
    ]


def _pairs(count: int) -> list[tuple[int, int]]:
    return [(first, second) for first in range(count) for second in range(first + 1, count)]


class _Groups:
    """Segments that go together, with the beads that say so."""

    def __init__(self) -> None:
        self._parent: dict[_Node, _Node] = {}
        self._versions: dict[_Node, set[int]] = {}
        self._reviews: dict[_Node, list[ReviewedBead]] = defaultdict(list)

    def add(self, node: _Node) -> None:
        self._parent[node] = node
        self._versions[node] = {node.version}

    def join(self, nodes: Sequence[_Node], review: ReviewedBead) -> None:
        first = self._root(nodes[0])
        self._reviews[first].append(review)
        for node in nodes[1:]:
            root = self._root(node)
            if root != first:
                self._parent[root] = first
                self._versions[first] |= self._versions.pop(root)
                self._reviews[first] += self._reviews.pop(root, [])

    def reaches(self, nodes: Iterable[_Node], version: int) -> bool:
        """Whether any of the nodes goes together with a segment of ``version``."""
        return any(version in self._versions[self._root(node)] for node in nodes)

    def groups(self) -> list[tuple[list[_Node], list[ReviewedBead]]]:
        found: dict[_Node, list[_Node]] = defaultdict(list)
        for node in self._parent:
            found[self._root(node)].append(node)
        return [(sorted(nodes), self._reviews.get(root, [])) for root, nodes in found.items()]

    def _root(self, node: _Node) -> _Node:
        while self._parent[node] != node:
            self._parent[node] = self._parent[self._parent[node]]
            node = self._parent[node]
        return node


def _row(
    nodes: Sequence[_Node], reviews: Sequence[ReviewedBead], versions: Sequence[VersionRecord]
) -> ParallelRow:
    cells = tuple(
        tuple(version.segments[node.position] for node in nodes if node.version == number)
        for number, version in enumerate(versions)
    )
    status = _status({one.status for one in reviews})
    looked_at = [one for one in reviews if one.status == status and status != "automatic"]
    latest = max(looked_at, key=lambda one: one.at, default=None)
    return ParallelRow(
        cells=cells,
        confidence=min((one.bead.confidence for one in reviews), default=0.0),
        status=status,
        author=latest.author if latest else "",
        at=latest.at if latest else "",
    )


def _status(statuses: set[str]) -> str:
    """Of a row: corrected where any of its beads is, confirmed where all are."""
    if "corrected" in statuses:
        return "corrected"
    return "confirmed" if statuses == {"confirmed"} else "automatic"


def _in_order(rows: Sequence[ParallelRow], versions: Sequence[VersionRecord]) -> list[ParallelRow]:
    """Rows in the order of the first version; the others after what they follow in theirs."""
    ordered: list[ParallelRow] = []
    for number, version in enumerate(versions):
        order = {id(segment): place for place, segment in enumerate(version.segments)}
        own = sorted(
            (row for row in rows if row.cells[number]),
            key=lambda row, number=number, order=order: order[id(row.cells[number][0])],  # type: ignore[misc]
        )
        known = {id(row): place for place, row in enumerate(ordered)}
        if number == 0:
            ordered = own
            continue
        merged: dict[int, list[ParallelRow]] = defaultdict(list)
        at = -1
        for row in own:
            if id(row) in known:
                at = known[id(row)]
            else:
                merged[at].append(row)
        ordered = [
            one
            for place in range(-1, len(ordered))
            for one in ([ordered[place]] if place >= 0 else []) + merged[place]
        ]
    return ordered
