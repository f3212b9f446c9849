"""WS /ws/chat: turns over one socket."""

import json

import aiohttp
import pytest

from tests.chat.test_chat import ASK
from tests.support import waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold


@pytest.fixture
async def socket(service):
    async with service.session.ws_connect(f"{service.url}/ws/chat") as socket:
        yield socket


async def _turn(socket):
    """Frames up to the terminal event."""
    frames = []
    while not frames or frames[-1]["type"] not in ("complete", "error"):
        frames.append(await socket.receive_json(timeout=30))
    return frames


async def test_several_turns_go_over_one_socket(socket):
    for count in (2, 4):
        await socket.send_json({"type": "message", "data": {**ASK, "threadId": "t"}})
        frames = await _turn(socket)
        assert [frame["id"] for frame in frames] == list(range(1, len(frames) + 1))
        assert frames[0]["type"] == "start" and len({frame["runId"] for frame in frames}) == 1
        answer = frames[-1]["data"]
        assert "".join(f["data"]["chunk"] for f in frames if f["type"] == "chunk") == answer["response"]
        assert answer["context"]["messageCount"] == count


@pytest.mark.parametrize(
    ("frame", "code", "pointer"),
    [
        ("{", "invalid_json", None),
        ("[" * 20_000, "invalid_json", None),
        ("[]", "validation_error", "/type"),
        ('{"type": "shout"}', "validation_error", "/type"),
        ('{"type": "message", "data": []}', "validation_error", "/data"),
        ('{"type": "message", "data": {}}', "validation_error", "/data/message"),
        ('{"type": "resume", "data": {}}', "validation_error", "/data/runId"),
        ('{"type": "resume", "data": {"runId": "run_x"}}', "run_not_found", None),
        ('{"type": "resume", "data": {"runId": "run_x", "after": "y"}}', "validation_error", "/data/after"),
        ('{"type": "cancel", "data": {"runId": "run_x"}}', "run_not_found", None),
        ('{"type": "subscribe", "data": {"threadId": "a b"}}', "validation_error", "/data/threadId"),
    ],
)
async def test_a_bad_frame_gets_an_error_and_the_socket_stays_open(socket, frame, code, pointer):
    await socket.send_str(frame)
    error = await socket.receive_json(timeout=30)
    assert error["type"] == "error" and error["data"]["code"] == code
    if pointer:
        assert [e["pointer"] for e in error["data"]["errors"]] == [pointer]
    await socket.send_json({"type": "ping"})
    assert (await socket.receive_json(timeout=30))["type"] == "pong"


async def test_a_frame_over_64_kb_closes_with_1009(socket):
    await socket.send_str("x" * 70_000)
    closed = await socket.receive(timeout=30)
    assert closed.type == aiohttp.WSMsgType.CLOSE and closed.data == 1009


async def test_a_run_can_be_cancelled_while_it_streams(socket, groq):
    groq.script = Script(hold=Hold(5))
    await socket.send_json({"type": "message", "data": ASK})
    start = await socket.receive_json(timeout=30)
    await socket.send_json({"type": "cancel", "data": {"runId": start["runId"]}})
    assert (await _turn(socket))[-1]["data"]["finishReason"] == "cancelled"


async def test_a_run_can_be_resumed_on_another_socket(service, socket, groq):
    groq.script = Script(pieces=["a "] * 50, delay_secs=0.005)
    await socket.send_json({"type": "message", "data": ASK})
    start = await socket.receive_json(timeout=30)
    async with service.session.ws_connect(f"{service.url}/ws/chat") as other:
        await other.send_json({"type": "resume", "data": {"runId": start["runId"], "after": 1}})
        assert await _turn(other) == await _turn(socket)


async def test_leaving_cancels_only_when_asked(service, groq):
    for thread, choice in (("stays", "continue"), ("goes", "cancel")):
        held = Hold(1)
        groq.script = Script(pieces=["a "] * 30, hold=held)
        async with service.session.ws_connect(f"{service.url}/ws/chat") as socket:
            data = {**ASK, "threadId": thread, "onDisconnect": choice}
            await socket.send_json({"type": "message", "data": data})
            await socket.receive_json(timeout=30)
        if choice == "continue":
            held.release()
    await waiting.until_async(lambda: groq.exchanges[0].finished_at and groq.exchanges[1].client_left_at)


async def test_a_subscribed_socket_sees_the_turns_of_others(service, socket, groq):
    groq.script = Script(pieces=["a "] * 20, delay_secs=0.01)
    await socket.send_json({"type": "subscribe", "data": {"threadId": "class"}})
    assert (await socket.receive_json(timeout=30))["type"] == "subscribed"
    events = await service.stream({**ASK, "threadId": "class"})
    seen = await _turn(socket)
    assert [{k: f[k] for k in ("id", "type", "data")} for f in seen] == events
    await socket.send_json({"type": "unsubscribe", "data": {"threadId": "class"}})
    assert (await socket.receive_json(timeout=30))["type"] == "unsubscribed"


async def test_a_foreign_page_is_refused_at_the_handshake(service):
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await service.session.ws_connect(f"{service.url}/ws/chat", origin="https://evil.example")
    assert refused.value.status == 403


async def test_an_unknown_address_is_refused_at_the_handshake(service):
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await service.session.ws_connect(f"{service.url}/ws/other")


async def test_frames_are_the_same_objects_as_the_stream(service, socket, groq):
    groq.script = Script(pieces=['quote " and \\ and é\n'])
    await socket.send_json({"type": "message", "data": {**ASK, "threadId": "t"}})
    raw = (await socket.receive(timeout=30)).data
    assert json.loads(raw)["type"] == "start"
