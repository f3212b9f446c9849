"""The OpenAPI 3.1 document, put together from the schemas and error classes that the code itself uses."""

from functools import cache

import orjson
from django.conf import settings

from system.openapi import machine, quizzes, schemas, threads, turns, writes
from system.openapi.parts import Json

_DESCRIPTION = """\
Ask for a quiz in your own words and watch it being written; every question becomes data as soon as its last line is
read.

A conversation is a thread: it lives for 24 hours after its last turn, and whoever knows its id can read it. Every
answer carries `X-Request-ID`; give one of your own to find it again in the logs. Errors are RFC 9457 problems with a
`code`.

Over a WebSocket at `/ws/chat` the same turns run as text frames. Send `{"type": "message", "data": {…}}` with a
turn's members, `{"type": "resume", "data": {"runId": …, "after": 7}}` or `{"type": "cancel", "data": {"runId": …}}`,
and get the events of a stream, each with its `id` and `runId`."""

_TAGS = [
    {"name": "Turns", "description": "Making and changing quizzes."},
    {"name": "Threads", "description": "Reading conversations and their quizzes."},
    {"name": "System", "description": "Health, state and figures."},
]


@cache
def document() -> Json:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Quiz Generator Agent",
            "version": settings.VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": _TAGS,
        "security": [{"serviceKey": []}, {}],
        "paths": _paths(),
        "components": {
            "schemas": schemas.schemas(),
            "headers": _headers(),
            "securitySchemes": {
                "serviceKey": _bearer("One of SERVICE_API_KEYS, where they are set."),
                "systemKey": _bearer("SYSTEM_API_KEY, where it is set."),
            },
        },
    }


def _paths() -> Json:
    paths = {**turns.paths(), **threads.paths(), **quizzes.paths(), **machine.paths(), **writes.paths()}
    paths["/thread/{threadId}/quizzes"]["post"] = quizzes.bring_in()
    return paths


@cache
def rendered() -> bytes:
    return orjson.dumps(document())


def _bearer(description: str) -> Json:
    return {"type": "http", "scheme": "bearer", "description": description}


def _headers() -> Json:
    return {
        "X-Request-ID": _header({"type": "string"}, "The caller's when it is sane, else a new one."),
        "Retry-After": _header({"type": "integer", "minimum": 1}, "Seconds."),
        "Idempotency-Replayed": _header({"const": "true"}, "The stored answer of the first request."),
    }


def _header(schema: Json, description: str) -> Json:
    return {"schema": schema, "description": description}
