"""The semantic leg of a search: its candidates scored again, and which part of a hit answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analyzers.query import QueryAnalysis
from indexer.encoder import Encoder, Question
from indexer.engine.base import Candidate, Leg, SearchResponse
from indexer.models import PASSAGE_CHARACTERS, unpack_offsets

#: Scores are told apart to this many decimals: adding up the same parts in another order moves the
#: later ones.
_DECIMALS = 4


@dataclass(frozen=True)
class Passage:
    """The part of a provision that answers a query best: ``start`` and ``end`` in code points of
    the hit's text, half-open; ``eid`` is that of the innermost paragraph or point which holds its
    middle, or the hit's own."""

    eid: str
    start: int
    end: int


def ask(encoder: Encoder, analysis: QueryAnalysis) -> Question | None:
    """The query as the semantic leg asks it; None for one without anything to encode."""
    if not analysis.plain.strip():
        return None
    question = encoder.ask(analysis.plain, analysis.language)
    return question if question.vector.any() else None


def rescored(response: SearchResponse, question: Question | None) -> SearchResponse:
    """The response with the candidates of its semantic leg in the order of their closer scores,
    ties by id. All that were listed stay listed, so nothing that is counted changes."""
    leg = response.semantic
    if leg is None or not leg.hits or question is None or not question.aligned:
        return response
    found = question.rescored([hit.score for hit in leg.hits], [hit.packed for hit in leg.hits])
    hits = [
        Candidate(hit.id, hit.key, score, hit.packed)
        for hit, score in zip(leg.hits, found.round(_DECIMALS).tolist(), strict=True)
    ]
    return replace(response, semantic=Leg(hits=sorted(hits, key=_best_first), total=leg.total))


def _best_first(hit: Candidate) -> tuple[float, str]:
    return -hit.score, hit.id


def passage_of(
    stored: Mapping[str, Any], legs: Mapping[str, int | None], question: Question | None
) -> Passage | None:
    """Which part of a hit answers best; None for one that is not of the semantic leg, for a text
    that is no longer than a part, and where the model has no parts."""
    if question is None or not question.aligned or legs.get("semantic") is None:
        return None
    window = question.best_window(stored["text"][:PASSAGE_CHARACTERS])
    if window is None:
        return None
    start, end = window
    return Passage(_innermost(stored, (start + end) // 2), start, end)


def _innermost(stored: Mapping[str, Any], place: int) -> str:
    """The eid of the innermost part of a provision whose text holds ``place``, or its own."""
    parts: Sequence[str] = stored["parts"]
    spans = unpack_offsets(stored["part_spans"])
    held = [
        eid
        for eid, start, end in zip(parts, spans[::2], spans[1::2], strict=True)
        if start <= place < end
    ]
    return held[-1] if held else str(stored["eid"])  # what holds another comes before it
