"""Citations and evidence in the description of the API: their paths and their shapes."""

from search_app.citing.formats import FORMATS
from search_app.citing.patterns import patterns
from search_app.openapi_schema import (
    COUNT,
    MAYBE,
    STRING,
    Schema,
    failure,
    in_path,
    in_query,
    object_of,
    ref,
    several,
)

_PAGE: Schema = {"type": ["integer", "null"], "minimum": 1}


def _tags() -> Schema:
    return {"type": "string", "enum": list(patterns())}


_WORK = in_path("work", "The id of a work.")
_PROVISION = [
    _WORK,
    in_path("language", "The version: km, zh, en, or zh-Hant of a work with both."),
    in_path("eid", "The provision, after Akoma Ntoso: art_7, art_7__para_2."),
]
_TOLD = {
    400: "The request has faults; all of them are named.",
    404: "There is nothing at this address.",
    503: "The index, or what makes a PDF, is not there; the message says what to do.",
}


def _operation(
    name: str, summary: str, parameters: list[Schema], answer: Schema
) -> dict[str, Schema]:
    failures = {str(status): failure(text) for status, text in _TOLD.items()}
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
        in_query(
            "format",
            "One citation in this format; without it all of them as JSON.",
            {"type": "string", "enum": list(FORMATS)},
        ),
        in_query("lang", "The language of the citation; the version's own without it.", _tags()),
    ]
    cited: Schema = {"application/json": {"schema": ref("Citation")}} | {
        one.media_type: {"schema": STRING} for one in FORMATS.values()
    }
    version = in_query(
        "version", "The version to cite: km, zh, en, or zh-Hant of a work with both.", STRING
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
                in_query(
                    "format",
                    "`pdf` gives the evidence sheet, with images of the pages.",
                    {"type": "string", "enum": ["json", "pdf"], "default": "json"},
                ),
                in_query("lang", "The language of the sheet.", _tags() | {"default": "en"}),
            ],
            {
                "application/json": {"schema": ref("Evidence")},
                "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            },
        ),
    }


CITING_SCHEMAS: dict[str, Schema] = {
    "Citation": object_of(
        id=STRING | {"description": "What is cited: WORK/LANG/EID, or WORK/LANG for a work."},
        address=STRING,
        text_hash=MAYBE
        | {"description": "SHA-256 of the provision's text; null for a whole work."},
        permanent=MAYBE
        | {"description": "The link that tells later whether the text has changed."},
        lang=STRING | {"description": "The language of the references and the pinpoint."},
        pinpoint=STRING,
        citations={
            "type": "object",
            "description": "A line in each language of the interface, by its tag.",
            "additionalProperties": STRING,
        },
        bibtex=STRING,
        ris=STRING,
        csl=STRING | {"description": "A file of CSL-JSON: a list of one item."},
    ),
    "Evidence": object_of(
        id=STRING,
        retrieved=STRING | {"description": "ISO 8601, UTC."},
        index=object_of(generation=COUNT, commit=STRING, model=STRING, profile=STRING),
        program=STRING | {"description": "The version of the program."},
        notice=STRING,
        citations={"type": "object", "additionalProperties": STRING},
        versions=several(ref("EvidenceOfVersion")),
        unread=several(object_of(file=STRING, sha256=STRING))
        | {"description": "Files of the work whose text could not be read, as scans without text."},
    ),
    "EvidenceOfVersion": object_of(
        id=STRING,
        lang=STRING,
        script=STRING,
        title=STRING,
        name=STRING,
        text=STRING,
        text_hash=STRING,
        citation=STRING,
        permanent=STRING,
        file=STRING,
        sha256=STRING,
        media_type=STRING,
        origin=STRING,
        state={
            "type": "string",
            "enum": ["same", "changed", "gone", "unreadable"],
            "description": "What is now where the file was read.",
        },
        page=_PAGE,
        boxes=several(
            several(COUNT)
            | {
                "description": "[page, x0, y0, x1, y1]: where it stands on a page, in points from "
                "its bottom left corner."
            }
        ),
        notes=several(STRING),
    ),
}
