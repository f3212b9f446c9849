"""Both clients behind one face, so that every test says once what both must do."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from quizagent.client import AsyncClient, Client


class Both:
    """`await ask("history", thread_id)` calls; `await follow("stream", message)` gives a stream read to its end."""

    def __init__(self, client: Client | AsyncClient) -> None:
        self._client = client
        self.events: list[Any] = []

    async def ask(self, name: str, *args: Any, **options: Any) -> Any:
        call = getattr(self._client, name)
        if isinstance(self._client, Client):
            return await asyncio.to_thread(call, *args, **options)
        return await call(*args, **options)

    async def follow(self, name: str, *args: Any, most: int | None = None, **options: Any) -> Any:
        """The stream, of which `most` events or all are in `events`, also when it ends in an error."""
        self.events = []
        stream = getattr(self._client, name)(*args, **options)
        if isinstance(self._client, Client):
            await asyncio.to_thread(self._read, stream, most)
            return stream
        async with stream:
            async for event in stream:
                self.events.append(event)
                if len(self.events) == most:
                    break
        return stream

    def _read(self, stream: Any, most: int | None) -> None:
        with stream:
            for event in stream:
                self.events.append(event)
                if len(self.events) == most:
                    break


@contextlib.asynccontextmanager
async def opened(kind: type, url: str, **options: Any) -> AsyncIterator[Both]:
    client = kind(url, **options)
    try:
        yield Both(client)
    finally:
        closed = client.close()
        if closed:
            await closed


@pytest.fixture(params=[Client, AsyncClient], ids=["blocking", "asyncio"])
def kind(request):
    return request.param


@pytest.fixture
async def client(kind, service):
    async with opened(kind, service.url) as both:
        yield both
