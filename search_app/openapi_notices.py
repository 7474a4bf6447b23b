"""Where reports of saved queries go, and what a query would bring, as the API describes it."""

from typing import Any

from search_app.notices.deliveries import CHANNELS, STATES
from search_app.notices.webhook import LONGEST
from search_app.notices.words import LOCALES
from search_app.openapi_saved import saved_in_path

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_COUNT: Schema = {"type": "integer", "minimum": 0}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _answers(schema: str, **failures: str) -> Schema:
    answers: Schema = {
        "200": {"description": "The answer."} | _json({"$ref": f"#/components/schemas/{schema}"})
    }
    failure = _json({"$ref": "#/components/schemas/Failure"})
    for status, said in failures.items():
        answers[status.removeprefix("status_")] = {"description": said} | failure
    return answers


def _json(schema: Schema) -> Schema:
    return {"content": {"application/json": {"schema": schema}}}


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
                "requestBody": {"required": True} | _json(_SENT),
                "responses": _answers(
                    "Notices",
                    status_400="The request has faults; all of them are named.",
                    **_FAILURES,
                ),
            },
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
    "Notices": _object(
        mail=_MAYBE,
        language=_MAYBE,
        webhook=_MAYBE,
        webhook_secret=_MAYBE | {"description": "What signs it, as Standard Webhooks has it."},
        deliveries={
            "type": "array",
            "items": _object(
                run={"type": "integer", "minimum": 1},
                channel={"type": "string", "enum": list(CHANNELS)},
                state={"type": "string", "enum": list(STATES)},
                at=_STRING,
                attempts=_COUNT,
                detail=_MAYBE,
            ),
        },
    ),
    "Estimate": _object(
        total=_COUNT | {"description": "Hits now."},
        of=_COUNT | {"description": "Hits there could be."},
        a_month={"type": "number", "minimum": 0},
        recent=_COUNT | {"description": "Hits of instruments signed in the last `months`."},
        months={"type": "integer", "minimum": 1},
        undated=_COUNT,
        depth={"type": ["integer", "null"]},
        warning=_MAYBE | {"description": "What to say of a query that is too broad."},
    ),
}
