"""HTTP/1.1 to the two services that this one calls, the provider and the main API, over connections that stay open.

Made for answers that are read token by token, so there is little of it: a request is one write, an answer is read as
it comes. Not a browser: no cookies, redirects, proxies or compression. Of several addresses the first that answers is
taken, as RFC 8305 has it.
"""

import asyncio
import base64
import socket
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohappyeyeballs
import certifi

from quizagent.httpwire import Connection, HTTPError, Response

__all__ = ["Client", "HTTPError", "Response", "encoded"]

_CONNECT_TIMEOUT_SECS = 5
_ADDRESSES_SECS = 300
_SECOND_ADDRESS_AFTER_SECS = 0.25
_MOST_IDLE = 1000


class Client:
    """Calls one origin. Belongs to the running event loop. How many calls run at once is for the caller to bound."""

    def __init__(self, url: str) -> None:
        """A user and password in `url` go with every request; its path does not matter."""
        parts = urlsplit(url)
        self._host, self._is_secure = parts.hostname or "", parts.scheme == "https"
        self._port = parts.port or (443 if self._is_secure else 80)
        own = {"Host": parts.netloc.rpartition("@")[2]}
        if parts.username is not None:
            user = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            own["Authorization"] = f"Basic {base64.b64encode(user.encode()).decode()}"
        self._head = encoded(own)
        self._idle: dict[Connection, None] = {}  # the newest last
        self._lookup: asyncio.Future[Any] | None = None
        self._looked_up_at = 0.0

    async def request(
        self, method: str, target: str, *, headers: Mapping[str, str] | bytes, body: bytes = b""
    ) -> Response:
        """The answer as soon as its head is there; read or close it. Headers may be `encoded` before.

        Raises OSError: no connection within 5 s, cut, not HTTP; ValueError for a header that would not stay one line.
        A cancelled call closes its connection.
        """
        head = f"{method} {target} HTTP/1.1\r\nContent-Length: {len(body)}\r\n".encode()
        lines = headers if isinstance(headers, bytes) else encoded(headers)
        request = b"".join((head, self._head, lines, b"\r\n", body))
        connection = self._free() or await self._connect()
        response = connection.ask(request)
        try:
            await response.begun()
        except BaseException:
            response.close()
            raise
        return response

    def close(self) -> None:
        """Give up the connections that wait for a next request; answers at hand are not touched."""
        for connection in tuple(self._idle):
            connection.close()
        if self._lookup:
            self._lookup.cancel()

    def _free(self) -> Connection | None:
        while self._idle:
            connection, _ = self._idle.popitem()
            if connection.is_open:
                return connection
        return None

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        tls: dict[str, Any] = {"ssl": _tls(), "server_hostname": self._host} if self._is_secure else {}
        async with asyncio.timeout(_CONNECT_TIMEOUT_SECS):
            addresses = await self._addresses()
            if len(addresses) == 1:  # there is nothing to choose from, which leaves a third of the work
                family, _, _, _, (host, port, *_) = addresses[0]
                _, connection = await loop.create_connection(self._made, host, port, family=family, **tls)
                return connection
            sock = await aiohappyeyeballs.start_connection(
                addresses, happy_eyeballs_delay=_SECOND_ADDRESS_AFTER_SECS, loop=loop
            )
            try:
                _, connection = await loop.create_connection(self._made, sock=sock, **tls)
            except BaseException:
                sock.close()
                raise
        return connection

    def _made(self) -> Connection:
        return Connection(self._keep, self._forget)

    async def _addresses(self) -> Any:
        """Looked up once for all who wait, and kept: a burst of requests would queue for the resolver."""
        loop = asyncio.get_running_loop()
        lookup = self._lookup
        if lookup is None or (lookup.done() and not self._still_holds(lookup)):
            lookup = asyncio.ensure_future(loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM))
            self._lookup, self._looked_up_at = lookup, loop.time()
        return lookup.result() if lookup.done() else await asyncio.shield(lookup)

    def _still_holds(self, lookup: asyncio.Future[Any]) -> bool:
        age_secs = asyncio.get_running_loop().time() - self._looked_up_at
        return not lookup.cancelled() and not lookup.exception() and age_secs < _ADDRESSES_SECS

    def _keep(self, connection: Connection) -> None:
        if len(self._idle) < _MOST_IDLE:
            self._idle[connection] = None
        else:
            connection.close()

    def _forget(self, connection: Connection) -> None:
        self._idle.pop(connection, None)


@cache
def _tls() -> ssl.SSLContext:
    """The machine's authorities and Mozilla's. Reading them all takes a while: once is enough."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def encoded(headers: Mapping[str, str]) -> bytes:
    """Raises ValueError for one that would not stay one line."""
    text = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    if text.count("\r") + text.count("\n") != 2 * len(headers):
        raise ValueError("a header holds a line break")
    return text.encode()
