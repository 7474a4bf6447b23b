"""Paths through two sequences of segments: the best one, and how likely each bead is.

A cell ``(i, j)`` of the lattice says that ``i`` segments of one side and ``j`` of the other are
done; a bead of kind ``(p, q)`` leads from ``(i - p, j - q)`` to it and adds its score; skipped
segments add theirs. The likelihood of a bead is that of all paths through it (forward and backward
sums; scores are natural logarithms). Only a band of cells is looked at, so that the cost grows with
the length of the texts and not with its square.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Kind = tuple[int, int]

#: Stands for a path that there is not; finite, so that sums of it stay numbers.
NEVER = -1e9


@dataclass(frozen=True)
class Band:
    """The cells looked at: in row ``i`` those from ``first[i]`` on, ``width`` of them. ``first``
    never falls; its last row holds the last cell. A cell that lies beyond the text is not there."""

    first: Places
    width: int

    @classmethod
    def whole(cls, n: int, m: int) -> "Band":
        """Every cell of two texts of ``n`` and ``m`` segments."""
        return cls(np.zeros(n + 1, np.intp), m + 1)


@dataclass(frozen=True)
class Path:
    """Beads in order, each ``(first_a, count_a, first_b, count_b)``, and how likely each is."""

    beads: Sequence[tuple[int, int, int, int]]
    likelihoods: Sequence[float]


@dataclass(frozen=True)
class BlockScores:
    """The scores of two parts compared whole: of beads by kind ``[n - p + 1, m - q + 1]``, by where
    they begin, and of leaving segments out, ``[n]`` and ``[m]``."""

    beads: Mapping[Kind, Scores]
    skipped_a: Scores
    skipped_b: Scores

    def lattice(self, n: int, m: int) -> "Lattice":
        """The lattice of parts of ``n`` and ``m`` segments."""
        beads = {}
        for (p, q), scores in self.beads.items():
            cells = np.full((n + 1, m + 1), NEVER)
            cells[p:, q:] = scores
            beads[p, q] = cells
        return Lattice(beads, self.skipped_a, self.skipped_b, Band.whole(n, m))


class Lattice:
    """The scores of one pair of texts.

    ``beads[p, q]`` is ``[n + 1, band.width]``: at cell ``(i, j)``, column ``j - first[i]``, the
    score of the bead that ends there, ``NEVER`` where there is none. ``skipped_a`` ``[n]`` and
    ``skipped_b`` ``[m]`` are the scores of leaving segments out.
    """

    def __init__(
        self, beads: Mapping[Kind, Scores], skipped_a: Scores, skipped_b: Scores, band: Band
    ) -> None:
        self._beads = beads
        self._skipped_a = skipped_a
        self._skipped_b = skipped_b
        self._band = band
        self._n, self._m = len(skipped_a), len(skipped_b)
        self._sums = np.concatenate([[0.0], np.cumsum(skipped_b)])

    def best(self) -> Path:
        """The path with the highest score, and the likelihood of each of its beads."""
        forward, backward = self._forward(), self._backward()
        total = self._at(forward, self._n, self._m)
        beads = self._trace()
        found = []
        for a, p, b, q in beads:
            i, j = a + p, b + q
            before = self._at(forward, a, b)
            if p and q:
                own = self._at(self._beads[p, q], i, j)
            else:
                own = float(self._skipped_a[a] if p else self._skipped_b[b])
            found.append(float(np.exp(min(0.0, before + own + self._at(backward, i, j) - total))))
        return Path(beads, found)

    def _at(self, cells: Scores, i: int, j: int) -> float:
        return float(cells[i, j - self._band.first[i]])

    def _places(self, i: int) -> Places:
        """The columns of row ``i`` as places of the other side, beyond it held at its end."""
        first = self._band.first[i]
        return np.minimum(np.arange(first, first + self._band.width), self._m)

    def _beyond(self, i: int) -> int:
        """How many columns of row ``i`` are cells that are there."""
        return int(min(self._band.width, self._m + 1 - self._band.first[i]))

    def _overlap(self, i: int, p: int, q: int) -> tuple[slice, slice] | None:
        """Columns of row ``i`` and of row ``i - p`` that a bead of kind ``(p, q)`` joins."""
        shift = int(self._band.first[i] - self._band.first[i - p]) - q
        width = self._band.width
        start, end = max(0, -shift), min(width, width - shift)
        if start >= end:
            return None
        return slice(start, end), slice(start + shift, end + shift)

    def _forward(self) -> Scores:
        cells = np.full((self._n + 1, self._band.width), NEVER)
        cells[0, 0] = 0.0
        for i in range(self._n + 1):
            row = cells[i]
            for (p, q), scores in self._beads.items():
                over = self._overlap(i, p, q) if i >= p else None
                if over:
                    came = cells[i - p, over[1]] + scores[i, over[0]]
                    np.logaddexp(row[over[0]], came, out=row[over[0]])
            over = self._overlap(i, 1, 0) if i else None
            if over:
                came = cells[i - 1, over[1]] + self._skipped_a[i - 1]
                np.logaddexp(row[over[0]], came, out=row[over[0]])
            sums = self._sums[self._places(i)]
            row[:] = np.logaddexp.accumulate(row - sums) + sums
            row[self._beyond(i) :] = NEVER
        return cells

    def _backward(self) -> Scores:
        cells = np.full((self._n + 1, self._band.width), NEVER)
        cells[self._n, self._m - self._band.first[self._n]] = 0.0
        for i in range(self._n, -1, -1):
            row = cells[i]
            sums = self._sums[self._places(i)]
            row[:] = np.logaddexp.accumulate((row + sums)[::-1])[::-1] - sums
            row[self._beyond(i) :] = NEVER
            for (p, q), scores in self._beads.items():
                over = self._overlap(i, p, q) if i >= p else None
                if over:
                    target = cells[i - p, over[1]]
                    np.logaddexp(target, row[over[0]] + scores[i, over[0]], out=target)
            over = self._overlap(i, 1, 0) if i else None
            if over:
                target = cells[i - 1, over[1]]
                np.logaddexp(target, row[over[0]] + self._skipped_a[i - 1], out=target)
        return cells

    def _trace(self) -> list[tuple[int, int, int, int]]:
        """The beads of the best path. Of equal paths the one with the kind listed first."""
        kinds = list(self._beads)
        cells = np.full((self._n + 1, self._band.width), NEVER)
        cells[0, 0] = 0.0
        came = np.full((self._n + 1, self._band.width), len(kinds) + 1, np.int8)
        for i in range(self._n + 1):
            row = cells[i]
            for number, (p, q) in enumerate([*kinds, (1, 0)]):
                over = self._overlap(i, p, q) if i >= p else None
                if not over:
                    continue
                own = self._beads[p, q][i, over[0]] if q else self._skipped_a[i - 1]
                scores = cells[i - p, over[1]] + own
                better = scores > row[over[0]]
                row[over[0]] = np.where(better, scores, row[over[0]])
                came[i, over[0]] = np.where(better, number, came[i, over[0]])
            sums = self._sums[self._places(i)]
            reached = np.maximum.accumulate(row - sums) + sums
            came[i] = np.where(reached > row + 1e-9, len(kinds) + 1, came[i])
            row[:] = reached
            row[self._beyond(i) :] = NEVER
        return self._followed(came, kinds)

    def _followed(
        self, came: npt.NDArray[np.int8], kinds: Sequence[Kind]
    ) -> list[tuple[int, int, int, int]]:
        steps = [*kinds, (1, 0), (0, 1)]
        beads = []
        i, j = self._n, self._m
        while i or j:
            p, q = steps[came[i, j - self._band.first[i]]]
            i, j = i - p, j - q
            beads.append((i, p, j, q))
        return beads[::-1]

    def likelihoods(self) -> tuple[dict[Kind, Scores], Scores, Scores, float]:
        """For fitting: how likely each bead of the lattice is, in the shape of its scores, each
        skipped segment of both sides, and the logarithm of the sum over all paths."""
        forward, backward = self._forward(), self._backward()
        total = self._at(forward, self._n, self._m)
        found: dict[Kind, Scores] = {}
        skipped = np.zeros(self._n)
        for kind in (*self._beads, (1, 0)):
            p, q = kind
            likely = np.zeros_like(forward)
            for i in range(p, self._n + 1):
                over = self._overlap(i, p, q)
                if over:
                    own = self._beads[kind][i, over[0]] if q else self._skipped_a[i - 1]
                    path = forward[i - p, over[1]] + own + backward[i, over[0]] - total
                    likely[i, over[0]] = np.exp(np.minimum(path, 0.0))
            if q:
                found[kind] = likely
            else:
                skipped = likely[1:].sum(axis=1)
        return found, skipped, self._skipped_likely(forward, backward, total), total

    def _skipped_likely(self, forward: Scores, backward: Scores, total: float) -> Scores:
        likely = np.zeros(self._m)
        for i in range(self._n + 1):
            first, width = int(self._band.first[i]), self._beyond(i) - 1
            own = self._skipped_b[first : first + width]
            path = forward[i, :width] + own + backward[i, 1 : width + 1] - total
            likely[first : first + width] += np.exp(np.minimum(path, 0.0))
        return likely
