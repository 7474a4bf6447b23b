"""What fuzzy match found → JSON, as the API and the command give it; ``openapi_match`` describes
it. No Flask."""

from collections.abc import Sequence
from typing import Any

from search_app.fuzzy import Match, Matched, NearMatch, SentenceMatches
from search_app.likeness import Difference, Likeness, Span
from search_app.segment_source import Counterpart, InstrumentPlace, Place


def match_json(found: Matched, threshold: int, model: str) -> dict[str, Any]:
    """The whole answer. Offsets are half-open code points: of ``differences`` in the texts of the
    sentence and of the match, of a ``source`` in the text of the hit."""
    return {
        "threshold": threshold,
        "sentences": [_sentence(one) for one in found.sentences],
        "notes": list(found.notes),
        "took_ms": found.took_ms,
        "model": model,
    }


def _sentence(one: SentenceMatches) -> dict[str, Any]:
    return {
        "text": one.text,
        "lang": one.tag,
        "words": one.words,
        "total": one.total,
        "matches": [_match(match) for match in one.matches],
        "by_meaning": [_near(near) for near in one.near],
    }


def _match(match: Match) -> dict[str, Any]:
    like = match.likeness
    return {
        "percent": like.percent,
        "explanation": explanation(like),
        "numbers_only": like.numbers_only,
        "equal": like.equal,
        "replaced": like.replaced,
        "left_out": like.left_out,
        "added": like.added,
        "longer": like.longer,
        "differences": [_difference(one) for one in like.differences],
        "text": match.text,
        "lang": match.tag,
        "source": place_json(match.place),
        "also": [place_json(place) for place in match.also],
        "counterparts": _counterparts(match.counterparts),
    }


def _near(near: NearMatch) -> dict[str, Any]:
    return {
        "similarity": near.similarity,
        "text": near.text,
        "lang": near.tag,
        "source": place_json(near.place),
        "counterparts": _counterparts(near.counterparts),
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "yours": _range(one.first),
        "match": _range(one.second),
        "words": one.words,
        "numbers": one.numbers,
    }


def _range(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _counterparts(counterparts: Sequence[Counterpart]) -> list[dict[str, Any]]:
    return [
        {
            "lang": one.tag,
            "text": one.text,
            "id": one.id,
            "confidence": None if one.confidence is None else round(one.confidence, 4),
            "status": one.status,
        }
        for one in counterparts
    ]


def place_json(place: Place) -> dict[str, Any]:
    """Where a sentence is from: ``type`` is ``instrument`` or ``memory``."""
    if isinstance(place, InstrumentPlace):
        return {
            "type": "instrument",
            "id": place.id,
            "work": place.work,
            "eid": place.eid,
            "start": place.start,
            "end": place.end,
            "title": place.title,
            "num": place.num,
            "heading": place.heading,
            "page": place.page,
        }
    return {
        "type": "memory",
        "id": place.id,
        "memory": place.memory,
        "number": place.number,
        "unit": place.unit,
        "origin": place.origin,
        "author": place.author,
        "date": place.date,
        "properties": [{"type": name, "text": text} for name, text in place.properties],
    }


def explanation(like: Likeness) -> str:
    """Where a percentage comes from, in English: ``18 of 20 words alike: 1 replaced, 1 added;
    1 − 2/20 → 90 %``."""
    if not like.changes:
        return f"all {like.longer} words alike → 100 %"
    counts = (
        (like.replaced, "replaced"),
        (like.left_out, "left out"),
        (like.added, "added"),
    )
    told = ", ".join(f"{count} {name}" for count, name in counts if count)
    return (
        f"{like.equal} of {like.longer} words alike: {told}; "
        f"1 − {like.changes}/{like.longer} → {like.percent} %"
    )
