"""The parallel view in the description of the API: its path and its shapes."""

from search_app.openapi_schema import (
    COUNT,
    STRING,
    Schema,
    answer,
    failure,
    in_path,
    in_query,
    object_of,
    ref,
    several,
)
from search_app.parallel_form import MOST_ROWS, SHOWN
from search_app.row_findings import KINDS


def parallel_paths() -> Schema:
    """The path of the parallel view, by its address."""
    return {
        "/api/v1/works/{work}/parallel/{languages}": {
            "get": {
                "operationId": "parallel",
                "summary": "Two or three versions of a work in rows that translate each other.",
                "parameters": [
                    in_path("work", "The id of a work.", STRING),
                    in_path(
                        "languages",
                        "Versions joined by hyphens, in order: en-zh, en-zh-Hant-km.",
                        STRING,
                    ),
                    in_query(
                        "show",
                        "All rows, those that do not agree, or those whose alignment is doubtful.",
                        {"type": "string", "enum": list(SHOWN), "default": SHOWN[0]},
                    ),
                    in_query(
                        "size",
                        "How many rows at most.",
                        {
                            "type": "integer",
                            "minimum": 1,
                            "maximum": MOST_ROWS,
                            "default": MOST_ROWS,
                        },
                    ),
                    in_query("from", "The place of the first, from 0.", COUNT | {"default": 0}),
                ],
                "responses": {
                    "200": answer("The answer.", ref("Parallel")),
                    "400": failure("The request has faults; all of them are named."),
                    "404": failure("There is nothing at this address."),
                    "503": failure("The index cannot be read; the message says why."),
                },
            }
        }
    }


PARALLEL_SCHEMAS: dict[str, Schema] = {
    "Parallel": object_of(
        work=STRING,
        versions=several(
            object_of(
                address=STRING,
                lang=STRING,
                script=STRING,
                title=STRING,
                authentic={"type": "boolean"},
                prevailing={"type": "boolean"},
            )
        ),
        total=COUNT | {"description": "The rows that `show` leaves, not just these."},
        counts=object_of(rows=COUNT, differences=COUNT, doubtful=COUNT),
        rows=several(ref("ParallelRow")),
    ),
    "ParallelRow": object_of(
        number={"type": "integer", "minimum": 1},
        confidence={"type": "number", "description": "How likely the row is right, 0 to 1."},
        status={"type": "string", "enum": ["automatic", "corrected", "confirmed"]},
        doubtful={"type": "boolean"},
        author=STRING,
        at=STRING,
        cells=several(several(ref("Segment"))),
        disagreements=several(ref("Disagreement")),
        bead={
            "type": ["string", "null"],
            "description": "Names the row of two versions in a correction; null for three.",
        },
    ),
    "Segment": object_of(
        id={"type": "string", "description": "The hit it stands in: WORK/LANG/EID."},
        eid={"type": "string", "description": "The innermost provision it begins in."},
        start=COUNT | {"description": "Half-open with `end`, in code points of the hit's text."},
        end=COUNT,
        text=STRING,
    ),
    "Disagreement": object_of(
        kind={"type": "string", "enum": list(KINDS)},
        lacking={
            "type": ["string", "null"],
            "description": "The version that does not say it; null where both say other things.",
        },
        sides=several(
            object_of(
                version=STRING,
                value={"type": "string", "description": "The same in every language."},
                text=STRING,
                ranges=several({"type": "array", "prefixItems": [COUNT, COUNT]}),
            )
        ),
    ),
}
