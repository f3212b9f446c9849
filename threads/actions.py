"""What happens to a thread outside of its turns: each in one transaction with the activity it queues."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from django.conf import settings
from redis.asyncio.client import Pipeline
from redis.exceptions import WatchError

from quizagent import ids, redis
from threads import lease, store
from threads.quizzes import checks, edits, exports, grading, imports, views
from threads.quizzes.exports import Export
from threads.quizzes.imports import Imported
from threads.quizzes.model import Json
from threads.store import Context, Ref
from writeback import operations, queue

ReadMarkdown = Callable[[str], tuple[str | None, list[Json]]]

_IMPORT_MODEL = "import/1"
_MAX_ATTEMPTS = 200


async def look(ref: Ref) -> tuple[Json, str | None]:
    """The thread's context and the run that is on it now. A thread in its first turn is there already, and empty.

    Raises ThreadNotFound.
    """
    active = await lease.holder(ref)
    try:
        return await store.context(ref), active
    except store.ThreadNotFound:
        if not active:
            raise
        return Context(True, 0, 0, store.now_ms()).to_wire(), active


async def forget(ref: Ref) -> None:
    """Everything, a running turn's lease too, so that what it makes is not stored. Raises ThreadNotFound."""
    async with _transaction() as pipe:
        store.delete(pipe, ref)
        pipe.delete(lease.key(ref))
        found, *_ = await _commit(pipe, ref, "delete")
    if not found:
        raise store.ThreadNotFound


async def export(ref: Ref, quiz_id: str, *, fmt: str, view: str, revision: int | None) -> Export:
    """Raises ThreadNotFound, QuizNotFound, ValidationError, ExportNotPossible."""
    quiz = await store.quiz(ref, quiz_id, revision=revision)
    shown = views.learner(quiz, settings.SECRET_KEY) if view == "learner" else quiz
    made = exports.write(shown, fmt, view=view)
    async with _transaction() as pipe:
        await _commit(pipe, ref, "export", quizId=quiz_id, format=fmt, view=view)
    return made


async def attempt(ref: Ref, quiz_id: str, answers: Json) -> Json:
    """Mark answers by question id and keep the result. Raises ThreadNotFound, QuizNotFound, ValidationError."""
    quiz = await store.quiz(ref, quiz_id)
    result = grading.grade(quiz, answers)
    kept = {
        "id": ids.new("att"),
        "threadId": ref.id,
        "quizId": quiz_id,
        "revision": quiz["revision"],
        "createdAt": store.iso(store.now_ms()),
        "answers": answers,
        "result": result,
    }
    async with _transaction() as pipe:
        store.add_attempt(pipe, ref, kept, most=_MAX_ATTEMPTS)
        await _commit(pipe, ref, "attempt", quizId=quiz_id, attemptId=kept["id"], percent=result["percent"])
    return kept


async def bring_in(
    ref: Ref, content: bytes, fmt: str, *, title: str | None, language: str, read_markdown: ReadMarkdown
) -> tuple[Json, Context, Imported]:
    """A quiz from a file, as a new quiz of the thread; the thread is made if it is not there.

    Raises Unreadable, ThreadBusy.
    """
    found = imports.read(content, fmt, read_markdown=read_markdown)
    writer = ids.new("import")
    await lease.acquire(ref, writer)
    try:
        thread = await store.load(ref, newest=1)
        quiz = _imported(ref, found, title=title or found.title or "Imported quiz", language=language)
        async with _transaction() as pipe:
            await lease.guard(pipe, ref, writer)
            context = store.save(pipe, thread, messages=(), quiz=quiz)
            await _commit(pipe, ref, "import", saved=quiz, quizId=quiz["id"], format=fmt)
    except (lease.LeaseLost, WatchError):
        raise lease.ThreadBusy(retry_after_secs=1) from None
    finally:
        await lease.release(ref, writer)
    return quiz, context, found


def _imported(ref: Ref, found: Imported, *, title: str, language: str) -> Json:
    now = store.iso(store.now_ms())
    quiz = edits.new_quiz(
        id=ids.new("quiz"),
        thread_id=ref.id,
        title=title,
        topic=title,
        language=language,
        questions=found.questions,
        provenance={
            "provider": "import",
            "model": _IMPORT_MODEL,
            "promptVersion": "-",
            "extraction": "import",
            "generatedAt": now,
        },
        requested=checks.Requested(count=len(found.questions)),
        message_id=ids.new("msg"),
        now=now,
    )
    return edits.settle(quiz)


async def _commit(pipe: Pipeline, ref: Ref, action: str, *, saved: Json | None = None, **data: Any) -> list[Any]:
    """With what was done, and the quiz that was saved, on their way to the main API."""
    queued = [operations.new("user_activity", ref.id, {"action": action, **data})]
    if saved:
        queued.append(operations.new("quiz_save", ref.id, {"quiz": saved}))
    return await queue.commit(pipe, queued)


@asynccontextmanager
async def _transaction() -> AsyncIterator[Pipeline]:
    async with redis.required(), redis.client().pipeline(transaction=True) as pipe:
        yield pipe
