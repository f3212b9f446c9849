"""The paths around one quiz: taking it out as a file, bringing one in, answering it."""

from quizagent import errors
from system.openapi.parts import (
    COUNT,
    STRING,
    TIME,
    Json,
    answer,
    enum,
    failures,
    listing,
    obj,
    parameter,
    ref,
    said,
    success,
)
from system.openapi.threads import QUIZ_ID, REVISION, THREAD_ID, VIEW
from threads import lease, store
from threads.quizzes import exports, imports

_UNKNOWN = (
    store.ThreadNotFound,
    store.QuizNotFound,
    errors.NotFound,
    errors.ValidationError,
    errors.StoreUnavailable,
)
_BODY = (errors.InvalidJSON, errors.InvalidEncoding, errors.UnsupportedMediaType)


def schemas() -> Json:
    return {
        "Import": obj(
            "A quiz of elsewhere.",
            {
                "format": enum(*imports.FORMATS),
                "content": {
                    "anyOf": [{"type": "string", "pattern": r"\S"}, {"type": "object"}],
                    "description": "The file's text; for `json` the quiz object itself may stand here.",
                },
            },
            {
                "title": {"type": "string", "minLength": 1, "maxLength": 300, "pattern": r"\S"},
                "language": {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", "default": "en"},
            },
        ),
        "Imported": success(
            "The new quiz and what of the file could not be read.",
            {
                "threadId": STRING,
                "quiz": ref("Quiz"),
                "context": ref("Context"),
                "problems": listing(obj("", {"pointer": STRING, "detail": STRING})),
            },
        ),
        "Answers": obj("Answers by question id.", {"answers": {"type": "object"}}),
        "Attempt": obj("Marked answers.", _ATTEMPT),
        "AttemptAnswer": success("Marked answers.", _ATTEMPT),
        "Attempts": success("", {"threadId": STRING, "attempts": listing(ref("Attempt")), "total": COUNT}),
    }


def paths() -> Json:
    quiz = "/thread/{threadId}/quizzes/{quizId}"
    return {
        f"{quiz}/export": {"get": _export()},
        f"{quiz}/attempts": {"get": _attempts(), "post": _attempt()},
    }


def bring_in() -> Json:
    shown = {"format": "gift", "content": "What is 6 × 7? {#42}", "title": "Numbers"}
    return {
        "tags": ["Threads"],
        "operationId": "importQuiz",
        "summary": "Bring a quiz in from a file",
        "description": "It becomes a quiz of the thread, to be improved by conversation.",
        "parameters": [THREAD_ID],
        "requestBody": _body("Import", shown),
        "responses": {
            "201": answer("The quiz.", ref("Imported")),
            **failures(*_BODY, errors.NotFound, lease.ThreadBusy, errors.ValidationError, errors.StoreUnavailable),
        },
    }


_ATTEMPT: Json = {
    "id": STRING,
    "threadId": STRING,
    "quizId": STRING,
    "revision": COUNT,
    "createdAt": TIME,
    "answers": {"type": "object"},
    "result": said({"type": "object"}, "Points in all and by question."),
}


def _export() -> Json:
    wanted = parameter("query", "format", enum(*exports.FORMATS), "What kind of file.", shown="gift")
    media_types = sorted({form.MEDIA_TYPE.partition(";")[0] for form in exports.FORMATS.values()})
    file = answer("The file.", {}, media_type=media_types[0])
    file["content"] = {media_type: {"schema": {}} for media_type in media_types}
    file["headers"] |= {
        "Content-Disposition": {"schema": STRING},
        "X-Export-Losses": {"schema": STRING, "description": "As JSON, what the format could not carry."},
    }
    return {
        "tags": ["Threads"],
        "operationId": "exportQuiz",
        "summary": "A quiz as a file",
        "parameters": [THREAD_ID, QUIZ_ID, {**wanted, "required": True}, VIEW, REVISION],
        "responses": {"200": file, **failures(*_UNKNOWN, exports.ExportNotPossible)},
    }


def _attempts() -> Json:
    return {
        "tags": ["Threads"],
        "operationId": "getAttempts",
        "summary": "The answers given to a quiz, marked",
        "parameters": [THREAD_ID, QUIZ_ID],
        "responses": {"200": answer("The attempts.", ref("Attempts")), **failures(*_UNKNOWN)},
    }


def _attempt() -> Json:
    return {
        "tags": ["Threads"],
        "operationId": "createAttempt",
        "summary": "Answer a quiz and have it marked",
        "parameters": [THREAD_ID, QUIZ_ID],
        "requestBody": _body("Answers", {"answers": {}}),
        "responses": {"201": answer("The result.", ref("AttemptAnswer")), **failures(*_UNKNOWN, *_BODY)},
    }


def _body(schema: str, shown: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": ref(schema), "example": shown}}}
