"""Similar provisions → JSON, as the API and the command give it; ``openapi_similar`` describes it.
No Flask."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from search_app.similar.finding import Similar, SimilarProvision

#: Why there is nothing, in a sentence.
MESSAGES: Mapping[str, str] = {
    "": "",
    "no_text": "This part has no text of its own; ask for one of the provisions in it.",
    "too_short": "Its text is too short to tell what is like it.",
    "alone": "There is no other instrument to look in.",
    "filtered": "No provision of another instrument passes the filters.",
    "nothing": "No provision of another instrument is like it.",
}


def similar_json(similar: Similar, model: str) -> dict[str, Any]:
    """The whole answer, most alike first. Offsets are half-open code points of a hit's ``text``."""
    return {
        "id": similar.place.id,
        "asked": list(similar.asked),
        "reason": similar.reason,
        "message": MESSAGES[similar.reason],
        "hits": [_hit(one, similar.place.id) for one in similar.found],
        "model": model,
        "took_ms": similar.took_ms,
    }


def _hit(one: SimilarProvision, own: str) -> dict[str, Any]:
    stored, reasons = one.stored, one.reasons
    passage = reasons.passage
    return {
        "id": one.id,
        "work": stored["work"],
        "lang": stored["lang"],
        "script": stored["script"],
        "eid": stored["eid"],
        "kind": stored["kind"],
        "num": stored["num"],
        "heading": stored["heading"],
        "title": stored["title"],
        "score": round(one.score, 6),
        "nearness": one.nearness,
        "legs": dict(one.legs),
        "terms": [term._asdict() for term in reasons.terms],
        "passage": None if passage is None else asdict(passage),
        "common_heading": list(reasons.heading),
        "clauses": list(reasons.clauses),
        "text": stored["text"],
        "versions": list(one.versions),
        "compare": f"/compare/{own}/with/{one.id}",
    }
