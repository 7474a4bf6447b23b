"""Fuzzy match in the description of the API: its path and its shapes."""

from typing import Any

from analyzers.query_fields import STATUSES, TYPES, VALUES
from search_app.fuzzy import (
    LEAST_THRESHOLD,
    LONGEST_TEXT,
    MOST_SIZE,
    MOST_THRESHOLD,
    PLACES,
    SIZE,
    THRESHOLD,
)
from search_app.likeness import KINDS

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "number"}
_RANGE: Schema = {
    "type": ["array", "null"],
    "prefixItems": [_COUNT, _COUNT],
    "description": "Half-open, in code points of the text.",
}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _one_of(values: Any, default: str) -> Schema:
    return {"type": "string", "enum": list(values), "default": default}


#: Each parameter: what it says, and its schema.
_PARAMETERS: dict[str, tuple[str, Schema]] = {
    "text": ("One sentence or several.", {"type": "string", "maxLength": LONGEST_TEXT}),
    "lang": ("Its language; detected without.", {"type": "string", "enum": list(VALUES["lang"])}),
    "to": (
        "Languages of the translations wanted; all others without.",
        _several({"type": "string", "enum": list(VALUES["lang"])}),
    ),
    "threshold": (
        "The least percentage of a match in the same language.",
        {
            "type": "integer",
            "minimum": LEAST_THRESHOLD,
            "maximum": MOST_THRESHOLD,
            "default": THRESHOLD,
        },
    ),
    "where": ("Where to look.", _one_of(PLACES, PLACES[0])),
    "split": ("Whether each sentence is matched by itself.", _one_of(("1", "0"), "1")),
    "type": (
        "Any of these types of instrument.",
        _several({"type": "string", "enum": list(TYPES)}),
    ),
    "party": ("Any of these parties, by key, name or words of a name.", _several(_STRING)),
    "status": ("Any of these.", _several({"type": "string", "enum": list(STATUSES)})),
    "year": ("Year of signature: 2010, 2010..2025, 2010.. or ..2025.", _STRING),
    "work": ("Any of these works, by id.", _several(_STRING)),
    "memory": ("Any of these memories, by name.", _several(_STRING)),
    "size": (
        "How many matches of a sentence at most.",
        {"type": "integer", "minimum": 1, "maximum": MOST_SIZE, "default": SIZE},
    ),
}


def match_paths() -> Schema:
    """The path of fuzzy match, by its address."""
    body = {
        "schema": {
            "type": "object",
            "properties": {name: schema for name, (_, schema) in _PARAMETERS.items()},
            "required": ["text"],
        }
    }
    return {
        "/api/v1/match": {
            "get": {
                "operationId": "match",
                "summary": "The sentences most like those of a text, with their translations.",
                "parameters": [
                    {"name": name, "in": "query", "description": said, "schema": schema}
                    for name, (said, schema) in _PARAMETERS.items()
                ],
                "responses": _responses(),
            },
            "post": {
                "operationId": "matchLong",
                "summary": "The same of a text that is too long for an address.",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": body,
                        "application/x-www-form-urlencoded": body,
                    },
                },
                "responses": _responses(),
            },
        }
    }


def _responses() -> Schema:
    def content(description: str, name: str) -> Schema:
        return {
            "description": description,
            "content": {"application/json": {"schema": _ref(name)}},
        }

    return {
        "200": content("The answer.", "Matches"),
        "400": content("The request has faults; all of them are named.", "Failure"),
        "413": content("The request is too large.", "Failure"),
        "503": content("The index cannot be read; the message says why.", "Failure"),
    }


_COUNTERPARTS = _several(_ref("Counterpart"))

MATCH_SCHEMAS: dict[str, Schema] = {
    "Matches": _object(
        threshold=_COUNT,
        sentences=_several(_ref("SentenceMatches")),
        notes=_several(_STRING)
        | {"description": "What could not be looked through, a sentence each."},
        took_ms=_NUMBER,
        model=_STRING,
    ),
    "SentenceMatches": _object(
        text=_STRING,
        lang=_STRING,
        words=_COUNT,
        total=_COUNT | {"description": "How many reach the threshold, not just these."},
        matches=_several(_ref("Match")),
        by_meaning=_several(_ref("NearMatch")),
    ),
    "Match": _object(
        percent={
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
            "description": "1 − (replaced + left_out + added) / longer, rounded down.",
        },
        explanation=_STRING,
        numbers_only={"type": "boolean", "description": "Only numbers and dates differ."},
        equal=_COUNT,
        replaced=_COUNT,
        left_out=_COUNT,
        added=_COUNT,
        longer=_COUNT | {"description": "Words of the longer sentence."},
        differences=_several(
            _object(
                kind={"type": "string", "enum": list(KINDS)},
                yours=_RANGE,
                match=_RANGE,
                words=_COUNT,
                numbers={"type": "boolean"},
            )
        ),
        text=_STRING,
        lang=_STRING,
        source=_ref("MatchSource"),
        also=_several(_ref("MatchSource")),
        counterparts=_COUNTERPARTS,
    ),
    "NearMatch": _object(
        similarity={
            "type": "number",
            "description": "Cosine of the two sentences' vectors; no percentage of words.",
        },
        text=_STRING,
        lang=_STRING,
        source=_ref("MatchSource"),
        counterparts=_COUNTERPARTS,
    ),
    "Counterpart": _object(
        lang=_STRING,
        text=_STRING,
        id=_STRING,
        confidence={
            "type": ["number", "null"],
            "description": "How likely the alignment is right, 0 to 1; null in a memory.",
        },
        status={"type": "string", "enum": ["", "automatic", "corrected", "confirmed"]},
    ),
    "MatchSource": {
        "oneOf": [
            _object(
                type={"const": "instrument"},
                id={"type": "string", "description": "The hit: WORK/LANG/EID."},
                work=_STRING,
                eid={"type": "string", "description": "The innermost provision."},
                start=_COUNT,
                end=_COUNT,
                title=_STRING,
                num=_STRING,
                heading=_STRING,
                page={"type": ["integer", "null"]},
            ),
            _object(
                type={"const": "memory"},
                id=_STRING,
                memory=_STRING,
                number={"type": "integer", "minimum": 1, "description": "Of the unit in its file."},
                unit={"type": "string", "description": "Its tuid, or nothing."},
                origin=_STRING,
                author=_STRING,
                date=_STRING,
                properties=_several(_object(type=_STRING, text=_STRING)),
            ),
        ]
    },
}
