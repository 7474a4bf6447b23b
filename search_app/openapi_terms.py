"""Terms in the description of the API: their paths and their shapes."""

from typing import Any

from analyzers.languages import LANGUAGES
from analyzers.query_fields import VALUES
from analyzers.termbase_table import DOMAINS, PARTS_OF_SPEECH, STATUSES
from search_app.forms import MAX_FROM
from search_app.inconsistency import SCOPES
from search_app.term_pair_form import LEAST_COUNT, MIN_COUNT, MOST_COUNT
from search_app.term_pair_form import MOST_SIZE as MOST_PAIRS
from search_app.term_pair_form import SIZE as PAIRS
from search_app.terms_form import LONGEST_TEXT, MOST_SIZE, SIZE

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NUMBER: Schema = {"type": "number"}
_BOOLEAN: Schema = {"type": "boolean"}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _query(name: str, description: str, schema: Schema, *, required: bool = False) -> Schema:
    found = {"name": name, "in": "query", "description": description, "schema": schema}
    return found | ({"required": True} if required else {})


def _operation(
    name: str, summary: str, answer: str, parameters: list[Schema], *failures: int
) -> Schema:
    told = {
        400: "The request has faults; all of them are named.",
        404: "There is nothing at this address.",
        503: "The index or the database cannot be read; the message says why.",
    }
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {"200": _content("The answer.", _ref(answer))}
            | {str(status): _content(told[status], _ref("Failure")) for status in failures},
        }
    }


def _between(least: int, most: int, default: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


_LANG: Schema = {"type": "string", "enum": list(VALUES["lang"])}
_DOMAIN = _query(
    "domain",
    f"Only this field of law: {', '.join(DOMAINS)}, or one of a person's own file.",
    _STRING,
)
_PAIR = [
    _query("from", "The language of the terms.", _LANG, required=True),
    _query("to", "The language of what renders them.", _LANG, required=True),
]
_PAGE = [
    _query("size", "How many at most.", _between(1, MOST_PAIRS, PAIRS)),
    _query("start", "The place of the first, from 0.", _between(0, MAX_FROM, 0)),
]


def term_paths() -> Schema:
    """The paths of terms, by their addresses."""
    concept = {
        "name": "concept",
        "in": "path",
        "required": True,
        "description": "The id of a concept.",
        "schema": _STRING,
    }
    return {
        "/api/v1/terms": _operation(
            "terms",
            "Concepts with their names: those with a name that holds a text, or all.",
            "Terms",
            [
                _query(
                    "q",
                    "A name in any language, or a part of one.",
                    {"type": "string", "maxLength": LONGEST_TEXT},
                ),
                _DOMAIN,
                _query("status", "Only these.", {"type": "string", "enum": list(STATUSES)}),
                _query("lang", "Only names in this language.", _LANG),
                _query("size", "How many at most.", _between(1, MOST_SIZE, SIZE)),
                _query("from", "The place of the first, from 0.", _between(0, MAX_FROM, 0)),
            ],
            400,
            503,
        ),
        "/api/v1/terms/{concept}": _operation(
            "term",
            "A concept, with how many provisions hold each of its names.",
            "CountedTerm",
            [concept],
            404,
            503,
        ),
        "/api/v1/terms/inconsistencies": _operation(
            "inconsistencies",
            "Terms that are rendered in several ways, within a work or between works.",
            "Inconsistencies",
            [
                *_PAIR,
                _query(
                    "scope",
                    "Only those that differ within a work, or between works.",
                    {"type": "string", "enum": list(SCOPES), "default": SCOPES[0]},
                ),
                _DOMAIN,
                _query("work", "Only this work, by id.", _STRING),
                *_PAGE,
            ],
            400,
            503,
        ),
        "/api/v1/terms/candidates": _operation(
            "candidates",
            "Words that go together and are no names yet, with their statistics.",
            "Candidates",
            [
                *_PAIR,
                _query(
                    "min_count",
                    "Rows that hold both at least.",
                    _between(LEAST_COUNT, MOST_COUNT, MIN_COUNT),
                ),
                *_PAGE,
            ],
            400,
            503,
        ),
    }


_NAMES: Schema = {
    "type": "object",
    "additionalProperties": _several(_STRING),
    "description": "By BCP 47 tag, the usual name first.",
}
_CONCEPT: Schema = {
    "concept": _STRING,
    "pos": {"type": "string", "enum": list(PARTS_OF_SPEECH)},
    "domain": _STRING,
    "status": {"type": "string", "enum": list(STATUSES)},
    "own": _BOOLEAN | {"description": "From a person's own file."},
    "source": _STRING,
    "note": _STRING,
    "names": _NAMES,
}
_LANGUAGE: Schema = {"type": "string", "enum": list(LANGUAGES)}
_EXAMPLE = _object(
    work=_STRING,
    row={"type": "integer", "minimum": 1},
    address=_STRING | {"description": "Of the row side by side, on this site."},
    texts=_several(_STRING),
    ranges=_several(_several(_COUNT))
    | {"description": "Half-open, in code points, one of each text."},
)
_RENDERING = _object(
    text=_STRING,
    variants=_several(_STRING),
    rows=_COUNT,
    works={"type": "object", "additionalProperties": _COUNT, "description": "Rows by work."},
    examples=_several(_EXAMPLE),
)

TERM_SCHEMAS: dict[str, Schema] = {
    "Term": _object(**_CONCEPT),
    "Terms": _object(total=_COUNT, concepts=_several(_ref("Term"))),
    "CountedTerm": _object(
        **_CONCEPT,
        occurrences=_several(_object(tag=_STRING, text=_STRING, provisions=_COUNT)),
    ),
    "Inconsistencies": _object(
        **{"from": _LANGUAGE},
        to=_LANGUAGE,
        works=_COUNT,
        rows=_COUNT,
        terms=_COUNT,
        total=_COUNT,
        inconsistencies=_several(_ref("Inconsistency")),
    ),
    "Inconsistency": _object(
        concept=_STRING,
        domain=_STRING,
        term=_STRING,
        tags=_several(_STRING),
        rows=_COUNT,
        within=_several(_STRING) | {"description": "The works that have several renderings."},
        between=_BOOLEAN | {"description": "Some works have no rendering in common."},
        renderings=_several(_RENDERING),
        unnamed=_COUNT | {"description": "Rows with no name of the concept."},
        likely=_several(_RENDERING)
        | {"description": "What probably stands for it there, which is no name of it."},
    ),
    "Candidates": _object(
        **{"from": _LANGUAGE},
        to=_LANGUAGE,
        rows=_COUNT,
        complete=_BOOLEAN,
        total=_COUNT,
        candidates=_several(_ref("Candidate")),
    ),
    "Candidate": _object(
        source=_STRING,
        target=_STRING,
        tags=_several(_STRING),
        rows=_several(_COUNT) | {"description": "Rows that hold each."},
        together=_COUNT,
        dice=_NUMBER,
        likelihood=_NUMBER | {"description": "The log-likelihood ratio."},
        works=_several(_STRING),
        examples=_several(_EXAMPLE),
    ),
}
