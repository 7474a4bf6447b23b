"""Totals and facets on Elasticsearch, exact also where versions of one provision count once.

Elasticsearch counts documents exactly and different values only about (``cardinality`` is
HyperLogLog++). So every key has a number, and a document holds it as a ``slot`` and a ``digit``:
key ``n`` has digit ``16 ** (n % 13)`` in slot ``n // 13``. The sum of the digits in a slot is then
a number whose hexadecimal places say how many documents of each of its 13 keys matched, exact in a
double (13 places of 4 bits); how many places are not 0 is how many keys there are.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .base import TooCostly
from .elastic import Elastic, Json
from .elastic_index import DIGIT, SLOT, State

Facets = dict[str, dict[str, int]]
#: Keys in a slot, and what a place of the sum counts up to, less one.
KEYS, BASE = 13, 16
#: Slots that one search counts: with a facet's values times as many buckets, below the 65,536 that
#: a server allows by default.
SLOTS = 2_500
#: Values of a facet that are counted.
VALUES = 10_000


def place_of(number: int) -> tuple[int, float]:
    """The slot and the digit of the key with this number."""
    slot, place = divmod(number, KEYS)
    return slot, float(BASE**place)


def facet_aggregations(facets: Sequence[str]) -> Json:
    """What counts the documents of each value."""
    return {name: {"terms": {"field": name, "size": VALUES}} for name in facets}


def counted(aggregations: Mapping[str, Any], facets: Sequence[str]) -> Facets:
    """The counts that ``facet_aggregations`` asked for."""
    return {
        name: {str(one["key"]): int(one["doc_count"]) for one in aggregations[name]["buckets"]}
        for name in facets
    }


def added(first: Facets, second: Facets) -> Facets:
    """Counts of two sets that share nothing, as those of both."""
    return {name: dict(Counter(first[name]) + Counter(second[name])) for name in first}


def most(facets: Facets, size: int) -> Facets:
    """The ``size`` values of each with most, equal ones by name."""
    return {
        name: dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:size])
        for name, counts in facets.items()
    }


def count_keys(
    elastic: Elastic, state: State, query: Json, facets: Sequence[str], preference: str
) -> tuple[int, Facets]:
    """How many keys the documents that match ``query`` have, and of each value of each facet."""
    total, counts = 0, {name: Counter[str]() for name in facets}
    slots = -(-state.manifest.keys // KEYS)
    for answer in _answers(elastic, state, query, facets, preference, _ranges(0, slots, SLOTS)):
        total += _keys(answer["slots"])
        for name in facets:
            for bucket in answer[name]["buckets"]:
                counts[name][str(bucket["key"])] += _keys(bucket["slots"])
    return total, {name: dict(counter) for name, counter in counts.items()}


def _answers(
    elastic: Elastic,
    state: State,
    query: Json,
    facets: Sequence[str],
    preference: str,
    ranges: Sequence[tuple[int, int]],
) -> Iterator[Json]:
    """The aggregations of each range of slots; one that makes too many buckets, in two halves."""
    if not ranges:
        return
    bodies = [_body(query, facets, first, end) for first, end in ranges]
    try:
        answers = elastic.searches(state.index, bodies, preference)
    except TooCostly:
        first, end = ranges[0][0], ranges[-1][1]
        size = (ranges[0][1] - first) // 4
        if not size:
            raise
        yield from _answers(elastic, state, query, facets, preference, _ranges(first, end, size))
        return
    for answer in answers:
        yield answer["aggregations"]


def _ranges(first: int, end: int, size: int) -> list[tuple[int, int]]:
    return [(start, min(start + size, end)) for start in range(first, end, size)]


def _body(query: Json, facets: Sequence[str], first: int, end: int) -> Json:
    slots = {
        "terms": {"field": SLOT, "size": end - first},
        "aggs": {"keys": {"sum": {"field": DIGIT}}},
    }
    within = {"range": {SLOT: {"gte": first, "lt": end}}}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [query, within]}},
        "aggs": {
            "slots": slots,
            **{
                name: {"terms": {"field": name, "size": VALUES}, "aggs": {"slots": slots}}
                for name in facets
            },
        },
    }


def _keys(slots: Mapping[str, Any]) -> int:
    """How many places of the sums are not 0."""
    return sum(
        len(places) - places.count("0")
        for places in (f"{int(one['keys']['value']):x}" for one in slots["buckets"])
    )
