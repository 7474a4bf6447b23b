"""Concordances in the description of the JSON API."""

from typing import Any

from analyzers.query import MAX_QUERY
from analyzers.query_fields import STATUSES, TYPES, VALUES
from search_app.concordance_query import MOST_SIZE, MOST_TARGETS, SIZE, SORTS
from search_app.forms import KINDS, MAX_FROM

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _parameter(name: str, description: str, schema: Schema, *, required: bool = False) -> Schema:
    needed: Schema = {"required": True} if required else {}
    return {"name": name, "in": "query", "description": description, "schema": schema} | needed


def _failure(description: str) -> Schema:
    schema = {"$ref": "#/components/schemas/Failure"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _number(least: int, most: int, default: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


_LANGUAGES: Schema = {"type": "string", "enum": list(VALUES["lang"])}
_BY_NAME = "Any of these; names of the values in Khmer, Chinese and English are understood too."
_PARAMETERS = [
    _parameter(
        "q",
        "Words, with the syntax of searches; bare words side by side are one exact phrase.",
        {"type": "string", "maxLength": MAX_QUERY},
        required=True,
    ),
    _parameter("lang", "The language of the words; told from them if it is left out.", _LANGUAGES),
    _parameter(
        "to",
        "The languages set beside them.",
        _several(_LANGUAGES) | {"minItems": 1, "maxItems": MOST_TARGETS},
        required=True,
    ),
    _parameter(
        "rendering",
        "Only lines rendered so: a language of `to`, a colon and the `key` of a rendering; with no "
        "key, lines in which nothing is marked. Several of one language are alternatives.",
        _several(_STRING),
    ),
    _parameter("type", _BY_NAME, _several({"type": "string", "enum": list(TYPES)})),
    _parameter("party", "Any of these, by key, name or words of a name.", _several(_STRING)),
    _parameter("status", _BY_NAME, _several({"type": "string", "enum": list(STATUSES)})),
    _parameter(
        "kind", "Any of these parts of a text.", _several({"type": "string", "enum": list(KINDS)})
    ),
    _parameter("work", "Any of these works, by id.", _several(_STRING)),
    _parameter("year", "Year of signature: 2010, 2010..2025, 2010.. or ..2025.", _STRING),
    _parameter(
        "inside",
        "With `1`, places inside other words or longer terms too; nothing is marked beside them.",
        {"type": "string", "enum": ["0", "1"], "default": "0"},
    ),
    _parameter(
        "sort",
        "By the words after (`right`) or before (`left`), the words found (`match`), the title of "
        "the work, the date (`date` newest first, `-date` oldest first), or the rendering in the "
        "first language of `to`.",
        {"type": "string", "enum": list(SORTS), "default": SORTS[0]},
    ),
    _parameter("size", "How many lines at most.", _number(1, MOST_SIZE, SIZE)),
    _parameter("from", "The place of the first, from 0.", _number(0, MAX_FROM, 0)),
]


def concordance_paths() -> Schema:
    """The path of concordances, by its address."""
    answer = {"$ref": "#/components/schemas/Concordance"}
    return {
        "/api/v1/concordance": {
            "get": {
                "operationId": "concordance",
                "summary": "Every place where words stand, beside its likely translation.",
                "parameters": _PARAMETERS,
                "responses": {
                    "200": {
                        "description": "The answer.",
                        "content": {"application/json": {"schema": answer}},
                    },
                    "400": _failure("The request has faults; all of them are named."),
                    "503": _failure("The index cannot be read; the message says why."),
                },
            }
        }
    }


CONCORDANCE_SCHEMAS: dict[str, Schema] = {
    "Concordance": _object(
        total=_COUNT | {"description": "Every line listed, not just these."},
        complete={
            "type": "boolean",
            "description": "Whether every occurrence was looked at. If not, `sources` says of how "
            "many units, and narrower filters show the others.",
        },
        inside=_COUNT
        | {
            "description": "Places that lie inside other words or longer terms; `lines` has them "
            "only with `inside=1`."
        },
        sources=_several(_object(name=_STRING, matched=_COUNT, walked=_COUNT)),
        query={"type": "string", "description": "The query as it was searched."},
        lang=_STRING,
        to=_several(_STRING),
        sort=_STRING,
        renderings=_several({"$ref": "#/components/schemas/Renderings"}),
        lines=_several({"$ref": "#/components/schemas/ConcordanceLine"}),
    ),
    "Renderings": _object(
        to=_STRING,
        found=_several(_object(key=_STRING, text=_STRING, count=_COUNT))
        | {"description": "Most first, before lines are chosen by `rendering`."},
        unmarked=_object(not_found=_COUNT, inside=_COUNT, no_counterpart=_COUNT, no_version=_COUNT),
    ),
    "ConcordanceLine": _object(
        source={"type": "string", "description": "`collection`, or what else was looked in."},
        id={"type": "string", "description": "The hit it stands in: WORK/LANG/EID."},
        work=_STRING,
        eid={"type": "string", "description": "The innermost provision it stands in."},
        kind=_STRING,
        num=_STRING,
        title=_STRING,
        tag={"type": "string", "description": "BCP 47 tag of the text."},
        date=_STRING,
        start=_COUNT | {"description": "Half-open with `end`, in code points of the hit's text."},
        end=_COUNT,
        left=_STRING,
        match=_STRING,
        right=_STRING,
        inside={
            "type": "boolean",
            "description": "Whether it lies inside another word or a longer term.",
        },
        counterparts=_several({"$ref": "#/components/schemas/LineCounterpart"}),
    ),
    "LineCounterpart": _object(
        to=_STRING,
        tag=_STRING,
        segments=_several({"$ref": "#/components/schemas/Segment"}),
        mark={
            "type": ["object", "null"],
            "description": "What likely renders the words: half-open code points of the text of "
            "the segment with this number, from 0. Null where nothing was recognized.",
            "properties": {"segment": _COUNT, "start": _COUNT, "end": _COUNT, "text": _STRING},
            "required": ["segment", "start", "end", "text"],
        },
        rendering={"type": "string", "description": "What the mark counts as; empty without one."},
        confidence={"type": "number", "description": "How likely the alignment is right, 0 to 1."},
        status={"type": "string", "enum": ["automatic", "corrected", "confirmed"]},
        missing={
            "type": ["string", "null"],
            "description": "Why there are no segments: `no_version` or `no_counterpart`.",
        },
    ),
}
