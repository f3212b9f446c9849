"""The whole application behind a real uvicorn on the test's own event loop, so that settings can be overridden."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import uvicorn

from chat import llm, runs
from quizagent import redis
from quizagent.asgi import application


class Client:
    """A client of the service on loopback."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self.url, self.session = url, session

    async def post(self, path: str, body: Any = None, **options: Any) -> "Reply":
        return await self._send("POST", path, json=body, **options)

    async def get(self, path: str, **options: Any) -> "Reply":
        return await self._send("GET", path, **options)

    async def delete(self, path: str, **options: Any) -> "Reply":
        return await self._send("DELETE", path, **options)

    async def stream(self, body: Any, **options: Any) -> list[dict[str, Any]]:
        """Every event of one streamed turn; checks that the stream ends as it must."""
        async with self.session.post(f"{self.url}/chat/stream", json=body, **options) as response:
            assert response.status == 200, await response.text()
            return events_of(await response.text())

    async def _send(self, method: str, path: str, **options: Any) -> "Reply":
        async with self.session.request(method, self.url + path, **options) as response:
            return Reply(response.status, dict(response.headers), await response.read())


class Reply:
    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status, self.body = status, body
        self.headers = {name.lower(): value for name, value in headers.items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def frames_of(text: str) -> list[dict[str, str]]:
    """SSE frames as a client sees them: `id`, `data`, `retry`; comments are left out."""
    frames = []
    for block in text.split("\n\n"):
        lines = [line.partition(": ") for line in block.split("\n") if line and not line.startswith(":")]
        if lines:
            frames.append({name: value for name, _, value in lines})
    return frames


def events_of(text: str) -> list[dict[str, Any]]:
    """The events, each with its `id`; the stream must end with one terminal event and [DONE]."""
    frames = frames_of(text)
    assert frames[-1]["data"] == "[DONE]", text[-200:]
    found = [json.loads(frame["data"]) | {"id": int(frame["id"])} for frame in frames[:-1]]
    terminal = [event["type"] in ("complete", "error") for event in found]
    assert terminal.count(True) == 1 and terminal[-1], [event["type"] for event in found]
    return found


async def _shut_down(server: uvicorn.Server) -> None:
    """What uvicorn does, which waits in steps of a tenth of a second: hundreds of tests would wait with it."""
    for listener in server.servers:
        listener.close()
    for connection in list(server.server_state.connections):
        connection.shutdown()
    async with asyncio.timeout(10):
        while server.server_state.connections or server.server_state.tasks:
            await asyncio.sleep(0.001)
    await server.lifespan.shutdown()


@contextlib.asynccontextmanager
async def serving(**options: Any) -> AsyncIterator[Client]:
    """Binds to a free port; ends every run it started."""
    llm.provider.cache_clear()
    await redis.client().flushdb()  # the server of this test run alone
    runs._active = 0
    runs._local.clear()  # what a test left behind whose loop ended first
    config = uvicorn.Config(application, port=0, log_config=None, lifespan="on", proxy_headers=False, **options)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        async with aiohttp.ClientSession() as session:
            yield Client(f"http://127.0.0.1:{port}", session)
    finally:
        await runs.drain(0)
        await _shut_down(server)
        await redis.close()
        llm.provider.cache_clear()
