"""SIGTERM while turns are running: nobody new gets in, who is in gets an end."""

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import websockets

from tests.support import fake_groq, service
from tests.support.fake_groq import FakeGroq
from tests.support.groq_script import Script
from tests.support.hold import Hold
from tests.support.service import Service

_STREAMS = 20


@pytest.fixture
def groq() -> Iterator[FakeGroq]:
    with fake_groq.in_thread() as groq:
        yield groq


@contextlib.asynccontextmanager
async def _serving(var_dir: Path, groq: FakeGroq) -> AsyncIterator[tuple[Service, httpx.AsyncClient]]:
    with service.serve(
        var_dir, LLM_PROVIDER="groq", GROQ_API_KEY="gsk_of_the_tests", GROQ_BASE_URL=groq.url
    ) as started:
        started.wait_until_ready()
        async with httpx.AsyncClient(base_url=started.url, timeout=60) as client:
            yield started, client


async def _stream(client: httpx.AsyncClient, begun: asyncio.Event) -> list[str]:
    """The `data:` of every frame; `begun` is set at the first chunk."""
    frames = []
    async with client.stream("POST", "/chat/stream", json={"message": "A quiz on rivers"}) as answer:
        assert answer.status_code == 200
        async for line in answer.aiter_lines():
            if line.startswith("data: "):
                frames.append(line.removeprefix("data: "))
                if '"type":"chunk"' in line:
                    begun.set()
    return frames


async def _socket(port: int, begun: asyncio.Event) -> list[str]:
    """The types of every frame that a WebSocket gets until it is closed."""
    types = []
    address, origin = f"ws://127.0.0.1:{port}/ws/chat", websockets.Origin(f"http://127.0.0.1:{port}")
    with contextlib.suppress(websockets.ConnectionClosed):
        async with websockets.connect(address, origin=origin) as socket:
            await socket.send(json.dumps({"type": "message", "data": {"message": "A quiz on lakes"}}))
            async for frame in socket:
                types.append(json.loads(frame)["type"])
                if types[-1] == "chunk":
                    begun.set()
    return types


async def _ended_after_a_signal(started: Service) -> int:
    return await asyncio.to_thread(started.process.wait, 45)


async def test_running_turns_finish_and_new_ones_are_sent_away(var_dir: Path, groq: FakeGroq) -> None:
    held = Hold(3)
    groq.script = Script(hold=held)
    async with _serving(var_dir, groq) as (started, client):
        begun = [asyncio.Event() for _ in range(_STREAMS + 1)]
        turns = [asyncio.create_task(_stream(client, each)) for each in begun[1:]]
        socket = asyncio.create_task(_socket(started.port, begun[0]))
        whole = asyncio.create_task(client.post("/chat", json={"message": "A quiz on seas"}))
        async with asyncio.timeout(30):
            await asyncio.gather(*(each.wait() for each in begun))
        started.process.send_signal(signal.SIGTERM)
        ready = await client.get("/health/ready")
        while ready.status_code == 200:
            ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["code"]) == (503, "server_shutdown")
        refused = await client.post("/chat", json={"message": "A quiz on lakes"})
        assert (refused.status_code, refused.json()["code"]) == (503, "server_shutdown")
        assert refused.headers["Retry-After"]
        assert not any(turn.done() for turn in turns), "the answers above came while turns were running"
        held.release()
        for frames in await asyncio.gather(*turns):
            assert json.loads(frames[-2])["type"] == "complete"
            assert frames[-1] == "[DONE]"
        assert (await socket)[-1] == "complete"
        assert (await whole).json()["finishReason"] == "stop"
        assert await _ended_after_a_signal(started) == 0, started.output()


@pytest.mark.slow
async def test_turns_that_do_not_end_in_time_are_ended(var_dir: Path, groq: FakeGroq) -> None:
    groq.script = Script(delay_secs=1, endless=True)
    async with _serving(var_dir, groq) as (started, client):
        begun = [asyncio.Event(), asyncio.Event()]
        turn = asyncio.create_task(_stream(client, begun[0]))
        socket = asyncio.create_task(_socket(started.port, begun[1]))
        whole = asyncio.create_task(client.post("/chat", json={"message": "A quiz on seas"}))
        await asyncio.gather(*(each.wait() for each in begun))
        started.process.send_signal(signal.SIGTERM)
        frames = await turn
        assert json.loads(frames[-2])["data"]["code"] == "server_shutdown"
        assert frames[-1] == "[DONE]"
        assert (await whole).json()["code"] == "server_shutdown" and (await whole).headers["Retry-After"]
        assert (await socket)[-1] == "error"
        assert await _ended_after_a_signal(started) == 0, started.output()
