"""Accounts, groups, and what is one's own of them in the description of the API: paths, shapes."""

from typing import Any

from search_app.accounts.names import LONGEST, LONGEST_LINE
from search_app.accounts.passwords import LONGEST as LONGEST_PASSWORD
from search_app.accounts.passwords import SHORTEST as SHORTEST_PASSWORD
from search_app.accounts.tokens import MOST_DAYS
from search_app.identity import ROLES, SCOPES
from search_app.openapi_schema import (
    BOOLEAN,
    MAYBE,
    STRING,
    Schema,
    between,
    in_path,
    in_query,
    object_of,
    operation,
    ref,
    several,
)
from search_app.sent_fields import USUAL_DAYS

_ROLE: Schema = {"type": "string", "enum": list(ROLES)}
_SCOPES: Schema = several({"type": "string", "enum": list(SCOPES)})
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST}
_LINE: Schema = {"type": "string", "maxLength": LONGEST_LINE}
_TOLD = {
    400: "The request has faults; all of them are named.",
    404: "There is no such thing, or there are no accounts here.",
    409: "The name is taken, or nobody could look after accounts any more.",
    413: "The request is too large.",
    415: "The body is not sent as application/json.",
    503: "The database cannot be used now; the message says why.",
}
_SENDING = (400, 404, 413, 415, 503)


def _id(name: str, description: str, digits: int) -> Schema:
    return in_path(name, description, {"type": "string", "pattern": f"^[0-9a-f]{{{digits}}}$"})


_ACCOUNT = _id("account", "The id of an account.", 32)
_GROUP = _id("group", "The id of a group.", 32)
_TOKEN = _id("token", "The id of a token.", 16)
_SESSION = _id("session", "The id of a session.", 64)


def _operation(
    name: str,
    summary: str,
    shape: str | None,
    *failures: int,
    **more: Any,
) -> Schema:
    return operation(
        name,
        summary,
        ref(shape) if shape else None,
        {failed: _TOLD[failed] for failed in failures},
        **more,
    )


def _done(name: str, summary: str, *failures: int, **more: Any) -> Schema:
    """An operation whose answer has nothing in it."""
    return _operation(name, summary, None, *failures, status=204, **more)


def _sent(properties: dict[str, Schema], *required: str) -> Schema:
    """What a program sends: nothing beside what is described."""
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    return found | ({"required": list(required)} if required else {})


def account_paths() -> Schema:
    """The paths, by their addresses."""
    return _own_paths() | _admin_paths() | _group_paths()


def _own_paths() -> Schema:
    gone = (400, 404, 503)
    return {
        "/api/v1/account": {
            "get": _operation("account", "Who asks, and what they may do.", "Asker", 400, 503)
        },
        "/api/v1/account/tokens": {
            "get": _operation("tokens", "Your tokens, without their secrets.", "Tokens", *gone),
            "post": _operation(
                "make_token",
                "Make a token; the answer alone has its secret. A token makes none that may more "
                "or lasts longer than it.",
                "NewToken",
                *_SENDING,
                status=201,
                body=_sent(_NEW_TOKEN, "name", "scopes"),
            ),
        },
        "/api/v1/account/tokens/{token}": {
            "delete": _done("revoke_token", "Revoke a token of yours.", *gone, parameters=[_TOKEN])
        },
        "/api/v1/account/sessions": {
            "get": _operation("sessions", "The browsers that are logged in.", "Sessions", *gone),
            "delete": _done("end_sessions", "Log out every browser but this one.", *gone),
        },
        "/api/v1/account/sessions/{session}": {
            "delete": _done("end_session", "Log a browser out.", *gone, parameters=[_SESSION])
        },
        "/api/v1/account/password": {
            "post": _done(
                "change_password",
                "Set another password: every other session ends, and every token unless "
                "`revoke_tokens` is false. Too many wrong ones are 429.",
                *_SENDING,
                body=_sent(_PASSWORD, "old", "password"),
            )
        },
    }


def _admin_paths() -> Schema:
    gone, changing = (400, 404, 503), (*_SENDING, 409)
    return {
        "/api/v1/accounts": {
            "get": _operation("accounts", "Every account. For admins.", "Accounts", *gone),
            "post": _operation(
                "add_account",
                "Make an account without a password. For admins.",
                "Account",
                *changing,
                status=201,
                body=_sent({"name": _NAME} | _BESIDE_NAME, "name"),
            ),
        },
        "/api/v1/accounts/{account}": {
            "get": _operation(
                "one_account", "An account. For admins.", "Account", *gone, parameters=[_ACCOUNT]
            ),
            "patch": _operation(
                "change_account",
                "Change what is sent of an account; the rest stays. For admins.",
                "Account",
                *changing,
                parameters=[_ACCOUNT],
                body=_sent(_BESIDE_NAME | {"disabled": BOOLEAN, "groups": several(STRING)}),
            ),
            "delete": _done(
                "remove_account",
                "Remove an account; its name stays taken. For admins.",
                *gone,
                409,
                parameters=[_ACCOUNT, in_query("name", "Its name, to say so.", STRING)],
            ),
        },
        "/api/v1/accounts/{account}/link": {
            "post": _operation(
                "make_link",
                "Make a link by which the owner sets a password, once; links made before are "
                "void. For admins.",
                "PasswordLink",
                *gone,
                status=201,
                parameters=[_ACCOUNT],
            )
        },
    }


def _group_paths() -> Schema:
    gone, member = (400, 404, 503), [_GROUP, _ACCOUNT]
    return {
        "/api/v1/groups": {
            "get": _operation("groups", "Every group. For admins.", "Groups", *gone),
            "post": _operation(
                "add_group",
                "Make a group. For admins.",
                "Group",
                *_SENDING,
                409,
                status=201,
                body=_sent({"name": _NAME}, "name"),
            ),
        },
        "/api/v1/groups/{group}": {
            "get": _operation("group", "A group. For admins.", "Group", *gone, parameters=[_GROUP]),
            "delete": _done(
                "remove_group",
                "Remove a group; its members stay accounts. For admins.",
                *gone,
                parameters=[_GROUP],
            ),
        },
        "/api/v1/groups/{group}/members/{account}": {
            "put": _operation(
                "join_group",
                "Put an account into a group. For admins.",
                "Group",
                *gone,
                parameters=member,
            ),
            "delete": _done(
                "leave_group",
                "Take an account out of a group. For admins.",
                *gone,
                parameters=member,
            ),
        },
    }


_BESIDE_NAME: dict[str, Schema] = {
    "role": _ROLE,
    "display_name": _LINE,
    "email": _LINE,
    "restricted": BOOLEAN | {"description": "Whether it sees restricted works."},
}
_NEW_TOKEN: dict[str, Schema] = {
    "name": _NAME | {"description": "What it is for."},
    "scopes": _SCOPES | {"minItems": 1},
    "days": between(0, MOST_DAYS, USUAL_DAYS)
    | {"description": "Days that it is good for; 0 until it is revoked."},
}
_PASSWORD: dict[str, Schema] = {
    "old": STRING | {"description": "The password until now."},
    "password": {
        "type": "string",
        "minLength": SHORTEST_PASSWORD,
        "maxLength": LONGEST_PASSWORD,
        "description": "The new one.",
    },
    "revoke_tokens": BOOLEAN | {"default": True},
}
_KEPT_TOKEN: dict[str, Schema] = {
    "id": STRING,
    "name": STRING,
    "scopes": _SCOPES,
    "created_at": STRING,
    "used_at": MAYBE,
    "expires_at": MAYBE,
    "current": BOOLEAN | {"description": "Whether it is the one that asks."},
}

ACCOUNT_SCHEMAS: Schema = {
    "Asker": object_of(
        name=STRING,
        role=STRING | {"enum": [*ROLES, ""]},
        scopes=_SCOPES,
        groups=several(STRING),
        restricted=BOOLEAN | {"description": "Whether they see restricted works."},
        accounts=BOOLEAN | {"description": "Whether there are accounts here."},
    ),
    "Account": object_of(
        id=STRING,
        name=STRING,
        display_name=STRING,
        email=STRING,
        role=_ROLE,
        restricted=BOOLEAN,
        disabled=BOOLEAN,
        groups=several(STRING),
        created_at=STRING,
        password=BOOLEAN | {"description": "Whether it has one."},
        openid=MAYBE | {"description": "What the OpenID Connect issuer calls its owner."},
    ),
    "Accounts": object_of(accounts=several(ref("Account"))),
    "PasswordLink": object_of(
        name=STRING, url=STRING, ends=STRING | {"description": "Until when it is good, in UTC."}
    ),
    "Group": object_of(
        id=STRING, name=STRING, members=several(STRING) | {"description": "Names of accounts."}
    ),
    "Groups": object_of(groups=several(ref("Group"))),
    "Token": object_of(**_KEPT_TOKEN),
    "Tokens": object_of(tokens=several(ref("Token"))),
    "NewToken": object_of(
        **_KEPT_TOKEN, secret=STRING | {"description": "What a program sends; told here, once."}
    ),
    "Sessions": object_of(
        sessions=several(
            object_of(
                id=STRING,
                created_at=STRING,
                seen_at=STRING,
                expires_at=STRING,
                address=STRING,
                agent=STRING,
                current=BOOLEAN | {"description": "Whether it is the one that asks."},
            )
        )
    ),
}
