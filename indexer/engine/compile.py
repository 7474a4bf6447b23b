"""Clauses → tantivy queries.

Scores: text and keyword terms and sequences by BM25; prefixes, ranges and ids count 1; whatever
only binds counts 0.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import tantivy
from tantivy import FieldType, Occur, Query

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
from .checking import bounds, check_text, check_token, check_weight, is_text, orders_of
from .text_index import ENTRY, OWNER, RECORD, UID, WORK, build_schema

_SCHEMA: tantivy.Schema = build_schema()
_REGEX_MARKS = frozenset(r"\.+*?()|[]{}^$#&-~")


def compile_clause(clause: Clause) -> Query:
    """The query that matches the same entries. Raises ``ValueError`` for a field of another kind,
    a negative weight, or sequences too loose to lay out."""
    match clause:
        case Term(field, token):
            return _term(field, token)
        case Sequenced():
            return _sequence(clause)
        case Near():
            return _near(clause)
        case Between():
            return _between(clause)
        case Ids(ids):
            return Query.const_score_query(any_of([_term("id", one) for one in sorted(ids)]), 1.0)
        case AllOf(clauses):
            return _all_of(clauses)
        case AnyOf(clauses):
            return any_of([compile_clause(one) for one in clauses])
        case Weighted(inner, weight):
            return _weighted(compile_clause(inner), weight)
        case Flat(inner, score):
            check_weight(score)
            return Query.const_score_query(compile_clause(inner), score)
        case Excluding() | Optional():
            return _all_of((clause,))


def bound(query: Query, required: Clause | None) -> Query:
    """``query`` within ``required``, which adds nothing to scores."""
    if required is None:
        return query
    return Query.boolean_query([(Occur.Must, query), (Occur.Must, binding(required))])


@lru_cache(maxsize=1 << 6)  # the same filters come again and again
def binding(clause: Clause) -> Query:
    """What ``clause`` matches, scoring 0."""
    return unscored(compile_clause(clause))


def unscored(query: Query) -> Query:
    """What ``query`` matches, scoring 0."""
    return Query.const_score_query(query, 0.0)


def everything() -> Query:
    """Every entry, scoring 0."""
    return unscored(_keyword(RECORD, ENTRY))


def any_of(queries: list[Query]) -> Query:
    """What matches at least one of ``queries``."""
    if not queries:
        return Query.empty_query()
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def records(kind: str) -> Query:
    """The documents of a kind that are no entries."""
    return _keyword(RECORD, kind)


def work_record(work: str) -> Query:
    """The document of a work."""
    return Query.boolean_query([(Occur.Must, records(WORK)), (Occur.Must, _keyword(OWNER, work))])


def with_uids(uids: list[int]) -> list[Query]:
    """One query an entry version."""
    return [Query.term_query(_SCHEMA, UID, uid) for uid in uids]


def _term(field: str, token: str) -> Query:
    check_token(field)
    return _keyword(field, token)


def _keyword(field: str, token: str) -> Query:
    if not is_text(token):
        return Query.empty_query()
    return Query.term_query(_SCHEMA, field, token)


def _between(clause: Between) -> Query:
    within = bounds(clause)
    if within is None:
        return Query.empty_query()
    query = Query.range_query(_SCHEMA, clause.field, FieldType.Integer, *within)
    return Query.const_score_query(query, 1.0)


def _weighted(query: Query, weight: float) -> Query:
    check_weight(weight)
    return unscored(query) if weight == 0 else Query.boost_query(query, weight)


def _all_of(clauses: tuple[Clause, ...]) -> Query:
    parts: list[tuple[Occur, Query]] = []
    for clause in clauses:
        match clause:
            case Excluding(inner):
                parts.append((Occur.MustNot, compile_clause(inner)))
            case Optional(inner):
                parts.append((Occur.Should, compile_clause(inner)))
            case _:
                parts.append((Occur.Must, compile_clause(clause)))
    if len(clauses) == 1 and parts[0][0] == Occur.Must:
        return parts[0][1]
    if all(occur != Occur.Must for occur, _ in parts):
        # A query of exclusions finds nothing, one of options makes one of them a duty.
        parts.insert(0, (Occur.Must, everything()))
    return Query.boolean_query(parts)


def _sequence(clause: Sequenced) -> Query:
    field, tokens = clause.field, clause.tokens
    check_text(field)
    if not tokens or not all(map(is_text, tokens)):
        return Query.empty_query()
    if clause.prefix:
        return Query.const_score_query(_prefix(field, tokens), 1.0)
    if len(tokens) == 1:
        return _keyword(field, tokens[0])  # tantivy panics at a phrase of one
    return Query.phrase_query(_SCHEMA, field, list(tokens))


def _near(clause: Near) -> Query:
    """One phrase query a layout: tantivy's own slop lets one token count as two, and cannot keep
    the tokens of a sequence together."""
    orders = orders_of(clause)
    if not orders:
        return Query.empty_query()
    if len(clause.sequences) == 1:
        return _sequence(Sequenced(clause.field, clause.sequences[0]))
    return any_of(
        [
            Query.phrase_query(_SCHEMA, clause.field, laid_out)
            for order in orders
            for laid_out in _laid_out(order, clause.gap)
        ]
    )


def _laid_out(
    sequences: tuple[tuple[str, ...], ...], gap: int
) -> Iterator[list[str | tuple[int, str]]]:
    """Each way to place ``sequences`` in this order with at most ``gap`` places left free between
    them, as (position, token)."""
    between = len(sequences) - 1
    # Bars among stars: so many bars part the free places, those after the last bar are not used.
    for bars in combinations(range(gap + between), between):
        starts = [bar - index for index, bar in enumerate(bars)]  # free places before each
        positions: list[str | tuple[int, str]] = []
        taken = 0
        for free, sequence in zip((0, *starts), sequences, strict=True):
            positions += [(free + taken + at, token) for at, token in enumerate(sequence)]
            taken += len(sequence)
        yield positions


def _prefix(field: str, tokens: tuple[str, ...]) -> Query:
    # tantivy's phrase prefix query stops at 50 words with that beginning; its regexes do not.
    last = _escaped(tokens[-1]) + ".*"
    if len(tokens) == 1:
        return Query.regex_query(_SCHEMA, field, last)
    return Query.regex_phrase_query(_SCHEMA, field, [*map(_escaped, tokens[:-1]), last])


def _escaped(token: str) -> str:
    return "".join("\\" + mark if mark in _REGEX_MARKS else mark for mark in token)
