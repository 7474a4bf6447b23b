"""Fuzzy match in the description of the API: its path and its shapes."""

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
from search_app.openapi_schema import (
    COUNT,
    NUMBER,
    STRING,
    Schema,
    answer,
    failure,
    object_of,
    one_of,
    ref,
    several,
)

_RANGE: Schema = {
    "type": ["array", "null"],
    "prefixItems": [COUNT, COUNT],
    "description": "Half-open, in code points of the text.",
}


#: Each parameter: what it says, and its schema.
_PARAMETERS: dict[str, tuple[str, Schema]] = {
    "text": ("One sentence or several.", {"type": "string", "maxLength": LONGEST_TEXT}),
    "lang": ("Its language; detected without.", {"type": "string", "enum": list(VALUES["lang"])}),
    "to": (
        "Languages of the translations wanted; all others without.",
        several({"type": "string", "enum": list(VALUES["lang"])}),
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
    "where": ("Where to look.", one_of(PLACES, PLACES[0])),
    "split": ("Whether each sentence is matched by itself.", one_of(("1", "0"), "1")),
    "type": (
        "Any of these types of instrument.",
        several({"type": "string", "enum": list(TYPES)}),
    ),
    "party": ("Any of these parties, by key, name or words of a name.", several(STRING)),
    "status": ("Any of these.", several({"type": "string", "enum": list(STATUSES)})),
    "year": ("Year of signature: 2010, 2010..2025, 2010.. or ..2025.", STRING),
    "work": ("Any of these works, by id.", several(STRING)),
    "memory": ("Any of these memories, by name.", several(STRING)),
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
            "additionalProperties": False,
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
                "responses": _responses()
                | {"415": failure("The body is neither a form nor JSON.")},
            },
        }
    }


def _responses() -> Schema:
    return {
        "200": answer("The answer.", ref("Matches")),
        "400": failure("The request has faults; all of them are named."),
        "413": failure("The request is too large."),
        "503": failure("The index cannot be read; the message says why."),
    }


_COUNTERPARTS = several(ref("Counterpart"))

MATCH_SCHEMAS: dict[str, Schema] = {
    "Matches": object_of(
        threshold=COUNT,
        sentences=several(ref("SentenceMatches")),
        notes=several(STRING)
        | {"description": "What could not be looked through, a sentence each."},
        took_ms=NUMBER,
        model=STRING,
    ),
    "SentenceMatches": object_of(
        text=STRING,
        lang=STRING,
        words=COUNT,
        total=COUNT | {"description": "How many reach the threshold, not just these."},
        matches=several(ref("Match")),
        by_meaning=several(ref("NearMatch")),
    ),
    "Match": object_of(
        percent={
            "type": "integer",
            "minimum": 0,
            "maximum": 100,
            "description": "1 − (replaced + left_out + added) / longer, rounded down.",
        },
        explanation=STRING,
        numbers_only={"type": "boolean", "description": "Only numbers and dates differ."},
        equal=COUNT,
        replaced=COUNT,
        left_out=COUNT,
        added=COUNT,
        longer=COUNT | {"description": "Words of the longer sentence."},
        differences=several(
            object_of(
                kind={"type": "string", "enum": list(KINDS)},
                yours=_RANGE,
                match=_RANGE,
                words=COUNT,
                numbers={"type": "boolean"},
            )
        ),
        text=STRING,
        lang=STRING,
        source=ref("MatchSource"),
        also=several(ref("MatchSource")),
        counterparts=_COUNTERPARTS,
    ),
    "NearMatch": object_of(
        similarity={
            "type": "number",
            "description": "Cosine of the two sentences' vectors; no percentage of words.",
        },
        text=STRING,
        lang=STRING,
        source=ref("MatchSource"),
        counterparts=_COUNTERPARTS,
    ),
    "Counterpart": object_of(
        lang=STRING,
        text=STRING,
        id=STRING,
        confidence={
            "type": ["number", "null"],
            "description": "How likely the alignment is right, 0 to 1; null in a memory.",
        },
        status={"type": "string", "enum": ["", "automatic", "corrected", "confirmed"]},
    ),
    "MatchSource": {
        "oneOf": [
            object_of(
                type={"const": "instrument"},
                id={"type": "string", "description": "The hit: WORK/LANG/EID."},
                work=STRING,
                eid={"type": "string", "description": "The innermost provision."},
                start=COUNT,
                end=COUNT,
                title=STRING,
                num=STRING,
                heading=STRING,
                page={"type": ["integer", "null"]},
            ),
            object_of(
                type={"const": "memory"},
                id=STRING,
                memory=STRING,
                number={"type": "integer", "minimum": 1, "description": "Of the unit in its file."},
                unit={"type": "string", "description": "Its tuid, or nothing."},
                origin=STRING,
                author=STRING,
                date=STRING,
                properties=several(object_of(type=STRING, text=STRING)),
            ),
        ]
    },
}
