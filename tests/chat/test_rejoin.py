"""GET /chat/stream/{runId}: what came after an event, then live."""

import asyncio
import json

import pytest

from chat import events, journal, runs
from quizagent import redis
from tests.chat.test_chat import ASK
from tests.support import inprocess
from tests.support.groq_script import Script


async def _rejoin(service, run_id, after=0):
    async with service.session.get(f"{service.url}/chat/stream/{run_id}?after={after}") as response:
        return response.status, inprocess.events_of(await response.text()) if response.status == 200 else None


async def test_a_finished_run_is_replayed_from_every_event(service, groq):
    groq.script = Script(pieces=["a ", "b ", "c"])
    events = await service.stream(ASK)
    run_id = events[0]["data"]["runId"]
    for after in range(len(events)):
        status, replayed = await _rejoin(service, run_id, after)
        assert (status, replayed) == (200, events[after:])
    assert await _rejoin(service, run_id, len(events)) == (204, None)


async def test_many_readers_of_a_running_stream_see_the_same(service, groq):
    groq.script = Script(pieces=["a "] * 100, delay_secs=0.002)
    async with service.session.post(f"{service.url}/chat/stream", json=ASK) as response:
        first = await response.content.readuntil(b"\n\n")
        run_id = json.loads(first.partition(b"data: ")[2])["data"]["runId"]
        readers = [asyncio.create_task(_rejoin(service, run_id)) for _ in range(5)]
        rest = await response.text()
    whole = inprocess.events_of(first.decode() + rest)
    assert all(result == (200, whole) for result in await asyncio.gather(*readers))


async def test_the_last_event_id_header_counts(service):
    events = await service.stream(ASK)
    headers = {"Last-Event-ID": str(len(events) - 1)}
    async with service.session.get(
        f"{service.url}/chat/stream/{events[0]['data']['runId']}", headers=headers
    ) as response:
        assert inprocess.events_of(await response.text()) == events[-1:]


async def test_a_run_of_another_instance_is_followed_through_redis(service, groq, monkeypatch):
    groq.script = Script(pieces=["a "] * 100, delay_secs=0.003)
    async with service.session.post(f"{service.url}/chat/stream", json=ASK) as response:
        first = await response.content.readuntil(b"\n\n")
        run_id = json.loads(first.partition(b"data: ")[2])["data"]["runId"]
        monkeypatch.setattr(runs, "_local", {})  # as a process that does not have it
        reader = asyncio.create_task(_rejoin(service, run_id, 1))
        whole = inprocess.events_of(first.decode() + await response.text())
    assert await reader == (200, whole[1:])


@pytest.mark.parametrize(("timeout_secs", "tokens", "end"), [(5, 50, "complete"), (0.05, 5000, "error")])
async def test_a_shutdown_gives_time_to_who_follows_a_run_of_another_instance(
    service, groq, monkeypatch, timeout_secs, tokens, end
):
    groq.script = Script(pieces=["a "] * tokens, delay_secs=0.01)
    async with service.session.post(f"{service.url}/chat/stream", json=ASK) as response:
        first = await response.content.readuntil(b"\n\n")
        run_id = json.loads(first.partition(b"data: ")[2])["data"]["runId"]
        run = runs._local[run_id]
        monkeypatch.setattr(runs, "_local", {})
        async with service.session.get(f"{service.url}/chat/stream/{run_id}") as joined:
            begun = await joined.content.readuntil(b"\n\n")
            draining = asyncio.create_task(runs.drain(timeout_secs))
            last = inprocess.events_of((begun + await joined.read()).decode())[-1]
        run.interrupt("cancelled")
        await response.read()
        await draining
    assert (last["type"], last["data"].get("code")) == (end, "server_shutdown" if end == "error" else None)


async def test_a_run_whose_process_dies_ends_with_an_error_after_what_there_was(service, monkeypatch):
    monkeypatch.setattr(journal, "_BLOCK_MS", 20)
    run, payload = "run_doomed", events.Event("chunk", {"chunk": "a", "index": 0}).payload()
    await redis.client().xadd(journal._events_key(run), {"n": 1, "f": payload}, id="1-0")
    await redis.client().set(journal._alive_key(run), 1)
    await redis.client().hset(journal._record_key(run), mapping={"thread": "t", "owner": "-"})
    async with service.session.get(f"{service.url}/chat/stream/{run}") as response:
        first = await response.content.readuntil(b"\n\n")
        await redis.client().delete(journal._alive_key(run))
        followed = inprocess.events_of((first + await response.read()).decode())
    assert [event["type"] for event in followed] == ["chunk", "error"]
    assert followed[-1]["data"]["code"] == "run_lost" and followed[-1]["data"]["retryable"] is True
    assert await _rejoin(service, run) == (200, followed)


async def test_a_cleaned_up_run_answers_with_its_complete_event_alone(service, settings):
    settings.STREAM_CLEANUP_SECONDS = 0
    events = await service.stream({**ASK, "threadId": "t"})
    while not (await journal.record(events[0]["data"]["runId"])).last:
        await asyncio.sleep(0.005)
    status, replayed = await _rejoin(service, events[0]["data"]["runId"], 3)
    assert status == 200 and [event["type"] for event in replayed] == ["complete"]
    assert replayed[0]["id"] == events[-1]["id"]
    kept = {"response", "quiz", "runId", "messageId", "usage", "finishReason", "model"}
    assert {k: replayed[0]["data"][k] for k in kept} == {k: events[-1]["data"][k] for k in kept}


async def test_an_unknown_run_is_not_found(service):
    for run_id in ("run_unknown", "run_..%2f"):
        reply = await service.get(f"/chat/stream/{run_id}")
        assert reply.status == 404
    assert (await service.get("/chat/stream/run_unknown")).json["code"] == "run_not_found"
    assert (await service.get("/chat/stream/run_unknown?after=x")).json["code"] == "validation_error"
