"""uvicorn as `serve` runs it: with limits on the head of a request, and stopped by us instead of by signals."""

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import orjson
import uvicorn
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

from quizagent import errors, ids
from quizagent.extensions import ABORT, LEFT, WRITE
from system import descriptors

_HEAD_TIMEOUT_SECS = 10
_MAX_HEAD_BYTES = 64 * 1024
_STOP_TIMEOUT_SECS = 3
_UNREAD_TIMEOUT_MS = 15_000
# Where the proxy in front may be when BEHIND_PROXY is set. Never "*": that would believe the address a client
# puts into X-Forwarded-For itself.
_PROXY_NETWORKS = ["127.0.0.0/8", "::1", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"]


class ListenError(Exception):
    """The address cannot be listened on; the message says why."""


class MalformedRequest(errors.APIError):
    status, code, title = 400, "invalid_encoding", "Malformed request"
    detail = "The request is not valid HTTP."


class _Pipeline(list[Any]):
    """What uvicorn needs of a deque, which takes 0.7 KB for requests that hardly any client sends."""

    __slots__ = ()

    def appendleft(self, entry: Any) -> None:
        self.insert(0, entry)


class Protocol(HttpToolsProtocol):
    """One connection. A request's head must be complete after 10 s and 64 KB; uvicorn itself sets no limit."""

    # Beside those of uvicorn, these would be more attributes than Python keeps without a dictionary for each object.
    __slots__ = ("_head_bytes", "_head_timer", "_is_lost", "_listening")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_bytes = 0
        self._is_lost = False
        self._listening: list[Callable[[], None]] = []
        self.pipeline = _Pipeline()  # type: ignore[assignment]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if descriptors.are_short(transport.get_extra_info("socket")):
            self.app = descriptors.Refusal(self.app)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)
        self._is_lost = True
        self._withdraw_write()
        for tell in tuple(self._listening):
            tell()
        self.cycle = self.scope = None  # type: ignore[assignment]  # they refer back to this object

    def data_received(self, data: bytes) -> None:
        if self._head_timer:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._head_timer and self._head_bytes > _MAX_HEAD_BYTES:
            self._refuse(errors.PayloadTooLarge("The head of the request is larger than 64 KB."))

    def on_message_begin(self) -> None:
        super().on_message_begin()
        offers: dict[str, Any] = {ABORT: self.transport.abort, LEFT: self._listen}
        self.scope.update(offers)  # type: ignore[typeddict-item]
        self._await_head()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()
        if self.cycle:  # None for a WebSocket
            self.scope[WRITE] = partial(_write, self.cycle)  # type: ignore[literal-required]

    def send_400_response(self, msg: str) -> None:
        self._refuse(MalformedRequest())

    def on_response_complete(self) -> None:
        self._withdraw_write()
        super().on_response_complete()

    def _withdraw_write(self) -> None:
        if self.cycle:
            scope: Any = self.cycle.scope
            scope.pop(WRITE, None)  # each refers to the other

    def _listen(self, tell: Callable[[], None]) -> Callable[[], None]:
        self._listening.append(tell)
        if self._is_lost:
            tell()
        return partial(self._listening.remove, tell)

    def _await_head(self) -> None:
        if not self._head_timer:
            self._head_bytes = 0
            self._head_timer = self.loop.call_later(_HEAD_TIMEOUT_SECS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None

    def _give_up(self) -> None:
        self._head_timer = None
        if self.cycle and not self.cycle.response_complete:
            self._await_head()  # an earlier request on this connection is still being answered
        else:
            self._refuse(errors.RequestTimeout())

    def _refuse(self, error: errors.APIError) -> None:
        """Answer without the application, which never saw a request, and close."""
        self._stop_waiting()
        if self.transport.is_closing():
            return
        request_id = ids.new("req")
        body = orjson.dumps(error.problem(request_id))
        lines = [
            b"content-type: application/problem+json",
            b"content-length: %d" % len(body),
            b"x-request-id: " + request_id.encode(),
            b"connection: close",
        ]
        self.transport.write(STATUS_LINE[error.status] + b"\r\n".join([*lines, b"", body]))
        self.transport.close()


def _write(cycle: RequestResponseCycle, data: bytes) -> bool:
    """What `cycle.send` does with a piece of a body when nothing stands in its way."""
    if not cycle.chunked_encoding or cycle.response_complete or cycle.disconnected or cycle.flow.write_paused:
        return False
    cycle.transport.write(b"%x\r\n%b\r\n" % (len(data), data))
    return True


class Socket(WebSocketsSansIOProtocol):
    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.handshake_complete:  # a malformed handshake was answered already, and has no scope
            self.scope[ABORT] = self.transport.abort  # type: ignore[literal-required]


class Server(uvicorn.Server):
    """`on_ready` is called once connections are accepted."""

    def __init__(self, config: uvicorn.Config, *, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """None: uvicorn would cut every WebSocket before the runs have had their time."""
        yield


def config(application: Any) -> uvicorn.Config:
    return uvicorn.Config(
        application,
        http=Protocol,
        ws=Socket,
        ws_max_size=settings.MAX_BODY_BYTES,
        ws_per_message_deflate=False,  # a frame is a few tokens: compressing it costs more than it saves
        lifespan="auto",
        proxy_headers=settings.BEHIND_PROXY,
        forwarded_allow_ips=_PROXY_NETWORKS,
        server_header=False,
        log_config=None,
        log_level="warning",
        access_log=False,  # paths hold thread ids, and those are capabilities
        timeout_graceful_shutdown=_STOP_TIMEOUT_SECS,
    )


def listen(host: str, port: int) -> socket.socket:
    """A listening socket: connections made before the application is ready wait instead of being refused.

    The kernel ends a connection whose client takes nothing of what was sent for 15 s. Raises ListenError.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=2048)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_TIMEOUT_MS)
        return listener
    except OSError as exc:
        if exc.errno == errno.EADDRINUSE:
            raise ListenError(f"port {port} is taken; stop what listens there, or set PORT") from None
        raise ListenError(f"cannot listen on {host}, port {port}: {os.strerror(exc.errno or 0)}") from None
