"""Comparisons in the description of the API: their path and their shapes."""

from typing import Any

from search_app.likeness import KINDS

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_PERCENT: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
_PAIR: Schema = {"type": "array", "prefixItems": [_COUNT, _COUNT]}
_RANGE: Schema = {
    "type": ["array", "null"],
    "prefixItems": [_COUNT, _COUNT],
    "description": "Half-open, in code points of the cell's text.",
}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _or_null(schema: Schema) -> Schema:
    return schema | {"type": [schema["type"], "null"]}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(description: str, name: str) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": _ref(name)}}}


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
                        "schema": _STRING,
                    }
                    for name, which in (("a", "first"), ("b", "second"))
                ],
                "responses": {
                    "200": _content("The answer.", "Comparison"),
                    "400": _content("The request has faults; all of them are named.", "Failure"),
                    "404": _content("One of the provisions is not here.", "Failure"),
                    "503": _content("The index cannot be read; the message says why.", "Failure"),
                },
            }
        }
    }


_COUNTED: dict[str, Schema] = {
    "percent": _PERCENT | {"description": "1 less the changes by `longer`, rounded down."},
    "explanation": _STRING,
    "equal": _COUNT,
    "replaced": _COUNT,
    "left_out": _COUNT,
    "added": _COUNT,
    "longer": _COUNT | {"description": "Words of the longer sentence of each row."},
}
_STATED: Schema = _or_null(
    _object(
        value=_STRING | {"description": "The same in every language."}, text=_STRING, range=_PAIR
    )
)

COMPARE_SCHEMAS: dict[str, Schema] = {
    "Comparison": _object(
        path=_STRING | {"description": "The address of the page, canonical."},
        basis={
            "type": "string",
            "enum": ["words", "alignment", "meaning"],
            "description": "One language; two of one work, by its alignment; two, paired by the "
            "sentences' vectors.",
        },
        a=_ref("ComparedProvision"),
        b=_ref("ComparedProvision"),
        total=_or_null(_object(**_COUNTED)),
        counts=_object(
            rows=_COUNT,
            paired=_COUNT,
            only_a=_COUNT,
            only_b=_COUNT,
            moved=_COUNT,
            doubtful=_COUNT,
            disagreeing=_COUNT,
        ),
        rows=_several(_ref("ComparedRow")),
        citation=_or_null(
            _object(
                address=_STRING,
                retrieved=_STRING | {"description": "ISO 8601, UTC."},
                a=_STRING,
                b=_STRING,
            )
        ),
        model=_STRING | {"description": "The encoder whose vectors pair sentences."},
    ),
    "ComparedProvision": _object(
        id=_STRING,
        work=_STRING,
        eid=_STRING,
        lang=_STRING,
        script=_STRING,
        title=_STRING,
        num=_STRING,
        heading=_STRING,
    ),
    "ComparedRow": _object(
        number={"type": "integer", "minimum": 1},
        confidence={"type": "number", "description": "How sure the pairing is, 0 to 1."},
        doubtful=_FLAG,
        moved=_FLAG | {"description": "The two stand in another order."},
        a=_ref("ComparedCell"),
        b=_ref("ComparedCell"),
        likeness=_or_null(
            _object(
                **_COUNTED,
                differences=_several(
                    _object(
                        kind={"type": "string", "enum": list(KINDS)},
                        a=_RANGE,
                        b=_RANGE,
                        words=_COUNT,
                        numbers=_FLAG | {"description": "All of them are numbers or dates."},
                    )
                ),
            )
        ),
        disagreements=_several(
            _object(
                kind={"type": "string", "enum": ["date", "number", "citation"]},
                a=_STATED,
                b=_STATED,
            )
        ),
    ),
    "ComparedCell": _object(
        text=_STRING,
        segments=_several(
            _object(
                id={"type": "string", "description": "The hit it stands in: WORK/LANG/EID."},
                eid=_STRING,
                start=_COUNT | {"description": "Half-open, in code points of the hit's text."},
                end=_COUNT,
            )
        ),
    ),
}
