"""The embedded engine's reader: tantivy for words, a scan for vectors, one folder, no server.

``snapshot`` finds the newest state, ``keyword_leg`` and ``semantic_leg`` rank, ``counting`` counts
the union; this module only puts them together.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from tantivy import Query

from . import keyword_leg, semantic_leg
from .base import (
    Clause,
    EngineError,
    Ids,
    IndexInfo,
    Leg,
    SearchRequest,
    SearchResponse,
    Term,
    WorkRecord,
)
from .checking import check_facets, check_vector
from .columns import Rows
from .compile import binding, bound, compile_clause, work_record
from .counting import Facets, count_entries, count_keys, count_rows
from .masks import is_columnar, mask
from .ranking import Page
from .snapshot import Snapshot, Source
from .table import Mask
from .text_index import OWNER

#: Numbers in the vectors from which the two legs are worth two threads.
_TWO_THREADS_FROM = 2_000_000


class EmbeddedReader:
    """``EngineReader`` on a folder. Safe for threads; each call sees one consistent state."""

    def __init__(self, location: Path) -> None:
        """Open the index. Raises ``IndexMissing``, ``IndexMismatch``, ``IndexDamaged``."""
        self._location = location
        self._source: Source | None = Source(location)
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="vectors")

    def info(self) -> IndexInfo:
        """What the index says of itself now."""
        now = self._now()
        return IndexInfo(
            schema=now.header.schema,
            model=now.header.model,
            dimensions=now.header.dimensions,
            generation=now.manifest.generation,
            works=now.manifest.works,
            entries=now.manifest.entries,
            commit=now.manifest.commit,
        )

    def search(self, request: SearchRequest) -> SearchResponse:
        """Answer a request. Raises ``EngineError``, and ``ValueError`` for one that no engine
        could answer."""
        started = time.perf_counter()
        now = self._now()
        check_facets(request.facets)
        check_vector(request, now.header.model, now.header.dimensions)
        try:
            query = _bound_query(request)
            keyword, page = self._both_legs(now, request, query)
        except RecursionError as problem:
            raise ValueError("the query is nested too deeply") from problem
        total, facets = _count(now, request, query, keyword, page)
        return SearchResponse(
            keyword=None if keyword is None else keyword.leg,
            semantic=None if page is None else Leg(hits=page.hits, total=len(page.hits)),
            total=total,
            facets=facets,
            took_ms=(time.perf_counter() - started) * 1000,
        )

    def _both_legs(
        self, now: Snapshot, request: SearchRequest, query: Query | None
    ) -> tuple[keyword_leg.KeywordResult | None, Page | None]:
        if query is None:
            return None, _nearest(now, request)
        if request.vector is None:
            return keyword_leg.rank(now, query, request), None
        if len(now.table) * now.header.dimensions < _TWO_THREADS_FROM:
            return keyword_leg.rank(now, query, request), _nearest(now, request)
        try:
            scan = self._threads.submit(_nearest, now, request)
        except RuntimeError as problem:  # another thread closed us after ``_now``
            raise EngineError(f"The index at {self._location} was closed.") from problem
        return keyword_leg.rank(now, query, request), scan.result()

    def entries(self, ids: Sequence[str]) -> list[Mapping[str, Any] | None]:
        """The ``stored`` of each id, in order; None for an id that is not there."""
        now = self._now()
        if not ids:
            return []
        found = now.text.stored_by_uid(compile_clause(Ids(frozenset(ids))), len(ids))
        rows = now.table.rows_of(np.array(list(found), dtype=np.int64))
        names = [now.table.ids[row] for row in rows.tolist()]
        by_id = dict(zip(names, found.values(), strict=True))
        return [by_id.get(one) for one in ids]

    def work(self, work: str) -> WorkRecord | None:
        """One work, or None."""
        return _work(self._now(), work)

    def works(self) -> Iterator[WorkRecord]:
        """Every work of one state of the index, ordered by id; read one by one."""
        now = self._now()
        found = (_work(now, name) for name in sorted(now.text.values(OWNER)))
        return (record for record in found if record is not None)

    def close(self) -> None:
        """Give back files and memory. Further calls raise ``EngineError``."""
        source, self._source = self._source, None
        if source is not None:
            self._threads.shutdown(wait=True)
            source.close()

    def _now(self) -> Snapshot:
        if self._source is None:
            raise EngineError(f"The index at {self._location} was closed; open it again.")
        return self._source.current()


def _bound_query(request: SearchRequest) -> Query | None:
    if request.query is None:
        return None
    return bound(compile_clause(request.query), request.required)


def _nearest(now: Snapshot, request: SearchRequest) -> Page:
    assert request.vector is not None
    return semantic_leg.nearest(
        now.table,
        request.vector,
        None if request.required is None else _allowed(now, request.required),
        request.semantic_size,
        collapse=request.collapse,
    )


def _allowed(now: Snapshot, required: Clause) -> Mask:
    """Which rows ``required`` lets into the semantic leg."""
    if is_columnar(required):
        return mask(required, now.table, partial(_rows_of_ids, now))
    allowed = np.zeros(len(now.table), dtype=np.bool_)
    allowed[now.table.rows_of(now.text.matching(binding(required)))] = True
    return allowed


def _rows_of_ids(now: Snapshot, ids: Iterable[str]) -> Rows:
    found = [now.text.matching(compile_clause(Term("id", one))) for one in ids]
    return now.table.rows_of(np.concatenate([np.empty(0, np.int64), *found]))


def _count(
    now: Snapshot,
    request: SearchRequest,
    query: Query | None,
    keyword: keyword_leg.KeywordResult | None,
    page: Page | None,
) -> tuple[int, Facets]:
    listed = np.empty(0, np.int64) if page is None else page.rows
    facets, size = request.facets, request.facet_size
    if request.collapse:
        matched = listed if keyword is None or keyword.matched is None else keyword.matched
        return count_keys(now.table, np.concatenate([matched, listed]), facets, size)
    if query is None or keyword is None:
        return count_rows(now.table, listed, facets, size)
    if not facets and not len(listed):
        return keyword.leg.total, {}
    return count_entries(now, query, listed, facets, size)


def _work(now: Snapshot, work: str) -> WorkRecord | None:
    found = now.text.stored(work_record(work))
    if not found:
        return None
    return WorkRecord(id=work, stored=found[0]["stored"], entries=found[0]["entries"])
