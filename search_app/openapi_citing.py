"""Citations and evidence in the description of the API: their paths and their shapes."""

from typing import Any

from search_app.citing.formats import FORMATS
from search_app.citing.patterns import patterns

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_PAGE: Schema = {"type": ["integer", "null"], "minimum": 1}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _in_path(name: str, description: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": _STRING,
    }


def _query(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _tags() -> Schema:
    return {"type": "string", "enum": list(patterns())}


_WORK = _in_path("work", "The id of a work.")
_PROVISION = [
    _WORK,
    _in_path("language", "The version: km, zh, en, or zh-Hant of a work with both."),
    _in_path("eid", "The provision, after Akoma Ntoso: art_7, art_7__para_2."),
]
_TOLD = {
    400: "The request has faults; all of them are named.",
    404: "There is nothing at this address.",
    503: "The index, or what makes a PDF, is not there; the message says what to do.",
}


def _operation(
    name: str, summary: str, parameters: list[Schema], answer: Schema
) -> dict[str, Schema]:
    failures = {
        str(status): {
            "description": text,
            "content": {"application/json": {"schema": _ref("Failure")}},
        }
        for status, text in _TOLD.items()
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {"200": {"description": "The answer.", "content": answer}, **failures},
        }
    }


def citing_paths() -> Schema:
    """The paths of citations and evidence sheets."""
    wanted = [
        _query(
            "format",
            "One citation in this format; without it all of them as JSON.",
            {"type": "string", "enum": list(FORMATS)},
        ),
        _query("lang", "The language of the citation; the version's own without it.", _tags()),
    ]
    cited: Schema = {"application/json": {"schema": _ref("Citation")}} | {
        one.media_type: {"schema": _STRING} for one in FORMATS.values()
    }
    version = _query(
        "version", "The version to cite: km, zh, en, or zh-Hant of a work with both.", _STRING
    )
    return {
        "/api/v1/works/{work}/citation": _operation(
            "citation_of_work", "A whole work, cited.", [_WORK, *wanted, version], cited
        ),
        "/api/v1/works/{work}/{language}/{eid}/citation": _operation(
            "citation", "A provision, cited.", [*_PROVISION, *wanted], cited
        ),
        "/api/v1/works/{work}/{language}/{eid}/evidence": _operation(
            "evidence",
            "What proves a text: the provision in its languages, their files and the state of the "
            "index.",
            [
                *_PROVISION,
                _query(
                    "format",
                    "`pdf` gives the evidence sheet, with images of the pages.",
                    {"type": "string", "enum": ["json", "pdf"], "default": "json"},
                ),
                _query("lang", "The language of the sheet.", _tags() | {"default": "en"}),
            ],
            {
                "application/json": {"schema": _ref("Evidence")},
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            },
        ),
    }


CITING_SCHEMAS: dict[str, Schema] = {
    "Citation": _object(
        id=_STRING | {"description": "What is cited: WORK/LANG/EID, or WORK/LANG for a work."},
        address=_STRING,
        text_hash=_MAYBE
        | {"description": "SHA-256 of the provision's text; null for a whole work."},
        permanent=_MAYBE
        | {"description": "The link that tells later whether the text has changed."},
        lang=_STRING | {"description": "The language of the references and the pinpoint."},
        pinpoint=_STRING,
        citations={
            "type": "object",
            "description": "A line in each language of the interface, by its tag.",
            "additionalProperties": _STRING,
        },
        bibtex=_STRING,
        ris=_STRING,
        csl=_STRING | {"description": "A file of CSL-JSON: a list of one item."},
    ),
    "Evidence": _object(
        id=_STRING,
        retrieved=_STRING | {"description": "ISO 8601, UTC."},
        index=_object(generation=_COUNT, commit=_STRING, model=_STRING, profile=_STRING),
        program=_STRING | {"description": "The version of the program."},
        notice=_STRING,
        citations={"type": "object", "additionalProperties": _STRING},
        versions=_several(_ref("EvidenceOfVersion")),
        unread=_several(_object(file=_STRING, sha256=_STRING))
        | {"description": "Files of the work whose text could not be read, as scans without text."},
    ),
    "EvidenceOfVersion": _object(
        id=_STRING,
        lang=_STRING,
        script=_STRING,
        title=_STRING,
        name=_STRING,
        text=_STRING,
        text_hash=_STRING,
        citation=_STRING,
        permanent=_STRING,
        file=_STRING,
        sha256=_STRING,
        media_type=_STRING,
        origin=_STRING,
        state={
            "type": "string",
            "enum": ["same", "changed", "gone", "unreadable"],
            "description": "What is now where the file was read.",
        },
        page=_PAGE,
        boxes=_several(
            _several(_COUNT)
            | {
                "description": "[page, x0, y0, x1, y1]: where it stands on a page, in points from "
                "its bottom left corner."
            }
        ),
        notes=_several(_STRING),
    ),
}
