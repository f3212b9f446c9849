"""A thread in Redis: the only module that knows its keys.

Six keys per thread, all with the same sliding TTL: `meta` (hash), `messages` (list of JSON rows, append only),
`quizzes` (hash: quiz id -> latest revision), `order` (list of quiz ids, oldest first), `revisions` (hash:
`quizId:revision` -> JSON, the newest twenty of each quiz), `attempts` (list of JSON rows). A thread exists while its
`meta` does. Where they live, their prefix and their TTL come from CACHES["threads"]. A seventh, `heard`, is there
while somebody listens to the thread.

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

from quizagent import redis
from quizagent.atomic import Script, Transaction
from quizagent.errors import APIError
from threads.quizzes.model import Json

_KEPT_REVISIONS = 20
_KINDS = ("meta", "messages", "quizzes", "order", "revisions", "attempts")

# One command instead of twelve: this stands before the first token of every turn. KEYS: _KINDS, then `heard`.
_LOAD = Script("""
for place = 1, 6 do redis.call('EXPIRE', KEYS[place], ARGV[1]) end
local quizzes = {}
for _, id in ipairs(redis.call('LRANGE', KEYS[4], 0, -1)) do
  quizzes[#quizzes + 1] = redis.call('HGET', KEYS[3], id)
end
return {
  redis.call('HGET', KEYS[1], 'createdMs'),
  redis.call('LLEN', KEYS[2]),
  redis.call('LRANGE', KEYS[2], -tonumber(ARGV[2]), -1),
  quizzes,
  redis.call('EXISTS', KEYS[7]),
}
""")


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
    """What a turn needs to know: the newest messages, oldest first, every quiz, oldest first, and who listens.

    `said` is what the person wrote in those messages: quizzes quote the texts they were made from.
    """

    ref: Ref
    created_ms: int
    message_count: int
    messages: list[Json]
    said: list[str]
    quizzes: list[Json]
    is_new: bool
    is_heard: bool = False

    def let_go_of_the_past(self) -> None:
        """Keep what the end of a turn needs, not what its prompt did: a stream holds its thread until it ends."""
        self.messages.clear()
        if not any(quiz.get("sources") for quiz in self.quizzes):
            self.said.clear()


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


def load(transaction: Transaction, ref: Ref, *, newest: int) -> None:
    """Read the thread with its `newest` messages and renew its TTL; `loaded` makes a Thread of the reply."""
    transaction.run(_LOAD, [ref.key(kind) for kind in (*_KINDS, "heard")], [ttl_secs(), newest])


def loaded(ref: Ref, reply: list[Any]) -> Thread:
    """A new, empty thread when there is none."""
    created, count, rows, quizzes, heard = reply
    messages = _own(ref, rows)
    return Thread(
        ref=ref,
        created_ms=int(created or now_ms()),
        message_count=count,
        messages=messages,
        said=[row["content"] for row in messages if row["role"] == "user"],
        quizzes=_own(ref, quizzes),
        is_new=created is None,
        is_heard=bool(heard),
    )


async def mark_heard(ref: Ref, secs: int) -> None:
    """Somebody listens to the thread, for so long at most."""
    async with redis.required():
        await redis.line().call("SET", ref.key("heard"), 1, "EX", secs)


def renew(transaction: Transaction, ref: Ref) -> None:
    for kind in _KINDS:
        transaction.do("EXPIRE", ref.key(kind), ttl_secs())


def save(transaction: Transaction, thread: Thread, *, messages: Sequence[Json], quiz: Json | None) -> Context:
    """Add a turn's writes to a transaction: append the messages, put the quiz, renew the TTL.

    Returns the context as it will be once the transaction has run.
    """
    ref = thread.ref
    transaction.do("HSETNX", ref.key("meta"), "createdMs", thread.created_ms)
    if messages:
        transaction.do("RPUSH", ref.key("messages"), *(orjson.dumps(row) for row in messages))
    known = {row["id"] for row in thread.quizzes}
    if quiz:
        put_quiz(transaction, ref, quiz, is_new=quiz["id"] not in known)
        known.add(quiz["id"])
    renew(transaction, ref)
    return Context(thread.is_new, thread.message_count + len(messages), len(known), thread.created_ms)


def put_quiz(transaction: Transaction, ref: Ref, quiz: Json, *, is_new: bool) -> None:
    body = orjson.dumps(quiz)
    transaction.do("HSET", ref.key("quizzes"), quiz["id"], body)
    transaction.do("HSET", ref.key("revisions"), f"{quiz['id']}:{quiz['revision']}", body)
    if is_new:
        transaction.do("RPUSH", ref.key("order"), quiz["id"])
    else:
        transaction.do("HDEL", ref.key("revisions"), f"{quiz['id']}:{quiz['revision'] - _KEPT_REVISIONS}")


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


def delete(transaction: Transaction, ref: Ref) -> None:
    """Forget everything; the first reply is 1 if there was a thread."""
    for kind in _KINDS:
        transaction.do("DEL", ref.key(kind))


def add_attempt(transaction: Transaction, ref: Ref, attempt: Json, *, most: int) -> None:
    """Keep an attempt, and of all of the thread's attempts the newest `most`."""
    transaction.do("RPUSH", ref.key("attempts"), orjson.dumps(attempt))
    transaction.do("LTRIM", ref.key("attempts"), -most, -1)
    renew(transaction, ref)


async def attempts(ref: Ref, quiz_id: str) -> list[Json]:
    """The attempts at one quiz, oldest first; empty when there were none."""
    async with redis.required():
        rows = await redis.client().lrange(ref.key("attempts"), 0, -1)
    return [row for row in _own(ref, rows) if row["quizId"] == quiz_id]


def _own(ref: Ref, rows: Sequence[Any]) -> list[Json]:
    """The parsed rows; a row of another thread is a fault that must never reach a reader."""
    parsed = [orjson.loads(row) for row in rows]
    for row in parsed:
        if row["threadId"] != ref.id:
            raise RuntimeError("a row of another thread was read")
    return parsed
