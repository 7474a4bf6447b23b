"""Concordances in the description of the JSON API."""

from analyzers.query import MAX_QUERY
from analyzers.query_fields import STATUSES, TYPES, VALUES
from search_app.concordance_query import MOST_SIZE, MOST_TARGETS, SIZE, SORTS
from search_app.forms import KINDS, MAX_FROM
from search_app.openapi_schema import (
    COUNT,
    STRING,
    Schema,
    answer,
    between,
    failure,
    in_query,
    object_of,
    ref,
    several,
)

_LANGUAGES: Schema = {"type": "string", "enum": list(VALUES["lang"])}
_BY_NAME = "Any of these; names of the values in Khmer, Chinese and English are understood too."
_PARAMETERS = [
    in_query(
        "q",
        "Words, with the syntax of searches; bare words side by side are one exact phrase.",
        {"type": "string", "maxLength": MAX_QUERY},
        required=True,
    ),
    in_query("lang", "The language of the words; told from them if it is left out.", _LANGUAGES),
    in_query(
        "to",
        "The languages set beside them.",
        several(_LANGUAGES) | {"minItems": 1, "maxItems": MOST_TARGETS},
        required=True,
    ),
    in_query(
        "rendering",
        "Only lines rendered so: a language of `to`, a colon and the `key` of a rendering; with no "
        "key, lines in which nothing is marked. Several of one language are alternatives.",
        several(STRING),
    ),
    in_query("type", _BY_NAME, several({"type": "string", "enum": list(TYPES)})),
    in_query("party", "Any of these, by key, name or words of a name.", several(STRING)),
    in_query("status", _BY_NAME, several({"type": "string", "enum": list(STATUSES)})),
    in_query(
        "kind", "Any of these parts of a text.", several({"type": "string", "enum": list(KINDS)})
    ),
    in_query("work", "Any of these works, by id.", several(STRING)),
    in_query("year", "Year of signature: 2010, 2010..2025, 2010.. or ..2025.", STRING),
    in_query(
        "inside",
        "With `1`, places inside other words or longer terms too; nothing is marked beside them.",
        {"type": "string", "enum": ["0", "1"], "default": "0"},
    ),
    in_query(
        "sort",
        "By the words after (`right`) or before (`left`), the words found (`match`), the title of "
        "the work, the date (`date` newest first, `-date` oldest first), or the rendering in the "
        "first language of `to`.",
        {"type": "string", "enum": list(SORTS), "default": SORTS[0]},
    ),
    in_query("size", "How many lines at most.", between(1, MOST_SIZE, SIZE)),
    in_query("from", "The place of the first, from 0.", between(0, MAX_FROM, 0)),
]


def concordance_paths() -> Schema:
    """The path of concordances, by its address."""
    return {
        "/api/v1/concordance": {
            "get": {
                "operationId": "concordance",
                "summary": "Every place where words stand, beside its likely translation.",
                "parameters": _PARAMETERS,
                "responses": {
                    "200": answer("The answer.", ref("Concordance")),
                    "400": failure("The request has faults; all of them are named."),
                    "503": failure("The index cannot be read; the message says why."),
                },
            }
        }
    }


CONCORDANCE_SCHEMAS: dict[str, Schema] = {
    "Concordance": object_of(
        total=COUNT | {"description": "Every line listed, not just these."},
        complete={
            "type": "boolean",
            "description": "Whether every occurrence was looked at. If not, `sources` says of how "
            "many units, and narrower filters show the others.",
        },
        inside=COUNT
        | {
            "description": "Places that lie inside other words or longer terms; `lines` has them "
            "only with `inside=1`."
        },
        sources=several(object_of(name=STRING, matched=COUNT, walked=COUNT)),
        query={"type": "string", "description": "The query as it was searched."},
        lang=STRING,
        to=several(STRING),
        sort=STRING,
        renderings=several(ref("Renderings")),
        lines=several(ref("ConcordanceLine")),
    ),
    "Renderings": object_of(
        to=STRING,
        found=several(object_of(key=STRING, text=STRING, count=COUNT))
        | {"description": "Most first, before lines are chosen by `rendering`."},
        unmarked=object_of(not_found=COUNT, inside=COUNT, no_counterpart=COUNT, no_version=COUNT),
    ),
    "ConcordanceLine": object_of(
        source={"type": "string", "description": "`collection`, or what else was looked in."},
        id={"type": "string", "description": "The hit it stands in: WORK/LANG/EID."},
        work=STRING,
        eid={"type": "string", "description": "The innermost provision it stands in."},
        kind=STRING,
        num=STRING,
        title=STRING,
        tag={"type": "string", "description": "BCP 47 tag of the text."},
        date=STRING,
        start=COUNT | {"description": "Half-open with `end`, in code points of the hit's text."},
        end=COUNT,
        left=STRING,
        match=STRING,
        right=STRING,
        inside={
            "type": "boolean",
            "description": "Whether it lies inside another word or a longer term.",
        },
        counterparts=several(ref("LineCounterpart")),
    ),
    "LineCounterpart": object_of(
        to=STRING,
        tag=STRING,
        segments=several(ref("Segment")),
        mark={
            "type": ["object", "null"],
            "description": "What likely renders the words: half-open code points of the text of "
            "the segment with this number, from 0. Null where nothing was recognized.",
            "properties": {"segment": COUNT, "start": COUNT, "end": COUNT, "text": STRING},
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
