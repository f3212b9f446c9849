"""POST /chat/stream/{runId}/cancel."""

import asyncio
import json
import time

from tests.chat.test_chat import ASK
from tests.support import inprocess, sample_quiz, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold


async def _begin(service, groq):
    groq.script = Script(hold=Hold(20))
    response = await service.session.post(f"{service.url}/chat/stream", json={**ASK, "threadId": "t"})
    first = await response.content.readuntil(b"\n\n")
    return response, first, json.loads(first.partition(b"data: ")[2])["data"]["runId"]


async def test_it_stops_the_provider_and_keeps_what_is_there(service, groq):
    response, first, run_id = await _begin(service, groq)
    begun = time.monotonic()
    reply = await service.post(f"/chat/stream/{run_id}/cancel")
    assert reply.status == 200 and reply.json["runId"] == run_id
    events = inprocess.events_of(first.decode() + await response.text())
    assert events[-1]["type"] == "complete" and events[-1]["data"]["finishReason"] == "cancelled"
    await waiting.until_async(lambda: groq.exchanges[0].client_left_at)
    assert groq.exchanges[0].client_left_at - begun < 0.25
    history = (await service.get("/thread/t/history")).json
    assert history["messages"][-1]["content"] == events[-1]["data"]["response"]


async def test_a_run_that_ended_or_never_was_is_told_apart(service):
    run_id = (await service.post("/chat", ASK)).json["runId"]
    ended = await service.post(f"/chat/stream/{run_id}/cancel")
    assert (ended.status, ended.json["code"]) == (409, "run_not_active")
    unknown = await service.post("/chat/stream/run_unknown/cancel")
    assert (unknown.status, unknown.json["code"]) == (404, "run_not_found")


async def test_the_rest_of_a_cut_answer_is_stopped_too(service, groq):
    groq.queue.append(Script(text=sample_quiz.write(title="Products", count=2), finish_reason="length"))
    groq.queue.append(Script(hold=Hold(20)))
    turn = asyncio.create_task(service.post("/chat", {"message": "Create a quiz with 5 questions", "threadId": "t"}))
    await waiting.until_async(lambda: len(groq.exchanges) == 2 and groq.exchanges[1].tokens_sent)
    busy = await service.post("/chat", {**ASK, "threadId": "t"})
    assert (await service.post(f"/chat/stream/{busy.json['activeRunId']}/cancel")).status == 200
    assert groq.exchanges[1].client_left_at and (await turn).json["finishReason"] == "cancelled"
    assert len((await turn).json["quiz"]["questions"]) == 2


async def test_a_repair_is_stopped_too(service, groq):
    whole = sample_quiz.write(title="Products", count=2)
    groq.queue.append(Script(text=whole.replace("Answer:", "Perhaps:", 1)))
    groq.queue.append(Script(headers_delay_secs=30))
    turn = asyncio.create_task(service.post("/chat", {"message": "Create a quiz with 2 questions", "threadId": "t"}))
    await waiting.until_async(lambda: len(groq.exchanges) == 2)
    busy = await service.post("/chat", {**ASK, "threadId": "t"})
    begun = time.monotonic()
    assert (await service.post(f"/chat/stream/{busy.json['activeRunId']}/cancel")).status == 200
    answer = (await turn).json
    assert time.monotonic() - begun < 1 and answer["finishReason"] == "cancelled"
    assert answer["quiz"]["status"] == "partial" and answer["quiz"]["coverage"]["missing"] == 1
