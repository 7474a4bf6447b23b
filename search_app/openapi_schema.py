"""What the parts of the API's description are made of (OpenAPI 3.1, JSON Schema 2020-12)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Schema = dict[str, Any]

STRING: Schema = {"type": "string"}
MAYBE: Schema = {"type": ["string", "null"]}
BOOLEAN: Schema = {"type": "boolean"}
NUMBER: Schema = {"type": "number"}
COUNT: Schema = {"type": "integer", "minimum": 0}


def object_of(**properties: Schema) -> Schema:
    """An object that always has these properties."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def several(items: Schema) -> Schema:
    """An array of them, of any length."""
    return {"type": "array", "items": items}


def between(least: int, most: int, default: int) -> Schema:
    """A whole number, both bounds included."""
    return {"type": "integer", "minimum": least, "maximum": most, "default": default}


def one_of(values: Iterable[str], default: str) -> Schema:
    """One of some texts."""
    return {"type": "string", "enum": list(values), "default": default}


def ref(name: str) -> Schema:
    """The schema of that name in the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def in_query(name: str, description: str, schema: Schema, *, required: bool = False) -> Schema:
    """A parameter after the question mark."""
    found = {"name": name, "in": "query", "description": description, "schema": schema}
    return found | ({"required": True} if required else {})


def in_path(name: str, description: str, schema: Schema = STRING) -> Schema:
    """A parameter in the address, always required."""
    return {
        "name": name,
        "in": "path",
        "required": True,
        "description": description,
        "schema": schema,
    }


def json_of(schema: Schema) -> Schema:
    """The ``content`` of a request or an answer that is JSON."""
    return {"content": {"application/json": {"schema": schema}}}


def answer(description: str, schema: Schema) -> Schema:
    """An answer that is JSON."""
    return {"description": description} | json_of(schema)


def failure(description: str) -> Schema:
    """An answer in the one shape of failures."""
    return answer(description, ref("Failure"))


def operation(
    name: str,
    summary: str,
    shape: Schema | None,
    failures: Mapping[int, str],
    *,
    status: int = 200,
    parameters: Sequence[Schema] = (),
    body: Schema | None = None,
) -> Schema:
    """What one method of an address does: answers ``status`` with JSON of a shape, or with nothing
    in it, or one of the ``failures``, by status with what each says; ``body`` is what it takes."""
    done: Schema = {"description": "The answer."} | (json_of(shape) if shape is not None else {})
    found: Schema = {
        "operationId": name,
        "summary": summary,
        "parameters": list(parameters),
        "responses": {str(status): done}
        | {str(failed): failure(said) for failed, said in failures.items()},
    }
    return found | ({"requestBody": {"required": True} | json_of(body)} if body else {})
