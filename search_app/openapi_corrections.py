"""Corrections in the description of the API: their path and their shapes."""

from typing import Any

from search_app.corrections import ACTIONS

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_PARAMETERS: list[Schema] = [
    {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": _STRING,
    }
    for name, description in (
        ("work", "The id of a work."),
        ("languages", "Two versions joined by a hyphen: en-km, en-zh-Hant."),
    )
]
_MISSING = _content("There is nothing at this address.", _ref("Failure"))
_AWAY = _content("The index or the database cannot be used now.", _ref("Failure"))


def correction_paths() -> Schema:
    """The path of the corrections of two versions, by its address."""
    return {
        "/api/v1/works/{work}/parallel/{languages}/corrections": {
            "get": {
                "operationId": "corrections",
                "summary": "What was corrected in two versions, the newest first.",
                "parameters": _PARAMETERS,
                "responses": {
                    "200": _content("The answer.", _ref("Corrections")),
                    "404": _MISSING,
                    "503": _AWAY,
                },
            },
            "post": {
                "operationId": "correct",
                "summary": "Correct a row of two versions, or take a correction back.",
                "parameters": _PARAMETERS,
                "requestBody": {
                    "required": True,
                    "content": {
                        media_type: {"schema": _ref("Change")}
                        for media_type in (
                            "application/json",
                            "application/x-www-form-urlencoded",
                        )
                    },
                },
                "responses": {
                    "200": _content(
                        "The correction as it is kept.", _object(correction=_ref("Correction"))
                    ),
                    "400": _content("This cannot be done.", _ref("Failure")),
                    "403": _content("A page of another site asks for it.", _ref("Failure")),
                    "404": _MISSING,
                    "409": _content("The row has changed since it was seen.", _ref("Failure")),
                    "503": _AWAY,
                },
            },
        }
    }


_CORRECTION: dict[str, Schema] = {
    "id": _STRING,
    "work": _STRING,
    "a": _STRING,
    "b": _STRING,
    "unit": {"type": "string", "description": "The provision it was made in."},
    "action": {"type": "string", "enum": list(ACTIONS)},
    "author": _STRING,
    "at": {"type": "string", "description": "ISO 8601, UTC."},
    "beads": _several(
        _object(a=_several(_STRING), b=_several(_STRING), text_a=_STRING, text_b=_STRING)
    ),
    "withdrawn_at": _MAYBE,
    "withdrawn_by": _MAYBE,
}

CORRECTION_SCHEMAS: dict[str, Schema] = {
    "Change": _object(
        action={
            "type": "string",
            "description": "confirm; undo; split; merge next, merge previous; shift next VERSION, "
            "shift previous VERSION.",
        },
        bead={"type": "string", "description": "The row as it was seen: `bead` of its JSON."},
        bead_before={"type": "string", "description": "The row before it, as it was seen."},
        bead_after={"type": "string", "description": "The next row, as it was seen."},
        first_a={
            "type": ["integer", "string"],
            "description": "Of the first version, how many segments a split leaves in the first.",
        },
        first_b={
            "type": ["integer", "string"],
            "description": "Of the second version, how many segments it leaves there.",
        },
    )
    | {"required": ["action", "bead"]},
    "Correction": _object(**_CORRECTION),
    "Corrections": _object(
        work=_STRING,
        versions=_several(_STRING),
        corrections=_several(
            _object(
                **_CORRECTION,
                stale={
                    "type": "boolean",
                    "description": "Its texts do not stand together any more: it changes nothing.",
                },
            )
        ),
    ),
}
