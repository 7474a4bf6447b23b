"""The description of the JSON API (OpenAPI 3.1), from the same lists that read its parameters."""

from typing import Any

from analyzers.query import MAX_QUERY
from analyzers.query_fields import STATUSES, TYPES, VALUES
from search_app.forms import GROUPS, KINDS, MAX_FROM
from search_app.openapi_admin import (
    ADMIN_SCHEMAS,
    SECURITY_SCHEMES,
    admin_paths,
    with_what_always_holds,
)
from search_app.openapi_citing import CITING_SCHEMAS, citing_paths
from search_app.openapi_clauses import CLAUSE_SCHEMAS, clause_paths
from search_app.openapi_compare import COMPARE_SCHEMAS, compare_paths
from search_app.openapi_concordance import CONCORDANCE_SCHEMAS, concordance_paths
from search_app.openapi_corrections import CORRECTION_SCHEMAS, correction_paths
from search_app.openapi_match import MATCH_SCHEMAS, match_paths
from search_app.openapi_notices import NOTICE_SCHEMAS, notice_paths
from search_app.openapi_parallel import PARALLEL_SCHEMAS, parallel_paths
from search_app.openapi_results import result_paths
from search_app.openapi_saved import SAVED_SCHEMAS, saved_paths
from search_app.openapi_similar import SIMILAR_SCHEMAS, similar_paths
from search_app.openapi_terms import TERM_SCHEMAS, term_paths
from search_app.searcher import MAX_SIZE, MODES, SORTS

VERSION = "1.0.0"

Schema = dict[str, Any]


def document() -> Schema:
    """The whole document, as JSON."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "TreatyLens",
            "version": VERSION,
            "description": "Search for treaties, joint statements and declarations in Khmer, "
            "Chinese and English. A hit is one provision in one language.",
        },
        "paths": with_what_always_holds(_paths()),
        "components": {"schemas": _schemas(), "securitySchemes": SECURITY_SCHEMES},
    }


def _paths() -> Schema:
    return {
        "/api/v1/search": {"get": _search()},
        "/api/v1/works": {"get": _works()},
        "/api/v1/works/{work}": {"get": _work()},
        "/api/v1/works/{work}/{language}/{eid}": {"get": _provision()},
        **admin_paths(),
        **citing_paths(),
        **clause_paths(),
        **parallel_paths(),
        **correction_paths(),
        **match_paths(),
        **compare_paths(),
        **concordance_paths(),
        **result_paths(_search()["parameters"]),
        **similar_paths(),
        **term_paths(),
        **saved_paths(),
        **notice_paths(_without_paging(_search()["parameters"])),
        "/api/v1/openapi.json": {"get": _self()},
    }


def _schemas() -> Schema:
    return (
        SCHEMAS
        | ADMIN_SCHEMAS
        | CITING_SCHEMAS
        | CLAUSE_SCHEMAS
        | COMPARE_SCHEMAS
        | CONCORDANCE_SCHEMAS
        | MATCH_SCHEMAS
        | PARALLEL_SCHEMAS
        | CORRECTION_SCHEMAS
        | SIMILAR_SCHEMAS
        | TERM_SCHEMAS
        | SAVED_SCHEMAS
        | NOTICE_SCHEMAS
    )


def _without_paging(parameters: list[Schema]) -> list[Schema]:
    """The parameters that say what is searched for, without those that say which page of it."""
    return [one for one in parameters if one["name"] not in {"size", "from", "cursor"}]


def _operation(
    name: str, summary: str, answer: Schema, parameters: list[Schema], *failures: int
) -> Schema:
    told = {
        400: "The request has faults; all of them are named.",
        404: "There is nothing at this address.",
        503: "The index cannot be read; the message says why.",
    }
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {"200": _content("The answer.", answer)}
        | {str(status): _content(told[status], _ref("Failure")) for status in failures},
    }


def _content(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _in_path(name: str, description: str) -> Schema:
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
    }


def _choice(values: Any, default: str) -> Schema:
    return {"type": "string", "enum": list(values), "default": default}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _between(least: int, most: int, default: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


_WORK = _in_path("work", "The id of a work.")
_SIZE = _query("size", "How many at most.", _between(1, MAX_SIZE, 10))
_FROM = _query("from", "The place of the first, from 0.", _between(0, MAX_FROM, 0))
_CURSOR = _query(
    "cursor",
    "Where to go on: `next` of an answer to the same query. In place of `from`.",
    {"type": "string"},
)
_BY_NAME = "Any of these; names of the values in Khmer, Chinese and English are understood too."
_LANG = _query("lang", _BY_NAME, _several({"type": "string", "enum": list(VALUES["lang"])}))
_TYPE = _query("type", _BY_NAME, _several({"type": "string", "enum": list(TYPES)}))
_PARTY = _query(
    "party", "Any of these, by key, name or words of a name.", _several({"type": "string"})
)
_STATUS = _query("status", _BY_NAME, _several({"type": "string", "enum": list(STATUSES)}))
_CLAUSE = _query("clause", _BY_NAME, _several({"type": "string", "enum": list(VALUES["clause"])}))
_YEAR = _query("year", "Year of signature: 2010, 2010..2025, 2010.. or ..2025.", {"type": "string"})


def _search() -> Schema:
    return _operation(
        "search",
        "Provisions found for a query, best first, or listed by filters alone.",
        _ref("Results"),
        [
            _query("q", "The query, with its syntax.", {"type": "string", "maxLength": MAX_QUERY}),
            _query("mode", "Words, meaning, or both.", _choice(MODES, "hybrid")),
            _LANG,
            _TYPE,
            _PARTY,
            _STATUS,
            _query(
                "kind",
                "Any of these parts of a text.",
                _several({"type": "string", "enum": list(KINDS)}),
            ),
            _CLAUSE,
            _query("work", "Any of these works, by id.", _several({"type": "string"})),
            _YEAR,
            _query(
                "sort", "`date` is newest first, `-date` oldest first.", _choice(SORTS, "relevance")
            ),
            _query(
                "group",
                "`provision` lists the versions of a provision as one hit.",
                _choice(GROUPS, "none"),
            ),
            _query(
                "expand",
                "Whether renderings in other languages widen the query.",
                _choice(("1", "0"), "1"),
            ),
            _SIZE,
            _FROM,
            _CURSOR,
        ],
        400,
        503,
    )


def _works() -> Schema:
    return _operation(
        "works",
        "The works of the collection, or those that the filters leave, newest first.",
        _ref("Works"),
        [_LANG, _TYPE, _PARTY, _STATUS, _YEAR, _SIZE, _FROM, _CURSOR],
        400,
        503,
    )


def _work() -> Schema:
    return _operation(
        "work",
        "One work with its files and the trees of its versions.",
        _ref("Work"),
        [_WORK],
        404,
        503,
    )


def _provision() -> Schema:
    return _operation(
        "provision",
        "One provision in one language, and where it stands.",
        _ref("Provision"),
        [
            _WORK,
            _in_path("language", "The version: km, zh, en, or zh-Hant of a work with both."),
            _in_path("eid", "The provision, after Akoma Ntoso: art_7, art_7__para_2."),
        ],
        404,
        503,
    )


def _self() -> Schema:
    return _operation("openapi", "This document.", {"type": "object"}, [])


# --------------------------------------------------------------------------- shapes


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


STRING: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}
RANK: Schema = {"type": ["integer", "null"], "minimum": 1}
MAYBE: Schema = {"type": ["string", "null"]}
STRINGS: Schema = _several(STRING)
BY_LANGUAGE: Schema = {"type": "object", "additionalProperties": STRING}

_SOURCE = _object(
    path=STRING,
    sha256=MAYBE,
    page={"type": ["integer", "null"], "description": "From 1; null where there are no pages."},
    confidence={"type": ["number", "null"], "description": "How plausible the text is, 0 to 1."},
)
_NAMED: dict[str, Schema] = {
    "id": STRING,
    "work": STRING,
    "lang": STRING,
    "script": STRING,
    "eid": STRING,
    "kind": STRING,
    "num": STRING,
    "heading": STRING,
    "title": STRING,
}
_SUMMARY: dict[str, Schema] = {
    "id": STRING,
    "titles": BY_LANGUAGE,
    "type": STRING,
    "status": STRING,
    "signed": STRING,
    "in_force": STRING,
    "parties": _several(_object(key=STRING, names=BY_LANGUAGE)),
    "languages": STRINGS,
    "provisions": COUNT,
}

SCHEMAS: dict[str, Schema] = {
    "Results": _object(
        total={"type": "integer", "description": "Everything listed, not just this page."},
        hits=_several(_ref("Hit")),
        facets={
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": COUNT},
        },
        took_ms=NUMBER,
        mode=STRING,
        expansions=_several(_object(concept=STRING, lang=STRING, text=STRING)),
        model=STRING,
        profile=STRING,
        next=MAYBE | {"description": "The cursor of the next page; null after the last."},
    ),
    "Hit": _object(
        **_NAMED,
        score={"type": "number", "description": "Orders one answer; never compare across two."},
        legs=_object(keyword=RANK, semantic=RANK),
        matched=STRINGS,
        cited={"type": "boolean", "description": "The query names this provision."},
        text=STRING,
        highlights=_several(
            {
                "type": "array",
                "prefixItems": [COUNT, COUNT],
                "description": "Half-open, in code points of the text.",
            }
        ),
        passage={
            "type": ["object", "null"],
            "description": "The part of the text that is nearest in meaning, half-open in code "
            "points, and the paragraph or point it lies in. Null for a hit that is not found by "
            "meaning, for a short text, and where the model does not tell.",
            "properties": {"eid": STRING, "start": COUNT, "end": COUNT},
            "required": ["eid", "start", "end"],
        },
        versions={**STRINGS, "description": "Ids of the provision in other languages."},
        clauses=_several(
            _object(
                clause=STRING,
                confidence={"type": "number", "minimum": 0, "maximum": 1},
                corrected={"type": "boolean", "description": "An editor set it."},
            )
        )
        | {"description": "What the provision is about, the main subject first."},
        source=_SOURCE,
    ),
    "Works": _object(
        total=COUNT,
        works=_several(_object(**_SUMMARY)),
        next=MAYBE | {"description": "The cursor of the next page; null after the last."},
    ),
    "Work": _object(
        **_SUMMARY,
        place=STRING,
        authentic=STRINGS,
        prevailing=STRING,
        notice=STRING,
        notes=STRINGS,
        files=_several(
            _object(
                path=STRING,
                sha256=STRING,
                media_type=STRING,
                pages=COUNT,
                confidence=NUMBER,
                warnings=STRINGS,
            )
        ),
        expressions=_several(
            _object(
                lang=STRING,
                script=STRING,
                address=STRING,
                title=STRING,
                origin=STRING,
                file=STRING,
                provisions=_several(_ref("Node")),
            )
        ),
    ),
    "Node": _object(
        eid=STRING,
        kind=STRING,
        num=STRING,
        heading=STRING,
        text=STRING,
        page={"type": ["integer", "null"]},
        boxes=_several(
            _several(COUNT)
            | {
                "description": "[page, x0, y0, x1, y1]: where it stands on a page, in points from "
                "its bottom left corner."
            }
        ),
        children=_several(_ref("Node")),
    ),
    "Provision": _object(
        **_NAMED,
        text=STRING,
        within={"type": "string", "description": "Id of the article or paragraph cited whole."},
        parents=_several(_object(id=STRING, eid=STRING, kind=STRING, num=STRING, heading=STRING)),
        children=_several(_ref("Node")),
        versions=STRINGS,
        previous=MAYBE,
        next=MAYBE,
        source=_SOURCE,
    ),
    "Failure": _object(
        error={
            "type": "object",
            "properties": {
                "status": {"type": "integer"},
                "message": STRING,
                "problems": _several(
                    {
                        "type": "object",
                        "properties": {"parameter": STRING, "message": STRING, "position": COUNT},
                        "required": ["parameter", "message"],
                    }
                ),
                "repaired": {"type": "string", "description": "The query without its faults."},
            },
            "required": ["status", "message", "problems"],
        }
    ),
}
