"""The paths that make quizzes."""

from chat import idempotency, runs
from chat.llm import errors as llm
from quizagent import errors
from system.openapi import events
from system.openapi.parts import Json, answer, example, failures, parameter, ref
from threads import lease

_STREAM = "text/event-stream"
_REPLAYED = {"Idempotency-Replayed": {"$ref": "#/components/headers/Idempotency-Replayed"}}
_KEY = parameter(
    "header",
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "The same key and body is one turn, however often it is sent; kept for 24 hours.",
)
_RUN_ID = parameter(
    "path",
    "runId",
    {"type": "string", "pattern": "^run_[0-9a-z]{1,40}$"},
    "From the `start` event, or a turn's answer.",
    shown="run_4wq7vtd3n2xkz6jmb5ye",
)
_AFTER = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
_TURN_FAILURES = failures(
    errors.InvalidJSON,
    errors.InvalidEncoding,
    errors.UnsupportedMediaType,
    lease.ThreadBusy,
    idempotency.IdempotencyInProgress,
    errors.ValidationError,
    idempotency.IdempotencyKeyReused,
    errors.RateLimited,
    llm.LLMAuthFailed,
    llm.LLMBadResponse,
    llm.LLMStreamInterrupted,
    llm.LLMModelUnavailable,
    llm.LLMRequestTooLarge,
    llm.LLMUnavailable,
    llm.LLMRateLimited,
    errors.StoreUnavailable,
    errors.Overloaded,
    errors.ServerShutdown,
    llm.LLMTimeout,
)
_BODY = {
    "required": True,
    "content": {"application/json": {"schema": ref("TurnInput"), "example": example("turn-request.json")}},
}
_THREAD = {"threadId": "$response.body#/threadId"}
_RUN = {"runId": "$response.body#/runId"}
_LINKS = {
    "thread": {"operationId": "getThread", "parameters": _THREAD},
    "history": {"operationId": "getHistory", "parameters": _THREAD},
    "quizzes": {"operationId": "getQuizzes", "parameters": _THREAD},
    "quiz": {"operationId": "getQuiz", "parameters": {**_THREAD, "quizId": "$response.body#/quiz/id"}},
    "forget": {"operationId": "deleteThread", "parameters": _THREAD},
    "rejoin": {"operationId": "rejoinStream", "parameters": _RUN},
    "cancel": {"operationId": "cancelRun", "parameters": _RUN},
    "write": {
        "operationId": "getWrite",
        "parameters": {"operationId": "$response.body#/writeBackStatus/queued/0"},
    },
}


def paths() -> Json:
    return {
        "/chat": {"post": _chat()},
        "/chat/stream": {"post": _stream()},
        "/chat/stream/{runId}": {"get": _rejoin()},
        "/chat/stream/{runId}/cancel": {"post": _cancel()},
    }


def _chat() -> Json:
    turn = answer("The turn.", ref("Turn"), example("turn.json"))
    turn["headers"] |= _REPLAYED
    turn["links"] = _LINKS
    return {
        "tags": ["Turns"],
        "operationId": "createTurn",
        "summary": "One turn, whole answer",
        "parameters": [_KEY],
        "requestBody": _BODY,
        "responses": {"200": turn, **_TURN_FAILURES},
    }


def _stream() -> Json:
    stream = _event_stream()
    stream["headers"] |= _REPLAYED
    return {
        "tags": ["Turns"],
        "operationId": "streamTurn",
        "summary": "One turn as Server-Sent Events",
        "description": events.DESCRIPTION,
        "parameters": [_KEY],
        "requestBody": _BODY,
        "responses": {"200": stream, **_TURN_FAILURES},
    }


def _rejoin() -> Json:
    last = parameter("header", "Last-Event-ID", _AFTER, "The `id` of the last event the client has.")
    after = parameter("query", "after", _AFTER, "The same, for clients that cannot set the header.")
    nothing_left = {"description": "Nothing is left after that event."}
    return {
        "tags": ["Turns"],
        "operationId": "rejoinStream",
        "summary": "Rejoin a running or just finished stream",
        "description": "Replays what came after the given event, then follows live. A run that finished a while ago "
        "answers with its `complete` event alone while its thread lives.",
        "parameters": [_RUN_ID, last, after],
        "responses": {
            "200": _event_stream(),
            "204": nothing_left,
            **failures(runs.RunNotFound, errors.NotFound, errors.ValidationError, errors.StoreUnavailable),
        },
    }


def _cancel() -> Json:
    return {
        "tags": ["Turns"],
        "operationId": "cancelRun",
        "summary": "Stop a running turn",
        "description": "Stops the model at once and keeps what it has said; every reader's stream ends with "
        "`complete` and `finishReason: cancelled`.",
        "parameters": [_RUN_ID],
        "responses": {
            "200": answer("The run has ended.", ref("Cancelled")),
            **failures(runs.RunNotFound, errors.NotFound, runs.RunNotActive, errors.StoreUnavailable),
        },
    }


def _event_stream() -> Json:
    return answer("The events.", ref("StreamFrame"), example("stream.txt"), media_type=_STREAM)
