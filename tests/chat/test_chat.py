"""POST /chat: one turn, whole answer."""

import asyncio

import pytest

from tests.support import waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

ASK = {"message": "Create a quiz on JavaScript"}


async def test_it_answers_with_text_quiz_context_and_queue(service):
    reply = await service.post("/chat", {**ASK, "threadId": "thread_123"})
    answer = reply.json
    assert reply.status == 200, answer
    assert reply.headers["x-request-id"]
    assert answer["success"] is True
    assert answer["threadId"] == "thread_123"
    assert answer["runId"].startswith("run_") and answer["messageId"].startswith("msg_")
    assert answer["quiz"]["questions"] and answer["quiz"]["threadId"] == "thread_123"
    assert answer["context"]["isNew"] is True and answer["context"]["messageCount"] == 2
    assert answer["context"]["ttlSeconds"] == 86_400
    assert len(answer["writeBackStatus"]["queued"]) == 3
    assert answer["writeBackStatus"]["pending"] >= 3
    assert answer["persisted"] is True and answer["finishReason"] == "stop" and answer["provider"] == "groq"
    assert answer["usage"]["totalTokens"] == answer["usage"]["promptTokens"] + answer["usage"]["completionTokens"]


async def test_a_turn_without_a_thread_gets_a_new_one_that_cannot_be_guessed(service):
    first, second = await asyncio.gather(service.post("/chat", ASK), service.post("/chat", ASK))
    assert first.json["threadId"] != second.json["threadId"]
    assert len(first.json["threadId"]) == len("thread_") + 39


async def test_the_thread_is_free_as_soon_as_the_answer_is_there(service):
    for count in (2, 4, 6):
        reply = await service.post("/chat", {**ASK, "threadId": "t"})
        assert reply.status == 200 and reply.json["context"]["messageCount"] == count


async def test_a_second_turn_meanwhile_is_told_which_run_is_busy(service, groq):
    held = Hold(1)
    groq.script = Script(pieces=["a ", "b"], hold=held)
    first = asyncio.create_task(service.post("/chat", {**ASK, "threadId": "t"}))
    await waiting.until_async(lambda: groq.exchanges)
    second = await service.post("/chat", {**ASK, "threadId": "t"})
    held.release()
    assert second.status == 409 and second.json["code"] == "thread_busy" and "retry-after" in second.headers
    assert second.json["activeRunId"] == (await first).json["runId"]


async def test_an_unknown_member_is_ignored_and_a_slash_accepted(service):
    reply = await service.post("/chat/", {**ASK, "userId": 7})
    assert reply.status == 200


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        (b"{", 400, "invalid_json", None),
        (b"[" * 200_000, 400, "invalid_json", None),
        (b'{"message": NaN}', 400, "invalid_json", None),
        (b'{"message": "a", "message": "b"}', 400, "invalid_json", None),
        (b'{"message": "\xff"}', 400, "invalid_encoding", None),
        (b"[]", 422, "validation_error", ""),
        (b"{}", 422, "validation_error", "/message"),
        (b'{"message": ""}', 422, "validation_error", "/message"),
        (b'{"message": " \\n "}', 422, "validation_error", "/message"),
        (b'{"message": 5}', 422, "validation_error", "/message"),
        (b'{"message": "\\ud800"}', 422, "validation_error", "/message"),
        (b'{"message": "a\\u0000b"}', 422, "validation_error", "/message"),
        (b'{"message": "%s"}' % (b"x" * 16_001), 422, "validation_error", "/message"),
        (b'{"message": "a", "threadId": "a b"}', 422, "validation_error", "/threadId"),
        (b'{"message": "a", "threadId": "a\\n"}', 422, "validation_error", "/threadId"),
        (b'{"message": "a", "threadId": "' + b"x" * 65 + b'"}', 422, "validation_error", "/threadId"),
        (b'{"message": "a", "view": "teacher"}', 422, "validation_error", "/view"),
        (b'{"message": "a", "quizOptions": {"count": 51}}', 422, "validation_error", "/quizOptions/count"),
        (b'{"message": "a", "quizOptions": {"types": ["essay"]}}', 422, "validation_error", "/quizOptions/types/0"),
        (b'"' + b"x" * 300_000 + b'"', 413, "payload_too_large", None),
    ],
)
@pytest.mark.parametrize("path", ["/chat", "/chat/stream"])
async def test_bad_input_is_told_what_is_wrong(offline_service, path, body, status, code, pointer):
    reply = await offline_service.post(path, data=body, headers={"Content-Type": "application/json"})
    assert (reply.status, reply.json["code"]) == (status, code), reply.body
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json["requestId"] == reply.headers["x-request-id"]
    if pointer is not None:
        assert [error["pointer"] for error in reply.json["errors"]] == [pointer]


async def test_other_media_types_and_methods_are_refused(offline_service):
    reply = await offline_service.post("/chat", data=b"message=hi", headers={"Content-Type": "text/plain"})
    assert (reply.status, reply.json["code"]) == (415, "unsupported_media_type")
    reply = await offline_service.get("/chat")
    assert (reply.status, reply.json["code"], reply.headers["allow"]) == (405, "method_not_allowed", "POST")


async def test_a_body_over_the_limit_is_refused_when_it_comes_in_chunks_too(offline_service):
    async def endless():
        for _ in range(80):
            yield b"x" * 65_536

    reply = await offline_service.post("/chat", data=endless(), headers={"Content-Type": "application/json"})
    assert (reply.status, reply.json["code"]) == (413, "payload_too_large")
