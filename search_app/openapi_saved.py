"""Saved queries and their runs in the description of the API: paths and shapes."""

from typing import Any

from analyzers.query import MAX_QUERY
from search_app.forms import FILTERS, GROUPS
from search_app.openapi_schema import (
    BOOLEAN,
    COUNT,
    MAYBE,
    STRING,
    Schema,
    failure,
    in_path,
    in_query,
    object_of,
    operation,
    ref,
    several,
)
from search_app.query_model import VERSION
from search_app.saved.queries import LONGEST_NAME, LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from search_app.saved.run_diff import WHYS
from search_app.saved.saved_json import PARTS
from search_app.saved.schedules import PERIODS
from search_app.searcher import MODES, SORTS

_NUMBER: Schema = {"type": "integer", "minimum": 1}
#: Items of a list that an answer holds at most, and by default.
_MOST, _SIZE = 500, 50


def _sent(properties: dict[str, Schema], *required: str) -> Schema:
    """What a program sends: nothing beside what is described."""
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})


_SAVED = in_path(
    "saved", "The id of a saved query.", {"type": "string", "pattern": "^[0-9a-f]{32}$"}
)


def saved_in_path() -> Schema:
    """The parameter that names a saved query, where it is in an address."""
    return dict(_SAVED)


_RUN = in_path("run", "The number of a run, from 1.", _NUMBER | {"maximum": 999_999_999})
_PAGED = [
    in_query(
        "size",
        "How many at most.",
        {"type": "integer", "minimum": 1, "maximum": _MOST, "default": _SIZE},
    ),
    in_query("cursor", "`next` of an answer, to go on.", STRING),
]
_TOLD = {
    400: "The request has faults; all of them are named.",
    403: "It is somebody else's, or this may not be done.",
    404: "There is no such saved query or run, or it may not be seen.",
    409: "Its name is taken, it is being run already, or this version cannot read its query.",
    503: "The index or the database cannot be used now; the message says why.",
}


def _operation(
    name: str, summary: str, shape: Schema | None, *failures: int, **more: Any
) -> Schema:
    told = {failed: _TOLD[failed] for failed in failures}
    return operation(name, summary, shape, told, **more)


def saved_paths() -> Schema:
    """The paths of saved queries, by their addresses."""
    return {
        "/api/v1/saved": {
            "get": _operation(
                "saved_queries",
                "Your saved queries and those shared with you, each with its newest run.",
                ref("SavedQueries"),
                400,
                503,
                parameters=[in_query("tag", "Only those with this tag.", STRING), *_PAGED],
            ),
            "post": _operation(
                "save_query",
                "Save a query.",
                ref("SavedQuery"),
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
                "saved_query", "A saved query.", ref("SavedQuery"), 404, 503, parameters=[_SAVED]
            ),
            "patch": _operation(
                "change_saved_query",
                "Change what is sent; the rest stays. Earlier runs keep their query.",
                ref("SavedQuery"),
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
        **_feed_paths(),
        **_plot_paths(),
    }


def _feed_paths() -> Schema:
    def operation(name: str, summary: str, shape: Schema | None, status: int = 200) -> Schema:
        return _operation(
            name, summary, shape, 400, 403, 404, 503, status=status, parameters=[_SAVED]
        )

    return {
        "/api/v1/saved/{saved}/feed": {
            "get": operation("feed", "The secret address of its Atom feed.", ref("Feed")),
            "post": operation(
                "make_feed",
                "Make the address of its feed; one that there is leads nowhere then.",
                ref("Feed"),
            ),
            "delete": operation("remove_feed", "Take the address of its feed away.", None, 204),
        }
    }


def _plot_paths() -> Schema:
    drawn = {"time": "Its hits over time", "years": "The hits of its last run by year of signature"}
    return {
        f"/api/v1/saved/{{saved}}/plots/{name}.svg": {
            "get": {
                "operationId": f"{name}_plot",
                "summary": f"{said}, as a drawing.",
                "parameters": [_SAVED],
                "responses": {
                    "200": {
                        "description": "The drawing.",
                        "content": {"image/svg+xml": {"schema": STRING}},
                    }
                }
                | {str(status): failure(_TOLD[status]) for status in (404, 503)},
            }
        }
        for name, said in drawn.items()
    }


def _run_paths() -> Schema:
    return {
        "/api/v1/saved/{saved}/runs": {
            "get": _operation(
                "runs",
                "Its runs, the newest first.",
                ref("SavedRuns"),
                400,
                404,
                503,
                parameters=[_SAVED, *_PAGED],
            ),
            "post": _operation(
                "run_saved_query",
                "Run it now. The answer is its report, from the beginning.",
                ref("RunReport"),
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
                ref("RunReport"),
                400,
                404,
                503,
                parameters=[
                    _SAVED,
                    _RUN,
                    in_query(
                        "against",
                        "The number of the run to compare with; 0 for none, all hits being new; "
                        "`mine` for the last before it that you started.",
                        {"anyOf": [COUNT | {"maximum": 999_999_999}, {"enum": ["mine"]}]},
                    ),
                    in_query(
                        "part", "Only these entries.", {"type": "string", "enum": list(PARTS)}
                    ),
                    *_PAGED,
                ],
            )
        },
        "/api/v1/saved/{saved}/runs/{run}/hits": {
            "get": _operation(
                "run_hits",
                "All hits of a run, best first, with their texts as they were.",
                ref("RunHits"),
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
        "filters": _sent({name: several(STRING) for name in FILTERS}),
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
    "tags": several({"type": "string", "maxLength": LONGEST_TAG}) | {"maxItems": MOST_TAGS},
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
_INDEX = object_of(generation=COUNT, model=STRING, profile=STRING)
_DEPTH: Schema = {
    "type": ["integer", "null"],
    "description": "How many provisions nearest in meaning can be among the hits; null for words.",
}
_COUNTS: dict[str, Schema] = {
    "run": _NUMBER,
    "at": {"type": "string", "format": "date-time"},
    "count": COUNT,
    "new": COUNT,
    "changed": COUNT,
    "gone": COUNT,
    "duration_ms": COUNT,
    "depth": _DEPTH,
    "index": _INDEX,
}

_KEPT_HIT: dict[str, Schema] = {
    "id": STRING,
    "work": STRING,
    "eid": STRING,
    "lang": STRING,
    "script": STRING,
    "title": STRING,
    "label": STRING,
    "signed": STRING,
    "sha256": STRING,
    "text": MAYBE,
    "versions": several(STRING),
}

SAVED_SCHEMAS: dict[str, Schema] = {
    "SavedQueries": object_of(total=COUNT, saved=several(ref("SavedQuery")), next=MAYBE),
    "SavedQuery": object_of(
        id=STRING,
        name=STRING,
        note=STRING,
        tags=several(STRING),
        query={"type": "object", "description": "As it is kept, in the version it was written in."},
        owner=STRING,
        shared_with=MAYBE,
        every=MAYBE,
        created_at=STRING,
        changed_at=STRING,
        own=BOOLEAN | {"description": "Whether you may change it."},
        last_run=object_of(**_COUNTS) | {"type": ["object", "null"]},
    ),
    "Feed": object_of(feed=MAYBE | {"description": "Whoever has it reads the feed; null without."}),
    "SavedRuns": object_of(total=COUNT, runs=several(object_of(**_COUNTS)), next=MAYBE),
    "RunReport": object_of(
        name=STRING,
        count=COUNT,
        new=several(STRING) | {"description": "Ids of hits, of those in `entries`."},
        changed=several(STRING),
        gone=several(STRING),
        index=_INDEX,
        why={
            "type": "object",
            "additionalProperties": {"type": "string", "enum": [*WHYS, ""]},
            "description": "Why each hit is gone, by its id; empty where that is not known.",
        },
        id=STRING,
        owner=STRING,
        run=_NUMBER,
        since=_NUMBER | {"type": ["integer", "null"]},
        at=STRING,
        duration_ms=COUNT,
        depth=_DEPTH,
        notes=several(STRING)
        | {"description": "What else than the instruments changed between the two runs."},
        totals=object_of(new=COUNT, changed=COUNT, gone=COUNT),
        entries=several(ref("RunEntry")),
        next=MAYBE,
    ),
    "RunEntry": {
        "type": "object",
        "properties": {
            "part": {"type": "string", "enum": list(PARTS)},
            "hit": ref("KeptHit"),
            "changes": several(
                object_of(
                    id=STRING,
                    before=MAYBE,
                    now=MAYBE,
                    differences=several(
                        object_of(
                            kind={"type": "string", "enum": ["replaced", "left_out", "added"]},
                            before={"type": ["array", "null"], "items": COUNT},
                            now={"type": ["array", "null"], "items": COUNT},
                        )
                    )
                    | {"description": "Half-open, in code points of each text."},
                )
            ),
            "why": {"type": "string", "enum": [*WHYS, ""]},
        },
        "required": ["part", "hit"],
    },
    "RunHits": object_of(run=_NUMBER, total=COUNT, hits=several(ref("RankedHit")), next=MAYBE),
    "KeptHit": object_of(**_KEPT_HIT),
    "RankedHit": object_of(rank=COUNT, **_KEPT_HIT),
}
