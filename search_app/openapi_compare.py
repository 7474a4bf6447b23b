"""Comparisons in the description of the API: their path and their shapes."""

from search_app.likeness import KINDS
from search_app.openapi_schema import (
    COUNT,
    STRING,
    Schema,
    answer,
    failure,
    object_of,
    ref,
    several,
)

_FLAG: Schema = {"type": "boolean"}
_PERCENT: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
_PAIR: Schema = {"type": "array", "prefixItems": [COUNT, COUNT]}
_RANGE: Schema = {
    "type": ["array", "null"],
    "prefixItems": [COUNT, COUNT],
    "description": "Half-open, in code points of the cell's text.",
}


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}


def compare_paths() -> Schema:
    """The path of a comparison, by its address."""
    return {
        "/api/v1/compare": {
            "get": {
                "operationId": "compare",
                "summary": "Two provisions of the same or of different works in rows: by words in "
                "one language, by what corresponds in two.",
                "parameters": [
                    {
                        "name": name,
                        "in": "query",
                        "required": True,
                        "description": f"The {which} provision: WORK/LANG/EID, or the link of its "
                        "page.",
                        "schema": STRING,
                    }
                    for name, which in (("a", "first"), ("b", "second"))
                ],
                "responses": {
                    "200": answer("The answer.", ref("Comparison")),
                    "400": failure("The request has faults; all of them are named."),
                    "404": failure("One of the provisions is not here."),
                    "503": failure("The index cannot be read; the message says why."),
                },
            }
        }
    }


_COUNTED: dict[str, Schema] = {
    "percent": _PERCENT | {"description": "1 less the changes by `longer`, rounded down."},
    "explanation": STRING,
    "equal": COUNT,
    "replaced": COUNT,
    "left_out": COUNT,
    "added": COUNT,
    "longer": COUNT | {"description": "Words of the longer sentence of each row."},
}
_STATED: Schema = _or_null(
    object_of(
        value=STRING | {"description": "The same in every language."}, text=STRING, range=_PAIR
    )
)

COMPARE_SCHEMAS: dict[str, Schema] = {
    "Comparison": object_of(
        path=STRING | {"description": "The address of the page, canonical."},
        basis={
            "type": "string",
            "enum": ["words", "alignment", "meaning"],
            "description": "One language; two of one work, by its alignment; two, paired by the "
            "sentences' vectors.",
        },
        a=ref("ComparedProvision"),
        b=ref("ComparedProvision"),
        total=_or_null(object_of(**_COUNTED)),
        counts=object_of(
            rows=COUNT,
            paired=COUNT,
            only_a=COUNT,
            only_b=COUNT,
            moved=COUNT,
            doubtful=COUNT,
            disagreeing=COUNT,
        ),
        rows=several(ref("ComparedRow")),
        citation=_or_null(
            object_of(
                address=STRING,
                retrieved=STRING | {"description": "ISO 8601, UTC."},
                a=STRING,
                b=STRING,
            )
        ),
        model=STRING | {"description": "The encoder whose vectors pair sentences."},
    ),
    "ComparedProvision": object_of(
        id=STRING,
        work=STRING,
        eid=STRING,
        lang=STRING,
        script=STRING,
        title=STRING,
        num=STRING,
        heading=STRING,
    ),
    "ComparedRow": object_of(
        number={"type": "integer", "minimum": 1},
        confidence={"type": "number", "description": "How sure the pairing is, 0 to 1."},
        doubtful=_FLAG,
        moved=_FLAG | {"description": "The two stand in another order."},
        a=ref("ComparedCell"),
        b=ref("ComparedCell"),
        likeness=_or_null(
            object_of(
                **_COUNTED,
                differences=several(
                    object_of(
                        kind={"type": "string", "enum": list(KINDS)},
                        a=_RANGE,
                        b=_RANGE,
                        words=COUNT,
                        numbers=_FLAG | {"description": "All of them are numbers or dates."},
                    )
                ),
            )
        ),
        disagreements=several(
            object_of(
                kind={"type": "string", "enum": ["date", "number", "citation"]},
                a=_STATED,
                b=_STATED,
            )
        ),
    ),
    "ComparedCell": object_of(
        text=STRING,
        segments=several(
            object_of(
                id={"type": "string", "description": "The hit it stands in: WORK/LANG/EID."},
                eid=STRING,
                start=COUNT | {"description": "Half-open, in code points of the hit's text."},
                end=COUNT,
            )
        ),
    ),
}
