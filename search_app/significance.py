"""Whether a difference between two runs is more than chance: Fisher's randomization test.

If both runs were as good as each other, each query might as well have had their results exchanged.
The test exchanges them at random many times, and asks how often the difference of the means comes
out as large as the one observed, in either direction. Smucker, Allan and Carterette, "A comparison
of statistical significance tests for information retrieval evaluation", CIKM 2007, recommend it.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from search_app.judgements import Judgement
from search_app.measures import MEASURES, Measures

FLIPS = 10_000
SEED = 2007
#: Exchanges drawn together.
BATCH = 500
Matrix = npt.NDArray[np.float64]


def randomization_test(differences: Matrix) -> Matrix:
    """The two-sided p of each column's sum; rows are queries, columns measures: [n, m] → [m].

    A row's sign is flipped as a whole. The observed signs are one of the outcomes, so that p is
    never 0 (Phipson and Smyth 2010), and 1 where there is no difference or no row.
    """
    rng = np.random.default_rng(SEED)
    observed = np.abs(differences.sum(axis=0))
    # Sums that differ only in the order of adding are equal.
    least = observed - 1e-9 * np.abs(differences).sum(axis=0)
    as_large = np.zeros(differences.shape[1])
    for _ in range(FLIPS // BATCH):
        signs = 2.0 * rng.integers(0, 2, size=(BATCH, len(differences)), dtype=np.int8) - 1
        as_large += (np.abs(signs @ differences) >= least).sum(axis=0)
    ratio: Matrix = (as_large + 1) / (FLIPS + 1)
    return ratio


def compare(
    judged: Sequence[Judgement], ours: Sequence[Measures], theirs: Sequence[Measures]
) -> dict[str, Any]:
    """One run against another of the same rankings, in the same order: ours less theirs.

    By pair of languages, by kind where there are kinds, and over all ("mean"). What is over several
    pairs is the mean of the pairs' means, as evaluations show it; there a query that is judged in
    several languages is one observation.
    """
    differences = np.array(
        [[a[name] - b[name] for name in MEASURES] for a, b in zip(ours, theirs, strict=True)],
        dtype=np.float64,
    ).reshape(-1, len(MEASURES))
    pairs: dict[str, list[int]] = {}
    kinds: dict[str, list[int]] = {}
    for place, one in enumerate(judged):
        pairs.setdefault(one.pair, []).append(place)
        if one.topic.kind:
            kinds.setdefault(one.topic.kind, []).append(place)
    document = {
        "pairs": {pair: _compared(judged, differences, pairs[pair]) for pair in sorted(pairs)}
    }
    if kinds:
        document["kinds"] = {
            kind: _compared(judged, differences, kinds[kind]) for kind in sorted(kinds)
        }
    return {**document, "mean": _compared(judged, differences, range(len(judged)))}


def _compared(
    judged: Sequence[Judgement], differences: Matrix, places: Sequence[int]
) -> dict[str, Any]:
    """The difference and p of each measure over the rankings at ``places``."""
    sizes: dict[str, int] = {}
    for place in places:
        sizes[judged[place].pair] = sizes.get(judged[place].pair, 0) + 1
    by_query: dict[str, Matrix] = {}
    for place in places:
        part = differences[place] / (sizes[judged[place].pair] * len(sizes))
        name = judged[place].topic.id
        by_query[name] = by_query[name] + part if name in by_query else part
    rows = np.array(list(by_query.values())).reshape(-1, len(MEASURES))
    found = randomization_test(rows)
    return {
        "queries": len(rows),
        **{
            name: {"difference": float(total), "p": float(p)}
            for name, total, p in zip(MEASURES, rows.sum(axis=0), found, strict=True)
        },
    }
