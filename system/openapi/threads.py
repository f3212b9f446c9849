"""The paths that read a conversation and its quizzes."""

from quizagent import errors
from system.openapi.parts import Json, answer, enum, example, failures, parameter, ref
from threads import store

THREAD_ID = parameter(
    "path", "threadId", {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}, "", shown="thread_123"
)
QUIZ_ID = parameter(
    "path",
    "quizId",
    {"type": "string", "pattern": "^quiz_[0-9a-z]{8,26}$"},
    "",
    shown="quiz_3kx5wv7zq2mtn4yd6jbe",
)
VIEW = parameter(
    "query", "view", enum("author", "learner"), "`learner`: no key, no explanation, no feedback. Default: `author`."
)
REVISION = parameter(
    "query",
    "revision",
    {"type": "integer", "minimum": 1, "maximum": 1_000_000},
    "An earlier revision. Default: the newest.",
)


def paths() -> Json:
    return {
        "/thread/{threadId}": {"get": _thread(), "delete": _delete()},
        "/thread/{threadId}/history": {"get": _history()},
        "/thread/{threadId}/quizzes": {"get": _quizzes()},
        "/thread/{threadId}/quizzes/{quizId}": {"get": _quiz()},
        "/schema/quiz.json": {"get": _schema()},
    }


def _thread() -> Json:
    return _operation(
        "getThread", "Context of a thread", [], answer("The thread.", ref("Thread"), example("thread.json"))
    )


def _delete() -> Json:
    return _operation("deleteThread", "Forget a thread and all in it", [], answer("Forgotten.", ref("Deleted")))


def _history() -> Json:
    limit = parameter(
        "query", "limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "How many messages."
    )
    before = parameter(
        "query",
        "before",
        {"type": "string", "pattern": "^msg_[0-9a-z]{1,40}$"},
        "The page that ends before this message. Default: the newest page.",
    )
    page = answer("A page, oldest message first.", ref("History"), example("history.json"))
    return _operation("getHistory", "Messages, newest page first", [limit, before], page)


def _quizzes() -> Json:
    return _operation(
        "getQuizzes",
        "The quizzes of a thread",
        [VIEW],
        answer("The quizzes.", ref("Quizzes"), example("quizzes.json")),
    )


def _quiz() -> Json:
    made = _operation(
        "getQuiz",
        "One quiz",
        [QUIZ_ID, VIEW, REVISION],
        answer("The quiz.", ref("QuizAnswer"), example("quiz.json")),
    )
    made["responses"] |= failures(store.QuizNotFound, *_FAILURES)
    return made


def _schema() -> Json:
    return {
        "tags": ["Threads"],
        "operationId": "getQuizSchema",
        "summary": "The JSON Schema of the quiz object",
        "responses": {
            "200": answer("JSON Schema 2020-12.", {"type": "object"}, media_type="application/schema+json"),
            **failures(),
        },
    }


_FAILURES = (store.ThreadNotFound, errors.NotFound, errors.ValidationError, errors.StoreUnavailable)


def _operation(operation_id: str, summary: str, parameters: list[Json], found: Json) -> Json:
    return {
        "tags": ["Threads"],
        "operationId": operation_id,
        "summary": summary,
        "parameters": [THREAD_ID, *parameters],
        "responses": {"200": found, **failures(*_FAILURES)},
    }
