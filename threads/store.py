"""A thread in Redis: the only module that knows its keys.

Six keys per thread, all with the same sliding TTL: `meta` (hash), `messages` (list of JSON rows, append only),
`quizzes` (hash: quiz id -> latest revision), `order` (list of quiz ids, oldest first), `revisions` (hash:
`quizId:revision` -> JSON, the newest twenty of each quiz), `attempts` (list of JSON rows). A thread exists while its
`meta` does. Where they live, their prefix and their TTL come from CACHES["threads"].

Redis being away is `StoreUnavailable`, never an empty thread. Every value carries the thread's id and is checked
against it when read, so that no fault below can show one conversation to another.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson
from django.conf import settings
from redis.asyncio.client import Pipeline

from quizagent import redis
from quizagent.errors import APIError
from threads.quizzes.model import Json

_KEPT_REVISIONS = 20
_KINDS = ("meta", "messages", "quizzes", "order", "revisions", "attempts")

# One command instead of eleven: this stands before the first token of every turn. KEYS in the order of _KINDS.
_LOAD = """
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[1]) end
local quizzes = {}
for _, id in ipairs(redis.call('LRANGE', KEYS[4], 0, -1)) do
  quizzes[#quizzes + 1] = redis.call('HGET', KEYS[3], id)
end
return {
  redis.call('HGET', KEYS[1], 'createdMs'),
  redis.call('LLEN', KEYS[2]),
  redis.call('LRANGE', KEYS[2], -tonumber(ARGV[2]), -1),
  quizzes,
}
"""


class ThreadNotFound(APIError):
    status, code, title = 404, "thread_not_found", "Thread not found"
    detail = "There is no such thread, or it has expired."


class QuizNotFound(APIError):
    status, code, title = 404, "quiz_not_found", "Quiz not found"
    detail = "There is no such quiz in this thread."


class Ref(NamedTuple):
    """Names a thread. `owner` tags the caller's API key, so that each key sees only its own threads."""

    id: str
    owner: str = "-"

    def key(self, kind: str) -> str:
        return redis.key("thread", self.owner, self.id, kind)


@dataclass(frozen=True, slots=True)
class Thread:
    """What a turn needs to know: the newest messages, oldest first, and every quiz, oldest first."""

    ref: Ref
    created_ms: int
    message_count: int
    messages: list[Json]
    quizzes: list[Json]
    is_new: bool


class Context(NamedTuple):
    is_new: bool
    message_count: int
    quiz_count: int
    created_ms: int

    def to_wire(self) -> Json:
        ttl = ttl_secs()
        return {
            "isNew": self.is_new,
            "messageCount": self.message_count,
            "quizCount": self.quiz_count,
            "createdAt": iso(self.created_ms),
            "expiresAt": iso(now_ms() + ttl * 1000),
            "ttlSeconds": ttl,
        }


def ttl_secs() -> int:
    return int(settings.CACHES["threads"]["TIMEOUT"])


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def iso(ms: int) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


async def load(ref: Ref, *, newest: int) -> Thread:
    """The thread with its `newest` messages; a new, empty one when there is none. Renews the TTL."""
    keys = [ref.key(kind) for kind in _KINDS]
    async with redis.required():
        found = await redis.client().eval(_LOAD, len(keys), *keys, ttl_secs(), newest)
    created, count, rows, quizzes = found
    return Thread(
        ref=ref,
        created_ms=int(created or now_ms()),
        message_count=count,
        messages=_own(ref, rows),
        quizzes=_own(ref, quizzes),
        is_new=created is None,
    )


def renew(pipe: Pipeline, ref: Ref) -> None:
    for kind in _KINDS:
        pipe.expire(ref.key(kind), ttl_secs())


def save(pipe: Pipeline, thread: Thread, *, messages: Sequence[Json], quiz: Json | None) -> Context:
    """Queue a turn's writes on an open transaction: append the messages, put the quiz, renew the TTL.

    Returns the context as it will be once the transaction has run.
    """
    ref = thread.ref
    pipe.hsetnx(ref.key("meta"), "createdMs", thread.created_ms)
    if messages:
        pipe.rpush(ref.key("messages"), *(orjson.dumps(row) for row in messages))
    known = {row["id"] for row in thread.quizzes}
    if quiz:
        put_quiz(pipe, ref, quiz, is_new=quiz["id"] not in known)
        known.add(quiz["id"])
    renew(pipe, ref)
    return Context(thread.is_new, thread.message_count + len(messages), len(known), thread.created_ms)


def put_quiz(pipe: Pipeline, ref: Ref, quiz: Json, *, is_new: bool) -> None:
    body = orjson.dumps(quiz)
    pipe.hset(ref.key("quizzes"), quiz["id"], body)
    pipe.hset(ref.key("revisions"), f"{quiz['id']}:{quiz['revision']}", body)
    if is_new:
        pipe.rpush(ref.key("order"), quiz["id"])
    else:
        pipe.hdel(ref.key("revisions"), f"{quiz['id']}:{quiz['revision'] - _KEPT_REVISIONS}")


async def context(ref: Ref) -> Json:
    """The thread's context, for reading alone: the TTL stays as it is. Raises ThreadNotFound."""
    async with redis.required(), redis.client().pipeline(transaction=True) as pipe:
        pipe.hget(ref.key("meta"), "createdMs")
        pipe.llen(ref.key("messages"))
        pipe.llen(ref.key("order"))
        pipe.pttl(ref.key("meta"))
        created, messages, quizzes, ttl_ms = await pipe.execute()
    if created is None:
        raise ThreadNotFound
    wire = Context(False, messages, quizzes, int(created)).to_wire()
    return wire | {"expiresAt": iso(now_ms() + ttl_ms), "ttlSeconds": max(0, round(ttl_ms / 1000))}


class Page(NamedTuple):
    messages: list[Json]
    total: int
    has_more: bool


async def history(ref: Ref, *, limit: int, before: str | None = None) -> Page:
    """The newest `limit` messages (before the message `before`, if given), oldest first.

    Raises ThreadNotFound; an unknown `before` gives an empty page.
    """
    async with redis.required(), redis.client().pipeline(transaction=True) as pipe:
        pipe.exists(ref.key("meta"))
        pipe.llen(ref.key("messages"))
        # A message id does not tell its place, so a page before one needs the rows to look through.
        pipe.lrange(ref.key("messages"), 0 if before else -limit, -1)
        exists, total, rows = await pipe.execute()
    if not exists:
        raise ThreadNotFound
    if not before:
        return Page(_own(ref, rows), total, total > limit)
    older = _own(ref, rows)
    place = next((i for i, row in enumerate(older) if row["id"] == before), 0)
    return Page(older[max(0, place - limit) : place], total, place > limit)


async def message_of_run(ref: Ref, run_id: str) -> Json | None:
    """The stored answer of a finished run, newest first; None when the thread does not hold it."""
    async with redis.required():
        rows = await redis.client().lrange(ref.key("messages"), 0, -1)
    return next((row for row in reversed(_own(ref, rows)) if row.get("runId") == run_id), None)


async def quizzes(ref: Ref) -> list[Json]:
    """Every quiz in its latest revision, oldest first. Raises ThreadNotFound."""
    async with redis.required(), redis.client().pipeline(transaction=True) as pipe:
        pipe.exists(ref.key("meta"))
        pipe.lrange(ref.key("order"), 0, -1)
        pipe.hgetall(ref.key("quizzes"))
        exists, order, by_id = await pipe.execute()
    if not exists:
        raise ThreadNotFound
    return _own(ref, [by_id[quiz_id] for quiz_id in order if quiz_id in by_id])


async def quiz(ref: Ref, quiz_id: str, *, revision: int | None = None) -> Json:
    """One quiz, in its latest or an earlier revision. Raises ThreadNotFound, QuizNotFound."""
    async with redis.required(), redis.client().pipeline(transaction=True) as pipe:
        pipe.exists(ref.key("meta"))
        if revision is None:
            pipe.hget(ref.key("quizzes"), quiz_id)
        else:
            pipe.hget(ref.key("revisions"), f"{quiz_id}:{revision}")
        exists, body = await pipe.execute()
    if not exists:
        raise ThreadNotFound
    if body is None:
        raise QuizNotFound
    return _own(ref, [body])[0]


async def revision(ref: Ref, quiz_id: str, number: int) -> Json | None:
    """An earlier state of a quiz; None when it is no longer kept."""
    async with redis.required():
        body = await redis.client().hget(ref.key("revisions"), f"{quiz_id}:{number}")
    return _own(ref, [body])[0] if body else None


def delete(pipe: Pipeline, ref: Ref) -> None:
    """Forget everything; the reply is how many of the thread's keys there were."""
    pipe.delete(*(ref.key(kind) for kind in _KINDS))


def add_attempt(pipe: Pipeline, ref: Ref, attempt: Json, *, most: int) -> None:
    """Keep an attempt, and of all of the thread's attempts the newest `most`."""
    pipe.rpush(ref.key("attempts"), orjson.dumps(attempt))
    pipe.ltrim(ref.key("attempts"), -most, -1)
    renew(pipe, ref)


async def attempts(ref: Ref, quiz_id: str) -> list[Json]:
    """The attempts at one quiz, oldest first; empty when there were none."""
    async with redis.required():
        rows = await redis.client().lrange(ref.key("attempts"), 0, -1)
    return [row for row in _own(ref, rows) if row["quizId"] == quiz_id]


def _own(ref: Ref, rows: Sequence[Any]) -> list[Json]:
    """The parsed rows; a row of another thread is a fault that must never reach a reader."""
    parsed = [orjson.loads(row) for row in rows]
    if any(row["threadId"] != ref.id for row in parsed):
        raise RuntimeError("a row of another thread was read")
    return parsed
