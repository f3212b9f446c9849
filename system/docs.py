"""What the page at `/docs` shows: the OpenAPI document, laid out for a reader."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from system import openapi
from system.openapi.parts import Json

_SHOWN_CHARS = 6_000


@lru_cache(maxsize=4)
def context(base_url: str) -> Json:
    document = openapi.document()
    operations = list(_operations(document["paths"], base_url))
    return {
        "info": document["info"],
        "description": _prose(document["info"]["description"]),
        "tags": [
            {**tag, "operations": [each for each in operations if tag["name"] in each["tags"]]}
            for tag in document["tags"]
        ],
        "schemas": [_schema(name, schema) for name, schema in sorted(document["components"]["schemas"].items())],
    }


def _operations(paths: Json, base_url: str) -> Iterator[Json]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", [])
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            yield {
                "method": method.upper(),
                "path": path,
                "id": operation["operationId"],
                "tags": operation["tags"],
                "summary": operation["summary"],
                "description": _prose(operation.get("description", "")),
                "curl": _curl(method.upper(), base_url + path, parameters, body),
                "parameters": [_parameter(each) for each in parameters],
                "body": _kind(body["schema"]) if body else "",
                "responses": [_response(status, each) for status, each in operation["responses"].items()],
            }


def _curl(method: str, url: str, parameters: list[Json], body: Json) -> str:
    for parameter in parameters:
        url = url.replace(f"{{{parameter['name']}}}", str(parameter.get("example", "")))
    command = "curl" if method == "GET" else f"curl -X {method}"
    if not body:
        return f"{command} {url}"
    data = json.dumps(body["example"], ensure_ascii=False).replace("'", "'\\''")
    return f"{command} {url} \\\n  -H 'Content-Type: application/json' \\\n  -d '{data}'"


def _parameter(parameter: Json) -> Json:
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "kind": _kind(parameter["schema"]),
        "limits": _limits(parameter["schema"]),
        "description": _prose(parameter["description"]),
    }


def _response(status: str, response: Json) -> Json:
    contents: Json = response.get("content", {})
    media_type = next(iter(contents), "")
    content: Json = contents.get(media_type, {})
    return {
        "status": status,
        "description": _prose(response["description"]),
        "media_type": media_type,
        "kind": _kind(content["schema"]) if content else "",
        "example": _shown(content.get("example")),
    }


def _shown(example: Any) -> str:
    if example is None:
        return ""
    text = example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "\n…"


def _schema(name: str, schema: Json) -> Json:
    required = schema.get("required", ())
    rows = [
        {
            "name": member,
            "required": member in required,
            "kind": _kind(shape),
            "limits": _limits(shape),
            "description": _prose(shape.get("description", "")),
        }
        for member, shape in schema.get("properties", {}).items()
    ]
    return {
        "name": name,
        "description": _prose(schema.get("description", "")),
        "rows": rows,
        "kind": "" if rows else _kind(schema),
    }


def _kind(schema: Json) -> SafeString:
    """A schema in a few words, the named ones as links."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return format_html('<a href="#schema-{}">{}</a>', name, name)
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return format_html_join(" or ", "{}", ((_kind(each),) for each in schema[word]))
    if "const" in schema:
        return format_html("<code>{}</code>", json.dumps(schema["const"]))
    if "enum" in schema:
        return format_html_join(" | ", "<code>{}</code>", ((each,) for each in schema["enum"]))
    if schema.get("type") == "array":
        return format_html("list of {}", _kind(schema.get("items", {})))
    return format_html("{}", schema.get("type", "anything"))


def _limits(schema: Json) -> str:
    words = {
        "minimum": "from {}",
        "maximum": "to {}",
        "minLength": "at least {} characters",
        "maxLength": "at most {} characters",
        "maxItems": "at most {}",
        "default": "default {}",
    }
    found = [text.format(schema[name]) for name, text in words.items() if schema.get(name) not in (None, [])]
    return ", ".join(found)


def _prose(text: str) -> SafeString:
    """Paragraphs, with `code` in backticks."""
    return format_html_join("", "<p>{}</p>", ((_inline(part),) for part in text.split("\n\n") if part))


def _inline(text: str) -> SafeString:
    pieces = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", piece) if odd % 2 else piece,) for odd, piece in pieces)
    )
