"""Corrections in the description of the API: their path and their shapes."""

from search_app.corrections import ACTIONS
from search_app.openapi_schema import (
    MAYBE,
    STRING,
    Schema,
    answer,
    failure,
    object_of,
    ref,
    several,
)

_PARAMETERS: list[Schema] = [
    {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": STRING,
    }
    for name, description in (
        ("work", "The id of a work."),
        ("languages", "Two versions joined by a hyphen: en-km, en-zh-Hant."),
    )
]
_MISSING = failure("There is nothing at this address.")
_AWAY = failure("The index or the database cannot be used now.")


def correction_paths() -> Schema:
    """The path of the corrections of two versions, by its address."""
    return {
        "/api/v1/works/{work}/parallel/{languages}/corrections": {
            "get": {
                "operationId": "corrections",
                "summary": "What was corrected in two versions, the newest first.",
                "parameters": _PARAMETERS,
                "responses": {
                    "200": answer("The answer.", ref("Corrections")),
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
                        media_type: {"schema": ref("Change")}
                        for media_type in (
                            "application/json",
                            "application/x-www-form-urlencoded",
                        )
                    },
                },
                "responses": {
                    "200": answer(
                        "The correction as it is kept.", object_of(correction=ref("Correction"))
                    ),
                    "400": failure("This cannot be done; all that is wrong is named."),
                    "403": failure("A page of another site asks for it."),
                    "404": _MISSING,
                    "409": failure("The row has changed since it was seen."),
                    "415": failure("The body is neither a form nor JSON."),
                    "503": _AWAY,
                },
            },
        }
    }


_CORRECTION: dict[str, Schema] = {
    "id": STRING,
    "work": STRING,
    "a": STRING,
    "b": STRING,
    "unit": {"type": "string", "description": "The provision it was made in."},
    "action": {"type": "string", "enum": list(ACTIONS)},
    "author": STRING,
    "at": {"type": "string", "description": "ISO 8601, UTC."},
    "beads": several(object_of(a=several(STRING), b=several(STRING), text_a=STRING, text_b=STRING)),
    "withdrawn_at": MAYBE,
    "withdrawn_by": MAYBE,
}

CORRECTION_SCHEMAS: dict[str, Schema] = {
    "Change": object_of(
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
    | {"required": ["action", "bead"], "additionalProperties": False},
    "Correction": object_of(**_CORRECTION),
    "Corrections": object_of(
        work=STRING,
        versions=several(STRING),
        corrections=several(
            object_of(
                **_CORRECTION,
                stale={
                    "type": "boolean",
                    "description": "Its texts do not stand together any more: it changes nothing.",
                },
            )
        ),
    ),
}
