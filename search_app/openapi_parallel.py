"""The parallel view in the description of the API: its path and its shapes."""

from typing import Any

from search_app.parallel_form import MOST_ROWS, SHOWN
from search_app.row_findings import KINDS

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _failure(description: str) -> Schema:
    schema = {"$ref": "#/components/schemas/Failure"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _parameter(place: str, name: str, description: str, schema: Schema) -> Schema:
    required: Schema = {"required": True} if place == "path" else {}
    return {"name": name, "in": place, "description": description, "schema": schema} | required


def parallel_paths() -> Schema:
    """The path of the parallel view, by its address."""
    answer = {"$ref": "#/components/schemas/Parallel"}
    return {
        "/api/v1/works/{work}/parallel/{languages}": {
            "get": {
                "operationId": "parallel",
                "summary": "Two or three versions of a work in rows that translate each other.",
                "parameters": [
                    _parameter("path", "work", "The id of a work.", _STRING),
                    _parameter(
                        "path",
                        "languages",
                        "Versions joined by hyphens, in order: en-zh, en-zh-Hant-km.",
                        _STRING,
                    ),
                    _parameter(
                        "query",
                        "show",
                        "All rows, those that do not agree, or those whose alignment is doubtful.",
                        {"type": "string", "enum": list(SHOWN), "default": SHOWN[0]},
                    ),
                    _parameter(
                        "query",
                        "size",
                        "How many rows at most.",
                        {
                            "type": "integer",
                            "minimum": 1,
                            "maximum": MOST_ROWS,
                            "default": MOST_ROWS,
                        },
                    ),
                    _parameter(
                        "query", "from", "The place of the first, from 0.", _COUNT | {"default": 0}
                    ),
                ],
                "responses": {
                    "200": {
                        "description": "The answer.",
                        "content": {"application/json": {"schema": answer}},
                    },
                    "400": _failure("The request has faults; all of them are named."),
                    "404": _failure("There is nothing at this address."),
                    "503": _failure("The index cannot be read; the message says why."),
                },
            }
        }
    }


PARALLEL_SCHEMAS: dict[str, Schema] = {
    "Parallel": _object(
        work=_STRING,
        versions=_several(
            _object(
                address=_STRING,
                lang=_STRING,
                script=_STRING,
                title=_STRING,
                authentic={"type": "boolean"},
                prevailing={"type": "boolean"},
            )
        ),
        total=_COUNT | {"description": "The rows that `show` leaves, not just these."},
        counts=_object(rows=_COUNT, differences=_COUNT, doubtful=_COUNT),
        rows=_several({"$ref": "#/components/schemas/ParallelRow"}),
    ),
    "ParallelRow": _object(
        number={"type": "integer", "minimum": 1},
        confidence={"type": "number", "description": "How likely the row is right, 0 to 1."},
        status={"type": "string", "enum": ["automatic", "corrected", "confirmed"]},
        doubtful={"type": "boolean"},
        author=_STRING,
        at=_STRING,
        cells=_several(_several({"$ref": "#/components/schemas/Segment"})),
        disagreements=_several({"$ref": "#/components/schemas/Disagreement"}),
        bead={
            "type": ["string", "null"],
            "description": "Names the row of two versions in a correction; null for three.",
        },
    ),
    "Segment": _object(
        id={"type": "string", "description": "The hit it stands in: WORK/LANG/EID."},
        eid={"type": "string", "description": "The innermost provision it begins in."},
        start=_COUNT | {"description": "Half-open with `end`, in code points of the hit's text."},
        end=_COUNT,
        text=_STRING,
    ),
    "Disagreement": _object(
        kind={"type": "string", "enum": list(KINDS)},
        lacking={
            "type": ["string", "null"],
            "description": "The version that does not say it; null where both say other things.",
        },
        sides=_several(
            _object(
                version=_STRING,
                value={"type": "string", "description": "The same in every language."},
                text=_STRING,
                ranges=_several({"type": "array", "prefixItems": [_COUNT, _COUNT]}),
            )
        ),
    ),
}
