"""Totals and facets over what the keyword leg matches or the semantic leg lists."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import tantivy

from .base import most
from .columns import KeywordColumn, Rows
from .compile import any_of, with_uids
from .schema import INTEGER_FIELDS
from .snapshot import Snapshot
from .table import Table
from .text_index import UID

Facets = dict[str, dict[str, int]]

#: Cells of a (key, value) table that is counted by marking; larger ones are counted by sorting.
_MARKED_CELLS = 50_000_000


def count_entries(
    snapshot: Snapshot, query: tantivy.Query, listed: Rows, facets: Sequence[str], size: int
) -> tuple[int, Facets]:
    """Entries that match ``query`` or are among ``listed``, and their facets, by tantivy."""
    if len(listed):
        # The nearest as an alternative of the query: both are counted once and in one pass.
        query = any_of([query, *with_uids(snapshot.table.uids[listed].tolist())])
    if not facets:
        return snapshot.text.best(query, 0)[1], {}
    table = snapshot.table
    request = {
        name: {"terms": {"field": name, "size": max(len(_column(table, name).values), 1)}}
        for name in facets
    }
    whole = next((name for name in facets if _is_single(table, name)), None)
    if whole is None:
        request["_total"] = {"value_count": {"field": UID}}
    answer = snapshot.text.aggregate(query, request)
    counts = {
        name: {str(one["key"]): int(one["doc_count"]) for one in answer[name]["buckets"]}
        for name in facets
    }
    total = int(answer["_total"]["value"]) if whole is None else sum(counts[whole].values())
    return total, {name: most(counts[name], size) for name in facets}


def count_rows(table: Table, rows: Rows, facets: Sequence[str], size: int) -> tuple[int, Facets]:
    """``rows`` and their facets."""
    marked = np.zeros(len(table), dtype=np.bool_)
    marked[rows] = True
    counts: Facets = {}
    for name in facets:
        column = _column(table, name)
        tally = np.bincount(column.codes[marked[column.rows]], minlength=len(column.values))
        counts[name] = most(_named(column, tally), size)
    return int(marked.sum()), counts


def count_keys(table: Table, rows: Rows, facets: Sequence[str], size: int) -> tuple[int, Facets]:
    """The keys of ``rows``, and how many of them have each value."""
    marked = np.zeros(len(table), dtype=np.bool_)
    marked[rows] = True
    keys = table.keyword("key")
    total = table.count_keys(rows)
    counts: Facets = {}
    for name in facets:
        column = _column(table, name)
        tally = _keys_a_value(keys, column, marked[column.rows])
        counts[name] = most(_named(column, tally), size)
    return total, counts


def _keys_a_value(keys: KeywordColumn, column: KeywordColumn, here: npt.NDArray[np.bool_]) -> Rows:
    """How many different keys the pairs chosen by ``here`` have, for each value."""
    values = len(column.values)
    pairs = keys.codes[column.rows[here]].astype(np.int64) * values + column.codes[here]
    if len(keys.values) * values <= _MARKED_CELLS:
        cells = _distinct(pairs, len(keys.values) * values)
        tally: Rows = cells.reshape(len(keys.values), values).sum(axis=0)
        return tally
    return np.bincount(np.unique(pairs) % values, minlength=values)


def _distinct(codes: npt.NDArray[np.integer], size: int) -> npt.NDArray[np.bool_]:
    found = np.zeros(size, dtype=np.bool_)
    found[codes] = True
    return found


def _column(table: Table, name: str) -> KeywordColumn:
    return table.numbers(name) if name in INTEGER_FIELDS else table.keyword(name)


def _is_single(table: Table, name: str) -> bool:
    """Whether every row has exactly one value: then the values' counts add up to the total."""
    return name not in INTEGER_FIELDS and table.is_single(name)


def _named(column: KeywordColumn, tally: Rows) -> dict[str, int]:
    return {
        value: count for value, count in zip(column.values, tally.tolist(), strict=True) if count
    }
