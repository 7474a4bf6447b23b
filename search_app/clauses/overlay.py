"""Corrected clause types laid over what an engine answers: filters, hits and counts. Pure.

The index keeps the labels that the rules gave. A correction takes effect without indexing again:
``CorrectedClauses`` rewrites what is asked and mends what is answered, on any engine.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from indexer.engine.base import (
    AllOf,
    AnyOf,
    Candidate,
    Clause,
    EngineReader,
    Excluding,
    Flat,
    Optional,
    SearchRequest,
    SearchResponse,
    Term,
    Weighted,
    most,
)

#: The keyword field and facet, and where an entry keeps the labels with their confidence.
FIELD, STORED = "clause", "clauses"
#: Between the name of a state of the index and that of the corrections laid over it.
_OVER = "+"
#: Corrected provisions asked for at once, and the versions that one of them usually has at most.
_BATCH, _VERSIONS = 500, 4

Search = Callable[[SearchRequest], SearchResponse]


def commit_with(commit: str, corrections: str) -> str:
    """The name of a state of the index with corrections laid over it: another one for others, as
    ``IndexInfo.commit`` has to be. "" stays "", a state without a name."""
    return f"{commit}{_OVER}{corrections}" if commit else ""


def index_commit(commit: str) -> str:
    """The name of the state of the index alone, whatever is laid over it."""
    return commit.partition(_OVER)[0]


@dataclass(frozen=True)
class CorrectedClauses:
    """The labels that hold instead of the index's: key of a provision → its clause types."""

    by_key: Mapping[str, tuple[str, ...]]

    def rewritten(self, clause: Clause) -> Clause:
        """The same clause with every term of a clause type as corrected: those entries that the
        index has it of, but for those corrected to others, and those corrected to it."""
        match clause:
            case Term(field, token) if field == FIELD:
                return self._corrected_term(clause, token)
            case AllOf(clauses):
                return AllOf(tuple(map(self.rewritten, clauses)))
            case AnyOf(clauses):
                return AnyOf(tuple(map(self.rewritten, clauses)))
            case Excluding(inner):
                return Excluding(self.rewritten(inner))
            case Weighted(inner, weight):
                return Weighted(self.rewritten(inner), weight)
            case Flat(inner, score):
                return Flat(self.rewritten(inner), score)
            case Optional(inner):
                return Optional(self.rewritten(inner))
            case _:
                return clause

    def _corrected_term(self, clause: Clause, token: str) -> Clause:
        given = _keys(key for key, labels in self.by_key.items() if token in labels)
        taken = _keys(key for key, labels in self.by_key.items() if token not in labels)
        return AnyOf((AllOf((clause, Excluding(taken))), given))

    def request(self, request: SearchRequest) -> SearchRequest:
        """What to ask the engine instead."""
        return replace(
            request,
            query=self.rewritten(request.query) if request.query is not None else None,
            required=self.rewritten(request.required) if request.required is not None else None,
        )

    def stored(self, stored: Mapping[str, Any]) -> Mapping[str, Any]:
        """What an entry keeps, with its labels as corrected."""
        labels = self.by_key.get(key_of(stored))
        if labels is None:
            return stored
        corrected = [{"clause": one, "confidence": 1.0, "corrected": True} for one in labels]
        return {**stored, STORED: corrected}

    def counted(
        self,
        reader: EngineReader,
        search: Search,
        request: SearchRequest,
        response: SearchResponse,
    ) -> SearchResponse:
        """The answer to ``request`` (as rewritten) with its facet of clause types as corrected.

        Exact: the corrected provisions among everything that is listed are found by asking again
        for these alone, and their labels change places. ``search`` asks the engine; ``reader``
        gives what its index keeps.
        """
        if FIELD not in request.facets:
            return response
        listed = self._listed(search, request, response)
        if not listed:
            return response
        counts = Counter(dict(response.facets[FIELD]))
        for key, number, indexed in self._indexed(reader, listed, request.collapse):
            counts.subtract(dict.fromkeys(indexed, number))
            counts.update(dict.fromkeys(self.by_key[key], number))
        facet = most({name: count for name, count in counts.items() if count}, request.facet_size)
        return replace(response, facets={**response.facets, FIELD: facet})

    def _listed(
        self, search: Search, request: SearchRequest, response: SearchResponse
    ) -> dict[str, set[str]]:
        """Key → ids, of the corrected provisions among all that the legs list."""
        semantic = response.semantic.hits if response.semantic else ()
        found = [hit for hit in semantic if hit.key in self.by_key]
        if request.query is not None:
            keys = sorted(self.by_key)
            for start in range(0, len(keys), _BATCH):
                found += _matching(search, request, keys[start : start + _BATCH])
        listed: dict[str, set[str]] = {}
        for hit in found:
            listed.setdefault(hit.key, set()).add(hit.id)
        return listed

    def _indexed(
        self, reader: EngineReader, listed: Mapping[str, set[str]], collapse: bool
    ) -> Iterable[tuple[str, int, list[str]]]:
        """Of each key: how many it counts as in the facet, and the labels that the index has."""
        first = [min(ids) for ids in listed.values()]
        for (key, ids), stored in zip(listed.items(), reader.entries(first), strict=True):
            labels = [one["clause"] for one in (stored or {}).get(STORED, ())]
            yield key, 1 if collapse else len(ids), labels


def key_of(stored: Mapping[str, Any]) -> str:
    """The key that the versions of a provision share, from what an entry keeps."""
    return f"{stored['work']}/{stored['eid']}"


def _keys(keys: Iterable[str]) -> AnyOf:
    return AnyOf(tuple(Term("key", key) for key in sorted(keys)))


def _matching(search: Search, request: SearchRequest, keys: Sequence[str]) -> list[Candidate]:
    """The entries of some provisions that the keyword leg of a request matches, all of them."""
    bound = _keys(keys)
    narrowed = replace(
        request,
        vector=None,
        required=AllOf((request.required, bound)) if request.required is not None else bound,
        offset=0,
        size=_VERSIONS * len(keys),
        collapse=False,
        sort="relevance",
        facets=(),
    )
    leg = search(narrowed).keyword
    if leg is not None and leg.total > len(leg.hits):
        leg = search(replace(narrowed, size=leg.total)).keyword
    return list(leg.hits) if leg is not None else []
