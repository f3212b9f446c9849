"""Idempotency-Key: the same key and body is one turn."""

import asyncio

import pytest

from tests.chat.test_chat import ASK
from tests.support import inprocess
from tests.support.groq_script import Script

KEY = {"Idempotency-Key": "order-1"}


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
