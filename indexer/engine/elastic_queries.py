"""Clauses → Elasticsearch queries.

Scores as in the embedded engine: text and keyword terms and phrases by BM25; prefixes, ranges and
ids count 1; whatever only binds counts 0.
"""

from hashlib import sha256
from typing import Any

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
from .schema import TEXT_FIELDS

Query = dict[str, Any]
#: The whitespace analyzer cuts longer tokens; they are indexed as their beginning and a digest.
LONGEST_TOKEN = 255
_KEPT_OF_LONG = 80


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
            return constant({"terms": {"id": sorted(filter(is_text, ids))}}, 1.0)
        case AllOf(clauses):
            return _all_of(clauses)
        case AnyOf(clauses):
            return any_of([compile_clause(one) for one in clauses])
        case Weighted(inner, weight):
            check_weight(weight)
            query = compile_clause(inner)
            return constant(query, 0.0) if weight == 0 else _boosted(query, weight)
        case Flat(inner, score):
            check_weight(score)
            return constant(compile_clause(inner), score)
        case Excluding() | Optional():
            return _all_of((clause,))


def constant(query: Query, score: float) -> Query:
    """What ``query`` matches, all with one score."""
    return {"constant_score": {"filter": query, "boost": score}}


def any_of(queries: list[Query]) -> Query:
    """What matches at least one of ``queries``."""
    if not queries:
        return _nothing()
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def joined(tokens: str) -> str:
    """Tokens of a text field, joined by spaces, as they are indexed."""
    return " ".join(map(indexed, tokens.split(" ")))


def indexed(token: str) -> str:
    """A token as it is indexed: a very long one as its beginning and a digest of the whole."""
    if len(token) * 2 <= LONGEST_TOKEN or len(token.encode("utf-16-le")) // 2 <= LONGEST_TOKEN:
        return token
    return f"{token[:_KEPT_OF_LONG]}\x7f{sha256(token.encode()).hexdigest()}"


def _nothing() -> Query:
    return {"match_none": {}}


def _term(field: str, token: str) -> Query:
    check_token(field)
    if not token or not is_text(token):
        return _nothing()
    return {"term": {field: {"value": indexed(token) if field in TEXT_FIELDS else token}}}


def _between(clause: Between) -> Query:
    within = bounds(clause)
    if within is None:
        return _nothing()
    low, high = within
    return constant({"range": {clause.field: {"gte": low, "lte": high}}}, 1.0)


def _boosted(query: Query, weight: float) -> Query:
    """``query`` with its score multiplied."""
    ((kind, body),) = query.items()
    if kind in {"bool", "constant_score", "match_none", "match_all"}:
        return {kind: {**body, "boost": body.get("boost", 1.0) * weight}}
    ((field, options),) = body.items()
    return {kind: {field: {**options, "boost": options.get("boost", 1.0) * weight}}}


def _all_of(clauses: tuple[Clause, ...]) -> Query:
    parts: dict[str, list[Query]] = {"must": [], "must_not": [], "should": []}
    for clause in clauses:
        match clause:
            case Excluding(inner):
                parts["must_not"].append(compile_clause(inner))
            case Optional(inner):
                parts["should"].append(compile_clause(inner))
            case _:
                parts["must"].append(compile_clause(clause))
    if len(clauses) == 1 and parts["must"]:
        return parts["must"][0]
    query: Query = {name: queries for name, queries in parts.items() if queries}
    if "must" not in query:
        query["filter"] = [{"match_all": {}}]
    return {"bool": {**query, "minimum_should_match": 0}}


def _sequence(clause: Sequenced) -> Query:
    field, tokens = clause.field, clause.tokens
    check_text(field)
    if not tokens or not all(tokens) or not all(map(is_text, tokens)):
        return _nothing()
    if clause.prefix:
        return constant(_prefix(field, tokens), 1.0)
    if len(tokens) == 1:
        return _term(field, tokens[0])
    return {"match_phrase": {field: {"query": " ".join(map(indexed, tokens))}}}


def _prefix(field: str, tokens: tuple[str, ...]) -> Query:
    last: Query = {"prefix": {field: {"value": tokens[-1]}}}
    if len(tokens) == 1:
        return last
    # A phrase query with a prefix stops at so many words without saying so; spans are refused.
    spans: list[Query] = [{"span_term": {field: {"value": indexed(one)}}} for one in tokens[:-1]]
    spans.append({"span_multi": {"match": last}})
    return {"span_near": {"clauses": spans, "slop": 0, "in_order": True}}


def _near(clause: Near) -> Query:
    """One ordered interval an order: intervals in any order may lie over one another. Within one
    the tokens of a sequence have no gap, so the narrowest interval is the one with fewest gaps."""
    orders = orders_of(clause)
    if not orders:
        return _nothing()
    if len(clause.sequences) == 1:
        return _sequence(Sequenced(clause.field, clause.sequences[0]))
    rules = [
        {
            "all_of": {
                "ordered": True,
                "max_gaps": clause.gap,
                "intervals": [_interval(sequence) for sequence in order],
            }
        }
        for order in orders
    ]
    rule: Query = rules[0] if len(rules) == 1 else {"any_of": {"intervals": rules}}
    return {"intervals": {clause.field: rule}}


def _interval(sequence: tuple[str, ...]) -> Query:
    text = " ".join(map(indexed, sequence))
    return {"match": {"query": text, "ordered": True, "max_gaps": 0}}
