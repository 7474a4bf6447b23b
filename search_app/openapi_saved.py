"""Saved queries and their runs in the description of the API: paths and shapes."""

from typing import Any

from analyzers.query import MAX_QUERY
from search_app.forms import FILTERS, GROUPS
from search_app.query_model import VERSION
from search_app.saved.queries import LONGEST_NAME, LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from search_app.saved.run_diff import WHYS
from search_app.saved.saved_json import PARTS
from search_app.saved.schedules import PERIODS
from search_app.searcher import MODES, SORTS

Schema = dict[str, Any]

#: Items of a list that an answer holds at most, and by default.
_MOST, _SIZE = 500, 50

_STRING: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "integer", "minimum": 1}
_BOOLEAN: Schema = {"type": "boolean"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _sent(properties: dict[str, Schema], *required: str) -> Schema:
    """What a program sends: nothing beside what is described."""
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _in_path(name: str, description: str, schema: Schema) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


def _query(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


_SAVED = _in_path(
    "saved", "The id of a saved query.", {"type": "string", "pattern": "^[0-9a-f]{32}$"}
)


def saved_in_path() -> Schema:
    """The parameter that names a saved query, where it is in an address."""
    return dict(_SAVED)


_RUN = _in_path("run", "The number of a run, from 1.", _NUMBER | {"maximum": 999_999_999})
_PAGED = [
    _query(
        "size",
        "How many at most.",
        {"type": "integer", "minimum": 1, "maximum": _MOST, "default": _SIZE},
    ),
    _query("cursor", "`next` of an answer, to go on.", _STRING),
]
_TOLD = {
    400: "The request has faults; all of them are named.",
    403: "It is somebody else's, or this may not be done.",
    404: "There is no such saved query or run, or it may not be seen.",
    409: "Its name is taken, it is being run already, or this version cannot read its query.",
    503: "The index or the database cannot be used now; the message says why.",
}


def _operation(
    name: str,
    summary: str,
    answer: Schema | None,
    *failures: int,
    status: int = 200,
    parameters: list[Schema] | None = None,
    body: Schema | None = None,
) -> Schema:
    content = {"content": _json(answer)} if answer is not None else {}
    responses: Schema = {str(status): {"description": "The answer."} | content}
    for failure in failures:
        responses[str(failure)] = {
            "description": _TOLD[failure],
            "content": _json(_ref("Failure")),
        }
    found: Schema = {
        "operationId": name,
        "summary": summary,
        "parameters": parameters or [],
        "responses": responses,
    }
    return found | ({"requestBody": {"required": True, "content": _json(body)}} if body else {})


def saved_paths() -> Schema:
    """The paths of saved queries, by their addresses."""
    return {
        "/api/v1/saved": {
            "get": _operation(
                "saved_queries",
                "Your saved queries and those shared with you, each with its newest run.",
                _ref("SavedQueries"),
                400,
                503,
                parameters=[_query("tag", "Only those with this tag.", _STRING), *_PAGED],
            ),
            "post": _operation(
                "save_query",
                "Save a query.",
                _ref("SavedQuery"),
                400,
                403,
                409,
                503,
                status=201,
                body=_sent(_FIELDS, "name", "query"),
            ),
        },
        "/api/v1/saved/{saved}": {
            "get": _operation(
                "saved_query", "A saved query.", _ref("SavedQuery"), 404, 503, parameters=[_SAVED]
            ),
            "patch": _operation(
                "change_saved_query",
                "Change what is sent; the rest stays. Earlier runs keep their query.",
                _ref("SavedQuery"),
                400,
                403,
                404,
                409,
                503,
                parameters=[_SAVED],
                body=_sent(_FIELDS),
            ),
            "delete": _operation(
                "delete_saved_query",
                "Delete it with its runs.",
                None,
                403,
                404,
                503,
                status=204,
                parameters=[_SAVED],
            ),
        },
        **_run_paths(),
    }


def _run_paths() -> Schema:
    return {
        "/api/v1/saved/{saved}/runs": {
            "get": _operation(
                "runs",
                "Its runs, the newest first.",
                _ref("SavedRuns"),
                400,
                404,
                503,
                parameters=[_SAVED, *_PAGED],
            ),
            "post": _operation(
                "run_saved_query",
                "Run it now. The answer is its report, from the beginning.",
                _ref("RunReport"),
                400,
                403,
                404,
                409,
                503,
                status=201,
                parameters=[_SAVED],
            ),
        },
        "/api/v1/saved/{saved}/runs/{run}": {
            "get": _operation(
                "run_report",
                "What is new, changed and gone in a run since the one before, or another.",
                _ref("RunReport"),
                400,
                404,
                503,
                parameters=[
                    _SAVED,
                    _RUN,
                    _query(
                        "against",
                        "The number of the run to compare with; 0 for none, all hits being new.",
                        _COUNT | {"maximum": 999_999_999},
                    ),
                    _query("part", "Only these entries.", {"type": "string", "enum": list(PARTS)}),
                    *_PAGED,
                ],
            )
        },
        "/api/v1/saved/{saved}/runs/{run}/hits": {
            "get": _operation(
                "run_hits",
                "All hits of a run, best first, with their texts as they were.",
                _ref("RunHits"),
                400,
                404,
                503,
                parameters=[_SAVED, _RUN, *_PAGED],
            )
        },
    }


_QUERY = _sent(
    {
        "version": {"type": "integer", "enum": [VERSION], "default": VERSION},
        "text": {"type": "string", "maxLength": MAX_QUERY},
        "mode": {"type": "string", "enum": list(MODES), "default": "hybrid"},
        "filters": _sent({name: _several(_STRING) for name in FILTERS}),
        "year": {"type": "string", "description": "2010, 2010..2025, 2010.. or ..2025."},
        "sort": {"type": "string", "enum": list(SORTS), "default": "relevance"},
        "group": {"type": "string", "enum": list(GROUPS), "default": "none"},
        "expand": {"type": "boolean", "default": True},
        "profile": {"type": "string", "description": "A ranking profile, by its name."},
    }
)
_FIELDS: dict[str, Schema] = {
    "name": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
    "note": {"type": "string", "maxLength": LONGEST_NOTE},
    "tags": _several({"type": "string", "maxLength": LONGEST_TAG}) | {"maxItems": MOST_TAGS},
    "query": _QUERY,
    "every": {
        "type": ["string", "null"],
        "enum": [*PERIODS, "", None],
        "description": "How often it runs by itself; null for on demand alone.",
    },
    "shared_with": {
        "type": ["string", "null"],
        "description": "A group of yours whose members see and run it; null for nobody.",
    },
}
_INDEX = _object(generation=_COUNT, model=_STRING, profile=_STRING)
_DEPTH: Schema = {
    "type": ["integer", "null"],
    "description": "How many provisions nearest in meaning can be among the hits; null for words.",
}
_COUNTS: dict[str, Schema] = {
    "run": _NUMBER,
    "at": {"type": "string", "format": "date-time"},
    "count": _COUNT,
    "new": _COUNT,
    "changed": _COUNT,
    "gone": _COUNT,
    "duration_ms": _COUNT,
    "depth": _DEPTH,
    "index": _INDEX,
}

_KEPT_HIT: dict[str, Schema] = {
    "id": _STRING,
    "work": _STRING,
    "eid": _STRING,
    "lang": _STRING,
    "script": _STRING,
    "title": _STRING,
    "label": _STRING,
    "signed": _STRING,
    "sha256": _STRING,
    "text": _MAYBE,
    "versions": _several(_STRING),
}

SAVED_SCHEMAS: dict[str, Schema] = {
    "SavedQueries": _object(total=_COUNT, saved=_several(_ref("SavedQuery")), next=_MAYBE),
    "SavedQuery": _object(
        id=_STRING,
        name=_STRING,
        note=_STRING,
        tags=_several(_STRING),
        query={"type": "object", "description": "As it is kept, in the version it was written in."},
        owner=_STRING,
        shared_with=_MAYBE,
        every=_MAYBE,
        created_at=_STRING,
        changed_at=_STRING,
        own=_BOOLEAN | {"description": "Whether you may change it."},
        last_run=_object(**_COUNTS) | {"type": ["object", "null"]},
    ),
    "SavedRuns": _object(total=_COUNT, runs=_several(_object(**_COUNTS)), next=_MAYBE),
    "RunReport": _object(
        name=_STRING,
        count=_COUNT,
        new=_several(_STRING) | {"description": "Ids of hits, of those in `entries`."},
        changed=_several(_STRING),
        gone=_several(_STRING),
        index=_INDEX,
        why={
            "type": "object",
            "additionalProperties": {"type": "string", "enum": [*WHYS, ""]},
            "description": "Why each hit is gone, by its id; empty where that is not known.",
        },
        id=_STRING,
        owner=_STRING,
        run=_NUMBER,
        since=_NUMBER | {"type": ["integer", "null"]},
        at=_STRING,
        duration_ms=_COUNT,
        depth=_DEPTH,
        notes=_several(_STRING)
        | {"description": "What else than the instruments changed between the two runs."},
        totals=_object(new=_COUNT, changed=_COUNT, gone=_COUNT),
        entries=_several(_ref("RunEntry")),
        next=_MAYBE,
    ),
    "RunEntry": {
        "type": "object",
        "properties": {
            "part": {"type": "string", "enum": list(PARTS)},
            "hit": _ref("KeptHit"),
            "changes": _several(
                _object(
                    id=_STRING,
                    before=_MAYBE,
                    now=_MAYBE,
                    differences=_several(
                        _object(
                            kind={"type": "string", "enum": ["replaced", "left_out", "added"]},
                            before={"type": ["array", "null"], "items": _COUNT},
                            now={"type": ["array", "null"], "items": _COUNT},
                        )
                    )
                    | {"description": "Half-open, in code points of each text."},
                )
            ),
            "why": {"type": "string", "enum": [*WHYS, ""]},
        },
        "required": ["part", "hit"],
    },
    "RunHits": _object(run=_NUMBER, total=_COUNT, hits=_several(_ref("RankedHit")), next=_MAYBE),
    "KeptHit": _object(**_KEPT_HIT),
    "RankedHit": _object(rank=_COUNT, **_KEPT_HIT),
}
