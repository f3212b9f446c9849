"""The small pieces that an OpenAPI document repeats: schemas, answers, errors."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from quizagent import errors

Json = dict[str, Any]

_EXAMPLES = Path(__file__).parent / "examples"
_REQUEST_ID = "req_7mt3qk5vgzr2yw4xnjea"
# What any address may answer, whatever it is asked.
_ANYWHERE: tuple[type[errors.APIError], ...] = (
    errors.Unauthorized,
    errors.OriginNotAllowed,
    errors.NotAcceptable,
    errors.RequestTimeout,
    errors.PayloadTooLarge,
    errors.APIError,
)

SYSTEM_KEY: list[Json] = [{"systemKey": []}, {}]
STRING: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "minimum": 0}
FLAG: Json = {"type": "boolean"}
TIME: Json = {"type": "string", "format": "date-time"}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def said(schema: Json, description: str) -> Json:
    return {**schema, "description": description}


def enum(*values: str) -> Json:
    return {"type": "string", "enum": list(values)}


def listing(items: Json) -> Json:
    return {"type": "array", "items": items}


def nullable(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def obj(description: str, required: Json, optional: Json | None = None) -> Json:
    """More members may come with a later version; a client ignores those it does not know."""
    return {
        "type": "object",
        "description": description,
        "properties": {**required, **(optional or {})},
        "required": list(required),
    }


def success(description: str, members: Json, optional: Json | None = None) -> Json:
    return obj(description, {"success": {"const": True}, **members}, optional)


def example(name: str) -> Any:
    """A real answer of the service, kept as `examples/<name>`."""
    text = (_EXAMPLES / name).read_text()
    return json.loads(text) if name.endswith(".json") else text


def answer(description: str, schema: Json, shown: Any = None, *, media_type: str = "application/json") -> Json:
    content: Json = {"schema": schema}
    if shown is not None:
        content["example"] = shown
    headers = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    return {"description": description, "headers": headers, "content": {media_type: content}}


def failures(*kinds: type[errors.APIError]) -> Json:
    """The answers for these errors and for those that any address may give, by status."""
    by_status: dict[int, list[type[errors.APIError]]] = {}
    for kind in dict.fromkeys([*kinds, *_ANYWHERE]):
        by_status.setdefault(kind.status, []).append(kind)
    return {str(status): _failure(found) for status, found in sorted(by_status.items())}


def _failure(kinds: Iterable[type[errors.APIError]]) -> Json:
    failure = answer(
        " · ".join(f"`{kind.code}`" for kind in kinds), ref("Problem"), media_type="application/problem+json"
    )
    failure["content"]["application/problem+json"]["examples"] = {
        kind.code: {"summary": kind.title, "value": kind().problem(_REQUEST_ID)} for kind in kinds
    }
    if any(kind().headers for kind in kinds):
        failure["headers"]["Retry-After"] = {"$ref": "#/components/headers/Retry-After"}
    return failure


def parameter(place: str, name: str, schema: Json, description: str, *, shown: Any = None) -> Json:
    made: Json = {"name": name, "in": place, "schema": schema, "description": description}
    if place == "path":
        made["required"] = True
    if shown is not None:
        made["example"] = shown
    return made
