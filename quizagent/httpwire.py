"""One HTTP/1.1 connection as a client has it: a request out, an answer in, piece by piece as the socket brings it.

The framing is llhttp's (RFC 9112). Between it and whoever waits for the answer there is one future and nothing else.
"""

import asyncio
from collections.abc import Callable

import httptools

_KEEP_ALIVE_SECS = 60
_MOST_HEAD_BYTES = 64 * 1024
_MOST_UNREAD_BYTES = 256 * 1024  # then the sender has to wait until somebody reads


class HTTPError(ConnectionError):
    """What came is not HTTP, or ended before its time."""


class Response:
    """An answer on its way. Its `status` and `headers` (by lower-case names) are there; `read` what follows."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.ended = False
        self._transport = transport
        self._pieces: list[bytes] = []
        self._unread = 0
        self._paused = False
        self._fault: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._pour: Callable[[bytes], bool] | None = None

    async def read(self) -> bytes:
        """What has come since the last call, at least one byte; empty at the end. For one reader.

        Raises HTTPError when the answer was cut or is not HTTP, after all that came before.
        """
        while not self._pieces:
            if self._fault:
                raise self._fault
            if self.ended:
                return b""
            await self._wait()
        return self._taken()

    async def pour(self, take: Callable[[bytes], bool]) -> None:
        """Give each piece to `take` as soon as it comes, without a step of the event loop in between.

        Returns at the end of the answer, or when `take` says that it has enough. Raises what `read` does, and what
        `take` does.
        """
        self._pour = take
        try:
            self._hand_over()
            while self._is_pouring:
                await self._wait()
            if self._pour is not None and self._fault:
                raise self._fault
        finally:
            self._pour = None

    async def read_all(self, most_bytes: int) -> bytes | None:
        """The whole body; None, and the connection closed, when it is larger."""
        body = bytearray()
        while data := await self.read():
            body += data
            if len(body) > most_bytes:
                self.close()
                return None
        return bytes(body)

    def close(self) -> None:
        """Close the connection, unless the answer has come to its end. Never waits."""
        if not self.ended:
            self._transport.abort()

    async def begun(self) -> None:
        """Returns when status and headers are there. Raises HTTPError."""
        while not self.status:
            if self._fault:
                raise self._fault
            await self._wait()

    def hold(self) -> None:
        """Take nothing more from the sender until `go_on`. What it sends meanwhile waits in the kernel."""
        if not self._paused and not self.ended and not self._fault:
            self._paused = True
            self._transport.pause_reading()

    def go_on(self) -> None:
        """Nothing happens when the answer has ended or was closed."""
        if not self.ended and not self._transport.is_closing():
            self._resume()

    def add(self, data: bytes) -> None:
        self._pieces.append(data)
        self._unread += len(data)

    def wake(self) -> None:
        """Something has come: tell whoever waits."""
        refused = None
        try:
            self._hand_over()
        except Exception as exc:  # noqa: BLE001 - raised again where `pour` is awaited
            self._pour, refused = None, exc
        if self._is_pouring:
            return
        if self.ended:
            self._resume()  # the connection's next answer
        elif self._unread > _MOST_UNREAD_BYTES and not self._paused:
            self._paused = True
            self._transport.pause_reading()
        waiter, self._waiter = self._waiter, None
        if waiter and not waiter.done():
            waiter.set_exception(refused) if refused else waiter.set_result(None)

    def fail(self, fault: Exception) -> None:
        """The first one counts."""
        if not self.ended:
            self._fault = self._fault or fault
            self._transport.abort()
            self.wake()

    @property
    def _is_pouring(self) -> bool:
        return self._pour is not None and not self._fault and not self.ended

    def _hand_over(self) -> None:
        if self._pour is not None and self._pieces and self._pour(self._taken()):
            self._pour = None

    def _taken(self) -> bytes:
        data = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        self._unread = 0
        self._resume()
        return data

    def _resume(self) -> None:
        if self._paused:
            self._paused = False
            self._transport.resume_reading()

    async def _wait(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter


class Connection(asyncio.Protocol):
    """Carries one request after another. `keep` is told when it is free for the next, `lost` when it is gone."""

    _transport: asyncio.Transport

    def __init__(self, keep: Callable[["Connection"], None], lost: Callable[["Connection"], None]) -> None:
        self._keep, self._lost = keep, lost
        self._parser: httptools.HttpResponseParser | None = httptools.HttpResponseParser(self)
        self._response: Response | None = None
        self._head_bytes = 0
        self._idle_timer: asyncio.TimerHandle | None = None

    @property
    def is_open(self) -> bool:
        return not self._transport.is_closing()

    def ask(self, request: bytes) -> Response:
        self._stop_idling()
        self._head_bytes = 0
        self._response = response = Response(self._transport)
        if self.is_open:
            self._transport.write(request)
        else:  # it went away since it was made, and nobody will be told again
            response.fail(HTTPError("the connection was lost"))
        return response

    def close(self) -> None:
        self._transport.abort()

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        response = self._response
        if response is None or self._parser is None:  # nobody has asked for anything
            self.close()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as exc:
            response.fail(HTTPError(f"the answer is not HTTP: {exc!r}"))
        if not response.status:
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_HEAD_BYTES:
                response.fail(HTTPError("the head of the answer is too long"))
        response.wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_idling()
        self._lost(self)
        self._parser = None  # it refers to this object
        response, self._response = self._response, None
        if response is None:
            return
        if exc is None and response.status and not response.headers.keys() & {"content-length", "transfer-encoding"}:
            response.ended = True  # an answer that does not tell its length ends with its connection
            response.wake()
        else:
            response.fail(HTTPError("the connection was lost"))

    # What llhttp calls.

    def on_message_begin(self) -> None:
        if self._response is None:
            self.close()  # a second answer, which nobody asked for

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._response:
            headers, key, text = self._response.headers, name.decode("latin-1").lower(), value.decode("latin-1")
            headers[key] = f"{headers[key]}, {text}" if key in headers else text

    def on_headers_complete(self) -> None:
        if self._response and self._parser:
            status = self._parser.get_status_code()
            if status >= 200:
                self._response.status = status
            else:  # an answer in between, such as 103
                self._response.headers.clear()

    def on_body(self, data: bytes) -> None:
        if self._response:
            self._response.add(data)

    def on_message_complete(self) -> None:
        response = self._response
        if response is None or not response.status or self._parser is None:
            return
        response.ended = True
        self._response = None
        if self._parser.should_keep_alive() and self.is_open:
            self._idle_timer = asyncio.get_running_loop().call_later(_KEEP_ALIVE_SECS, self.close)
            self._keep(self)
        else:
            self.close()

    def _stop_idling(self) -> None:
        if self._idle_timer:
            self._idle_timer.cancel()
            self._idle_timer = None
