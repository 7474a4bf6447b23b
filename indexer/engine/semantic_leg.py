"""The semantic leg: all allowed vectors are scanned as int8, the nearest scored again finely."""

import numkong
import numpy as np
import numpy.typing as npt

from .base import Candidate, Vector
from .columns import Rows
from .ranking import Page, Ranking, Scores, groups_of
from .table import Mask, Table

#: How many of the scan are scored again: int8 alone ranks 2 % of the nearest 100 wrongly.
RESCORED = 300
#: … and how many for each that is listed, so that versions of one provision may fall together.
_RESCORED_EACH = 3
#: Above this share of allowed rows it is faster to scan all and choose than to gather.
_GATHER_BELOW = 0.5
#: How many scores are looked at to guess where the nearest begin.
_SAMPLE = 4_096
#: Scores are told apart to this many decimals; float16 holds no more.
_DECIMALS = 5


def nearest(
    table: Table, vector: Vector, allowed: Mask | None, size: int, *, collapse: bool
) -> Page:
    """The ``size`` entries (keys, when ``collapse``) with the largest inner product, of those
    allowed, with what is packed of them."""
    rows = None if allowed is None else np.flatnonzero(allowed)
    available = len(table) if rows is None else len(rows)
    if not available or not size:
        return Page(np.empty(0, np.int64), [])
    coarse = _scan(table, vector, rows)
    wanted = max(RESCORED, _RESCORED_EACH * size)
    while True:
        places = _largest(coarse, wanted)
        ranking = _scored(table, vector, places if rows is None else rows[places])
        if not collapse:
            return _with_packed(table, ranking.page(table, 0, size))
        page, keys = ranking.collapsed_page(table, 0, size)
        if keys >= size or len(places) == available:
            return _with_packed(table, page)
        wanted = 4 * len(places)


def _with_packed(table: Table, page: Page) -> Page:
    parts = zip(page.hits, table.packed(page.rows), strict=True)
    return Page(page.rows, [Candidate(hit.id, hit.key, hit.score, own) for hit, own in parts])


def _scan(table: Table, vector: Vector, rows: Rows | None) -> Scores:
    """What is nearly the inner product of each row (all, or those given) times a constant."""
    largest = float(np.abs(vector).max(initial=0))
    query = np.rint(vector * (127 / largest if largest else 0)).astype(np.int8)[None]
    matrix, scales = table.coarse, table.scales
    if rows is None or len(rows) > _GATHER_BELOW * len(table):
        scores = _dot(query, matrix) * scales
        return scores if rows is None else scores[rows]
    return _dot(query, matrix[rows]) * scales[rows]


def _dot(query: npt.NDArray[np.generic], matrix: npt.NDArray[np.generic]) -> Scores:
    scores: Scores = np.asarray(numkong.cdist(query, matrix, metric="dot"), dtype=np.float64)[0]
    return scores


def _largest(scores: Scores, count: int) -> Rows:
    """The places of the ``count`` largest, and of all that equal the last of these."""
    if count >= len(scores):
        return np.arange(len(scores))
    # Every so-maniest score tells about where the cut lies; few are then left to order.
    step = max(1, len(scores) // _SAMPLE)
    sample = scores[::step]
    keep = min(len(sample), 2 * count // step + 2)
    places = np.flatnonzero(scores >= np.partition(sample, -keep)[-keep])
    if len(places) < count:
        places = np.arange(len(scores))
    chosen = scores[places]
    largest: Rows = places[chosen >= np.partition(chosen, -count)[-count]]
    return largest


def _scored(table: Table, vector: Vector, rows: Rows) -> Ranking:
    scores = _dot(vector.astype(np.float16)[None], table.fine(rows)).round(_DECIMALS)
    order = np.argsort(-scores, kind="stable")
    return Ranking(rows[order], scores[order], groups_of(scores[order], 0.0))
