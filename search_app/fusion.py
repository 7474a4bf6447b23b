"""Reciprocal rank fusion of two rankings, pure.

Cormack, Clarke and Büttcher (SIGIR 2009): a hit scores the sum of weight / (constant + rank) over
the lists it is in; a list it is absent from adds nothing. The weights are those of hits, since what
a word found is worth depends on the hit: ``keyword_weights``.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from search_app.profiles import Profile


class Worded(NamedTuple):
    """How a query is worded.

    ``language``: "" where it is not known. ``words``: how many of its words rank, quoted and
    binding ones aside. ``named``: the share of what was looked up in the termbase that names legal
    terms, 0 where nothing was. ``verbatim``: what an entry scores at the least that holds the whole
    query word for word; infinite for a query too short to tell.
    """

    language: str
    words: int
    named: float
    verbatim: float


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


def keyword_weights(
    hits: Sequence[tuple[str, float]], query: Worded, profile: Profile
) -> list[float]:
    """What the keyword leg's hits weigh, by the language and score of each, best first.

    In the language of the query (or where that is not known) a hit weighs less the more words the
    query has beyond ``profile.telling_words``, down to the share of it that names legal terms: one
    that describes a case in its own words rarely shares them with the provision that it is after.
    Where it does, the first hit is far ahead of the others and weighs in full. In another language
    nothing but the names of terms was looked for, and what is written alike: a hit weighs as much
    as that share, and ``profile.unnamed`` of what it would in the query's language at the least.
    What holds the query word for word weighs more, and so does everything where the query has no
    bare words, since it is quoted or binds.
    """
    if query.words:
        own = profile.keyword_weight * max(
            min(1.0, profile.telling_words / query.words), query.named
        )
        other = max(profile.keyword_weight * query.named, profile.unnamed * own)
    else:  # where nothing was looked up, nothing but what is quoted was looked for
        own = profile.keyword_weight * profile.exact_weight
        other = own * (query.named or 1.0)
    ahead = len(hits) == 1 or (len(hits) > 1 and hits[0][1] >= profile.far_ahead * hits[1][1])
    weights = []
    for place, (language, score) in enumerate(hits):
        if score >= query.verbatim:
            weights.append(profile.keyword_weight * profile.exact_weight)
        elif query.language not in {"", language}:
            weights.append(other)
        else:
            weights.append(max(own, profile.keyword_weight) if ahead and place == 0 else own)
    return weights
