"""From an HTTP request to a turn: what both HTTP doors have in common."""

import re
from typing import Any
from urllib.parse import parse_qs

from chat import serializers
from chat.turns import Turn
from quizagent import errors, ids, jsonbody
from quizagent.middleware import Receive, Scope, headers_of
from threads.store import Ref

_THREAD_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def body_of(receive: Receive) -> bytes:
    """The whole body; the middleware has read and bounded it already, so it comes in one piece."""
    return (await receive()).get("body", b"")


def turn_of(scope: Scope, body: bytes) -> Turn:
    """Raises UnsupportedMediaType, InvalidJSON, InvalidEncoding, ValidationError."""
    media_type = headers_of(scope).get(b"content-type", b"application/json").partition(b";")[0].strip().lower()
    if media_type != b"application/json":
        raise errors.UnsupportedMediaType
    return turn_from(jsonbody.parse(body), owner=scope["owner"], request_id=scope["request_id"])


def turn_from(data: Any, *, owner: str, request_id: str, pointer: str = "") -> Turn:
    """Raises ValidationError, its pointers under `pointer`."""
    given = serializers.turn_input(data, pointer=pointer)
    return Turn(
        ref=Ref(given.thread_id or ids.new_thread(), owner),
        message=given.message,
        options=given.options,
        view=given.view,
        on_disconnect=given.on_disconnect,
        request_id=request_id,
    )


def ref_from(data: dict[str, Any], *, owner: str) -> Ref:
    thread_id = data.get("threadId")
    if not isinstance(thread_id, str) or not _THREAD_ID.fullmatch(thread_id):
        raise errors.ValidationError(errors=[{"pointer": "/data/threadId", "detail": "This takes a thread's id."}])
    return Ref(thread_id, owner)


def allow(scope: Scope, *methods: str) -> None:
    if scope["method"] not in methods:
        raise errors.MethodNotAllowed(headers={"Allow": ", ".join(methods)})


def after_of(scope: Scope) -> int:
    """The number of the last event the client has: `Last-Event-ID`, else `?after=`, else 0.

    Raises ValidationError when it is not a number.
    """
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("after", ["0"])[-1]
    given = headers_of(scope).get(b"last-event-id", b"").decode("latin-1") or asked
    return after_from(given, pointer="/after")


def after_from(given: object, *, pointer: str) -> int:
    text = str(given)
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise errors.ValidationError(errors=[{"pointer": pointer, "detail": "This takes the id of an event."}])
    return int(text)
