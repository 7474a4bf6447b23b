"""Clause types in the description of the API: their paths and their shapes."""

from typing import Any

from analyzers.query_fields import VALUES

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_CLAUSE: Schema = {"type": "string", "description": "The key of a clause type."}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _content(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_PARAMETERS: list[Schema] = [
    {"name": name, "in": "path", "required": True, "description": description, "schema": _STRING}
    for name, description in (
        ("work", "The id of a work."),
        ("eid", "The provision, without a language: art_7."),
    )
]
_MISSING = _content("There is nothing at this address.", _ref("Failure"))
_AWAY = _content("The index or the database cannot be used now.", _ref("Failure"))


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
        "responses": {"200": _content("The answer.", _ref("ClauseTypes")), "503": _AWAY},
    }


def _provision() -> Schema:
    return {
        "operationId": "clausesOfProvision",
        "summary": "What a provision is about in all its languages, why, and its corrections.",
        "parameters": _PARAMETERS,
        "responses": {
            "200": _content("The answer.", _ref("ProvisionClauses")),
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
                media_type: {"schema": _ref("ClauseChange")}
                for media_type in ("application/json", "application/x-www-form-urlencoded")
            },
        },
        "responses": {
            "200": _content(
                "The correction as it is kept.", _object(correction=_ref("ClauseCorrection"))
            ),
            "400": _content(
                "This cannot be done: no such action or subject, a member of another type, or a "
                "part of a provision, whose subjects are of the whole.",
                _ref("Failure"),
            ),
            "403": _content("A page of another site asks for it.", _ref("Failure")),
            "404": _MISSING,
            "409": _content("The subjects have changed since they were seen.", _ref("Failure")),
            "503": _AWAY,
        },
    }


_BY_LANGUAGE: Schema = {"type": "object", "additionalProperties": _STRING}
_CORRECTION: dict[str, Schema] = {
    "id": _STRING,
    "key": {"type": "string", "description": "WORK/EID."},
    "clauses": _several(_CLAUSE) | {"description": "The main subject first."},
    "note": _STRING,
    "author": _STRING,
    "at": {"type": "string", "description": "ISO 8601, UTC."},
    "texts": _BY_LANGUAGE
    | {"description": "Id of each version → SHA-256 of the text it was made on."},
    "withdrawn_at": {"type": "string", "description": "Empty for one that was not taken back."},
    "withdrawn_by": _STRING,
}

CLAUSE_SCHEMAS: dict[str, Schema] = {
    "ClauseTypes": _object(
        clauses=_several(
            _object(
                clause=_CLAUSE,
                group=_STRING,
                labels=_BY_LANGUAGE,
                about=_BY_LANGUAGE,
                untoc=_several(_STRING)
                | {"description": "Articles of the Convention against Transnational Crime."},
                uncac=_several(_STRING)
                | {"description": "Articles of the Convention against Corruption."},
                count=_COUNT | {"description": "Provisions, their versions counted once."},
            )
        )
    ),
    "ProvisionClauses": _object(
        key={"type": "string", "description": "WORK/EID of what the subjects are of."},
        part={
            "type": "string",
            "description": "The part of it that was asked for; empty where it is no part.",
        },
        clauses=_several(
            _object(
                clause=_CLAUSE,
                confidence={"type": "number", "minimum": 0, "maximum": 1},
                corrected={"type": "boolean", "description": "An editor set it."},
                untoc=_several(_STRING),
                uncac=_several(_STRING),
                reasons=_several(
                    _object(
                        lang=_STRING,
                        place={"type": "string", "enum": ["heading", "text", "kind"]},
                        found={"type": "string", "description": "The words, folded."},
                        concept={"type": "string", "description": "A concept of the termbase."},
                    )
                ),
            )
        ),
        corrections=_several(
            _object(
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
            "clauses": _several({"type": "string", "enum": list(VALUES["clause"])})
            | {"description": "The main subject first; needed to set."},
            "note": {"type": "string", "maxLength": 500},
            "seen": {
                "type": "string",
                "description": "The id of the correction that was not taken back last, as seen; "
                "empty for none. Where it is another by now, nothing is changed.",
            },
        },
    },
    "ClauseCorrection": _object(**_CORRECTION),
}
