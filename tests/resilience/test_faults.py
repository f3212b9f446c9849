"""A provider that misbehaves: at each of the three doors one end, told by its code, and the thread is free again."""

import asyncio

import pytest

from tests.support import inprocess
from tests.support.groq_script import Script

_MESSAGE = "Create a quiz on JavaScript"

FAULTS = [
    (Script(status=401), 502, "llm_auth_failed"),
    (Script(status=403), 502, "llm_auth_failed"),
    (Script(status=404), 502, "llm_model_unavailable"),
    (Script(status=413), 502, "llm_request_too_large"),
    (Script(status=429, retry_after="30"), 503, "llm_rate_limited"),
    (Script(status=498), 503, "llm_unavailable"),
    (Script(status=500), 503, "llm_unavailable"),
    (Script(fault="stall", at=0), 504, "llm_timeout"),
    (Script(fault="stall", at=3), 504, "llm_timeout"),
    (Script(fault="cut", at=0), 502, "llm_stream_interrupted"),
    (Script(fault="cut", at=3), 502, "llm_stream_interrupted"),
    (Script(fault="close", at=3), 502, "llm_stream_interrupted"),
    (Script(finish_reason=None), 502, "llm_stream_interrupted"),
    (Script(fault="garbage", at=3), 502, "llm_bad_response"),
    (Script(fault="error_frame", at=3), 503, "llm_unavailable"),
    (Script(fault="x_groq_error", at=3), 503, "llm_unavailable"),
]


async def _chat(served, thread_id):
    reply = await served.post("/chat", {"message": _MESSAGE, "threadId": thread_id})
    assert reply.status != 503 or int(reply.headers["retry-after"]) >= 1
    return reply.status, reply.json["code"]


async def _stream(served, thread_id):
    ask = {"message": _MESSAGE, "threadId": thread_id}
    async with served.session.post(f"{served.url}/chat/stream", json=ask) as response:
        if response.status != 200:
            return response.status, (await response.json(content_type=None))["code"]
        error = inprocess.events_of(await response.text())[-1]["data"]
    assert error["requestId"] == response.headers["X-Request-ID"] and error["message"]
    return None, error["code"]


async def _socket(served, thread_id):
    async with served.session.ws_connect(f"{served.url}/ws/chat") as socket:
        await socket.send_json({"type": "message", "data": {"message": _MESSAGE, "threadId": thread_id}})
        while (frame := await socket.receive_json(timeout=10))["type"] != "error":
            assert frame["type"] != "complete"
        await socket.send_json({"type": "ping"})
        assert (await socket.receive_json(timeout=30))["type"] == "pong", "nothing after the end, and still open"
    return None, frame["data"]["code"]


@pytest.mark.parametrize(("script", "status", "code"), FAULTS)
async def test_a_fault_of_the_provider_is_told_once_by_its_code(served, groq, settings, script, status, code):
    settings.LLM_FIRST_TOKEN_TIMEOUT_SECONDS, settings.LLM_TOKEN_TIMEOUT_SECONDS = 0.7, 0.2
    groq.script = script
    doors = _chat, _stream, _socket
    ends = await asyncio.gather(*(door(served, door.__name__) for door in doors))
    assert ends[0] == (status, code)
    assert all(end in ((status, code), (None, code)) for end in ends)
    for door in doors:
        thread = await served.get(f"/thread/{door.__name__}")
        assert thread.status in (200, 404) and thread.json.get("activeRunId") is None
