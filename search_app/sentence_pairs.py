"""Which sentences of two texts go together: in order, one with one or one with two, and those that
stand in another order. By scores alone, whatever they come from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]

#: Sentences that score less do not go together. Scores are in 0..1, 0 for what has no more in
#: common than any two sentences of the two texts.
FLOOR = 0.32
#: A pair that scores less is doubtful.
SURE = 0.45
#: The least score of two sentences out of order: chance finds them more easily than their
#: neighbours.
OUT_OF_ORDER = 0.55
#: What two sentences for one must gain over one for one.
JOINING_COST = 0.25
#: Decimals that scores are told apart by: the later ones depend on the order of additions.
_DECIMALS = 4


class Pair(NamedTuple):
    """Positions from 0 that go together, one or two of a side; of a sentence without a counterpart
    the other side is empty and ``score`` 0. ``moved``: it stands elsewhere in the order."""

    a: tuple[int, ...]
    b: tuple[int, ...]
    score: float = 0.0
    moved: bool = False

    def side(self, number: int) -> tuple[int, ...]:
        """The positions of ``a`` (0) or ``b`` (1)."""
        return self.b if number else self.a


@dataclass(frozen=True)
class Grid:
    """How well sentences go together: ``one`` [n, m]; ``two_a`` [n - 1, m], a sentence and the next
    with one of the other text; ``two_b`` [n, m - 1] likewise. n and m are 1 at least."""

    one: Scores
    two_a: Scores
    two_b: Scores

    def rounded(self) -> "Grid":
        """The scores as they are told apart."""
        return Grid(*(scores.round(_DECIMALS) for scores in (self.one, self.two_a, self.two_b)))


def paired(grid: Grid) -> list[Pair]:
    """The pairs, and each sentence without one, in no order. Every position comes once."""
    grid = grid.rounded()
    found = _in_order(grid)
    found += _out_of_order(grid.one, found)
    for side, count in enumerate(grid.one.shape):
        taken = {place for pair in found for place in pair.side(side)}
        alone = [(place,) for place in range(count) if place not in taken]
        found += [Pair(place, ()) if side == 0 else Pair((), place) for place in alone]
    return found


def _in_order(grid: Grid) -> list[Pair]:
    """The pairs that gain most together, none crossing another."""
    n, m = grid.one.shape
    best = np.zeros((n + 1, m + 1))
    steps: dict[tuple[int, int], Pair] = {}
    for i in range(n):
        for j in range(m):
            value = max(best[i, j + 1], best[i + 1, j])
            for gain, pair in _ending_at(grid, i, j):
                before = best[i + 1 - len(pair.a), j + 1 - len(pair.b)]
                if before + gain > value:
                    value = before + gain
                    steps[i, j] = pair
            best[i + 1, j + 1] = value
    return _walked_back(best, steps)


def _ending_at(grid: Grid, i: int, j: int) -> list[tuple[float, Pair]]:
    """The pairs whose last sentences are ``i`` and ``j``, each with what it gains."""
    ways: list[tuple[float, tuple[int, ...], tuple[int, ...], float]] = [
        (grid.one[i, j], (i,), (j,), 0.0)
    ]
    if i:
        ways.append((grid.two_a[i - 1, j], (i - 1, i), (j,), JOINING_COST))
    if j:
        ways.append((grid.two_b[i, j - 1], (i,), (j - 1, j), JOINING_COST))
    return [
        ((score - FLOOR) * (len(a) + len(b)) - cost, Pair(a, b, float(score)))
        for score, a, b, cost in ways
        if score >= FLOOR
    ]


def _walked_back(best: Scores, steps: dict[tuple[int, int], Pair]) -> list[Pair]:
    found = []
    i, j = best.shape[0] - 1, best.shape[1] - 1
    while i and j:
        pair = steps.get((i - 1, j - 1))
        if pair:
            found.append(pair)
            i, j = i - len(pair.a), j - len(pair.b)
        elif best[i - 1, j] >= best[i, j - 1]:
            i -= 1
        else:
            j -= 1
    return found[::-1]


def _out_of_order(one: Scores, found: Sequence[Pair]) -> list[Pair]:
    """The best pairs of what is left, the most alike first."""
    taken = [{place for pair in found for place in pair.side(side)} for side in (0, 1)]
    left = [
        (-float(one[i, j]), i, j)
        for i, j in zip(*np.nonzero(one >= OUT_OF_ORDER), strict=True)
        if i not in taken[0] and j not in taken[1]
    ]
    moved = []
    for score, i, j in sorted(left):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            moved.append(Pair((int(i),), (int(j),), -score, moved=True))
    return moved


def ordered(pairs: Sequence[Pair]) -> list[Pair]:
    """Pairs as rows: in the order of the first text; what it lacks comes after what stands before
    it in the second."""
    rows = sorted((pair for pair in pairs if pair.a), key=lambda pair: pair.a)
    lacking = sorted((pair for pair in pairs if not pair.a), key=lambda pair: pair.b)
    for pair in lacking:
        before = [
            place for place, row in enumerate(rows) if row.b and row.b < pair.b and not row.moved
        ]
        rows.insert(before[-1] + 1 if before else 0, pair)
    return rows
