"""The two legs on Elasticsearch: what is asked for each, and how the answers are read."""

from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .base import Candidate, Leg, SearchRequest, Vector
from .elastic import Elastic, Json
from .elastic_index import ENTRY, PACKED, VECTOR, State

#: How far a page may reach before the server refuses it (``index.max_result_window``).
WINDOW = 10_000
#: Candidates that each shard looks at for the nearest, at the least and for each wanted.
_LEAST_CANDIDATES, _CANDIDATES_EACH = 300, 3
#: So many more than wanted are read, to see where a tie ends …
_SLACK = 8
#: … and so many for each wanted, where versions of one provision fall together.
_VERSIONS = 3
#: The nearest of a scan of int8 are so many times those wanted, scored again in float32.
_OVERSAMPLE = 3.0
#: Scores of vectors are told apart to this many decimals, as in the embedded engine.
_DECIMALS = 5
_SORTS: dict[str, list[Json]] = {
    "relevance": [{"_score": "desc"}, {"id": "asc"}],
    "date": [{"date": {"order": "desc", "missing": "_last"}}, {"id": "asc"}],
    "-date": [{"date": {"order": "asc", "missing": "_last"}}, {"id": "asc"}],
}


@dataclass(frozen=True)
class KeywordLeg:
    """What the keyword leg asks: ``query`` ranks among what ``visible`` lets through."""

    request: SearchRequest
    query: Json
    visible: Json

    @property
    def matching(self) -> Json:
        """What the leg matches, as a filter."""
        return {"bool": {"filter": [self.query, self.visible]}}

    @property
    def is_deep(self) -> bool:
        """Whether the page lies beyond what one search may reach."""
        return self.request.offset + self.request.size > WINDOW

    def body(self, aggregations: Json) -> Json:
        """The search for the page (of a deep one, for the total alone)."""
        body = self._ranked()
        if aggregations:
            body["aggs"] = aggregations
        if self.is_deep or not self.request.size:
            return body | {"size": 0}
        if self.request.collapse:
            body["collapse"] = {"field": "key"}
        return body | {"from": self.request.offset, "size": self.request.size}

    def _ranked(self) -> Json:
        return {
            "query": {"bool": {"must": [self.query], "filter": [self.visible]}},
            "sort": _SORTS[self.request.sort],
            "track_total_hits": True,
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": ["key"],
        }

    def hits(self, answer: Json) -> list[Candidate]:
        """The candidates in an answer."""
        return [self._candidate(hit) for hit in answer["hits"]["hits"]]

    def deep_page(
        self, elastic: Elastic, index: str, total: int, preference: str
    ) -> list[Candidate]:
        """A page beyond the window: everything before it is walked over, window by window, in the
        order of the pages before."""
        request, found, seen = self.request, list[Candidate](), set[str]()
        place, end = 0, request.offset + request.size
        if request.offset >= total:
            return found
        body = self._ranked() | {"size": WINDOW}
        for hit in map(self._candidate, elastic.walk(index, body, preference, all_shards=True)):
            if request.collapse:
                if hit.key in seen:
                    continue
                seen.add(hit.key)
            if place >= request.offset:
                found.append(hit)
            place += 1
            if place >= end:
                break
        return found

    def _candidate(self, hit: Json) -> Candidate:
        first, name = hit["sort"][:2]
        score = float(first) if self.request.sort == "relevance" else 0.0
        return Candidate(name, hit["fields"]["key"][0], score)


@dataclass(frozen=True)
class SemanticLeg:
    """What the semantic leg asks: the nearest among what ``allowed`` lets through."""

    request: SearchRequest
    vector: Vector
    allowed: Json
    quantized: bool

    @property
    def wanted(self) -> int:
        """How many are read at first."""
        each = _VERSIONS if self.request.collapse else 1
        return min(self.request.semantic_size * each + _SLACK, WINDOW)

    def body(self, wanted: int) -> Json:
        """The search for the ``wanted`` nearest."""
        candidates = min(max(_CANDIDATES_EACH * wanted, _LEAST_CANDIDATES), WINDOW)
        nearest: Json = {
            "field": VECTOR,
            "query_vector": self.vector.astype(np.float32).tolist(),
            "k": wanted,
            "num_candidates": candidates,
            "filter": self.allowed,
        }
        if self.quantized:
            nearest["rescore_vector"] = {"oversample": _OVERSAMPLE}
        return {
            "knn": nearest,
            "size": wanted,
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": ["id", "key", PACKED],
            "track_total_hits": False,
        }

    def leg(self, hits: Sequence[Json], wanted: int) -> Leg | None:
        """The leg from the nearest; None where more must be read to tell: too few keys, or a tie
        that may go on."""
        found = sorted(map(_nearest, hits), key=lambda hit: (-hit.score, hit.id))
        if self.request.collapse:
            found = list({hit.key: hit for hit in reversed(found)}.values())
            found.sort(key=lambda hit: (-hit.score, hit.id))
        size = self.request.semantic_size
        complete = len(hits) < wanted or wanted >= WINDOW
        last = min((_score(hit["_score"]) for hit in hits), default=0.0)
        if not complete and (len(found) < size or (size and found[size - 1].score <= last)):
            return None
        kept = found[:size]
        return Leg(hits=kept, total=len(kept))


def visible(state: State, required: Json | None) -> Json:
    """What a leg may list: entries that count, within ``required``."""
    return state.manifest.visible(ENTRY, *([] if required is None else [required]))


def _nearest(hit: Json) -> Candidate:
    values = hit["fields"]
    packed = b64decode(values[PACKED][0]) if PACKED in values else b""
    return Candidate(values["id"][0], values["key"][0], _score(hit["_score"]), packed)


def _score(given: float) -> float:
    """The inner product: the server makes it positive, by ``1 + s``, of a negative one by
    ``1 / (1 - s)``."""
    return round(given - 1 if given >= 1 else 1 - 1 / given, _DECIMALS)
