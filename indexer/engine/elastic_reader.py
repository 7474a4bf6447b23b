"""The reader of an index on Elasticsearch."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from .base import IndexInfo, IndexMissing, SearchRequest, SearchResponse, WorkRecord, most
from .checking import check_facets, is_text
from .elastic import Elastic, Json
from .elastic_index import COUNT, ENTRY, STORED, WORK, State, current
from .elastic_search import search
from .places import ElasticPlace

_T = TypeVar("_T")
#: Entries, and works, that are fetched at once.
_ENTRIES, _WORKS = 1_000, 50


class ElasticReader:
    """``EngineReader`` on a cluster. Safe for threads; each call sees one commit."""

    def __init__(self, place: ElasticPlace) -> None:
        """Open the index. Raises ``IndexMissing``, ``IndexMismatch``, ``EngineUnavailable``."""
        self._elastic = Elastic(place)
        self._index: str | None = None
        try:
            self._elastic.check_version()
            self._now()
        except BaseException:
            self._elastic.close()
            raise

    @classmethod
    def on(cls, elastic: Elastic, index: str) -> "ElasticReader":
        """A reader of one concrete index, by a connection that somebody else closes."""
        reader = cls.__new__(cls)
        reader._elastic, reader._index = elastic, index
        return reader

    def info(self) -> IndexInfo:
        """What the index says of itself now."""
        now = self._now().manifest
        return IndexInfo(
            schema=now.schema,
            model=now.model,
            dimensions=now.dimensions,
            generation=now.generation,
            works=now.works,
            entries=now.entries,
            commit=now.commit,
        )

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a request. Raises ``EngineError``, and ``ValueError`` for one that no engine
        could answer."""
        started = time.perf_counter()
        check_facets(request.facets)
        keyword, semantic, total, facets = self._asked(
            lambda now: search(self._elastic, now, request)
        )
        return SearchResponse(
            keyword=keyword,
            semantic=semantic,
            total=total,
            facets={name: most(own, request.facet_size) for name, own in facets.items()},
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def entries(self, ids: Sequence[str]) -> list[Mapping[str, Any] | None]:
        """The ``stored`` of each id, in order; None for an id that is not there."""
        return self._asked(lambda now: self._entries(now, ids))

    def _entries(self, now: State, ids: Sequence[str]) -> list[Mapping[str, Any] | None]:
        wanted = sorted({one for one in ids if is_text(one)})
        found: dict[str, Mapping[str, Any]] = {}
        for start in range(0, len(wanted), _ENTRIES):
            part = wanted[start : start + _ENTRIES]
            body = {
                "query": now.manifest.visible(ENTRY, {"terms": {"id": part}}),
                "size": len(part),
                "_source": ["id", STORED],
            }
            for hit in self._elastic.search(body, now.index)["hits"]["hits"]:
                found[hit["_source"]["id"]] = json.loads(hit["_source"][STORED])
        return [found.get(one) for one in ids]

    def work(self, work: str) -> WorkRecord | None:
        """One work, or None."""
        return self._asked(lambda now: self._work(now, work)) if is_text(work) else None

    def _work(self, now: State, work: str) -> WorkRecord | None:
        body = {
            "query": now.manifest.visible(WORK, {"term": {"work": work}}),
            "_source": ["work", COUNT, STORED],
        }
        hits = self._elastic.search(body, now.index)["hits"]["hits"]
        return _record(hits[0]["_source"]) if hits else None

    def works(self) -> Iterator[WorkRecord]:
        """Every work of one state of the index, ordered by id; read a few at a time."""
        return self._works(self._now())

    def _works(self, now: State) -> Iterator[WorkRecord]:
        body: Json = {
            "query": now.manifest.visible(WORK),
            "size": _WORKS,
            "sort": [{"work": "asc"}],
            "_source": ["work", COUNT, STORED],
        }
        for hit in self._elastic.walk(now.index, body):
            yield _record(hit["_source"])

    def close(self) -> None:
        """Give back connections. Further calls raise ``EngineError``."""
        self._elastic.close()

    def _asked(self, question: Callable[[State], _T]) -> _T:
        """The answer to a question about one state of the index; asked again where the index was
        swapped for another after its state was read, and dropped."""
        try:
            return question(self._now())
        except IndexMissing:
            return question(self._now())

    def _now(self) -> State:
        return current(self._elastic, self._index)


def _record(source: Json) -> WorkRecord:
    return WorkRecord(id=source["work"], stored=json.loads(source[STORED]), entries=source[COUNT])
