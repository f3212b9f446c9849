"""Making a quiz, and making a revision of it: the bookkeeping that every edit shares.

A question that an edit does not touch is the same dict before and after, so its stored bytes are the same too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threads.quizzes import checks
from threads.quizzes.checks import Requested
from threads.quizzes.model import MAX_QUESTIONS, SCHEMA_VERSION, Json

DEFAULT_COUNT = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of `history` in the making."""

    op: str
    question_ids: tuple[str, ...]


def new_quiz(
    *,
    id: str,
    thread_id: str,
    title: str,
    topic: str,
    language: str,
    questions: Iterable[Json],
    provenance: Json,
    requested: Requested | None,
    message_id: str,
    now: str,
    request: str | None = None,
    sources: Sequence[Json] = (),
) -> Json:
    """A quiz in its first revision, not checked yet (`settle` does that)."""
    inside = [prepared(question) for question in questions][:MAX_QUESTIONS]
    quiz: Json = {
        "schemaVersion": SCHEMA_VERSION,
        "id": id,
        "threadId": thread_id,
        "revision": 1,
        "status": "complete",
        "title": title,
        "topic": topic,
        "language": language,
        "questions": inside,
        "quality": {"score": 100, "rulesVersion": checks.RULES_VERSION, "flags": []},
        "coverage": coverage(requested.count if requested and requested.count else DEFAULT_COUNT, len(inside)),
        "provenance": provenance,
        "history": [_entry(1, Change("create", ids_of(inside)), message_id, now, request)],
    }
    return {**quiz, "sources": list(sources)} if sources else quiz


def revise(
    quiz: Json,
    *,
    questions: Sequence[Json],
    changes: Iterable[Change],
    requested: int,
    message_id: str,
    now: str,
    request: str | None = None,
    members: Mapping[str, Any] | None = None,
) -> Json:
    """The next revision of a quiz: `questions` in their new state, and `changes` to explain it."""
    rev = quiz["revision"] + 1
    return {
        **quiz,
        **(members or {}),
        "revision": rev,
        "questions": list(questions),
        "coverage": coverage(requested, len(questions)),
        "history": [*quiz["history"], *(_entry(rev, change, message_id, now, request) for change in changes)],
    }


def prepared(question: Json) -> Json:
    """A question that comes into a quiz, with the members every stored question has."""
    made = {"id": question["id"], "rev": 1, "tags": [], "points": 1, "flags": [], **question}
    if "options" in made:
        made["shuffle"] = made.get("shuffle", True) and checks.may_shuffle(made)
    return made


def amend(quiz: Json, repaired: Iterable[Json], *, added: Iterable[tuple[int, Json]] = ()) -> Json:
    """What repair brought, before `settle`: questions by id, and absent ones with their place. No new revision."""
    by_id = {question["id"]: question for question in repaired}
    questions = [
        {**prepared(by_id[old["id"]]), "rev": old["rev"]} if old["id"] in by_id else old for old in quiz["questions"]
    ]
    history, new_ids = list(quiz["history"]), []
    for place, question in sorted(added, key=lambda one: one[0]):
        questions.insert(place, prepared(question))
        new_ids.append(question["id"])
    if new_ids:
        history[-1] = {**history[-1], "questionIds": [*history[-1]["questionIds"], *new_ids]}
    counted = coverage(quiz["coverage"]["requested"], len(questions))
    return {**quiz, "questions": questions, "coverage": counted, "history": history}


def coverage(requested: int, delivered: int) -> Json:
    return {"requested": requested, "delivered": delivered, "missing": max(0, requested - delivered)}


def ids_of(questions: Iterable[Json]) -> tuple[str, ...]:
    return tuple(question["id"] for question in questions)


def _entry(rev: int, change: Change, message_id: str, now: str, request: str | None) -> Json:
    entry: Json = {
        "rev": rev,
        "op": change.op,
        "messageId": message_id,
        "questionIds": list(change.question_ids),
        "at": now,
    }
    return {**entry, "request": request} if request else entry
