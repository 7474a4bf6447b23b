"""Reciprocal rank fusion of two rankings, pure.

Cormack, Clarke and Büttcher (SIGIR 2009): a hit scores the sum of weight / (constant + rank) over
the lists it is in; a list it is absent from adds nothing.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Fused(NamedTuple):
    """One hit of the fused list: its name, its score, its rank from 1 in each list or None."""

    name: str
    score: float
    ranks: Mapping[str, int | None]


def fuse(
    lists: Mapping[str, Sequence[str]], weights: Mapping[str, float], constant: float
) -> list[Fused]:
    """Fuse named rankings of unique names, best first; ties in order of name."""
    scores: dict[str, float] = {}
    ranks: dict[str, dict[str, int | None]] = {}
    for label, names in lists.items():
        weight = weights[label]
        for rank, name in enumerate(names, 1):
            scores[name] = scores.get(name, 0.0) + weight / (constant + rank)
            if name not in ranks:
                ranks[name] = dict.fromkeys(lists)
            ranks[name][label] = rank
    order = sorted(scores, key=lambda name: (-scores[name], name))
    return [Fused(name, scores[name], ranks[name]) for name in order]
