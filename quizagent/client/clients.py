"""The two clients: one for code that waits, one for asyncio."""

import contextlib
from collections.abc import AsyncGenerator, Coroutine, Iterator
from typing import Any, TypeVar

import httpx

from . import lines
from .calls import Calls, Export
from .runs import Event, Json, Run

T = TypeVar("T")
Awaited = Coroutine[Any, Any, T]


class Stream(Run):
    """Iterate over its events, once. Leaving the block leaves the run going, unless the turn asked otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._events = self.events()

    def __iter__(self) -> Iterator[Event]:
        with contextlib.suppress(StopAsyncIteration):
            while True:
                yield lines.finish(self._events.__anext__())

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_: object) -> None:
        lines.finish(self._events.aclose())


class AsyncStream(Run):
    """As Stream, with `async for` and `async with`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._events = self.events()

    def __aiter__(self) -> AsyncGenerator[Event]:
        return self._events

    async def __aenter__(self) -> "AsyncStream":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._events.aclose()


class Client(Calls[Json, bool, Export, Stream]):
    """Safe to share between threads. Close it, or use it in a `with` block."""

    _http_type, _line_type, _run_type = httpx.Client, lines.BlockingLine, Stream

    def close(self) -> None:
        self._http.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _result(self, work: Awaited[T]) -> T:
        return lines.finish(work)

    _json = _bool = _file = _result


class AsyncClient(Calls[Awaited[Json], Awaited[bool], Awaited[Export], AsyncStream]):
    """Belongs to one event loop: every call is to be awaited. Close it, or use it in an `async with` block."""

    _http_type, _line_type, _run_type = httpx.AsyncClient, lines.AsyncLine, AsyncStream

    async def close(self) -> None:
        await self._http.aclose()

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _result(self, work: Awaited[T]) -> Awaited[T]:
        return work

    _json = _bool = _file = _result
