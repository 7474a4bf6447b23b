"""What speaks for and against two runs of segments being a bead, as numbers.

The main one is coverage: how near each token of one side comes to its nearest token on the other,
weighed by how telling the token is, and against how near it comes to whatever sentence. Coverage of
a run is the sum over its segments, and the nearest token among several segments is the nearest of
each, so that all runs of up to three segments come from one comparison of tokens. Beside it stand
the nearness of the summed vectors (Thompson and Koehn 2019), length (Gale and Church 1993) and the
numbers stated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer.anchors import numbers_of
from indexer.background import background_sentences
from indexer.bead_lattice import Kind, Scores
from indexer.encoder import Encoder, TokenRows

Floats = npt.NDArray[np.float32]

#: Kinds of beads in the lattice, those that skip apart; the simplest first.
KINDS: tuple[Kind, ...] = (
    (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (2, 3), (3, 2), (3, 3),
)  # fmt: skip
LONGEST_RUN = 3
#: A token is covered as far as its nearest comes from one of these similarities to the next.
KNOTS, STEP = (0.15, 0.30, 0.45, 0.60, 0.75), 0.15
#: How near a token comes to whatever sentence is measured on so many of the other text, filled up
#: with background sentences to so many at least.
SAMPLE, LEAST_SAMPLE = 64, 40
#: Numbers that count, of those two sides share and of those that one has alone.
MOST_SHARED, MOST_ALONE = 3, 4

#: Names of what a bead is weighed by, in the order of ``Comparison.beads``.
COVERAGE = (*(f"covered_{knot:.2f}" for knot in KNOTS), "above_chance")
FEATURES = (
    *COVERAGE, "nearness", "mass", "length", "chance", "numbers_shared", "numbers_alone",
    *(f"kind_{p}_{q}" for p, q in KINDS[1:]),
)  # fmt: skip
#: What a skipped segment is weighed by, in the order of ``Comparison.skipped``.
SKIPPED = ("skipped", "skipped_mass", "skipped_coverage", "skipped_coverage_mass")


@dataclass(frozen=True)
class Side:
    """One text in segments. ``units`` are unit rows of its different tokens ``[t, d]``, ``weights``
    how telling each is, ``ids`` which token of the whole text it is; ``tokens`` and ``sizes`` say
    which tokens a segment has; ``sums`` ``[n, d]`` are the summed rows, ``lengths`` characters,
    ``numbers`` what each states."""

    ids: npt.NDArray[np.intp]
    units: Floats
    weights: Floats
    tokens: npt.NDArray[np.intp]
    sizes: npt.NDArray[np.intp]
    sums: Floats
    lengths: Floats
    numbers: Sequence[frozenset[int]]

    @classmethod
    def of(cls, texts: Sequence[str], encoder: Encoder) -> "Side":
        """The side that ``texts``, at least one, make."""
        return cls._of(encoder.token_rows(texts), texts)

    @classmethod
    def _of(cls, found: TokenRows, texts: Sequence[str]) -> "Side":
        lengths = np.linalg.norm(found.rows, axis=1)
        starts = np.cumsum(found.sizes) - found.sizes
        return cls(
            ids=np.arange(len(found.rows)),
            units=found.rows / np.maximum(lengths, 1e-9)[:, None],
            weights=lengths,
            tokens=found.tokens,
            sizes=found.sizes,
            sums=np.add.reduceat(found.rows[found.tokens], starts, axis=0),
            lengths=np.array([max(1, len(text)) for text in texts], np.float32),
            numbers=[numbers_of(text) for text in texts],
        )

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def starts(self) -> npt.NDArray[np.intp]:
        """Where in ``tokens`` each segment begins."""
        starts: npt.NDArray[np.intp] = np.cumsum(self.sizes) - self.sizes
        return starts

    def part(self, first: int, last: int) -> "Side":
        """Segments ``[first, last)`` alone, with the tokens that they have."""
        begin = int(self.sizes[:first].sum())
        end = begin + int(self.sizes[first:last].sum())
        used, tokens = np.unique(self.tokens[begin:end], return_inverse=True)
        return Side(
            ids=self.ids[used],
            units=self.units[used],
            weights=self.weights[used],
            tokens=tokens,
            sizes=self.sizes[first:last],
            sums=self.sums[first:last],
            lengths=self.lengths[first:last],
            numbers=self.numbers[first:last],
        )

    def taken(self, order: npt.NDArray[np.intp]) -> "Side":
        """The same segments in another order."""
        starts = self.starts
        parts = [self.tokens[starts[one] : starts[one] + self.sizes[one]] for one in order]
        return Side(
            ids=self.ids,
            units=self.units,
            weights=self.weights,
            tokens=np.concatenate(parts),
            sizes=self.sizes[order],
            sums=self.sums[order],
            lengths=self.lengths[order],
            numbers=[self.numbers[one] for one in order],
        )

    def weighed_tokens(self) -> Floats:
        """``[n, t]``: the weight of each token in each segment, as often as it is there."""
        found = np.zeros((len(self), len(self.units)), np.float32)
        rows = np.repeat(np.arange(len(self)), self.sizes)
        np.add.at(found, (rows, self.tokens), self.weights[self.tokens])
        return found

    def masses(self) -> Floats:
        """How telling each segment is: the sum of its tokens' weights."""
        masses: Floats = np.add.reduceat(self.weights[self.tokens], self.starts)
        return masses


@dataclass(frozen=True)
class Norms:
    """What beads of one whole text are measured against, so that its parts are measured alike.

    ``chance_a[q - 1]`` is how near each different token of side a comes to a run of ``q`` segments
    of side b, whatever it says; ``mean_a`` how near runs are to all of the other side. ``mass`` is
    the mean mass of a segment, ``tokens_a`` the mean number of tokens, ``ratio`` the length of b
    over that of a.
    """

    chance_a: Floats
    chance_b: Floats
    mean_a: Floats
    mean_b: Floats
    mass: float
    tokens_a: float
    tokens_b: float
    ratio: float


def norms_of(a: Side, b: Side, encoder: Encoder, languages: tuple[str, str]) -> Norms:
    """The norms of two whole texts in these languages ("" for one not known)."""
    sample_a, sample_b = (
        _sample(side, code, encoder) for side, code in zip((a, b), languages, strict=True)
    )
    return Norms(
        chance_a=_chance(a, sample_b),
        chance_b=_chance(b, sample_a),
        mean_a=_means(sample_b),
        mean_b=_means(sample_a),
        mass=float(np.concatenate([sample_a.masses(), sample_b.masses()]).mean()),
        tokens_a=float(sample_a.sizes.mean()),
        tokens_b=float(sample_b.sizes.mean()),
        ratio=float(b.lengths.sum() / a.lengths.sum()),
    )


def _sample(side: Side, language: str, encoder: Encoder) -> Side:
    """Segments that stand for all of a side: as many as there are, evenly, up to ``SAMPLE``."""
    if len(side) > SAMPLE:
        # Runs of neighbours, so that runs of up to three can be measured too.
        run = LONGEST_RUN + 1
        firsts = np.linspace(0, len(side) - run, SAMPLE // run).astype(int)
        return _joined([side.part(first, first + run) for first in firsts])
    missing = LEAST_SAMPLE - len(side)
    sentences = background_sentences().get(language, ())[: max(0, missing)]
    return _joined([side, Side.of(sentences, encoder)]) if sentences else side


def _joined(sides: Sequence[Side]) -> Side:
    counts = np.cumsum([0, *(len(side.units) for side in sides)])
    return Side(
        ids=np.concatenate([side.ids for side in sides]),
        units=np.concatenate([side.units for side in sides]),
        weights=np.concatenate([side.weights for side in sides]),
        tokens=np.concatenate(
            [side.tokens + shift for side, shift in zip(sides, counts, strict=False)]
        ),
        sizes=np.concatenate([side.sizes for side in sides]),
        sums=np.concatenate([side.sums for side in sides]),
        lengths=np.concatenate([side.lengths for side in sides]),
        numbers=[each for side in sides for each in side.numbers],
    )


def _chance(side: Side, sample: Side) -> Floats:
    nearest = _nearest(side.units, sample)
    return np.stack(
        [
            runs.mean(axis=1) if (runs := _of_runs(nearest, q)).shape[1] else nearest.max(axis=1)
            for q in range(1, LONGEST_RUN + 1)
        ]
    )


def _means(sample: Side) -> Floats:
    mean: Floats = unit_rows(sample.sums).mean(axis=0)
    return mean


def _nearest(units: Floats, other: Side) -> Floats:
    """For each token its similarity to the nearest token of each segment of ``other``."""
    similar = other.units @ units.T
    nearest: Floats = np.maximum.reduceat(similar[other.tokens], other.starts, axis=0).T
    return np.ascontiguousarray(nearest)


def _of_runs(nearest: Floats, q: int) -> Floats:
    """The same for each run of ``q`` neighbours."""
    count = max(0, nearest.shape[1] - q + 1)
    runs = nearest[:, :count]
    for step in range(1, q):
        runs = np.maximum(runs, nearest[:, step : step + count])
    return runs


def run_sums(values: Floats, p: int) -> Floats:
    """Sums of ``p`` neighbours along the first axis: one row less for each more."""
    count = max(0, len(values) - p + 1)
    total = values[:count]
    for step in range(1, p):
        total = total + values[step : step + count]
    return total


class Comparison:
    """Two parts of the texts that ``norms`` are of, compared run by run."""

    def __init__(self, a: Side, b: Side, norms: Norms) -> None:
        self._a, self._b, self._norms = a, b, norms
        self._covered_a = self._coverage(a, b, norms.chance_a[:, a.ids])
        self._covered_b = self._coverage(b, a, norms.chance_b[:, b.ids])
        self._masses_a, self._masses_b = a.masses() / norms.mass, b.masses() / norms.mass

    def _coverage(self, side: Side, other: Side, chance: Floats) -> list[Floats]:
        """By length of run: ``[features, segments, runs of other]``."""
        nearest = _nearest(side.units, other)
        weights = side.weighed_tokens() / self._norms.mass
        found = []
        for q in range(1, min(LONGEST_RUN, len(other)) + 1):
            runs, null = _of_runs(nearest, q), chance[q - 1][:, None]
            above = np.clip((runs - null) / np.maximum(1 - null, 0.05), 0, 1) ** 2
            values = [np.clip((runs - knot) / STEP, 0, 1) for knot in KNOTS] + [above]
            found.append(np.stack([weights @ value for value in values]))
        return found

    def beads(self, kind: Kind) -> Floats | None:
        """``[n - p + 1, m - q + 1, len(FEATURES)]``, by where runs begin; None where a side is
        shorter than the kind."""
        p, q = kind
        if len(self._a) < p or len(self._b) < q:
            return None
        covered = _summed(self._covered_a[q - 1], p) + np.swapaxes(
            _summed(self._covered_b[p - 1], q), 1, 2
        )
        mass_a, mass_b = run_sums(self._masses_a, p)[:, None], run_sums(self._masses_b, q)[None, :]
        shared, alone = self._numbers(p, q)
        shape = covered.shape[1:]
        values = [
            *covered,
            self._nearness(p, q),
            np.broadcast_to(mass_a + mass_b, shape),
            self._length(p, q),
            self._chance(p, q, mass_a, mass_b),
            shared,
            alone,
            *(np.full(shape, float(kind == other), np.float32) for other in KINDS[1:]),
        ]
        return np.stack(values, axis=-1)

    def skipped(self) -> tuple[Floats, Floats]:
        """``[n, len(SKIPPED)]`` and ``[m, len(SKIPPED)]``."""
        return (
            _skipped(self._covered_a[0][-1], self._masses_a),
            _skipped(self._covered_b[0][-1], self._masses_b),
        )

    def _nearness(self, p: int, q: int) -> Floats:
        """Cosine of the summed rows, less the mean of both runs with the other whole text."""
        rows, columns = unit_rows(run_sums(self._a.sums, p)), unit_rows(run_sums(self._b.sums, q))
        usual = (rows @ self._norms.mean_a)[:, None] + (columns @ self._norms.mean_b)[None, :]
        return np.asarray(rows @ columns.T - usual / 2, np.float32)

    def _length(self, p: int, q: int) -> Floats:
        """How far the lengths are from the texts' ratio, in roots of characters, over ten."""
        a = run_sums(self._a.lengths, p)[:, None] * self._norms.ratio
        b = run_sums(self._b.lengths, q)[None, :]
        return np.asarray(np.abs(b - a) / np.sqrt(b + a) / 10, np.float32)

    def _chance(self, p: int, q: int, mass_a: Floats, mass_b: Floats) -> Floats:
        """Among more tokens the nearest is nearer by chance."""
        more_a = np.log(run_sums(self._a.sizes.astype(np.float32), p) / self._norms.tokens_a)
        more_b = np.log(run_sums(self._b.sizes.astype(np.float32), q) / self._norms.tokens_b)
        chance: Floats = mass_a * more_b[None, :] + mass_b * more_a[:, None]
        return chance

    def _numbers(self, p: int, q: int) -> tuple[Floats, Floats]:
        """How many numbers two runs share, and how many one of them has alone."""
        known = sorted(frozenset().union(*self._a.numbers, *self._b.numbers))
        place = {number: at for at, number in enumerate(known)}
        runs = []
        for side, length in ((self._a, p), (self._b, q)):
            stated = np.zeros((len(side), len(known)), np.float32)
            for row, numbers in enumerate(side.numbers):
                stated[row, [place[number] for number in numbers]] = 1
            runs.append(np.minimum(run_sums(stated, length), 1))
        shared = runs[0] @ runs[1].T
        alone = runs[0].sum(axis=1)[:, None] + runs[1].sum(axis=1)[None, :] - 2 * shared
        return np.minimum(shared, MOST_SHARED), np.minimum(alone, MOST_ALONE)


def _summed(covered: Floats, p: int) -> Floats:
    """Coverage summed over runs of ``p`` segments: ``[features, runs, runs of other]``."""
    return np.swapaxes(run_sums(np.swapaxes(covered, 0, 1), p), 0, 1)


def unit_rows(rows: Floats) -> Floats:
    """Rows brought to unit length; rows of zeros stay so."""
    units: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1), 1e-9)[:, None]
    return units


def _skipped(covered: Floats, masses: Floats) -> Floats:
    """Constant, mass, and how well the best segment of the other side covers it."""
    best = covered.max(axis=1)
    ones = np.ones(len(masses), np.float32)
    return np.stack([ones, masses, best / np.maximum(masses, 1e-6), best], axis=-1)


def weighed(features: Floats, weights: Floats) -> Scores:
    """Features as one score each."""
    scores: Scores = (features @ weights).astype(np.float64)
    return scores
