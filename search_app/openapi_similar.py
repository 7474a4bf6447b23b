"""Similar provisions in the description of the API: their path and their shapes."""

from typing import Any

from analyzers.query_fields import TYPES, VALUES
from search_app.similar.document import MESSAGES
from search_app.similar.options import MOST_SIZE, PARTIES, SIZE

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_RANK: Schema = {"type": ["integer", "null"], "minimum": 1}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _content(description: str, name: str) -> Schema:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


#: Each parameter of the query string: what it says, and its schema.
_PARAMETERS: dict[str, tuple[str, Schema]] = {
    "lang": (
        "Provisions in any of these languages.",
        _several({"type": "string", "enum": list(VALUES["lang"])}),
    ),
    "type": (
        "Of any of these types of instrument.",
        _several({"type": "string", "enum": list(TYPES)}),
    ),
    "parties": (
        "Of instruments of the same parties, of others, or of any.",
        {"type": "string", "enum": list(PARTIES), "default": PARTIES[0]},
    ),
    "year": ("Year of signature: 2010, 2010..2025, 2010.. or ..2025.", _STRING),
    "size": (
        "How many at most.",
        {"type": "integer", "minimum": 1, "maximum": MOST_SIZE, "default": SIZE},
    ),
}


def similar_paths() -> Schema:
    """The path of similar provisions, by its address."""
    place = [
        ("work", "The id of a work."),
        ("language", "The language of one of its versions, as in addresses."),
        ("eid", "The eid of a provision of any depth."),
    ]
    return {
        "/api/v1/works/{work}/{language}/{eid}/similar": {
            "get": {
                "operationId": "similar",
                "summary": "The provisions of other works most like one, in any language, with "
                "why: versions of one provision are one hit.",
                "parameters": [
                    *(
                        {
                            "name": name,
                            "in": "path",
                            "required": True,
                            "description": said,
                            "schema": _STRING,
                        }
                        for name, said in place
                    ),
                    *(
                        {"name": name, "in": "query", "description": said, "schema": schema}
                        for name, (said, schema) in _PARAMETERS.items()
                    ),
                ],
                "responses": {
                    "200": _content("The answer.", "SimilarProvisions"),
                    "400": _content("The request has faults; all of them are named.", "Failure"),
                    "404": _content("There is nothing at this address.", "Failure"),
                    "503": _content("The index cannot be read; the message says why.", "Failure"),
                },
            }
        }
    }


SIMILAR_SCHEMAS: dict[str, Schema] = {
    "SimilarProvisions": _object(
        id=_STRING,
        asked=_several({"type": "string", "description": "The versions it was asked in."}),
        reason={"type": "string", "enum": list(MESSAGES), "description": "Why there is no hit."},
        message=_STRING,
        hits=_several({"$ref": "#/components/schemas/SimilarProvision"}),
        model=_STRING,
        took_ms={"type": "number"},
    ),
    "SimilarProvision": _object(
        id={"type": "string", "description": "The version shown: WORK/LANG/EID."},
        work=_STRING,
        lang=_STRING,
        script=_STRING,
        eid=_STRING,
        kind=_STRING,
        num=_STRING,
        heading=_STRING,
        title=_STRING,
        score={"type": "number", "description": "Orders one answer; never compare across two."},
        nearness={
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 100,
            "description": "How near in meaning by the model, in hundredths of what the text asked "
            "for scores itself; no percentage of words. Null where it was found by words alone.",
        },
        legs=_object(keyword=_RANK, semantic=_RANK),
        terms=_several(_object(concept=_STRING, own=_STRING, other=_STRING)),
        passage={
            "type": ["object", "null"],
            "description": "The part nearest to a part of the provision asked for, whose eid is "
            "`asked`: half-open, in code points of the text, all of it in the provision `eid`.",
            "properties": {"eid": _STRING, "start": _COUNT, "end": _COUNT, "asked": _STRING},
            "required": ["eid", "start", "end", "asked"],
        },
        common_heading=_several(_STRING),
        clauses=_several({"type": "string", "description": "Clause types of both."}),
        text=_STRING,
        versions=_several({"type": "string", "description": "The same in another language."}),
        compare={"type": "string", "description": "Where both are compared, on this site."},
    ),
}
