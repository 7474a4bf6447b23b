"""Which provision of one version is which of another.

The same eid says so, unless the texts say otherwise: where numbering differs between versions, an
article is paired with the one that says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from indexer.bead_features import Floats, Norms, Side
from indexer.models import Segment

#: What the same eid is worth, in nearness: more than what two articles of one instrument have in
#: common besides, less than what parts a right article from a wrong one.
SAME_EID = 0.25
#: How near two provisions of different eids must at least be.
LEAST_NEAR = 0.3


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
) -> list[tuple[Unit | None, Unit | None]]:
    """Each unit of both versions once, in the order of a; what only b has comes last."""
    near = _nearness(units_a, units_b, a, b, norms)
    same = np.array(
        [[_same(one, other) for other in units_b] for one in units_a], dtype=np.float32
    ).reshape(near.shape)
    chosen = _chosen(near + SAME_EID * same, (near >= LEAST_NEAR) | (same > 0))
    taken = set(chosen.values())
    pairs: list[tuple[Unit | None, Unit | None]] = [
        (one, units_b[chosen[place]] if place in chosen else None)
        for place, one in enumerate(units_a)
    ]
    return [*pairs, *((None, one) for place, one in enumerate(units_b) if place not in taken)]


def _same(one: Unit, other: Unit) -> float:
    if one.eid == other.eid:
        return 1.0
    # Numbers run through chapters for articles alone.
    return 0.8 if one.number == other.number and one.number.startswith("art_") else 0.0


def _nearness(
    units_a: Sequence[Unit], units_b: Sequence[Unit], a: Side, b: Side, norms: Norms
) -> Floats:
    rows, columns = _vectors(units_a, a), _vectors(units_b, b)
    usual = (rows @ norms.mean_a)[:, None] + (columns @ norms.mean_b)[None, :]
    return np.asarray(rows @ columns.T - usual / 2, np.float32)


def _vectors(units: Sequence[Unit], side: Side) -> Floats:
    sums = np.stack([side.sums[unit.first : unit.last].sum(axis=0) for unit in units])
    vectors: Floats = sums / np.maximum(np.linalg.norm(sums, axis=1), 1e-9)[:, None]
    return vectors


def _chosen(
    worth: Floats, may: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]"
) -> dict[int, int]:
    """Pairs by falling worth, each row and column once; of equal ones the earlier first."""
    order = np.argsort(-worth, axis=None, kind="stable")
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for row, column in zip(*np.unravel_index(order, worth.shape), strict=True):
        if may[row, column] and int(row) not in chosen and int(column) not in taken:
            chosen[int(row)] = int(column)
            taken.add(int(column))
    return chosen
