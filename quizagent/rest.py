"""What makes Django REST framework answer as the contract says: JSON in, JSON out, one error shape."""

import logging
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions, parsers, renderers
from rest_framework.response import Response
from rest_framework.serializers import CharField, Serializer

from quizagent import errors, jsonbody

logger = logging.getLogger(__name__)
PROBLEM_JSON = "application/problem+json"

_TRANSLATED: dict[type[Exception], type[errors.APIError]] = {
    exceptions.NotFound: errors.NotFound,
    Http404: errors.NotFound,
    exceptions.MethodNotAllowed: errors.MethodNotAllowed,
    exceptions.NotAcceptable: errors.NotAcceptable,
    exceptions.UnsupportedMediaType: errors.UnsupportedMediaType,
    exceptions.ParseError: errors.InvalidJSON,
    exceptions.NotAuthenticated: errors.Unauthorized,
    exceptions.PermissionDenied: errors.Forbidden,
    PermissionDenied: errors.Forbidden,
    RequestDataTooBig: errors.PayloadTooLarge,
}


class Parser(parsers.BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return jsonbody.parse(stream.read())


class Renderer(renderers.BaseRenderer):
    media_type, format, charset = "application/json", "json", None

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        return b"" if data is None else orjson.dumps(data)


class TextField(CharField):
    """Text and nothing else: the one it is made from takes a number for text, too."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


def exception_handler(exc: Exception, context: dict[str, Any]) -> Response:
    request = context["request"]
    return Response(
        (error := translate(exc)).problem(request_id(request)),
        status=error.status,
        headers=error.headers,
        content_type=PROBLEM_JSON,
    )


def translate(exc: Exception) -> errors.APIError:
    """The APIError a client is told for any exception; what nobody foresaw is logged and becomes a plain 500."""
    if isinstance(exc, errors.APIError):
        return exc
    for kind, error in _TRANSLATED.items():
        if isinstance(exc, kind):
            return error()
    logger.error("api.unexpected_error", exc_info=exc)
    return errors.APIError()


def request_id(request: Any) -> str:
    return str(getattr(request, "scope", {}).get("request_id", "-"))


def validated(serializer: Serializer) -> dict[str, Any]:
    """The serializer's clean data, or a ValidationError with a JSON pointer for each field."""
    if serializer.is_valid():
        return serializer.validated_data
    raise errors.ValidationError(errors=list(_pointers(serializer.errors, "")))


def _pointers(found: Any, pointer: str) -> Any:
    if isinstance(found, dict):
        for name, inner in found.items():
            yield from _pointers(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(found, list) and found and isinstance(found[0], dict):
        for index, inner in enumerate(found):
            yield from _pointers(inner, f"{pointer}/{index}")
    else:
        yield from ({"pointer": pointer, "detail": str(detail)} for detail in found)


def problem_response(request: HttpRequest, error: errors.APIError) -> HttpResponse:
    body = orjson.dumps(error.problem(request_id(request)))
    return HttpResponse(body, status=error.status, headers=error.headers, content_type=PROBLEM_JSON)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem_response(request, errors.NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    return problem_response(request, errors.APIError())
