"""Clauses → the rows of a table they match, without asking tantivy.

Filters by language, type, party, year and the like are what binds the vector leg nearly always;
from columns they cost a tenth of a millisecond where fetching the matches costs tens.
"""

from collections.abc import Callable, Iterable
from functools import reduce

import numpy as np

from .base import (
    AllOf,
    AnyOf,
    Between,
    Clause,
    Excluding,
    Flat,
    Ids,
    Near,
    Optional,
    Sequenced,
    Term,
    Weighted,
)
from .checking import check_integer
from .columns import KEYWORD_COLUMNS, NO_INTEGER, Rows
from .table import Mask, Table

#: The rows of some ids, of those that exist.
FindIds = Callable[[Iterable[str]], Rows]


def is_columnar(clause: Clause) -> bool:
    """Whether columns alone can tell what ``clause`` matches."""
    match clause:
        case Term(field):
            return field in KEYWORD_COLUMNS or field == "id"
        case Between() | Ids():
            return True
        case AllOf(clauses) | AnyOf(clauses):
            return all(map(is_columnar, clauses))
        case Weighted(inner, _) | Flat(inner, _) | Excluding(inner) | Optional(inner):
            return is_columnar(inner)
        case Sequenced() | Near():
            return False


def mask(clause: Clause, table: Table, find_ids: FindIds) -> Mask:
    """Which rows a columnar ``clause`` matches. Raises ``ValueError`` for unknown fields."""
    match clause:
        case Term("id", token):
            return _marked(table, find_ids([token]))
        case Term(field, token):
            return _with_keyword(table, field, token)
        case Ids(ids):
            return _marked(table, find_ids(ids))
        case Between(field, first, last):
            return _within(table, field, first, last)
        case AllOf(clauses):
            return reduce(np.logical_and, _masks(clauses, table, find_ids), _all(table))
        case AnyOf(clauses):
            return reduce(np.logical_or, _masks(clauses, table, find_ids), ~_all(table))
        case Weighted(inner, _) | Flat(inner, _):
            return mask(inner, table, find_ids)
        case Excluding(inner):
            return ~mask(inner, table, find_ids)
        case Optional():
            return _all(table)
        case Sequenced() | Near():
            raise TypeError("columns hold no sequences; ask is_columnar first")


def _masks(clauses: Iterable[Clause], table: Table, find_ids: FindIds) -> Iterable[Mask]:
    return (mask(clause, table, find_ids) for clause in clauses)


def _all(table: Table) -> Mask:
    return np.ones(len(table), dtype=np.bool_)


def _marked(table: Table, rows: Rows) -> Mask:
    marked = np.zeros(len(table), dtype=np.bool_)
    marked[rows] = True
    return marked


def _with_keyword(table: Table, field: str, token: str) -> Mask:
    column = table.keyword(field)
    if token not in column.values:
        return _marked(table, np.empty(0, np.int64))
    return _marked(table, column.rows[column.codes == column.values.index(token)])


def _within(table: Table, field: str, first: int | None, last: int | None) -> Mask:
    check_integer(field)
    values = table.integer(field)
    found: Mask = values != NO_INTEGER
    if first is not None:
        found &= values >= first
    if last is not None:
        found &= values <= last
    return found
