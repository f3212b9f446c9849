"""What a turn makes of the thread's quiz: a new one, an edited one, or none.

The reader has the questions of the answer; here they become a quiz. What does not pass its checks is dropped and
told; a turn that changes nothing makes no revision.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from chat import repair
from chat.asks import Ask
from chat.drafts import Draft
from chat.events import Event
from chat.interrupts import Interrupted
from chat.llm.base import Provider
from chat.reader import ReadQuestion
from quizagent import ids
from threads import store
from threads.quizzes import checks, edits
from threads.quizzes.checks import Requested, words
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


async def obey(turn: "Turn", thread: Thread, draft: Draft, command: Command) -> None:
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
    draft.say(applied.reply)


async def conclude(turn: "Turn", thread: Thread, draft: Draft, ask: Ask, provider: Provider) -> None:
    """Make the quiz of what was read, and set it on the draft; leave it None when the turn made none.

    Questions that cannot be used as they are, or did not come, are asked for again first, if the answer was whole.
    """
    found = _without_repeats(draft.reader.questions)
    if not found:
        return
    quiz = latest(thread)
    edited = quiz if quiz and _is_edit(ask, found) else None
    made = _merged(turn, thread, draft, ask, edited, found) if edited else _created(turn, draft, ask, found)
    if draft.finish_reason in ("stop", "length") and provider.name != "offline":
        await _repair(turn, thread, draft, made, found, provider)
    settled = edits.settle(
        made.quiz,
        previous=edited,
        cut=draft.finish_reason != "stop",
        requested=made.requested,
        other_questions=_others(thread, made.quiz),
        notes=made.notes,
    )
    draft.quiz = None if settled is edited else settled


@dataclass(slots=True)
class _Made:
    """A quiz that is not settled yet; `edited` is the one it was made from."""

    quiz: Json
    edited: Json | None = None
    requested: Requested | None = None
    notes: list[Json] = field(default_factory=list)


def _is_edit(ask: Ask, found: Sequence[ReadQuestion]) -> bool:
    return ask.is_edit or any(read.ref or read.action for read in found)


def _without_repeats(found: Sequence[ReadQuestion]) -> list[ReadQuestion]:
    """Of two questions with one number, not the one that was cut off and then written again."""
    whole = {read.number for read in found if read.number and not read.missing}
    return [read for read in found if not (read.missing and read.number in whole)]


def _created(turn: "Turn", draft: Draft, ask: Ask, found: Sequence[ReadQuestion]) -> _Made:
    questions, sources = _sourced([read.question for read in found if read.question], ask)
    title = draft.reader.title or turn.message.partition("\n")[0][:_TITLE_CHARS]
    requested = Requested(ask.count or edits.DEFAULT_COUNT, ask.types, ask.difficulty)
    # Without a model the questions are in the language of the bank or of the text, whatever is asked for.
    asked = None if draft.provider == "offline" else ask.language
    quiz = edits.new_quiz(
        id=ids.new("quiz"),
        thread_id=turn.ref.id,
        title=title,
        topic=title,
        language=asked or _language_of(questions),
        questions=questions,
        provenance=_provenance(turn, draft),
        requested=requested,
        message_id=turn.message_id,
        now=store.iso(store.now_ms()),
        request=turn.message,
        sources=sources,
    )
    return _Made(quiz, requested=requested)


def _merged(turn: "Turn", thread: Thread, draft: Draft, ask: Ask, quiz: Json, found: Sequence[ReadQuestion]) -> _Made:
    merged = edits.merge(
        quiz,
        [replace(read, question=_resourced(read.question, quiz, thread)) for read in found],
        message=turn.message,
        message_id=turn.message_id,
        now=store.iso(store.now_ms()),
        provenance={"messageId": turn.message_id, "extraction": _extraction(draft), "model": draft.model},
        added=ask.count if ask.kind == "append" else None,
        members=_translated(draft, ask),
    )
    return _Made(merged.quiz, edited=quiz, notes=merged.notes)


def _translated(draft: Draft, ask: Ask) -> Json | None:
    """What a translation changes of the quiz itself."""
    if ask.kind != "translate" or not ask.language:
        return None
    return {"language": ask.language, **({"title": draft.reader.title} if draft.reader.title else {})}


async def _repair(
    turn: "Turn", thread: Thread, draft: Draft, made: _Made, found: Sequence[ReadQuestion], provider: Provider
) -> None:
    """Ask once more for what is broken or missing, and put what comes into the quiz and into the text."""
    old = made.edited["questions"] if made.edited else []
    standing = {question["id"] for question in old} & {one["id"] for one in made.quiz["questions"] if one in old}
    report = checks.check(
        made.quiz, requested=made.requested, other_questions=_others(thread, made.quiz), standing=standing
    )
    placed = [replace(read, question=draft.placed(read.index, read.question)[1]) for read in found if read.question]
    broken = repair.broken(placed, report)
    missing = _missing(made)
    if not broken and not missing:
        return
    numbers = [*(one.number for one in broken), *missing]
    draft.tell(Event("repair", {"questions": numbers, "reason": "unreadable" if broken else "missing"}))
    try:
        with turn.interrupt:
            mended = await repair.run(
                provider,
                title=made.quiz["title"],
                broken=broken,
                missing=missing,
                used=[question["stem"] for question in made.quiz["questions"]],
                seed=turn.seed,
            )
    except Interrupted as exc:
        if exc.reason == "cancelled":  # otherwise the answer is whole, and only not mended
            draft.finish_reason = exc.reason
        return
    draft.say(mended.text)
    count = len(made.quiz["questions"])
    made.quiz = edits.amend(made.quiz, mended.completed.values(), added=list(enumerate(mended.added, count)))
    mended_ids = {*mended.completed, *(question["id"] for question in mended.added)}
    for place, question in enumerate(made.quiz["questions"]):
        if question["id"] in mended_ids:
            draft.question(place, "final", question)


def _missing(made: _Made) -> list[int]:
    """The numbers of the questions that were asked for and did not come; only a new quiz is missing any."""
    if made.edited:
        return []
    coverage = made.quiz["coverage"]
    return list(range(coverage["delivered"] + 1, coverage["requested"] + 1))


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


def _resourced(question: Json, quiz: Json, thread: Thread) -> Json:
    """The question with its quotes tied to the text the quiz was made from, without them if there is none."""
    if not question.get("sourceRefs"):
        return question
    source = next((source for source in quiz.get("sources", ()) if source["kind"] == "user_text"), None)
    if not source:
        return {name: value for name, value in question.items() if name != "sourceRefs"}
    referring = {**question, "sourceRefs": [{"sourceId": source["id"], **ref} for ref in question["sourceRefs"]]}
    return checks.verify_quotes(referring, {source["id"]: "\n".join(thread.said)})


def _language_of(questions: Sequence[Json]) -> str:
    """The language that most of the little words in the stems belong to; English when they do not tell."""
    votes = words.votes(frozenset(_WORD.findall(" ".join(one["stem"] for one in questions).casefold())))
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] > 2 * votes[_USUAL_LANGUAGE] else _USUAL_LANGUAGE


def _others(thread: Thread, quiz: Json) -> list[Json]:
    return [question for other in thread.quizzes if other["id"] != quiz["id"] for question in other["questions"]]


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
