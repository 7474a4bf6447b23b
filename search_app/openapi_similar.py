"""Similar provisions in the description of the API: their path and their shapes."""

from analyzers.query_fields import TYPES, VALUES
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
from search_app.similar.document import MESSAGES
from search_app.similar.options import MOST_SIZE, PARTIES, SIZE

_RANK: Schema = {"type": ["integer", "null"], "minimum": 1}


#: Each parameter of the query string: what it says, and its schema.
_PARAMETERS: dict[str, tuple[str, Schema]] = {
    "lang": (
        "Provisions in any of these languages.",
        several({"type": "string", "enum": list(VALUES["lang"])}),
    ),
    "type": (
        "Of any of these types of instrument.",
        several({"type": "string", "enum": list(TYPES)}),
    ),
    "parties": (
        "Of instruments of the same parties, of others, or of any.",
        {"type": "string", "enum": list(PARTIES), "default": PARTIES[0]},
    ),
    "year": ("Year of signature: 2010, 2010..2025, 2010.. or ..2025.", STRING),
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
                            "schema": STRING,
                        }
                        for name, said in place
                    ),
                    *(
                        {"name": name, "in": "query", "description": said, "schema": schema}
                        for name, (said, schema) in _PARAMETERS.items()
                    ),
                ],
                "responses": {
                    "200": answer("The answer.", ref("SimilarProvisions")),
                    "400": failure("The request has faults; all of them are named."),
                    "404": failure("There is nothing at this address."),
                    "503": failure("The index cannot be read; the message says why."),
                },
            }
        }
    }


SIMILAR_SCHEMAS: dict[str, Schema] = {
    "SimilarProvisions": object_of(
        id=STRING,
        asked=several({"type": "string", "description": "The versions it was asked in."}),
        reason={"type": "string", "enum": list(MESSAGES), "description": "Why there is no hit."},
        message=STRING,
        hits=several(ref("SimilarProvision")),
        model=STRING,
        took_ms={"type": "number"},
    ),
    "SimilarProvision": object_of(
        id={"type": "string", "description": "The version shown: WORK/LANG/EID."},
        work=STRING,
        lang=STRING,
        script=STRING,
        eid=STRING,
        kind=STRING,
        num=STRING,
        heading=STRING,
        title=STRING,
        score={"type": "number", "description": "Orders one answer; never compare across two."},
        nearness={
            "type": ["integer", "null"],
            "minimum": 0,
            "maximum": 100,
            "description": "How near in meaning by the model, in hundredths of what the text asked "
            "for scores itself; no percentage of words. Null where it was found by words alone.",
        },
        legs=object_of(keyword=_RANK, semantic=_RANK),
        terms=several(object_of(concept=STRING, own=STRING, other=STRING)),
        passage={
            "type": ["object", "null"],
            "description": "The part nearest to a part of the provision asked for, whose eid is "
            "`asked`: half-open, in code points of the text, all of it in the provision `eid`.",
            "properties": {"eid": STRING, "start": COUNT, "end": COUNT, "asked": STRING},
            "required": ["eid", "start", "end", "asked"],
        },
        common_heading=several(STRING),
        clauses=several({"type": "string", "description": "Clause types of both."}),
        text=STRING,
        versions=several({"type": "string", "description": "The same in another language."}),
        compare={"type": "string", "description": "Where both are compared, on this site."},
    ),
}
