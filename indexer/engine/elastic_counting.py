"""Totals and facets on Elasticsearch, exact also where versions of one provision count once.

Elasticsearch counts documents exactly and different values only about (``cardinality`` is
HyperLogLog++). So every key has a number, and a document holds it as a ``slot`` and a ``digit``:
key ``n`` has digit ``16 ** (n % 13)`` in slot ``n // 13``. The sum of the digits in a slot is then
a number whose hexadecimal places say how many documents of each of its 13 keys matched, exact in a
double (13 places of 4 bits); how many places are not 0 is how many keys there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
#: What is read of the answers to counting: of megabytes of buckets the sums alone.
_READ = (
    "responses.status",
    "responses.error",
    "responses.aggregations.slots.buckets.keys.value",
    "responses.aggregations.*.buckets.key",
    "responses.aggregations.*.buckets.slots.buckets.keys.value",
)


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


@dataclass(frozen=True)
class Counting:
    """What is to be counted: the keys of what matches ``query``, and of each facet's values."""

    query: Json
    facets: Sequence[str] = ()


def count_keys(
    elastic: Elastic, state: State, wanted: Sequence[Counting], preference: str
) -> list[tuple[int, Facets]]:
    """The totals and facets of each of ``wanted``, in keys, all in one request."""
    slots = -(-state.manifest.keys // KEYS)
    counts = [Counter[tuple[str, str]]() for _ in wanted]
    for answers in _answers(elastic, state, wanted, preference, _ranges(0, slots, SLOTS)):
        for one, answer, count in zip(wanted, answers, counts, strict=True):
            count["", ""] += _keys(answer["slots"])
            for name in one.facets:
                for bucket in answer[name]["buckets"]:
                    count[name, str(bucket["key"])] += _keys(bucket["slots"])
    return [
        (count["", ""], {name: _of(count, name) for name in one.facets})
        for one, count in zip(wanted, counts, strict=True)
    ]


def _of(count: Mapping[tuple[str, str], int], facet: str) -> dict[str, int]:
    return {value: keys for (name, value), keys in count.items() if name == facet}


def _answers(
    elastic: Elastic,
    state: State,
    wanted: Sequence[Counting],
    preference: str,
    ranges: Sequence[tuple[int, int]],
) -> Iterator[list[Json]]:
    """The aggregations of each of ``wanted`` for each range of slots; of ranges that make too many
    buckets, for quarters of them."""
    if not ranges:
        return
    bodies = [_body(one, *within) for within in ranges for one in wanted]
    try:
        answers = elastic.searches(state.index, bodies, preference, only=_READ)
    except TooCostly:
        size = (ranges[0][1] - ranges[0][0]) // 4
        if not size:
            raise
        smaller = _ranges(ranges[0][0], ranges[-1][1], size)
        yield from _answers(elastic, state, wanted, preference, smaller)
        return
    for start in range(0, len(answers), len(wanted)):
        yield [_whole(one.get("aggregations", {})) for one in answers[start : start + len(wanted)]]


def _ranges(first: int, end: int, size: int) -> list[tuple[int, int]]:
    return [(start, min(start + size, end)) for start in range(first, end, size)]


def _body(wanted: Counting, first: int, end: int) -> Json:
    slots = {
        "terms": {"field": SLOT, "size": end - first},
        "aggs": {"keys": {"sum": {"field": DIGIT}}},
    }
    within = {"range": {SLOT: {"gte": first, "lt": end}}}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [wanted.query, within]}},
        "aggs": {
            "slots": slots,
            **{
                name: {"terms": {"field": name, "size": VALUES}, "aggs": {"slots": slots}}
                for name in wanted.facets
            },
        },
    }


def _whole(aggregations: Json) -> Json:
    """Aggregations as they are without ``_READ``, which leaves out what is empty."""
    return defaultdict(lambda: {"buckets": []}, aggregations)


def _keys(slots: Mapping[str, Any]) -> int:
    """How many places of the sums are not 0."""
    return sum(
        len(places) - places.count("0")
        for places in (f"{int(one['keys']['value']):x}" for one in slots["buckets"])
    )
