"""Rules that hold for every request, as plain ASGI around Django and the consumers alike.

Django's own middleware never sees a consumer, so what must not be missed stands here. Outermost first: `Envelope`
(request id, security headers, errors as problems), `Body` (size and time, before anything reads), `Gate` (shutdown,
origin, key).
"""

import asyncio
import hashlib
import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import orjson
from django.conf import settings

from quizagent import errors, ids, lifecycle, rest

logger = logging.getLogger(__name__)

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

_BODY_TIMEOUT_SECS = 10
_DRAIN_BYTES = 1024 * 1024
_ANNOUNCING_A_BODY = {b"content-length", b"transfer-encoding"}
_SANE_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")

_API_CSP = "default-src 'none'; frame-ancestors 'none'"
_PAGE_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_ADMIN_CSP = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_DOCS_CSP = _ADMIN_CSP + "; style-src 'self' 'unsafe-inline'"
_SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
# Open without a key: what a probe, a browser or a reader of the documentation asks for.
_OPEN_PATHS = re.compile(
    r"/(|health(/.*)?|admin(/.*)?|static/.*|docs/?|openapi\.json|schema/quiz\.json|favicon\.ico)"
)
# Guarded by a key of their own.
_SYSTEM_PATHS = re.compile(r"/(system/.*|metrics/?)")


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    return dict(scope["headers"])


class Envelope:
    """Gives every request an id, every response its headers, and every APIError its shape."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        # daphne would let this header rewrite the path.
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"daphne-root-path"]
        given = headers_of(scope).get(b"x-request-id", b"")
        scope["request_id"] = given.decode() if _SANE_REQUEST_ID.fullmatch(given) else ids.new("req")
        added = [(b"x-request-id", scope["request_id"].encode()), *_SECURITY_HEADERS, *_cors(scope)]
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] in ("http.response.start", "websocket.accept"):
                started = True
                message["headers"] = _merged(message.get("headers", ()), [*added, _csp(scope["path"])])
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as exc:  # noqa: BLE001 - the edge: whatever it is becomes an answer
            error = rest.translate(exc)
            if started:
                logger.error("http.failed_after_start", extra={"path": scope["path"]})
            elif scope["type"] == "http":
                await send_problem(scope, send_with_headers, error)
            else:
                await send({"type": "websocket.close", "code": 1011})


class Body:
    """Reads the whole body before anybody else does: at most 256 KB, within 10 s, and hands it on in one piece."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not headers_of(scope).keys() & _ANNOUNCING_A_BODY:
            await self.app(scope, receive, send)
            return
        body = await self._read(headers_of(scope), receive)
        if body is None:  # the client left before its request was complete
            return

        async def receive_replayed() -> Message:
            nonlocal body
            if body is None:
                return await receive()
            replayed, body = body, None  # a stream would keep it to its end
            return {"type": "http.request", "body": replayed, "more_body": False}

        await self.app(scope, receive_replayed, send)

    async def _read(self, headers: dict[bytes, bytes], receive: Receive) -> bytes | None:
        length = headers.get(b"content-length", b"")
        if length and not length.isdigit():
            raise errors.ValidationError("The header Content-Length is not a number.")
        try:
            async with asyncio.timeout(_BODY_TIMEOUT_SECS):
                if length and int(length) > settings.MAX_BODY_BYTES:
                    await self._drain(receive)
                    raise errors.PayloadTooLarge
                return await self._collect(receive)
        except TimeoutError:
            raise errors.RequestTimeout from None

    async def _collect(self, receive: Receive) -> bytes | None:
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > settings.MAX_BODY_BYTES:
                await self._drain(receive)
                raise errors.PayloadTooLarge
            if not message.get("more_body"):
                return bytes(body)

    async def _drain(self, receive: Receive) -> None:
        """Read on for a while: a client still sending would see a reset instead of the 413."""
        dropped = 0
        while dropped < _DRAIN_BYTES:
            message = await receive()
            dropped += len(message.get("body", b""))
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                return


class Gate:
    """Who may come in: nobody new during shutdown, no foreign browser page, only known keys when keys are set.

    It hands on what it calls, and is not there any more while a stream runs.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] in ("http", "websocket"):
            headers = headers_of(scope)
            _check_origin(scope, headers)
            if _is_preflight(scope, headers):
                return _send_nothing(send)
            scope["owner"] = _owner(scope, headers)
            if lifecycle.is_draining() and _starts_work(scope):
                raise errors.ServerShutdown(retry_after_secs=1)
        return self.app(scope, receive, send)


def bearer(headers: dict[bytes, bytes]) -> str:
    """The token of `Authorization: Bearer …`, or an empty string."""
    scheme, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def is_one_of(token: str, keys: Iterable[str]) -> bool:
    """Compared by digest and to the end, so that timing tells nothing."""
    digest = hashlib.sha256(token.encode()).digest()
    matches = [hmac.compare_digest(digest, hashlib.sha256(key.encode()).digest()) for key in keys]
    return any(matches)


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    raise errors.NotFound


async def send_problem(scope: Scope, send: Send, error: errors.APIError) -> None:
    body = orjson.dumps(error.problem(scope.get("request_id", "-")))
    headers = {"content-type": rest.PROBLEM_JSON, "content-length": str(len(body)), **error.headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": error.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})


async def _send_nothing(send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


def _owner(scope: Scope, headers: dict[bytes, bytes]) -> str:
    """The tag under which this caller's threads live: `-` where no keys are set. Raises Unauthorized."""
    keys = settings.SERVICE_API_KEYS
    if not keys or _OPEN_PATHS.fullmatch(scope["path"]) or _SYSTEM_PATHS.fullmatch(scope["path"]):
        return "-"
    token = bearer(headers)
    if not is_one_of(token, keys):
        raise errors.Unauthorized
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def _starts_work(scope: Scope) -> bool:
    path = scope["path"].rstrip("/")
    return scope["type"] == "websocket" or (scope.get("method") == "POST" and path in ("/chat", "/chat/stream"))


def _same_origin(scope: Scope, origin: str, headers: dict[bytes, bytes]) -> bool:
    return origin.partition("://")[2] == headers.get(b"host", b"").decode("latin-1")


def _check_origin(scope: Scope, headers: dict[bytes, bytes]) -> None:
    """A browser says where a page comes from; a page of another origin gets in only when it is listed."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if not origin or scope["path"].startswith("/admin/") or _same_origin(scope, origin, headers):
        return
    if origin not in settings.CORS_ALLOWED_ORIGINS:
        raise errors.OriginNotAllowed


def _is_preflight(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    return scope.get("method") == "OPTIONS" and b"access-control-request-method" in headers and b"origin" in headers


def _cors(scope: Scope) -> list[tuple[bytes, bytes]]:
    origin = headers_of(scope).get(b"origin", b"")
    if origin.decode("latin-1") not in settings.CORS_ALLOWED_ORIGINS:
        return []
    return [
        (b"access-control-allow-origin", origin),
        (b"vary", b"Origin"),
        (b"access-control-allow-methods", b"GET, POST, DELETE"),
        (
            b"access-control-allow-headers",
            b"authorization, content-type, idempotency-key, last-event-id, x-request-id",
        ),
        (b"access-control-expose-headers", b"x-request-id, retry-after, idempotency-replayed, x-export-losses"),
        (b"access-control-max-age", b"600"),
    ]


def _csp(path: str) -> tuple[bytes, bytes]:
    if path == "/":
        policy = _PAGE_CSP
    elif path.startswith("/admin/"):
        policy = _ADMIN_CSP
    elif path.startswith("/docs"):
        policy = _DOCS_CSP
    else:
        policy = _API_CSP
    return b"content-security-policy", policy.encode()


def _merged(own: Iterable[tuple[bytes, bytes]], added: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer's own headers first; what it did not say itself is added."""
    merged = list(own)
    said = {name.lower() for name, _ in merged}
    return merged + [pair for pair in added if pair[0] not in said]
