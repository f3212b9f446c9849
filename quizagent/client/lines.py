"""A connection to the service, in both worlds: all that is written twice.

A line's methods are async in both. Those of the blocking one never give way to a loop, so that `finish` can run what
stands on top of them without one.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from typing import Any, NamedTuple, Protocol, TypeVar

import httpx

from .errors import ConnectionLost

T = TypeVar("T")


class Request(NamedTuple):
    method: str
    url: str
    params: Mapping[str, Any] | None = None
    json: Any = None
    headers: Mapping[str, str] | None = None


class Head(NamedTuple):
    status: int
    headers: Mapping[str, str]


class Line(Protocol):
    """One request at a time. `open` and `read` raise ConnectionLost."""

    async def open(self, request: Request) -> Head: ...

    async def read(self) -> bytes:
        """The next piece of the answer's body; empty at its end."""

    async def pause(self, secs: float) -> None: ...

    async def close(self) -> None: ...


class BlockingLine:
    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._response: httpx.Response | None = None
        self._pieces: Iterator[bytes]

    async def open(self, request: Request) -> Head:
        await self.close()
        with _translated():
            self._response = self._http.send(self._http.build_request(**request._asdict()), stream=True)
        self._pieces = self._response.iter_bytes()
        return Head(self._response.status_code, self._response.headers)

    async def read(self) -> bytes:
        with _translated():
            return next(self._pieces, b"")

    async def pause(self, secs: float) -> None:
        time.sleep(secs)  # noqa: ASYNC251 - there is no loop to hold up

    async def close(self) -> None:
        if self._response:
            self._response.close()


class AsyncLine:
    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._response: httpx.Response | None = None
        self._pieces: AsyncIterator[bytes]

    async def open(self, request: Request) -> Head:
        await self.close()
        with _translated():
            self._response = await self._http.send(self._http.build_request(**request._asdict()), stream=True)
        self._pieces = self._response.aiter_bytes()
        return Head(self._response.status_code, self._response.headers)

    async def read(self) -> bytes:
        with _translated():
            return await anext(self._pieces, b"")

    async def pause(self, secs: float) -> None:
        await asyncio.sleep(secs)

    async def close(self) -> None:
        if self._response:
            await self._response.aclose()


def finish(work: Coroutine[Any, Any, T]) -> T:
    """The result of what stands on a BlockingLine."""
    try:
        work.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise RuntimeError("this gave way to an event loop")


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except httpx.RequestError as exc:
        raise ConnectionLost(f"the service cannot be reached ({type(exc).__name__})") from exc
