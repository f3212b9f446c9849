"""POST /chat/stream: the same turn, event by event."""

import asyncio
import gc
import json

import pytest

from chat import idempotency, streams
from chat.buffer import Buffer
from chat.llm.stream import Stream
from chat.runs import Run
from system import server
from tests.chat.test_chat import ASK
from tests.support import inprocess, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

_OF_A_TURN = (Run, Buffer, Stream, streams._Reader, server.Protocol)


@pytest.fixture(params=["any ASGI server", "our own"])
async def service(groq, transactional_db, request):
    """Ours writes tokens straight to the socket; under another server they go through `send`."""
    options = {"http": server.Protocol} if request.param == "our own" else {}
    async with inprocess.serving(**options) as client:
        yield client


async def test_the_stream_holds_the_turn_and_nothing_else(service):
    async with service.session.post(f"{service.url}/chat/stream", json={**ASK, "threadId": "t"}) as response:
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-cache, no-transform"
        assert response.headers["X-Accel-Buffering"] == "no"
        text = await response.text()
    assert inprocess.frames_of(text)[0]["retry"] == "2000"
    assert "event:" not in text
    events = inprocess.events_of(text)
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["type"] == "start" and events[0]["data"]["threadId"] == "t"
    chunks = [event["data"] for event in events if event["type"] == "chunk"]
    assert [chunk["index"] for chunk in chunks] == list(range(len(chunks)))
    answer = events[-1]["data"]
    assert "".join(chunk["chunk"] for chunk in chunks) == answer["response"]
    final = {e["data"]["index"]: e["data"]["question"] for e in events if e["type"] == "question"}
    keys = ("id", "stem", "options", "answer", "explanation")
    assert [[final[i][k] for k in keys] for i in sorted(final)] == [
        [question[k] for k in keys] for question in answer["quiz"]["questions"]
    ]


async def test_a_question_is_there_before_the_text_ends(service):
    events = await service.stream(ASK)
    kinds = [event["type"] for event in events]
    assert kinds.index("question") < len(kinds) - 1 - kinds[::-1].index("chunk")


async def test_text_that_looks_like_the_protocol_stays_inside_its_line(service, groq):
    hostile = "a\n\ndata: [DONE]\n\nevent: x\r\nid: 9\u2028\u2029\x0b end"
    groq.script = Script(pieces=[hostile])
    events = await service.stream(ASK)
    assert events[-1]["data"]["response"] == hostile


async def test_a_part_that_was_cut_off_is_kept_and_marked(service, groq):
    groq.script = Script(fault="cut", at=40)
    events = await service.stream({**ASK, "threadId": "t"})
    assert events[-1]["data"]["code"] == "llm_stream_interrupted"
    history = (await service.get("/thread/t/history")).json
    said = "".join(event["data"]["chunk"] for event in events if event["type"] == "chunk")
    assert [m["content"] for m in history["messages"]] == [ASK["message"], said]


async def test_a_client_that_leaves_harms_nothing(service, groq):
    held = Hold(5)
    groq.script = Script(pieces=["a "] * 50, hold=held)
    async with service.session.post(f"{service.url}/chat/stream", json={**ASK, "threadId": "t"}) as response:
        await response.content.readany()
    held.release()
    await waiting.until_async(lambda: groq.exchanges[0].finished_at)
    while (reply := await service.get("/thread/t")).json.get("activeRunId"):
        await asyncio.sleep(0.01)
    assert reply.json["messageCount"] == 2


async def test_a_turn_leaves_nothing_for_the_collector(service):
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            async with service.session.post(
                f"{service.url}/chat/stream", json=ASK, headers={"Connection": "close"}
            ) as r:
                assert inprocess.events_of(await r.text())[-1]["type"] == "complete"
        await waiting.until_async(lambda: not any(isinstance(o, _OF_A_TURN) for o in gc.get_objects()))
    finally:
        gc.enable()


@pytest.mark.parametrize("path", ["/chat", "/chat/stream"])
async def test_a_client_that_leaves_can_cancel_by_leaving(service, groq, path):
    groq.script = Script(hold=Hold(3))
    request = asyncio.create_task(
        service.post(path, {**ASK, "threadId": "t", "onDisconnect": "cancel"}),
    )
    await waiting.until_async(lambda: groq.exchanges and groq.exchanges[0].tokens_sent == 3)
    request.cancel()
    await waiting.until_async(lambda: groq.exchanges[0].client_left_at)
    while (reply := await service.get("/thread/t")).json.get("activeRunId"):
        await asyncio.sleep(0.01)
    assert reply.json["messageCount"] == 2


async def test_a_client_that_left_before_its_turn_began_cancels_it_too(service, groq, monkeypatch):
    start, arrived, gone = idempotency.start, asyncio.Event(), asyncio.Event()

    async def start_later(*args):
        arrived.set()
        await gone.wait()
        return await start(*args)

    monkeypatch.setattr(idempotency, "start", start_later)
    groq.script = Script(hold=Hold(3))
    request = asyncio.create_task(
        service.post("/chat/stream", {**ASK, "threadId": "t", "onDisconnect": "cancel"}),
    )
    await arrived.wait()
    request.cancel()
    await asyncio.sleep(0.05)  # a server that hears of it later is told by the connection's end itself
    gone.set()

    async def is_over():
        thread = (await service.get("/thread/t")).json
        return thread.get("messageCount") == 2 and not thread.get("activeRunId")

    await waiting.until_async(is_over)


async def test_an_endless_answer_ends_at_the_limit(service, groq, monkeypatch):
    monkeypatch.setattr("chat.drafts.MAX_TEXT_BYTES", 2000)
    groq.script = Script(endless=True)
    events = await service.stream(ASK)
    assert events[-1]["data"]["finishReason"] == "output_limit"
    await waiting.until_async(lambda: groq.exchanges[0].client_left_at)


async def test_an_answer_that_takes_too_long_ends_at_the_limit(service, groq, settings):
    settings.LLM_TOTAL_TIMEOUT_SECONDS = 0.3
    groq.script = Script(endless=True, delay_secs=0.01)
    events = await service.stream(ASK)
    assert events[-1]["data"]["finishReason"] == "output_limit"


async def test_an_answer_cut_by_the_token_limit_says_so(service, groq):
    groq.script = Script(pieces=["Hello"], finish_reason="length")
    assert (await service.stream(ASK))[-1]["data"]["finishReason"] == "length"


async def test_silence_is_filled_with_comments(service, groq, monkeypatch):
    monkeypatch.setattr(streams, "_KEEP_ALIVE_SECS", 0.05)
    held = Hold(1)
    groq.script = Script(pieces=["a ", "b"], hold=held)
    async with service.session.post(f"{service.url}/chat/stream", json=ASK) as response:
        silence = [await response.content.readuntil(b": keep-alive\n\n") for _ in range(2)]
        held.release()
        text = b"".join(silence) + await response.read()
    assert inprocess.events_of(text.decode())[-1]["data"]["response"] == "a b"


async def test_requests_that_are_sent_together_get_their_own_answers_in_turn(service):
    host, _, port = service.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    for thread_id in ("first", "second"):
        body = json.dumps({**ASK, "threadId": thread_id})
        head = f"POST /chat/stream HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write((head + body).encode())
    async with asyncio.timeout(10):
        answers = [(await reader.readuntil(b"\r\n0\r\n\r\n")).decode() for _ in range(2)]
    for answer, mine, others in zip(answers, ("first", "second"), ("second", "first"), strict=True):
        assert f'"threadId":"{mine}"' in answer and f'"threadId":"{others}"' not in answer
        assert answer.count("[DONE]") == 1
    writer.close()
