"""What happens to a thread outside of its turns: each in one transaction with the activity it queues."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from quizagent import ids, redis
from quizagent.atomic import Transaction
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
    transaction = Transaction()
    store.delete(transaction, ref)
    lease.give_back(transaction, ref)
    replies = await _commit(transaction, ref, "delete")
    if not (replies and replies[0]):
        raise store.ThreadNotFound


async def export(ref: Ref, quiz_id: str, *, fmt: str, view: str, revision: int | None) -> Export:
    """Raises ThreadNotFound, QuizNotFound, ValidationError, ExportNotPossible."""
    quiz = await store.quiz(ref, quiz_id, revision=revision)
    shown = views.learner(quiz, settings.SECRET_KEY) if view == "learner" else quiz
    made = exports.write(shown, fmt, view=view)
    await _commit(Transaction(), ref, "export", quizId=quiz_id, format=fmt, view=view)
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
    transaction = Transaction()
    store.add_attempt(transaction, ref, kept, most=_MAX_ATTEMPTS)
    await _commit(transaction, ref, "attempt", quizId=quiz_id, attemptId=kept["id"], percent=result["percent"])
    return kept


async def bring_in(
    ref: Ref, content: bytes, fmt: str, *, title: str | None, language: str, read_markdown: ReadMarkdown
) -> tuple[Json, Context, Imported]:
    """A quiz from a file, as a new quiz of the thread; the thread is made if it is not there.

    Raises Unreadable, ThreadBusy.
    """
    found = imports.read(content, fmt, read_markdown=read_markdown)
    writer = ids.new("import")
    thread = await lease.take(ref, writer, newest=1)
    try:
        quiz = _imported(ref, found, title=title or found.title or "Imported quiz", language=language)
        transaction = Transaction()
        lease.require(transaction, ref, writer)
        context = store.save(transaction, thread, messages=(), quiz=quiz)
        if await _commit(transaction, ref, "import", saved=quiz, quizId=quiz["id"], format=fmt) is None:
            raise lease.ThreadBusy(retry_after_secs=1)
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


async def _commit(
    transaction: Transaction, ref: Ref, action: str, *, saved: Json | None = None, **data: Any
) -> list[Any] | None:
    """With what was done, and the quiz that was saved, on their way to the main API."""
    queued = [operations.new("user_activity", ref.id, {"action": action, **data})]
    if saved:
        queued.append(operations.new("quiz_save", ref.id, {"quiz": saved}))
    async with redis.required():
        return await queue.commit(transaction, queued)
