"""Accounts, access and the audit log in the description of the API, and what every answer has."""

from typing import Any

from search_app.access import LABELS
from search_app.audit.form import MOST_SIZE, SIZE
from search_app.identity import ROLES, SCOPES

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_BOOLEAN: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 0}

SECURITY_SCHEMES: Schema = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of an account, made on its page. Where there are no accounts, no "
        "token is needed.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "The session of somebody who has logged in on the site.",
    },
}
#: What any request may be answered with.
_ALWAYS = {
    "401": "There are accounts, and nobody has logged in; give a token.",
    "403": "This account or token may not do that.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
}


def with_what_always_holds(paths: Schema) -> Schema:
    """The paths, with the answers that any request may get in each operation."""
    failure = _json({"$ref": "#/components/schemas/Failure"})
    always = {status: {"description": said} | failure for status, said in _ALWAYS.items()}
    return {
        path: {
            method: operation
            | {
                "responses": always | operation["responses"],
                "security": [{}, {"token": []}, {"session": []}],
            }
            for method, operation in operations.items()
        }
        for path, operations in paths.items()
    }


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _json(schema: Schema) -> Schema:
    return {"content": {"application/json": {"schema": schema}}}


def _several(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _query(name: str, description: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _operation(name: str, summary: str, schema: str, *failures: int, **more: Any) -> Schema:
    told = {
        400: "The request has faults; all of them are named.",
        404: "There is no such thing, or there are no accounts here.",
        503: "The database or the index cannot be used now; the message says why.",
    }
    failure = _json({"$ref": "#/components/schemas/Failure"})
    answers = {
        "200": {"description": "The answer."} | _json({"$ref": f"#/components/schemas/{schema}"})
    } | {str(status): {"description": told[status]} | failure for status in failures}
    return {"operationId": name, "summary": summary, "responses": answers} | more


def admin_paths() -> Schema:
    """The paths, by their addresses."""
    return {
        "/api/v1/account": {
            "get": _operation("account", "Who asks, and what they may do.", "Asker", 503)
        },
        "/api/v1/accounts": {
            "get": _operation("accounts", "Every account. For admins.", "Accounts", 404, 503)
        },
        "/api/v1/access": {
            "get": _operation(
                "access",
                "The works that are restricted or were set otherwise than indexed. For admins.",
                "WorksAccess",
                503,
            ),
            "post": _operation(
                "set_access",
                "Say who sees a work. For admins.",
                "OneAccess",
                400,
                404,
                503,
                requestBody={"required": True} | _json(_SET_ACCESS),
            ),
        },
        "/api/v1/audit": {
            "get": _operation(
                "audit",
                "The audit log, the newest first. For admins.",
                "AuditEntries",
                400,
                503,
                parameters=_AUDIT_PARAMETERS,
            )
        },
    }


_SET_ACCESS: Schema = {
    "type": "object",
    "properties": {
        "work": {"type": "string", "description": "Its id."},
        "access": {"type": "string", "enum": [*LABELS, "as-indexed"]},
    },
    "required": ["work", "access"],
}
_AUDIT_PARAMETERS = [
    _query("action", "Only what is called so.", _STRING),
    _query("account", "Only what this account did, by its name or id.", _STRING),
    _query("since", "From this day or time on, in UTC.", _STRING),
    _query("until", "Up to this day or time, in UTC.", _STRING),
    _query("text", "Only entries with these words.", _STRING),
    _query(
        "size",
        "How many at most.",
        {"type": "integer", "minimum": 1, "maximum": MOST_SIZE, "default": SIZE},
    ),
    _query("cursor", "`next` of an answer, to go on.", _STRING),
]

ADMIN_SCHEMAS: Schema = {
    "Asker": _object(
        name=_STRING,
        role=_STRING | {"enum": [*ROLES, ""]},
        scopes=_several({"type": "string", "enum": list(SCOPES)}),
        groups=_several(_STRING),
        restricted=_BOOLEAN | {"description": "Whether they see restricted works."},
        accounts=_BOOLEAN | {"description": "Whether there are accounts here."},
    ),
    "Accounts": _object(
        accounts=_several(
            _object(
                id=_STRING,
                name=_STRING,
                display_name=_STRING,
                email=_STRING,
                role={"type": "string", "enum": list(ROLES)},
                restricted=_BOOLEAN,
                disabled=_BOOLEAN,
                groups=_several(_STRING),
                created_at=_STRING,
                password=_BOOLEAN,
                openid=_MAYBE,
            )
        )
    ),
    "WorkAccess": _object(
        work=_STRING,
        access={"type": "string", "enum": list(LABELS)},
        indexed=_MAYBE,
        rule={
            "type": ["object", "null"],
            "description": "What an admin set; null where nothing was.",
            "properties": {"access": _STRING, "by": _STRING, "at": _STRING},
        },
    ),
    "WorksAccess": _object(works=_several({"$ref": "#/components/schemas/WorkAccess"})),
    "OneAccess": _object(work={"$ref": "#/components/schemas/WorkAccess"}),
    "AuditEntries": _object(
        entries=_several(
            _object(
                number=_COUNT,
                at=_STRING,
                account=_STRING,
                name=_STRING,
                address=_STRING,
                action=_STRING,
                subject={"type": "object"},
                previous=_STRING,
                sha256=_STRING,
            )
        ),
        next=_MAYBE,
        head=_object(number=_COUNT, sha256=_STRING),
    ),
}
