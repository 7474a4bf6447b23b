"""Whole results and batches in the description of the API."""

from collections.abc import Sequence

from search_app.openapi_schema import Schema, failure
from search_app.results import FORMATS
from search_app.results.batch_file import COLUMNS, MAX_BYTES, MAX_LINES, SEPARATOR

_FORMAT: Schema = {"type": "string", "enum": list(FORMATS)}
_TOLD = {
    400: "The request has faults; all of them are named.",
    404: "There is no such format.",
    413: "The request is too large.",
    503: "The index cannot be read, or is written to all the time; the message says which.",
}


def result_paths(search: Sequence[Schema]) -> Schema:
    """The paths of whole results; ``search`` are the parameters of a search."""
    asked = [one for one in search if one["name"] not in ("size", "from", "cursor")]
    paged = [one for one in search if one["name"] in ("size", "from", "cursor")]
    return {
        "/api/v1/search/export/{format_name}": {
            "get": {
                "operationId": "exportSearch",
                "summary": "Every hit of a search as a file, with what it was made by.",
                "parameters": [
                    {
                        "name": "format_name",
                        "in": "path",
                        "required": True,
                        "description": "The format.",
                        "schema": _FORMAT,
                    },
                    *asked,
                    *(one | {"description": "Says nothing here."} for one in paged),
                ],
                "responses": _responses(400, 404, 503),
            }
        },
        "/api/v1/batch": {
            "post": {
                "operationId": "batch",
                "summary": "The results of many queries as one file.",
                "description": f"The columns are {', '.join(COLUMNS)}; `query` must be there, and "
                f"several values of a filter are separated by `{SEPARATOR}`. At most {MAX_LINES} "
                f"queries and {MAX_BYTES} bytes. A line that cannot be asked is named in the file "
                "with what is wrong with it, and the rest run.",
                "parameters": [
                    {
                        "name": "format",
                        "in": "query",
                        "description": "The format of the results.",
                        "schema": _FORMAT | {"default": "jsonl"},
                    }
                ],
                "requestBody": {
                    "required": True,
                    "content": {
                        "text/csv": {"schema": {"type": "string"}},
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "properties": {"queries": {"type": "string", "format": "binary"}},
                                "required": ["queries"],
                            }
                        },
                    },
                },
                "responses": _responses(400, 413, 503),
            }
        },
    }


def _responses(*failures: int) -> Schema:
    file: Schema = {"schema": {"type": "string", "format": "binary"}}
    media = {one.media_type.partition(";")[0]: file for one in FORMATS.values()}
    return {"200": {"description": "The file.", "content": media}} | {
        str(status): failure(_TOLD[status]) for status in failures
    }
