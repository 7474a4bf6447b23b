"""Which runs of two languages are each other's nearest, by the rows they share. No Flask."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from search_app.candidate_runs import Printed, RunCounts
from search_app.word_cuts import Hashes, Places

#: The least of Dice's coefficient and of the log-likelihood ratio (10.83 is chance once in a
#: thousand) that a candidate has.
LEAST_DICE, LEAST_LIKELIHOOD = 0.6, 10.83


class Pair(NamedTuple):
    """A candidate by the places of its runs among those counted."""

    source: int
    target: int
    together: int
    dice: float
    likelihood: float


class RunTexts:
    """How runs are printed, and their words, by hash."""

    def __init__(self) -> None:
        self._texts: dict[int, Counter[str]] = defaultdict(Counter)
        self._words: dict[int, int] = {}

    def add(self, printed: Mapping[int, Printed]) -> None:
        """Count the runs of a row."""
        for own, (text, words) in printed.items():
            self._texts[own][text] += 1
            self._words[own] = words

    def text(self, own: int) -> str:
        """A run as it is mostly printed."""
        texts = self._texts[own]
        return max(texts, key=lambda text: (texts[text], text))

    def words(self, own: int) -> int:
        """The words of a run."""
        return self._words[own]


class PairTable:
    """Which runs stand in which rows, on both sides."""

    def __init__(
        self,
        runs: tuple[RunCounts, RunCounts],
        rows: tuple[Sequence[Hashes], Sequence[Hashes]],
        printed: tuple[RunTexts, RunTexts],
    ) -> None:
        self._runs = runs
        self._printed = printed
        self._count = len(rows[0])
        self._in_row = tuple(
            [counts.places(own) for own in side] for counts, side in zip(runs, rows, strict=True)
        )
        self._rows_of = tuple(_inverted(side) for side in self._in_row)

    def hashes(self, pair: Pair) -> tuple[int, int]:
        """The hashes of both runs."""
        return (
            int(self._runs[0].hashes[pair.source]),
            int(self._runs[1].hashes[pair.target]),
        )

    def counts(self, pair: Pair) -> tuple[int, int]:
        """In how many rows each stands."""
        return int(self._runs[0].counts[pair.source]), int(self._runs[1].counts[pair.target])

    def shared(self, pair: Pair) -> list[int]:
        """The rows that have both."""
        rows = np.intersect1d(self._rows_of[0][pair.source], self._rows_of[1][pair.target])
        found: list[int] = rows.tolist()
        return found

    def texts(self, pair: Pair) -> tuple[str, str]:
        """Both runs as they are mostly printed."""
        source, target = self.hashes(pair)
        return self._printed[0].text(source), self._printed[1].text(target)

    def weight(self, pair: Pair) -> float:
        """What candidates are ordered by: several words are rather a term, and single ones are so
        frequent that they would all come first."""
        source, target = self.hashes(pair)
        words = self._printed[0].words(source) + self._printed[1].words(target)
        return float(pair.likelihood * np.log2(words))

    def pairs(self) -> list[Pair]:
        """The runs that are each other's nearest and near enough."""
        lengths = [
            np.array([self._printed[side].words(own) for own in self._runs[side].hashes.tolist()])
            for side in (0, 1)
        ]
        nearest = [self._nearest(side, lengths[1 - side]) for side in (0, 1)]
        found = []
        for source, (target, together) in nearest[0].items():
            if nearest[1].get(target, (-1, 0))[0] == source:
                pair = self._scored(source, target, together)
                if pair.dice >= LEAST_DICE and pair.likelihood >= LEAST_LIKELIHOOD:
                    found.append(pair)
        return found

    def _nearest(self, side: int, lengths: Places) -> dict[int, tuple[int, int]]:
        """For each run of a side the nearest of the other, with the rows that have both; of those
        equally near the longest."""
        own, other = self._runs[side].counts, self._runs[1 - side].counts
        found = {}
        for run, rows in self._rows_of[side].items():
            beside = np.concatenate([self._in_row[1 - side][row] for row in rows.tolist()])
            if not len(beside):
                continue
            places, together = np.unique(beside, return_counts=True)
            dice = 2 * together / (own[run] + other[places])
            best = np.lexsort((places, lengths[places], dice))[-1]
            found[run] = int(places[best]), int(together[best])
        return found

    def _scored(self, source: int, target: int, together: int) -> Pair:
        a, b = int(self._runs[0].counts[source]), int(self._runs[1].counts[target])
        return Pair(
            source,
            target,
            together,
            2 * together / (a + b),
            log_likelihood(together, a, b, self._count),
        )


def _inverted(rows: Sequence[Places]) -> dict[int, Places]:
    """The rows of each run, by its place, both ascending."""
    if not any(map(len, rows)):
        return {}  # no rows, or none that holds a run
    runs = np.concatenate(rows)
    numbers = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    order = np.argsort(runs, kind="stable")
    different, begins = np.unique(runs[order], return_index=True)
    parts = np.split(numbers[order], begins[1:])
    return dict(zip(different.tolist(), parts, strict=True))


def log_likelihood(together: int, a: int, b: int, rows: int) -> float:
    """The log-likelihood ratio of two things that stand in ``a`` and ``b`` of so many rows, both in
    ``together``."""
    observed = np.array(
        [[together, a - together], [b - together, rows - a - b + together]], np.float64
    )
    expected = observed.sum(1, keepdims=True) * observed.sum(0, keepdims=True) / max(rows, 1)
    held = observed > 0
    return float(2 * (observed[held] * np.log(observed[held] / expected[held])).sum())
