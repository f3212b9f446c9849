"""The OpenAPI document against the code, the contract's codes and its own examples."""

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.urls import get_resolver

from chat import routing
from quizagent import errors
from system import openapi
from system.openapi import parts
from tests.support.service import Service

_CODES = set(
    re.findall(
        r"\w+",
        """
invalid_json invalid_encoding unauthorized forbidden origin_not_allowed thread_not_found run_not_found quiz_not_found
operation_not_found not_found method_not_allowed not_acceptable request_timeout payload_too_large
unsupported_media_type thread_busy idempotency_in_progress run_not_active validation_error idempotency_key_reused
rate_limited internal_error llm_auth_failed llm_bad_response llm_stream_interrupted
llm_model_unavailable llm_request_too_large llm_unavailable llm_rate_limited store_unavailable overloaded
server_shutdown llm_timeout
""",
    )
)
_PAGES = {"/", "/admin/", "/favicon.ico"}


def _routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for each in patterns:
        route = prefix + str(each.pattern)
        if hasattr(each, "url_patterns"):
            yield from [] if each.namespace == "admin" else _routes(each.url_patterns, route)
        else:
            yield route


def _path(route: str) -> str:
    """A route's regular expression as OpenAPI writes it."""
    named = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", r"{\1}", route)
    plain = "/" + re.sub(r"\\Z|\\(?=\.)|/\?|\^|\$", "", named)
    return re.sub(r"_(\w)", lambda match: match[1].upper(), plain) if "{" in plain else plain


def _documented() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in openapi.document()["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def _refs(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (value for name, value in node.items() if name == "$ref")
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _refs(child)


def _valid_against(schema: dict[str, Any], value: Any) -> list[str]:
    whole = {**schema, "components": openapi.document()["components"]}
    return [error.message for error in jsonschema_rs.Draft202012Validator(whole).iter_errors(value)]


def _shown(content: dict[str, Any]) -> list[Any]:
    if "example" not in content:
        return []
    example = content["example"]
    return [example] if not isinstance(example, str) else [{"data": frame} for frame in _frames(example)]


def _frames(stream: str) -> list[str]:
    return re.findall(r"^data: (.*)$", stream, re.MULTILINE)


def test_every_address_is_documented_and_every_documented_address_exists() -> None:
    routes = [*_routes(get_resolver().url_patterns), *(str(each.pattern) for each in routing.http_urlpatterns)]
    assert {_path(route) for route in routes} - _PAGES == set(openapi.document()["paths"])


def test_every_reference_leads_somewhere() -> None:
    document = openapi.document()
    for ref in set(_refs(document)):
        node = document
        for step in ref.removeprefix("#/").split("/"):
            node = node[step]


def test_every_operation_is_named_once_and_declares_its_path_parameters() -> None:
    names = [operation["operationId"] for _, _, operation in _documented()]
    assert len(names) == len(set(names))
    for _, path, operation in _documented():
        declared = {each["name"] for each in operation.get("parameters", []) if each["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path)), path


def test_every_code_of_the_contract_is_in_it() -> None:
    codes = openapi.document()["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]
    assert set(codes) >= _CODES


def test_every_schema_is_a_schema() -> None:
    for name, schema in openapi.document()["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name


def test_every_example_has_the_shape_it_stands_for() -> None:
    checked = 0
    for method, path, operation in _documented():
        for answer in [operation.get("requestBody", {}), *operation["responses"].values()]:
            for content in answer.get("content", {}).values():
                examples = [each["value"] for each in content.get("examples", {}).values()]
                for example in [*examples, *_shown(content)]:
                    assert not _valid_against(content["schema"], example), (method, path)
                    checked += 1
    assert checked > 100


def test_every_event_of_the_example_stream_is_an_event() -> None:
    *events, done = _frames(parts.example("stream.txt"))
    assert done == "[DONE]"
    for event in map(json.loads, events):
        assert not _valid_against({"$ref": "#/components/schemas/StreamEvent"}, event)
    assert {json.loads(event)["type"] for event in events} == {"start", "chunk", "question", "complete"}


@pytest.mark.parametrize("kind", [errors.Unauthorized, errors.APIError])
def test_a_problem_that_is_not_one_is_told_apart(kind: type[errors.APIError]) -> None:
    problem = kind().problem("req_1")
    schema = {"$ref": "#/components/schemas/Problem"}
    assert not _valid_against(schema, problem)
    assert _valid_against(schema, problem | {"code": "made_up"})


def test_the_document_is_served(running: Service) -> None:
    answer = running.get("/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == openapi.document()


def test_the_page_shows_it_without_script_or_anything_from_elsewhere(running: Service) -> None:
    page = running.get("/docs")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<script" not in page.text
    assert "style=" not in page.text
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page.text)
    for _, path, operation in _documented():
        assert f'id="{operation["operationId"]}"' in page.text
        assert path in page.text
    for asset in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert running.get(asset).status_code == 200
    targets = set(re.findall(r'href="#([^"]+)"', page.text))
    assert targets <= set(re.findall(r'id="([^"]+)"', page.text))
