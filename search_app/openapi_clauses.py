"""Clause types in the description of the API: their paths and their shapes."""

from analyzers.query_fields import VALUES
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

_CLAUSE: Schema = {"type": "string", "description": "The key of a clause type."}


_PARAMETERS: list[Schema] = [
    {"name": name, "in": "path", "required": True, "description": description, "schema": STRING}
    for name, description in (
        ("work", "The id of a work."),
        ("eid", "The provision, without a language: art_7."),
    )
]
_MISSING = failure("There is nothing at this address.")
_AWAY = failure("The index or the database cannot be used now.")


def clause_paths() -> Schema:
    """The paths of clause types, by their addresses."""
    return {
        "/api/v1/clauses": {"get": _types()},
        "/api/v1/works/{work}/clauses/{eid}": {"get": _provision(), "post": _correct()},
    }


def _types() -> Schema:
    return {
        "operationId": "clauses",
        "summary": "Every clause type, with how many provisions have it.",
        "parameters": [],
        "responses": {"200": answer("The answer.", ref("ClauseTypes")), "503": _AWAY},
    }


def _provision() -> Schema:
    return {
        "operationId": "clausesOfProvision",
        "summary": "What a provision is about in all its languages, why, and its corrections.",
        "parameters": _PARAMETERS,
        "responses": {
            "200": answer("The answer.", ref("ProvisionClauses")),
            "404": _MISSING,
            "503": _AWAY,
        },
    }


def _correct() -> Schema:
    return {
        "operationId": "correctClauses",
        "summary": "Set what a provision is about, or take the last correction back.",
        "parameters": _PARAMETERS,
        "requestBody": {
            "required": True,
            "content": {
                media_type: {"schema": ref("ClauseChange")}
                for media_type in ("application/json", "application/x-www-form-urlencoded")
            },
        },
        "responses": {
            "200": answer(
                "The correction as it is kept.", object_of(correction=ref("ClauseCorrection"))
            ),
            "400": answer(
                "This cannot be done: no such action or subject, a member of another type or name, "
                "or a part of a provision, whose subjects are of the whole. All of it is named.",
                ref("Failure"),
            ),
            "403": failure("A page of another site asks for it."),
            "404": _MISSING,
            "409": failure("The subjects have changed since they were seen."),
            "415": failure("The body is neither a form nor JSON."),
            "503": _AWAY,
        },
    }


_BY_LANGUAGE: Schema = {"type": "object", "additionalProperties": STRING}
_CORRECTION: dict[str, Schema] = {
    "id": STRING,
    "key": {"type": "string", "description": "WORK/EID."},
    "clauses": several(_CLAUSE) | {"description": "The main subject first."},
    "note": STRING,
    "author": STRING,
    "at": {"type": "string", "description": "ISO 8601, UTC."},
    "texts": _BY_LANGUAGE
    | {"description": "Id of each version → SHA-256 of the text it was made on."},
    "withdrawn_at": {"type": "string", "description": "Empty for one that was not taken back."},
    "withdrawn_by": STRING,
}

CLAUSE_SCHEMAS: dict[str, Schema] = {
    "ClauseTypes": object_of(
        clauses=several(
            object_of(
                clause=_CLAUSE,
                group=STRING,
                labels=_BY_LANGUAGE,
                about=_BY_LANGUAGE,
                untoc=several(STRING)
                | {"description": "Articles of the Convention against Transnational Crime."},
                uncac=several(STRING)
                | {"description": "Articles of the Convention against Corruption."},
                count=COUNT | {"description": "Provisions, their versions counted once."},
            )
        )
    ),
    "ProvisionClauses": object_of(
        key={"type": "string", "description": "WORK/EID of what the subjects are of."},
        part={
            "type": "string",
            "description": "The part of it that was asked for; empty where it is no part.",
        },
        clauses=several(
            object_of(
                clause=_CLAUSE,
                confidence={"type": "number", "minimum": 0, "maximum": 1},
                corrected={"type": "boolean", "description": "An editor set it."},
                untoc=several(STRING),
                uncac=several(STRING),
                reasons=several(
                    object_of(
                        lang=STRING,
                        place={"type": "string", "enum": ["heading", "text", "kind"]},
                        found={"type": "string", "description": "The words, folded."},
                        concept={"type": "string", "description": "A concept of the termbase."},
                    )
                ),
            )
        ),
        corrections=several(
            object_of(
                **_CORRECTION,
                stale={"type": "boolean", "description": "A text has changed: it changes nothing."},
                holds={"type": "boolean", "description": "Its subjects are the provision's."},
            )
        ),
    ),
    "ClauseChange": {
        "type": "object",
        "properties": {
            "action": {"type": "string", "enum": ["set", "undo"], "default": "set"},
            "clauses": several({"type": "string", "enum": list(VALUES["clause"])})
            | {"description": "The main subject first; needed to set."},
            "note": {"type": "string", "maxLength": 500},
            "seen": {
                "type": "string",
                "description": "The id of the correction that was not taken back last, as seen; "
                "empty for none. Where it is another by now, nothing is changed.",
            },
        },
        "additionalProperties": False,
    },
    "ClauseCorrection": object_of(**_CORRECTION),
}
