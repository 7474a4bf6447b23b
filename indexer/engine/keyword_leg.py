"""The keyword leg: tantivy ranks, ties are settled by id, pages are exact to the last hit."""

from dataclasses import dataclass

import numpy as np
import tantivy

from .base import Leg, SearchRequest
from .columns import NO_INTEGER, Rows
from .compile import unscored
from .ranking import Ranking, groups_of, is_tied
from .snapshot import Snapshot
from .text_index import Hit

#: How far past the page to look at first for the end of a tie.
_SLACK = 8
_GROWTH = 8
#: Hits looked at first for each key wanted: a provision has as many versions as languages.
_VERSIONS = 4


@dataclass(frozen=True)
class KeywordResult:
    """The leg; ``matched`` are the rows of all matches, and only known of a collapsed request."""

    leg: Leg
    matched: Rows | None


def rank(snapshot: Snapshot, query: tantivy.Query, request: SearchRequest) -> KeywordResult:
    """Rank what ``query`` matches, and take the page of ``request``."""
    if request.collapse:
        return _collapsed(snapshot, query, request)
    needed = request.offset + request.size
    hits, total = _settleable(snapshot, query, request.sort, needed)
    if not hits:
        return KeywordResult(Leg(hits=(), total=total), None)
    start = min(request.offset, len(hits))
    while start and start < len(hits) and _tied(hits, start, request.sort):
        start -= 1
    ranking = _ranking(snapshot, hits[start:], request.sort)
    page = ranking.page(snapshot.table, request.offset - start, needed - start)
    return KeywordResult(Leg(hits=page.hits, total=total), None)


def _collapsed(snapshot: Snapshot, query: tantivy.Query, request: SearchRequest) -> KeywordResult:
    """Rank no more than the page needs; all that match are only counted."""
    table, needed = snapshot.table, request.offset + request.size
    limit = needed * _VERSIONS + _SLACK if needed else 0
    while True:
        hits, total = _fetch(snapshot, query, request.sort, limit)
        ranking = _ranking(snapshot, hits, request.sort)
        complete = len(hits) >= total
        if complete or not needed or ranking.settles_keys(table, needed):
            break
        limit = min(total, limit * _GROWTH)
    page, keys = ranking.collapsed_page(table, request.offset, needed)
    matched = ranking.rows if complete else _matched(snapshot, query)
    if not complete:
        keys = table.count_keys(matched)
    return KeywordResult(Leg(hits=page.hits, total=keys), matched)


def _matched(snapshot: Snapshot, query: tantivy.Query) -> Rows:
    """The rows of all matches, in no order."""
    return snapshot.table.rows_of(snapshot.text.matching(unscored(query)))


def _settleable(
    snapshot: Snapshot, query: tantivy.Query, sort: str, needed: int
) -> tuple[list[Hit], int]:
    """The best hits, as many as it takes that no tie goes on past the place ``needed``."""
    limit = needed + _SLACK if needed else 0
    while True:
        hits, total = _fetch(snapshot, query, sort, limit)
        if not needed or len(hits) >= total or not _open(hits, needed, sort):
            return hits, total
        limit = min(total, limit * _GROWTH)


def _open(hits: list[Hit], needed: int, sort: str) -> bool:
    """Whether everything after the place ``needed - 1`` ties with it."""
    return all(_tied(hits, place, sort) for place in range(needed, len(hits)))


def _tied(hits: list[Hit], place: int, sort: str) -> bool:
    """Whether the hit at ``place`` ties with the one before."""
    before, here = hits[place - 1][0], hits[place][0]
    return is_tied(before, here) if sort == "relevance" else bool(before == here)


def _fetch(
    snapshot: Snapshot, query: tantivy.Query, sort: str, limit: int
) -> tuple[list[Hit], int]:
    if sort == "relevance":
        return snapshot.text.best(query, limit)
    return snapshot.text.by_date(query, limit, newest=sort == "date")


def _ranking(snapshot: Snapshot, hits: list[Hit], sort: str) -> Ranking:
    rows = snapshot.table.rows_of(snapshot.text.uids([address for _, address in hits]))
    if sort == "relevance":
        return Ranking.by_score(rows, np.array([score for score, _ in hits], dtype=np.float64))
    dates = np.array([NO_INTEGER if date is None else date for date, _ in hits], dtype=np.int64)
    # Ordered by date nothing was scored.
    return Ranking(rows, np.zeros(len(rows)), groups_of(dates, 0))
