"""What a turn makes of the thread's quiz: a new one, an edited one, or none.

The reader has the questions of the answer; here they become a quiz. What does not pass its checks is dropped and
told; a turn that changes nothing makes no revision.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING

from chat.asks import Ask
from chat.drafts import Draft
from chat.events import Event
from chat.reader import ReadQuestion
from quizagent import ids
from threads import store
from threads.quizzes import checks, edits
from threads.quizzes.checks import words
from threads.quizzes.edits import Command
from threads.quizzes.model import Json
from threads.store import Thread

if TYPE_CHECKING:
    from chat.turns import Turn

EDIT_RULES_MODEL = "edit-rules/1"
_TITLE_CHARS = 120
_USUAL_LANGUAGE = "en"
_WORD = re.compile(r"\w+")


def latest(thread: Thread) -> Json | None:
    """The quiz that an edit is about."""
    return next((quiz for quiz in reversed(thread.quizzes) if quiz["questions"]), None)


def command_of(turn: "Turn", thread: Thread) -> Command | None:
    """The edit that the message asks for, when it is one that needs no model."""
    quiz = latest(thread)
    return edits.parse_command(turn.message, quiz) if quiz else None


async def obey(turn: "Turn", thread: Thread, draft: Draft, command: Command) -> AsyncIterator[Event]:
    """Carry out an edit that needs no model, and say what was done."""
    quiz = latest(thread)
    assert quiz
    target = edits.undo_target(quiz) if command.op == "undo" else None
    applied = edits.apply(
        command,
        quiz,
        message_id=turn.message_id,
        now=store.iso(store.now_ms()),
        seed=turn.seed,
        request=turn.message,
        before=await store.revision(turn.ref, quiz["id"], target) if target else None,
        other_questions=_others(thread, quiz),
    )
    draft.quiz = applied.quiz
    for event in draft.say(applied.reply):
        yield event


def conclude(turn: "Turn", thread: Thread, draft: Draft, ask: Ask) -> None:
    """Make the quiz of what was read, and set it on the draft; leave it None when the turn made none."""
    found = draft.reader.questions
    if not found:
        return
    quiz = latest(thread)
    if quiz and _is_edit(ask, found):
        draft.quiz = _edited(turn, thread, draft, ask, quiz, found)
    else:
        draft.quiz = _created(turn, thread, draft, ask, found)


def _is_edit(ask: Ask, found: Sequence[ReadQuestion]) -> bool:
    return ask.is_edit or any(read.ref or read.action for read in found)


def _created(turn: "Turn", thread: Thread, draft: Draft, ask: Ask, found: Sequence[ReadQuestion]) -> Json:
    questions, sources = _sourced([read.question for read in found], ask)
    title = draft.reader.title or turn.message.partition("\n")[0][:_TITLE_CHARS]
    requested = checks.Requested(ask.count or edits.DEFAULT_COUNT, ask.types, ask.difficulty)
    quiz = edits.new_quiz(
        id=ids.new("quiz"),
        thread_id=turn.ref.id,
        title=title,
        topic=title,
        language=ask.language or _language_of(questions),
        questions=questions,
        provenance=_provenance(turn, draft),
        requested=requested,
        message_id=turn.message_id,
        now=store.iso(store.now_ms()),
        request=turn.message,
        sources=sources,
    )
    return edits.settle(quiz, cut=_is_cut(draft), requested=requested, other_questions=_others(thread, quiz))


def _edited(
    turn: "Turn", thread: Thread, draft: Draft, ask: Ask, quiz: Json, found: Sequence[ReadQuestion]
) -> Json | None:
    merged = edits.merge(
        quiz,
        found,
        message=turn.message,
        message_id=turn.message_id,
        now=store.iso(store.now_ms()),
        provenance={"messageId": turn.message_id, "extraction": _extraction(draft), "model": draft.model},
        added=ask.count if ask.kind == "append" else None,
    )
    settled = edits.settle(
        merged.quiz,
        previous=quiz,
        cut=_is_cut(draft),
        other_questions=_others(thread, quiz),
        notes=merged.notes,
    )
    return None if settled is quiz else settled


def _sourced(questions: list[Json], ask: Ask) -> tuple[list[Json], list[Json]]:
    """The questions with their quotes checked against the pasted text, and that text as the quiz's source."""
    if not ask.text:
        return [{name: value for name, value in one.items() if name != "sourceRefs"} for one in questions], []
    source = {
        "id": ids.new("src", 10),
        "kind": "user_text",
        "sha256": hashlib.sha256(ask.text.encode()).hexdigest(),
    }
    referring = [
        {**one, "sourceRefs": [{"sourceId": source["id"], **ref} for ref in one["sourceRefs"]]}
        if one.get("sourceRefs")
        else one
        for one in questions
    ]
    return [checks.verify_quotes(one, {source["id"]: ask.text}) for one in referring], [source]


def _language_of(questions: Sequence[Json]) -> str:
    """The language that most of the little words in the stems belong to; English when they do not tell."""
    votes = words.votes(frozenset(_WORD.findall(" ".join(one["stem"] for one in questions).casefold())))
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] > 2 * votes[_USUAL_LANGUAGE] else _USUAL_LANGUAGE


def _others(thread: Thread, quiz: Json) -> list[Json]:
    return [question for other in thread.quizzes if other["id"] != quiz["id"] for question in other["questions"]]


def _is_cut(draft: Draft) -> bool:
    return draft.finish_reason != "stop"


def _provenance(turn: "Turn", draft: Draft) -> Json:
    return {
        "provider": draft.provider,
        "model": draft.model,
        "promptVersion": draft.prompt_version,
        "extraction": _extraction(draft),
        "generatedAt": store.iso(store.now_ms()),
        "messageId": turn.message_id,
    }


def _extraction(draft: Draft) -> str:
    return "offline" if draft.provider == "offline" else "markdown"
