"""The end of a turn: what is stored of it, what is queued for the main API, and the answer that says so."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from redis.exceptions import RedisError

from chat import metrics
from chat.drafts import Draft
from chat.events import Event
from quizagent import ids
from quizagent.atomic import Transaction
from threads import lease, store
from threads.quizzes import views
from threads.quizzes.model import Json
from threads.store import Context, Ref, Thread
from writeback import operations, queue
from writeback.operations import Operation

if TYPE_CHECKING:
    from chat.turns import Turn

logger = logging.getLogger(__name__)

_TROUBLE = (RedisError, OSError, TimeoutError)


async def complete(turn: "Turn", thread: Thread, draft: Draft) -> Event:
    """Store the turn and give its `complete` event."""
    stored = await store_turn(turn, thread, draft)
    return Event(
        "complete",
        {
            "success": True,
            "response": draft.text,
            "threadId": turn.ref.id,
            "runId": turn.run_id,
            "messageId": turn.message_id,
            "quiz": _shown(draft.quiz, turn.view),
            "context": stored.context.to_wire(),
            "writeBackStatus": await _write_back_status(stored.queued),
            "persisted": stored.persisted,
            **_figures(draft),
        },
    )


async def replayed(ref: Ref, run_id: str) -> Event | None:
    """The `complete` event of a run that ended a while ago, read from its thread; None when it is not there."""
    row = await store.message_of_run(ref, run_id)
    if row is None or row["finishReason"] == "interrupted":
        return None
    quiz = None
    if row["quizId"]:
        quiz = await store.quiz(ref, row["quizId"], revision=row["quizRevision"])
    return Event(
        "complete",
        {
            "success": True,
            "response": row["content"],
            "threadId": ref.id,
            "runId": run_id,
            "messageId": row["id"],
            "quiz": _shown(quiz, row["view"]),
            "context": await store.context(ref),
            "writeBackStatus": await _write_back_status(row["queued"]),
            "persisted": True,
            **{name: row[name] for name in ("provider", "model", "finishReason", "usage")},
        },
    )


class Stored(NamedTuple):
    context: Context
    persisted: bool
    queued: Sequence[str]


async def store_turn(turn: "Turn", thread: Thread, draft: Draft) -> Stored:
    """One transaction for everything. What the session store could not take is queued all the same.

    A thread that was deleted meanwhile, or went to another run, gets nothing and queues nothing.
    """
    metrics.ended(draft)
    queued = _operations(turn, draft)
    ids_queued = [operation.id for operation in queued]
    transaction = Transaction()
    lease.require(transaction, turn.ref, turn.run_id)
    context = store.save(transaction, thread, messages=_rows(turn, draft, ids_queued), quiz=draft.quiz)
    lease.give_back(transaction, turn.ref)
    try:
        replies = await queue.commit(transaction, queued)
    except _TROUBLE:
        logger.warning("turns.not_stored", extra={"run": turn.run_id}, exc_info=True)
        await queue.accept(queued, try_redis=False)
        return Stored(_unchanged(thread), False, ids_queued)
    if replies is None:
        logger.warning("turns.lease_lost", extra={"run": turn.run_id})
        return Stored(_unchanged(thread), False, ())
    turn.freed = True
    return Stored(context, True, ids_queued)


def _unchanged(thread: Thread) -> Context:
    return Context(thread.is_new, thread.message_count, len(thread.quizzes), thread.created_ms)


def _rows(turn: "Turn", draft: Draft, queued: Sequence[str]) -> list[Json]:
    created = store.iso(store.now_ms())
    asked = {
        "id": ids.new("msg"),
        "threadId": turn.ref.id,
        "role": "user",
        "content": turn.message,
        "createdAt": created,
        "quizId": None,
    }
    answer = {
        "id": turn.message_id,
        "threadId": turn.ref.id,
        "role": "assistant",
        "content": draft.text,
        "createdAt": created,
        "quizId": draft.quiz["id"] if draft.quiz else None,
        "quizRevision": draft.quiz["revision"] if draft.quiz else None,
        "runId": turn.run_id,
        "view": turn.view,
        "queued": list(queued),
        **_figures(draft),
    }
    return [asked, answer]


def _operations(turn: "Turn", draft: Draft) -> list[Operation]:
    found = []
    if draft.quiz:
        found.append(operations.new("quiz_save", turn.ref.id, {"quiz": draft.quiz}))
    analytics = {
        "runId": turn.run_id,
        "messageId": turn.message_id,
        "durationMs": draft.elapsed_ms(),
        "firstChunkMs": draft.first_chunk_ms,
        "chunks": draft.chunks,
        "questions": len(draft.quiz["questions"]) if draft.quiz else 0,
        **_figures(draft),
    }
    activity = {"action": "turn", "runId": turn.run_id, "quizId": draft.quiz["id"] if draft.quiz else None}
    found.append(operations.new("thread_analytics", turn.ref.id, analytics))
    found.append(operations.new("user_activity", turn.ref.id, activity))
    return found


def _figures(draft: Draft) -> Json:
    usage = draft.usage
    return {
        "provider": draft.provider,
        "model": draft.model,
        "finishReason": draft.finish_reason,
        "usage": {
            "promptTokens": usage.prompt_tokens,
            "completionTokens": usage.completion_tokens,
            "totalTokens": usage.total_tokens,
        }
        if usage
        else None,
    }


def _shown(quiz: Json | None, view: str) -> Json | None:
    return views.learner(quiz, settings.SECRET_KEY) if quiz and view == "learner" else quiz


async def _write_back_status(queued: Sequence[str]) -> Json:
    counts = await queue.counts(exact=False)
    return {
        "queued": list(queued),
        "total": counts.total,
        "pending": counts.pending,
        "retrying": counts.retrying,
        "failed": counts.failed,
    }
