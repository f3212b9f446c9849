"""`components.schemas`: what goes over the wire besides the quiz, whose own schema is published by `threads`."""

import json
from typing import Any

from chat.serializers import TurnInput
from quizagent import errors
from system.openapi import events, quizzes, writes
from system.openapi.parts import COUNT, FLAG, STRING, TIME, Json, enum, listing, nullable, obj, ref, said, success
from threads.quizzes import model

_REFS = "#/components/schemas/"


def schemas() -> Json:
    return {
        **_turn_input(),
        **_turn(),
        **_threads(),
        **_system(),
        **writes.schemas(),
        **quizzes.schemas(),
        **events.schemas(),
        **_quiz(),
        "Problem": _problem(),
    }


def _turn_input() -> Json:
    schema = TurnInput.model_json_schema(by_alias=True, ref_template=_REFS + "{model}")
    parts = schema.pop("$defs")
    # What the code checks beyond the schema that it gives of itself.
    schema["properties"]["message"] |= {
        "pattern": r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x08\x0b-\x1f\x7f-\x9f]*$",
        "description": "What the quiz should be about, an edit of the last quiz, or a text to make questions from.",
    }
    schema["description"] = "One turn. Members that are not listed are ignored."
    return {"TurnInput": schema, **parts}


def _turn() -> Json:
    return {
        "Context": obj(
            "The thread after the turn.",
            {
                "isNew": FLAG,
                "messageCount": COUNT,
                "quizCount": COUNT,
                "createdAt": TIME,
                "expiresAt": said(TIME, "Every turn moves it on."),
                "ttlSeconds": COUNT,
            },
        ),
        "WriteBackStatus": obj(
            "The write-back queue of the whole service, and this turn's own operations in it.",
            {"queued": listing(STRING), "total": COUNT, "pending": COUNT, "retrying": COUNT, "failed": COUNT},
        ),
        "Usage": obj("Tokens.", {"promptTokens": COUNT, "completionTokens": COUNT, "totalTokens": COUNT}),
        "Turn": success(
            "A whole turn.",
            {
                "response": said(STRING, "Markdown."),
                "threadId": STRING,
                "runId": STRING,
                "messageId": STRING,
                "quiz": said(nullable(_any_quiz()), "Null when the turn made none."),
                "context": ref("Context"),
                "writeBackStatus": ref("WriteBackStatus"),
                "persisted": said(FLAG, "False when the session store went away during the turn."),
                "provider": enum("groq", "offline"),
                "model": STRING,
                "finishReason": enum("stop", "length", "cancelled", "output_limit"),
                "usage": nullable(ref("Usage")),
            },
        ),
    }


def _threads() -> Json:
    return {
        "Message": obj(
            "A message of a thread.",
            {
                "id": STRING,
                "role": enum("user", "assistant"),
                "content": STRING,
                "createdAt": TIME,
                "quizId": nullable(STRING),
            },
        ),
        "Thread": success(
            "A thread as it is now.",
            {"threadId": STRING, "context": ref("Context"), "expiresAt": TIME, "activeRunId": nullable(STRING)},
        ),
        "History": success(
            "A page of messages, oldest first.",
            {"threadId": STRING, "messages": listing(ref("Message")), "total": COUNT, "hasMore": FLAG},
        ),
        "Quizzes": success(
            "A thread's quizzes.", {"threadId": STRING, "quizzes": listing(_any_quiz()), "total": COUNT}
        ),
        "QuizAnswer": success("One quiz.", {"threadId": STRING, "quiz": _any_quiz()}),
        "Deleted": success("The thread is forgotten.", {"threadId": STRING}),
        "Cancelled": success("The run has ended.", {"runId": STRING}),
    }


def _system() -> Json:
    problem = obj("Something an operator should know.", {"code": STRING, "message": STRING})
    verdict = enum("healthy", "degraded", "unhealthy")
    writes = dict.fromkeys(("total", "pending", "retrying", "failed", "delivered"), COUNT)
    return {
        "Health": success("", {"status": enum("healthy", "degraded"), "version": STRING, "uptime": COUNT}),
        "Live": success("", {"status": {"const": "alive"}}),
        "Ready": success("", {"status": {"const": "ready"}, "checks": {"type": "object"}}),
        "Status": obj(
            "The state of the service. Without access to the system only `system.status` is there.",
            {
                "system": obj(
                    "",
                    {"status": verdict},
                    {
                        "uptime": said(COUNT, "Seconds."),
                        "memory": obj("", {"used": STRING, "free": STRING}),
                        "version": STRING,
                        "problems": said(listing(problem), "Only when there are any."),
                    },
                )
            },
            {
                "writeBack": obj("", {**writes, "oldestPendingSeconds": {"type": "number"}, "sink": STRING}),
                "redis": obj("", {"connected": FLAG, "ttl": STRING}),
                "llm": obj("", {"provider": STRING, "model": STRING, "available": FLAG}),
                "streams": obj("", {"active": COUNT}),
            },
        ),
        "Flushed": success(
            "What became of the operations that were waiting.",
            dict.fromkeys(("flushed", "delivered", "retrying", "failed", "remaining", "durationMs"), COUNT),
        ),
    }


def _any_quiz() -> Json:
    """Author's or learner's: the two differ in what a learner must not see."""
    return {"anyOf": [ref("Quiz"), ref("LearnerQuiz")]}


def _quiz() -> Json:
    definitions: Json = json.loads(json.dumps(model.json_schema()["$defs"]).replace("#/$defs/", _REFS))
    return definitions


def _problem() -> Json:
    codes = sorted({kind.code for kind in _all_errors(errors.APIError)})
    field = obj("", {"pointer": said(STRING, "A JSON pointer into the body."), "detail": STRING})
    return obj(
        "RFC 9457, with the flag `success` and a code for programs.",
        {
            "success": {"const": False},
            "type": STRING,
            "title": STRING,
            "status": {"type": "integer"},
            "detail": said(STRING, "One sentence, safe to show."),
            "code": enum(*codes),
            "requestId": STRING,
        },
        {"errors": listing(field), "activeRunId": said(STRING, "With `thread_busy`.")},
    )


def _all_errors(kind: type[errors.APIError]) -> set[type[errors.APIError]]:
    children: set[Any] = set(kind.__subclasses__())
    return {kind, *children, *(found for child in children for found in _all_errors(child))}
