"""Terms in the description of the API: their paths and their shapes."""

from analyzers.languages import LANGUAGES
from analyzers.query_fields import VALUES
from analyzers.termbase_table import DOMAINS, PARTS_OF_SPEECH, STATUSES
from search_app.forms import MAX_FROM
from search_app.inconsistency import SCOPES
from search_app.openapi_schema import (
    BOOLEAN,
    COUNT,
    NUMBER,
    STRING,
    Schema,
    between,
    in_query,
    object_of,
    operation,
    ref,
    several,
)
from search_app.term_pair_form import LEAST_COUNT, MIN_COUNT, MOST_COUNT
from search_app.term_pair_form import MOST_SIZE as MOST_PAIRS
from search_app.term_pair_form import SIZE as PAIRS
from search_app.terms_form import LONGEST_TEXT, MOST_SIZE, SIZE


def _operation(
    name: str, summary: str, schema: str, parameters: list[Schema], *failures: int
) -> Schema:
    told = {
        400: "The request has faults; all of them are named.",
        404: "There is nothing at this address.",
        503: "The index or the database cannot be read; the message says why.",
    }
    said = {failed: told[failed] for failed in failures}
    return {"get": operation(name, summary, ref(schema), said, parameters=parameters)}


_LANG: Schema = {"type": "string", "enum": list(VALUES["lang"])}
_DOMAIN = in_query(
    "domain",
    f"Only this field of law: {', '.join(DOMAINS)}, or one of a person's own file.",
    STRING,
)
_PAIR = [
    in_query("from", "The language of the terms.", _LANG, required=True),
    in_query("to", "The language of what renders them.", _LANG, required=True),
]
_PAGE = [
    in_query("size", "How many at most.", between(1, MOST_PAIRS, PAIRS)),
    in_query("start", "The place of the first, from 0.", between(0, MAX_FROM, 0)),
]


def term_paths() -> Schema:
    """The paths of terms, by their addresses."""
    concept = {
        "name": "concept",
        "in": "path",
        "required": True,
        "description": "The id of a concept.",
        "schema": STRING,
    }
    return {
        "/api/v1/terms": _operation(
            "terms",
            "Concepts with their names: those with a name that holds a text, or all.",
            "Terms",
            [
                in_query(
                    "q",
                    "A name in any language, or a part of one.",
                    {"type": "string", "maxLength": LONGEST_TEXT},
                ),
                _DOMAIN,
                in_query("status", "Only these.", {"type": "string", "enum": list(STATUSES)}),
                in_query("lang", "Only names in this language.", _LANG),
                in_query("size", "How many at most.", between(1, MOST_SIZE, SIZE)),
                in_query("from", "The place of the first, from 0.", between(0, MAX_FROM, 0)),
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
                in_query(
                    "scope",
                    "Only those that differ within a work, or between works.",
                    {"type": "string", "enum": list(SCOPES), "default": SCOPES[0]},
                ),
                _DOMAIN,
                in_query("work", "Only this work, by id.", STRING),
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
                in_query(
                    "min_count",
                    "Rows that hold both at least.",
                    between(LEAST_COUNT, MOST_COUNT, MIN_COUNT),
                ),
                *_PAGE,
            ],
            400,
            503,
        ),
    }


_NAMES: Schema = {
    "type": "object",
    "additionalProperties": several(STRING),
    "description": "By BCP 47 tag, the usual name first.",
}
_CONCEPT: Schema = {
    "concept": STRING,
    "pos": {"type": "string", "enum": list(PARTS_OF_SPEECH)},
    "domain": STRING,
    "status": {"type": "string", "enum": list(STATUSES)},
    "own": BOOLEAN | {"description": "From a person's own file."},
    "source": STRING,
    "note": STRING,
    "names": _NAMES,
}
_LANGUAGE: Schema = {"type": "string", "enum": list(LANGUAGES)}
_EXAMPLE = object_of(
    work=STRING,
    row={"type": "integer", "minimum": 1},
    address=STRING | {"description": "Of the row side by side, on this site."},
    texts=several(STRING),
    ranges=several(several(COUNT))
    | {"description": "Half-open, in code points, one of each text."},
)
_RENDERING = object_of(
    text=STRING,
    variants=several(STRING),
    rows=COUNT,
    works={"type": "object", "additionalProperties": COUNT, "description": "Rows by work."},
    examples=several(_EXAMPLE),
)

TERM_SCHEMAS: dict[str, Schema] = {
    "Term": object_of(**_CONCEPT),
    "Terms": object_of(total=COUNT, concepts=several(ref("Term"))),
    "CountedTerm": object_of(
        **_CONCEPT,
        occurrences=several(object_of(tag=STRING, text=STRING, provisions=COUNT)),
    ),
    "Inconsistencies": object_of(
        **{"from": _LANGUAGE},
        to=_LANGUAGE,
        works=COUNT,
        rows=COUNT,
        terms=COUNT,
        total=COUNT,
        inconsistencies=several(ref("Inconsistency")),
    ),
    "Inconsistency": object_of(
        concept=STRING,
        domain=STRING,
        term=STRING,
        tags=several(STRING),
        rows=COUNT,
        within=several(STRING) | {"description": "The works that have several renderings."},
        between=BOOLEAN | {"description": "Some works have no rendering in common."},
        renderings=several(_RENDERING),
        unnamed=COUNT | {"description": "Rows with no name of the concept."},
        likely=several(_RENDERING)
        | {"description": "What probably stands for it there, which is no name of it."},
    ),
    "Candidates": object_of(
        **{"from": _LANGUAGE},
        to=_LANGUAGE,
        rows=COUNT,
        complete=BOOLEAN,
        total=COUNT,
        candidates=several(ref("Candidate")),
    ),
    "Candidate": object_of(
        source=STRING,
        target=STRING,
        tags=several(STRING),
        rows=several(COUNT) | {"description": "Rows that hold each."},
        together=COUNT,
        dice=NUMBER,
        likelihood=NUMBER | {"description": "The log-likelihood ratio."},
        works=several(STRING),
        examples=several(_EXAMPLE),
    ),
}
