"""Redis in trouble: answered, not waited for; and well again by itself."""

import asyncio
import os
import signal
import time

import pytest

from quizagent import embedded, redis
from tests.chat.test_chat import ASK
from tests.support import inprocess, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold
from threads.store import Ref
from writeback.models import WriteOperation


@pytest.fixture
async def own_redis(settings, tmp_path):
    """A server that this test may harm."""
    server = embedded.Server(tmp_path)
    server.start()
    settings.REDIS_URL = embedded.url(tmp_path)
    yield server
    if server.pid:
        os.kill(server.pid, signal.SIGCONT)
    server.stop()


@pytest.fixture
async def service(groq, own_redis, transactional_db):
    async with inprocess.serving() as client:
        yield client


async def _timed(coroutine):
    begun = time.monotonic()
    return await coroutine, time.monotonic() - begun


async def _expect_unavailable(service):
    requests = service.post("/chat", ASK), service.post("/chat/stream", ASK), service.get("/thread/t")
    told = asyncio.create_task(_timed(_told_by_socket(service)))
    for reply, secs in await asyncio.gather(*map(_timed, requests)):
        assert (reply.status, reply.json["code"]) == (503, "store_unavailable")
        assert "retry-after" in reply.headers and secs < 1.5
    code, secs = await told
    assert code == "store_unavailable" and secs < 1.5
    assert (await service.get("/health/live")).status == 200
    assert (await service.get("/health/ready")).status == 503


async def _told_by_socket(service):
    (frame,) = await _frames(service, ASK)
    return frame["data"]["code"]


async def _frames(service, ask):
    frames = []
    async with service.session.ws_connect(f"{service.url}/ws/chat") as socket:
        await socket.send_json({"type": "message", "data": ask})
        while not frames or frames[-1]["type"] not in ("complete", "error"):
            frames.append(await socket.receive_json(timeout=30))
    return frames


async def _well_again(service):
    begun = time.monotonic()
    while (await service.post("/chat", ASK)).status != 200:
        await asyncio.sleep(0.05)
    assert time.monotonic() - begun < 2


async def test_a_server_that_is_gone_is_503_until_it_is_back(service, own_redis):
    assert (await service.post("/chat", ASK)).status == 200
    os.kill(own_redis.pid, signal.SIGKILL)
    await asyncio.sleep(0.05)
    await _expect_unavailable(service)
    own_redis.start()
    await _well_again(service)


async def test_a_server_that_hangs_is_503_within_its_timeout(service, own_redis):
    assert (await service.post("/chat", ASK)).status == 200
    os.kill(own_redis.pid, signal.SIGSTOP)
    await _expect_unavailable(service)
    os.kill(own_redis.pid, signal.SIGCONT)
    await _well_again(service)


@pytest.mark.parametrize("trouble", [("maxmemory", "1"), ("min-replicas-to-write", "3")], ids=["full", "read-only"])
async def test_a_server_that_takes_no_writes_is_told_before_the_provider_is_paid(service, groq, trouble):
    await service.post("/chat", {**ASK, "threadId": "t"})
    calls = len(groq.exchanges)
    await redis.client().config_set(*trouble)
    reply, secs = await _timed(service.post("/chat", {**ASK, "threadId": "t"}))
    assert (reply.status, reply.json["code"]) == (503, "store_unavailable") and secs < 1.5
    assert len(groq.exchanges) == calls
    assert (await service.get("/thread/t/history")).json["total"] == 2
    await redis.client().config_set(trouble[0], "0")
    await _well_again(service)


async def test_a_turn_outlives_its_store_and_says_so(service, groq, own_redis):
    held = Hold(5)
    groq.script = Script(pieces=["a "] * 20, hold=held)
    turns = asyncio.gather(
        service.stream({**ASK, "threadId": "s"}),
        service.post("/chat", {**ASK, "threadId": "c"}),
        _frames(service, {**ASK, "threadId": "w"}),
    )
    await waiting.until_async(lambda: [each.tokens_sent for each in groq.exchanges] == [5] * 3)
    os.kill(own_redis.pid, signal.SIGKILL)
    held.release()
    streamed, whole, framed = await turns
    queued = set()
    for answer in (streamed[-1]["data"], whole.json, framed[-1]["data"]):
        assert answer["response"] == "a " * 20 and answer["persisted"] is False
        queued.update(answer["writeBackStatus"]["queued"])
    spilled = [row.id async for row in WriteOperation.objects.all()]
    assert set(spilled) == queued and len(spilled) == 6


async def test_a_server_that_comes_back_empty_begins_every_thread_anew(service):
    ask = {**ASK, "threadId": "t"}
    await service.post("/chat", ask)
    await redis.client().flushall()
    assert (await service.get("/thread/t/history")).json["code"] == "thread_not_found"
    context = (await service.post("/chat", ask)).json["context"]
    assert (context["isNew"], context["messageCount"]) == (True, 2)


async def test_a_thread_that_expires_in_mid_turn_is_saved_under_its_id(service, groq):
    ask = {**ASK, "threadId": "t"}
    await service.post("/chat", ask)
    held = Hold(5)
    groq.script = Script(pieces=["a "] * 20, hold=held)
    turn = asyncio.create_task(service.post("/chat", ask))
    await waiting.until_async(lambda: len(groq.exchanges) == 2 and groq.exchanges[1].tokens_sent == 5)
    assert await redis.client().delete(Ref("t").key("meta"), Ref("t").key("messages")) == 2
    held.release()
    assert (await turn).json["persisted"] is True
    assert (await service.get("/thread/t/history")).json["messages"][-1]["content"] == "a " * 20
