"""The description of the JSON API (OpenAPI 3.1), from the same lists that read its parameters."""

from analyzers.query import MAX_QUERY
from analyzers.query_fields import STATUSES, TYPES, VALUES
from search_app.forms import GROUPS, KINDS, MAX_FROM
from search_app.openapi_accounts import ACCOUNT_SCHEMAS, account_paths
from search_app.openapi_admin import (
    ADMIN_SCHEMAS,
    HEADERS,
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
from search_app.openapi_schema import (
    COUNT,
    MAYBE,
    NUMBER,
    STRING,
    Schema,
    between,
    in_path,
    in_query,
    object_of,
    one_of,
    operation,
    ref,
    several,
)
from search_app.openapi_similar import SIMILAR_SCHEMAS, similar_paths
from search_app.openapi_terms import TERM_SCHEMAS, term_paths
from search_app.searcher import MAX_SIZE, MODES, SORTS

VERSION = "1.0.0"


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
        "components": {
            "schemas": _schemas(),
            "headers": HEADERS,
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def _paths() -> Schema:
    return {
        "/api/v1/search": {"get": _search()},
        "/api/v1/works": {"get": _works()},
        "/api/v1/works/{work}": {"get": _work()},
        "/api/v1/works/{work}/{language}/{eid}": {"get": _provision()},
        **account_paths(),
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
        | ACCOUNT_SCHEMAS
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
    name: str, summary: str, schema: Schema, parameters: list[Schema], *failures: int
) -> Schema:
    told = {
        400: "The request has faults; all of them are named.",
        404: "There is nothing at this address.",
        503: "The index cannot be read; the message says why.",
    }
    said = {failed: told[failed] for failed in failures}
    return operation(name, summary, schema, said, parameters=parameters)


_WORK = in_path("work", "The id of a work.")
_SIZE = in_query("size", "How many at most.", between(1, MAX_SIZE, 10))
_FROM = in_query("from", "The place of the first, from 0.", between(0, MAX_FROM, 0))
_CURSOR = in_query(
    "cursor",
    "Where to go on: `next` of an answer to the same query. In place of `from`.",
    STRING,
)
_BY_NAME = "Any of these; names of the values in Khmer, Chinese and English are understood too."
_LANG = in_query("lang", _BY_NAME, several({"type": "string", "enum": list(VALUES["lang"])}))
_TYPE = in_query("type", _BY_NAME, several({"type": "string", "enum": list(TYPES)}))
_PARTY = in_query("party", "Any of these, by key, name or words of a name.", several(STRING))
_STATUS = in_query("status", _BY_NAME, several({"type": "string", "enum": list(STATUSES)}))
_CLAUSE = in_query("clause", _BY_NAME, several({"type": "string", "enum": list(VALUES["clause"])}))
_YEAR = in_query("year", "Year of signature: 2010, 2010..2025, 2010.. or ..2025.", STRING)


def _search() -> Schema:
    return _operation(
        "search",
        "Provisions found for a query, best first, or listed by filters alone.",
        ref("Results"),
        [
            in_query(
                "q", "The query, with its syntax.", {"type": "string", "maxLength": MAX_QUERY}
            ),
            in_query("mode", "Words, meaning, or both.", one_of(MODES, "hybrid")),
            _LANG,
            _TYPE,
            _PARTY,
            _STATUS,
            in_query(
                "kind",
                "Any of these parts of a text.",
                several({"type": "string", "enum": list(KINDS)}),
            ),
            _CLAUSE,
            in_query("work", "Any of these works, by id.", several(STRING)),
            _YEAR,
            in_query(
                "sort", "`date` is newest first, `-date` oldest first.", one_of(SORTS, "relevance")
            ),
            in_query(
                "group",
                "`provision` lists the versions of a provision as one hit.",
                one_of(GROUPS, "none"),
            ),
            in_query(
                "expand",
                "Whether renderings in other languages widen the query.",
                one_of(("1", "0"), "1"),
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
        ref("Works"),
        [_LANG, _TYPE, _PARTY, _STATUS, _YEAR, _SIZE, _FROM, _CURSOR],
        400,
        503,
    )


def _work() -> Schema:
    return _operation(
        "work",
        "One work with its files and the trees of its versions.",
        ref("Work"),
        [_WORK],
        404,
        503,
    )


def _provision() -> Schema:
    return _operation(
        "provision",
        "One provision in one language, and where it stands.",
        ref("Provision"),
        [
            _WORK,
            in_path("language", "The version: km, zh, en, or zh-Hant of a work with both."),
            in_path("eid", "The provision, after Akoma Ntoso: art_7, art_7__para_2."),
        ],
        404,
        503,
    )


def _self() -> Schema:
    return _operation("openapi", "This document.", {"type": "object"}, [])


# --------------------------------------------------------------------------- shapes


RANK: Schema = {"type": ["integer", "null"], "minimum": 1}
STRINGS: Schema = several(STRING)
BY_LANGUAGE: Schema = {"type": "object", "additionalProperties": STRING}

_SOURCE = object_of(
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
    "parties": several(object_of(key=STRING, names=BY_LANGUAGE)),
    "languages": STRINGS,
    "provisions": COUNT,
}

SCHEMAS: dict[str, Schema] = {
    "Results": object_of(
        total={"type": "integer", "description": "Everything listed, not just this page."},
        hits=several(ref("Hit")),
        facets={
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": COUNT},
        },
        took_ms=NUMBER,
        mode=STRING,
        expansions=several(object_of(concept=STRING, lang=STRING, text=STRING)),
        model=STRING,
        profile=STRING,
        next=MAYBE | {"description": "The cursor of the next page; null after the last."},
    ),
    "Hit": object_of(
        **_NAMED,
        score={"type": "number", "description": "Orders one answer; never compare across two."},
        legs=object_of(keyword=RANK, semantic=RANK),
        matched=STRINGS,
        cited={"type": "boolean", "description": "The query names this provision."},
        text=STRING,
        highlights=several(
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
        clauses=several(
            object_of(
                clause=STRING,
                confidence={"type": "number", "minimum": 0, "maximum": 1},
                corrected={"type": "boolean", "description": "An editor set it."},
            )
        )
        | {"description": "What the provision is about, the main subject first."},
        source=_SOURCE,
    ),
    "Works": object_of(
        total=COUNT,
        works=several(object_of(**_SUMMARY)),
        next=MAYBE | {"description": "The cursor of the next page; null after the last."},
    ),
    "Work": object_of(
        **_SUMMARY,
        place=STRING,
        authentic=STRINGS,
        prevailing=STRING,
        notice=STRING,
        notes=STRINGS,
        files=several(
            object_of(
                path=STRING,
                sha256=STRING,
                media_type=STRING,
                pages=COUNT,
                confidence=NUMBER,
                warnings=STRINGS,
            )
        ),
        expressions=several(
            object_of(
                lang=STRING,
                script=STRING,
                address=STRING,
                title=STRING,
                origin=STRING,
                file=STRING,
                provisions=several(ref("Node")),
            )
        ),
    ),
    "Node": object_of(
        eid=STRING,
        kind=STRING,
        num=STRING,
        heading=STRING,
        text=STRING,
        page={"type": ["integer", "null"]},
        boxes=several(
            several(COUNT)
            | {
                "description": "[page, x0, y0, x1, y1]: where it stands on a page, in points from "
                "its bottom left corner."
            }
        ),
        children=several(ref("Node")),
    ),
    "Provision": object_of(
        **_NAMED,
        text=STRING,
        within={"type": "string", "description": "Id of the article or paragraph cited whole."},
        parents=several(object_of(id=STRING, eid=STRING, kind=STRING, num=STRING, heading=STRING)),
        children=several(ref("Node")),
        versions=STRINGS,
        previous=MAYBE,
        next=MAYBE,
        source=_SOURCE,
    ),
    "Failure": object_of(
        error={
            "type": "object",
            "properties": {
                "status": {"type": "integer"},
                "message": STRING,
                "problems": several(
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
