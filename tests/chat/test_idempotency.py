"""Idempotency-Key: the same key and body is one turn."""

import asyncio
import hashlib
import json

import pytest

from chat import idempotency, journal
from quizagent import redis
from tests.chat.test_chat import ASK
from tests.support import inprocess, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

KEY = {"Idempotency-Key": "order-1"}
_KEPT_AS = redis.key("idempotency", "-", hashlib.sha256(KEY["Idempotency-Key"].encode()).hexdigest())


async def test_the_same_key_and_body_gets_the_stored_answer(service, groq):
    first = await service.post("/chat", ASK, headers=KEY)
    again = await service.post("/chat", ASK, headers=KEY)
    assert again.status == 200 and again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert again.body == first.body
    assert len(groq.exchanges) == 1


async def test_the_stream_replays_the_stored_answer_too(service, groq):
    first = await service.post("/chat", ASK, headers=KEY)
    async with service.session.post(f"{service.url}/chat/stream", json=ASK, headers=KEY) as response:
        assert response.headers["Idempotency-Replayed"] == "true"
        events = inprocess.events_of(await response.text())
    assert [event["type"] for event in events] == ["complete"] and events[0]["data"] == first.json


async def test_another_body_is_refused(service):
    await service.post("/chat", ASK, headers=KEY)
    reply = await service.post("/chat", {"message": "Something else"}, headers=KEY)
    assert (reply.status, reply.json["code"]) == (422, "idempotency_key_reused")


async def test_fifty_duplicates_at_once_make_one_call_and_equal_answers(service, groq):
    groq.script = Script(pieces=["a "] * 20, delay_secs=0.01)

    async def ask():
        while (reply := await service.post("/chat", ASK, headers=KEY)).status == 409:
            assert reply.json["code"] == "idempotency_in_progress" and reply.json["activeRunId"]
            await asyncio.sleep(0.05)
        return reply

    replies = await asyncio.gather(*(ask() for _ in range(50)))
    assert {reply.status for reply in replies} == {200}
    assert len({reply.body for reply in replies}) == 1
    assert len(groq.exchanges) == 1


async def test_a_turn_that_failed_frees_its_key(service, groq):
    groq.script = Script(status=401)
    assert (await service.post("/chat", ASK, headers=KEY)).status == 502
    groq.script = Script()
    while (reply := await service.post("/chat", ASK, headers=KEY)).status == 409:
        await asyncio.sleep(0.01)
    assert reply.status == 200 and "idempotency-replayed" not in reply.headers


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
async def test_an_odd_key_is_refused(offline_service, key):
    reply = await offline_service.post("/chat", ASK, headers={"Idempotency-Key": key})
    assert (reply.status, reply.json["code"]) == (422, "validation_error")


async def _held_by(run_id):
    """The key as a process left it that died."""
    body = hashlib.sha256(json.dumps(ASK).encode()).hexdigest()
    assert await idempotency._claim(_KEPT_AS, {"body": body, "run": run_id}) is None


async def test_a_request_whose_process_died_before_its_turn_began_is_free_again_soon(service):
    await _held_by("run_never")
    reply = await service.post("/chat", ASK, headers=KEY)
    assert (reply.status, reply.json["code"]) == (409, "idempotency_in_progress")
    assert reply.json["activeRunId"] is None and await redis.client().ttl(_KEPT_AS) <= 15


async def test_a_turn_that_died_with_its_process_is_made_once_more_and_only_once(service, groq):
    await _held_by("run_dead")
    await redis.client().hset(journal._record_key("run_dead"), mapping={"thread": "t", "owner": "-"})
    held = Hold(1)
    groq.script = Script(pieces=["a "] * 20, hold=held)
    tasks = [asyncio.create_task(service.post("/chat", ASK, headers=KEY)) for _ in range(10)]
    await waiting.until_async(lambda: sum(task.done() for task in tasks) == 9)
    held.release()
    replies = await asyncio.gather(*tasks)
    assert sorted(reply.status for reply in replies) == [200] + [409] * 9
    assert len(groq.exchanges) == 1


async def test_a_key_is_held_as_long_as_its_turn_runs(service, groq):
    held = Hold(1)
    groq.script = Script(pieces=["a "] * 20, hold=held)
    turn = asyncio.create_task(service.post("/chat", ASK, headers=KEY))
    await waiting.until_async(lambda: groq.exchanges)
    assert 300 < await redis.client().ttl(_KEPT_AS) < 80_000
    held.release()
    await turn
    while await redis.client().ttl(_KEPT_AS) < 80_000:
        await asyncio.sleep(0.005)
