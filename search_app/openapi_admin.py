"""Access and the audit log in the description of the API, and what every answer has."""

from collections.abc import Mapping
from typing import Any

from search_app.access import LABELS
from search_app.audit.form import MOST_SIZE, SIZE
from search_app.openapi_schema import (
    BOOLEAN,
    COUNT,
    MAYBE,
    STRING,
    Schema,
    failure,
    in_query,
    object_of,
    operation,
    ref,
    several,
)

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
    "400": "There is no parameter of that name; all of them are named.",
    "401": "There are accounts, and nobody has logged in; give a token.",
    "403": "This account or token may not do that.",
    "429": "Too many requests; Retry-After says how many seconds to wait.",
}
#: Headers of every answer, where the setting ``api_rate`` says how often programs may ask.
_RATE: Schema = {
    "X-RateLimit-Limit": {
        "description": "How many requests may be made in one stretch of time.",
        "schema": COUNT,
    },
    "X-RateLimit-Remaining": {"description": "How many of them are left.", "schema": COUNT},
    "X-RateLimit-Reset": {
        "description": "When the next stretch begins, in seconds since 1970-01-01T00:00Z.",
        "schema": COUNT,
    },
}
#: Headers of answers that any request may get, by their status.
_OF_STATUS: Mapping[str, Schema] = {
    "401": {
        "WWW-Authenticate": {
            "description": "That a token is needed, and whether the one sent is not good "
            "(RFC 6750).",
            "schema": STRING,
        }
    },
    "429": {
        "Retry-After": {
            "description": "Seconds until another request is looked at.",
            "schema": COUNT,
        }
    },
}
HEADERS: Schema = _RATE | _OF_STATUS["401"] | _OF_STATUS["429"]


def with_what_always_holds(paths: Schema) -> Schema:
    """The paths, with the answers that any request may get in each operation, and the headers of
    every answer."""
    always = {status: failure(said) for status, said in _ALWAYS.items()}
    return {
        path: {
            method: operation
            | {
                "responses": {
                    status: _with_headers(status, response)
                    for status, response in (always | operation["responses"]).items()
                },
                "security": [{}, {"token": []}, {"session": []}],
            }
            for method, operation in operations.items()
        }
        for path, operations in paths.items()
    }


def _with_headers(status: str, response: Schema) -> Schema:
    names = (*_RATE, *_OF_STATUS.get(status, ()))
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    return response | {"headers": headers | response.get("headers", {})}


def _operation(name: str, summary: str, schema: str, *failures: int, **more: Any) -> Schema:
    told = {
        400: "The request has faults; all of them are named.",
        404: "There is no such thing, or there are no accounts here.",
        415: "The body is neither a form nor JSON.",
        503: "The database or the index cannot be used now; the message says why.",
    }
    return operation(
        name, summary, ref(schema), {failed: told[failed] for failed in failures}, **more
    )


def admin_paths() -> Schema:
    """The paths, by their addresses."""
    return {
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
                415,
                503,
                body=_SET_ACCESS,
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
        "/api/v1/audit/head": {
            "get": _operation(
                "audit_head",
                "The newest entry's number and hash, to be kept elsewhere. For admins.",
                "AuditHead",
                400,
                503,
            )
        },
        "/api/v1/audit/verify": {
            "get": _operation(
                "audit_verify",
                "Whether no entry was changed, removed, moved or put in. For admins.",
                "AuditVerdict",
                400,
                503,
                parameters=[
                    in_query("head", "A hash that was the newest once; it must be there.", STRING)
                ],
            )
        },
        "/api/v1/audit/export": {
            "get": {
                "operationId": "audit_export",
                "summary": "Every entry, one JSON object a line, the oldest first. For admins.",
                "responses": {
                    "200": {
                        "description": "The lines.",
                        "content": {"application/jsonl": {"schema": STRING}},
                    },
                    "400": failure("The request has faults; all of them are named."),
                    "503": failure("The database cannot be used now; the message says why."),
                },
            }
        },
    }


_SET_ACCESS: Schema = {
    "type": "object",
    "properties": {
        "work": {"type": "string", "description": "Its id."},
        "access": {"type": "string", "enum": [*LABELS, "as-indexed"]},
    },
    "required": ["work", "access"],
    "additionalProperties": False,
}
_AUDIT_PARAMETERS = [
    in_query("action", "Only what is called so.", STRING),
    in_query("account", "Only what this account did, by its name or id.", STRING),
    in_query("since", "From this day or time on, in UTC.", STRING),
    in_query("until", "Up to this day or time, in UTC.", STRING),
    in_query("text", "Only entries with these words.", STRING),
    in_query(
        "size",
        "How many at most.",
        {"type": "integer", "minimum": 1, "maximum": MOST_SIZE, "default": SIZE},
    ),
    in_query("cursor", "`next` of an answer, to go on.", STRING),
]

ADMIN_SCHEMAS: Schema = {
    "WorkAccess": object_of(
        work=STRING,
        access={"type": "string", "enum": list(LABELS)},
        indexed=MAYBE,
        rule={
            "type": ["object", "null"],
            "description": "What an admin set; null where nothing was.",
            "properties": {"access": STRING, "by": STRING, "at": STRING},
        },
    ),
    "WorksAccess": object_of(works=several(ref("WorkAccess"))),
    "OneAccess": object_of(work=ref("WorkAccess")),
    "AuditEntries": object_of(
        entries=several(
            object_of(
                number=COUNT,
                at=STRING,
                account=STRING,
                name=STRING,
                address=STRING,
                action=STRING,
                subject={"type": "object"},
                previous=STRING,
                sha256=STRING,
            )
        ),
        next=MAYBE,
        head=ref("AuditHead"),
    ),
    "AuditHead": object_of(number=COUNT, sha256=STRING),
    "AuditVerdict": object_of(
        whole=BOOLEAN | {"description": "Whether nothing is wrong with the entries."},
        entries=COUNT | {"description": "In order: all, or those before the fault."},
        head=STRING | {"description": "The hash of the last of these."},
        fault=object_of(number={"type": "integer"}, reason=STRING) | {"type": ["object", "null"]},
        head_found={
            "type": ["boolean", "null"],
            "description": "Whether `head` is there; null where none was asked for.",
        },
        guards_missing=several(STRING)
        | {"description": "Triggers by which the database refuses changes, and that are gone."},
    ),
}
