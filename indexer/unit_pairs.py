"""Which provision of one version is which of another.

The same eid says so, unless the texts say otherwise: where numbering differs between versions, an
article is paired with the one that says the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from indexer.bead_features import Floats, Norms, Side, unit_rows
from indexer.models import Segment

#: What the same eid is worth, in nearness, and the same number of an article whose chapters differ:
#: more than what two articles of one instrument have in common besides, less than what parts a
#: right article from a wrong one.
SAME_EID, SAME_NUMBER = 0.25, 0.2
#: How near two provisions of different eids must at least be.
LEAST_NEAR = 0.3
#: So many of the nearest are looked at for each provision, and so many provisions at once.
NEAREST, _ROWS = 4, 500


@dataclass(frozen=True)
class Unit:
    """A citable provision's segments: positions ``[first, last)``."""

    eid: str
    first: int
    last: int

    @property
    def number(self) -> str:
        """The eid without what the provision lies in: a version may lack the chapters."""
        return self.eid.rpartition("__")[2]


def units_of(segments: Sequence[Segment]) -> list[Unit]:
    """The units of a version, in text order."""
    found = []
    for eid, group in groupby(enumerate(segments), key=lambda one: one[1].unit):
        places = [place for place, _ in group]
        found.append(Unit(eid, places[0], places[-1] + 1))
    return found


def pair_units(
    units_a: Sequence[Unit], units_b: Sequence[Unit], a: Side, b: Side, norms: Norms
) -> dict[int, int]:
    """Places of units of a → of b, each at most once: by falling worth, of equal ones the earlier
    first. The cost grows with the units and, in one product of matrices alone, with their
    square."""
    rows, columns = _vectors(units_a, a), _vectors(units_b, b)
    usual_a, usual_b = rows @ norms.mean_a, columns @ norms.mean_b
    candidates = []
    for row, column, near in _candidates(units_a, units_b, rows, columns, usual_a, usual_b):
        same = _same(units_a[row], units_b[column])
        if same or near >= LEAST_NEAR:
            candidates.append((-(near + same), row, column))
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for _, row, column in sorted(candidates):
        if row not in chosen and column not in taken:
            chosen[row] = column
            taken.add(column)
    return chosen


def arranged(units_b: Sequence[Unit], pairs: dict[int, int]) -> list[int]:
    """The places of b's units in the order of their counterparts in a; one without follows what it
    follows in b."""
    paired = set(pairs.values())
    after: dict[int, list[int]] = {}
    last = -1
    for place in range(len(units_b)):
        if place in paired:
            last = place
        else:
            after.setdefault(last, []).append(place)
    order = list(after.get(-1, ()))
    for _, place in sorted(pairs.items()):
        order += [place, *after.get(place, ())]
    return order


def _candidates(
    units_a: Sequence[Unit],
    units_b: Sequence[Unit],
    rows: Floats,
    columns: Floats,
    usual_a: Floats,
    usual_b: Floats,
) -> Iterator[tuple[int, int, float]]:
    """Pairs that may be the same: by eid, by an article's number, and the nearest."""
    by_eid = {unit.eid: place for place, unit in enumerate(units_b)}
    by_number: dict[str, list[int]] = {}
    for place, unit in enumerate(units_b):
        by_number.setdefault(unit.number, []).append(place)
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        near = part @ columns.T - (usual_a[start : start + _ROWS, None] + usual_b[None, :]) / 2
        count = min(NEAREST, near.shape[1])
        nearest = np.argpartition(-near, count - 1, axis=1)[:, :count]
        for row, places in enumerate(nearest, start):
            unit = units_a[row]
            named = [by_eid[unit.eid]] if unit.eid in by_eid else []
            numbered = by_number.get(unit.number, ())[:NEAREST]
            for place in sorted({*named, *numbered, *places.tolist()}):
                yield row, place, float(near[row - start, place])


def _same(one: Unit, other: Unit) -> float:
    if one.eid == other.eid:
        return SAME_EID
    # Numbers run through chapters for articles alone.
    same = one.number == other.number and one.number.startswith("art_")
    return SAME_NUMBER if same else 0.0


def _vectors(units: Sequence[Unit], side: Side) -> Floats:
    starts = np.array([unit.first for unit in units])
    return unit_rows(np.add.reduceat(side.sums, starts, axis=0))
