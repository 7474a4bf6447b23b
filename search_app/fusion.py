"""Reciprocal rank fusion of two rankings, pure.

Cormack, Clarke and Büttcher (SIGIR 2009): a hit scores the sum of weight / (constant + rank) over
the lists it is in; a list it is absent from adds nothing. The weights are those of hits, since what
a word found is worth depends on the hit: ``keyword_weights``.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from search_app.profiles import Profile


class Worded(NamedTuple):
    """How a query is worded: its language ("" where that is not known), how many of its words rank,
    quoted and binding ones aside, and the share of what was looked up in the termbase that names
    legal terms, 0 where nothing was."""

    language: str
    words: int
    named: float


class Fused(NamedTuple):
    """One hit of the fused list: its name, its score, its rank from 1 in each list or None."""

    name: str
    score: float
    ranks: Mapping[str, int | None]


def fuse(
    lists: Mapping[str, Sequence[str]], weights: Mapping[str, Sequence[float]], constant: float
) -> list[Fused]:
    """Fuse named rankings of unique names, best first; ties in order of name. ``weights`` has one
    for each name of each list."""
    scores: dict[str, float] = {}
    ranks: dict[str, dict[str, int | None]] = {}
    for label, names in lists.items():
        for rank, (name, weight) in enumerate(zip(names, weights[label], strict=True), 1):
            scores[name] = scores.get(name, 0.0) + weight / (constant + rank)
            if name not in ranks:
                ranks[name] = dict.fromkeys(lists)
            ranks[name][label] = rank
    order = sorted(scores, key=lambda name: (-scores[name], name))
    return [Fused(name, scores[name], ranks[name]) for name in order]


def keyword_weights(languages: Sequence[str], query: Worded, profile: Profile) -> list[float]:
    """What the keyword leg's hits weigh, by the language of each.

    In the language of the query (or where that is not known) a hit weighs less the more words the
    query has beyond ``profile.telling_words``, down to the share of it that names legal terms: one
    that describes a case in its own words rarely shares them with the provision that it is after.
    In another language nothing but the names of terms was looked for, and what is written alike:
    a hit weighs as much as that share, and ``profile.unnamed`` of what it would in the query's
    language at the least.
    """
    telling = min(1.0, profile.telling_words / max(1, query.words))
    own = profile.keyword_weight * max(telling, query.named)
    other = max(profile.keyword_weight * query.named, profile.unnamed * own)
    known = query.language
    return [own if not known or language == known else other for language in languages]
