"""One service of two processes: what runs on one is read, followed and stopped on the other."""

import asyncio
import time

import aiohttp
import pytest

from quizagent.client import Conflict
from tests.support import waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

ASK = "Create a quiz with 1 question on numbers"


async def _events(stream):
    return [event async for event in stream]


async def _followed_from_every_event(stream, held, *clients):
    """The events of a stream, and what each client got that joined after each of them, by the event's id."""
    events, readers = [], []
    async for event in stream:
        events.append(event)
        held.release()
        readers += [
            (event.id, asyncio.create_task(_events(client.resume(stream.run_id, after=event.id))))
            for client in clients
        ]
    return events, [(after, await reader) for after, reader in readers]


async def test_a_run_is_rejoined_at_every_event_on_either_instance(both, pair):
    held = Hold(*range(1, 40))  # the next token when the one before it has come: none are joined into one event
    pair.groq.script = Script(hold=held)
    stream = both[0].stream(ASK)
    events, joined = await _followed_from_every_event(stream, held, *both)
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert len(joined) == 2 * len(events) > 60
    for after, seen in joined:
        assert seen == events[after:], f"joined after {after}"
    for client in both:
        for after in range(len(events) + 1):
            assert await _events(client.resume(stream.run_id, after=after)) == events[after:]


async def _running(both, groq, thread_id):
    """A turn that the first instance has begun and the provider not answered, and its run as the second knows it."""
    held = Hold(0)
    groq.script = Script(hold=held)
    turn = asyncio.create_task(both[0].chat(ASK, thread_id=thread_id))
    await waiting.until_async(lambda: groq.exchanges)
    with pytest.raises(Conflict) as busy:
        await both[1].chat(ASK, thread_id=thread_id)
    return turn, busy.value.active_run_id, held


async def _is_followed(store):
    return "xread" in [client["cmd"] for client in await store.client_list()]


async def test_a_run_can_be_followed_elsewhere_before_its_first_token(both, pair, store):
    turn, run_id, held = await _running(both, pair.groq, "early")
    reader = asyncio.create_task(_events(both[1].resume(run_id)))
    await waiting.until_async(lambda: _is_followed(store))
    held.release()
    joined = await reader
    assert joined[0].type == "start" and joined[-1].data == await turn


async def test_a_run_can_be_stopped_elsewhere_before_its_first_token(both, pair):
    turn, run_id, _ = await _running(both, pair.groq, "stopped_early")
    assert await both[1].cancel(run_id) is True
    answer = await turn
    assert (answer["finishReason"], answer["response"]) == ("cancelled", "")


async def test_a_duplicate_elsewhere_joins_the_run_that_is_under_way(both, pair):
    pair.groq.script = Script(first_delay_secs=0.3)
    answers = await asyncio.gather(*(client.chat(ASK, idempotency_key="order-1") for client in both * 10))
    assert len(pair.groq.exchanges) == 1 and all(answer == answers[0] for answer in answers)


async def test_cancelling_elsewhere_closes_the_provider_at_once(both, pair, figures):
    pair.groq.script = Script(pieces=["a "] * 2000, delay_secs=0.005)
    took_ms = []
    for number in range(5):
        stream = both[0].stream(ASK, thread_id=f"cancelled_{number}")
        async for event in stream:
            if event.id == 3:
                begun = time.monotonic()
                await both[1].cancel(stream.run_id)
        assert stream.answer["finishReason"] == "cancelled" and stream.answer["response"] == stream.text
        exchange = pair.groq.exchanges[-1]
        await waiting.until_async(lambda exchange=exchange: exchange.client_left_at)
        took_ms.append((exchange.client_left_at - begun) * 1000)
    figures.append(f"cancel elsewhere until the provider is closed: {min(took_ms):.0f} to {max(took_ms):.0f} ms")
    assert max(took_ms) < 1000


@pytest.mark.parametrize("idle_secs", [0, pytest.param(7, marks=pytest.mark.slow)])
async def test_a_socket_at_one_sees_the_turns_that_are_begun_at_the_other(both, pair, idle_secs):
    pair.groq.script = Script(pieces=["a "] * 20, delay_secs=0.01)
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{pair.second.url}/ws/chat") as socket:
        await socket.send_json({"type": "subscribe", "data": {"threadId": "class"}})
        assert (await socket.receive_json(timeout=30))["type"] == "subscribed"
        await asyncio.sleep(idle_secs)  # channel layers have died of five quiet seconds
        events = await _events(both[0].stream(ASK, thread_id="class"))
        for event in events:
            frame = await socket.receive_json(timeout=30)
            assert (frame["id"], frame["type"], frame["data"]) == event
