"""Where reports of saved queries go, and what a query would bring, as the API describes it."""

from search_app.notices.deliveries import CHANNELS, STATES
from search_app.notices.webhook import LONGEST
from search_app.notices.words import LOCALES
from search_app.openapi_saved import saved_in_path
from search_app.openapi_schema import (
    COUNT,
    MAYBE,
    STRING,
    Schema,
    answer,
    failure,
    json_of,
    object_of,
    ref,
)


def _answers(schema: str, **failures: str) -> Schema:
    told = {status.removeprefix("status_"): failure(said) for status, said in failures.items()}
    return {"200": answer("The answer.", ref(schema))} | told


_FAILURES = {
    "status_403": "It is somebody else's.",
    "status_404": "There is no such saved query.",
    "status_503": "The database cannot be used now.",
}
_SENT: Schema = {
    "type": "object",
    "properties": {
        "mail": {"type": "string", "description": "An address; empty for none."},
        "language": {"type": "string", "enum": [*LOCALES, ""]},
        "webhook": {
            "type": "string",
            "maxLength": LONGEST,
            "description": "A public https address; empty for none.",
        },
    },
    "additionalProperties": False,
}


_TRIED: Schema = {
    "type": "object",
    "properties": {"channel": {"type": "string", "enum": list(CHANNELS)}},
    "required": ["channel"],
    "additionalProperties": False,
}


def notice_paths(search_parameters: list[Schema]) -> Schema:
    """The paths, by their addresses; ``search_parameters`` are those of a search."""
    return {
        "/api/v1/saved/{saved}/notices": {
            "get": {
                "operationId": "notices",
                "summary": "Where the reports of a saved query go, and the newest that were sent.",
                "parameters": [saved_in_path()],
                "responses": _answers("Notices", **_FAILURES),
            },
            "patch": {
                "operationId": "change_notices",
                "summary": "Change what is sent; the rest stays.",
                "parameters": [saved_in_path()],
                "requestBody": {"required": True} | json_of(_SENT),
                "responses": _answers(
                    "Notices",
                    status_400="The request has faults; all of them are named.",
                    **_FAILURES,
                ),
            },
        },
        "/api/v1/saved/{saved}/notices/test": {
            "post": {
                "operationId": "test_notices",
                "summary": "Send the report of the last run now.",
                "parameters": [saved_in_path()],
                "requestBody": {"required": True} | json_of(_TRIED),
                "responses": _answers(
                    "NoticeTest",
                    status_400="The request has faults, or nothing could be sent: why.",
                    **_FAILURES | {"status_404": "There is no such saved query, or it never ran."},
                ),
            }
        },
        "/api/v1/saved/estimate": {
            "get": {
                "operationId": "estimate",
                "summary": "How many hits a month a search would bring if it were saved.",
                "parameters": search_parameters,
                "responses": _answers(
                    "Estimate",
                    status_400="The request has faults; all of them are named.",
                    status_503="The index cannot be used now.",
                ),
            }
        },
    }


NOTICE_SCHEMAS: Schema = {
    "Notices": object_of(
        mail=MAYBE,
        language=MAYBE,
        webhook=MAYBE,
        webhook_secret=MAYBE | {"description": "What signs it, as Standard Webhooks has it."},
        deliveries={
            "type": "array",
            "items": object_of(
                run={"type": "integer", "minimum": 1},
                channel={"type": "string", "enum": list(CHANNELS)},
                state={"type": "string", "enum": list(STATES)},
                at=STRING,
                attempts=COUNT,
                detail=MAYBE,
            ),
        },
    ),
    "NoticeTest": object_of(
        channel={"type": "string", "enum": list(CHANNELS)},
        run={"type": "integer", "minimum": 1, "description": "The run that was told of."},
    ),
    "Estimate": object_of(
        total=COUNT | {"description": "Hits now."},
        of=COUNT | {"description": "Hits there could be."},
        a_month={"type": "number", "minimum": 0},
        recent=COUNT | {"description": "Hits of instruments signed in the last `months`."},
        months={"type": "integer", "minimum": 1},
        undated=COUNT,
        depth={"type": ["integer", "null"]},
        warning=MAYBE | {"description": "What to say of a query that is too broad."},
    ),
}
