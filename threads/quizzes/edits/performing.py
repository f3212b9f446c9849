"""A command carried out: the quiz in its next revision, or why there is none, in words."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from threads.quizzes.model import Json

from .assembly import Change, ids_of, revise
from .commands import Command
from .settling import settle
from .vocabulary import LANGUAGES

_DRAWS = 8


@dataclass(frozen=True, slots=True)
class Applied:
    """`quiz` is None when nothing changed; `reply` says what happened either way."""

    quiz: Json | None
    reply: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a command does to the questions: `op` and `question_ids` go into history, the rest into the reply."""

    reply: str
    questions: Sequence[Json] = ()
    op: str = ""
    question_ids: tuple[str, ...] = ()


def apply(
    command: Command,
    quiz: Json,
    *,
    message_id: str,
    now: str,
    seed: str,
    request: str | None = None,
    before: Json | None = None,
    other_questions: Iterable[Json] = (),
) -> Applied:
    """Carry out `command` on `quiz`, which stays as it is.

    `seed` decides a shuffle; `before` is the revision that `undo_target` names, None when it is gone.
    """
    count = len(quiz["questions"])
    unknown = [number for number in command.numbers if not 1 <= number <= count]
    if unknown:
        return Applied(None, _say(command, "no_such_number", numbers=_listed(unknown), count=count))
    if command.op == "undo":
        return _undo(command, quiz, before, message_id=message_id, now=now, request=request)
    outcome = _outcome(command, quiz["questions"], random.Random(seed))
    if not outcome.op:
        return Applied(None, _say(command, outcome.reply))
    left = len(outcome.questions)
    revised = revise(
        quiz,
        questions=outcome.questions,
        changes=[Change(outcome.op, outcome.question_ids)],
        requested=max(0, quiz["coverage"]["requested"] - (count - left)),
        message_id=message_id,
        now=now,
        request=request,
    )
    settled = settle(revised, previous=quiz, other_questions=other_questions)
    reply = _say(command, outcome.reply, *command.numbers, numbers=_listed(command.numbers), count=left)
    return Applied(settled, reply)


def undo_target(quiz: Json) -> int | None:
    """The revision whose content an undo would bring back; None when there is nothing to undo.

    A second undo goes one step further back: what was undone is not undone again.
    """
    restored = {entry["rev"] for entry in quiz["history"] if entry["op"] == "restore"}
    steps: list[int] = []
    for rev in range(1, quiz["revision"] + 1):
        if rev in restored:
            steps[-2:] = [rev]  # the undone step is gone, and the one before it is now this revision
        else:
            steps.append(rev)
    return steps[-2] if len(steps) > 1 else None


def _undo(
    command: Command, quiz: Json, before: Json | None, *, message_id: str, now: str, request: str | None
) -> Applied:
    if undo_target(quiz) is None:
        return Applied(None, _say(command, "nothing_to_undo"))
    if before is None:
        return Applied(None, _say(command, "undo_expired"))
    questions = _restored(quiz["questions"], before["questions"])
    kept = {question["id"]: question for question in quiz["questions"]}
    changed = tuple(one["id"] for one in questions if kept.get(one["id"]) is not one)
    lost = tuple(id for id in kept if id not in {one["id"] for one in questions})
    revised = revise(
        {**before, "revision": quiz["revision"], "history": quiz["history"]},
        questions=questions,
        changes=[Change("restore", (*changed, *lost))],
        requested=before["coverage"]["requested"],
        message_id=message_id,
        now=now,
        request=request,
    )
    return Applied(revised, _say(command, "undone"))


def _restored(now: Sequence[Json], before: Sequence[Json]) -> list[Json]:
    """The earlier questions: the current dict where it says the same, else one `rev` further than the current one."""
    current = {question["id"]: question for question in now}
    restored = []
    for old in before:
        one = current.get(old["id"])
        if one is None:
            restored.append(old)
        elif {**one, "rev": 0} == {**old, "rev": 0}:
            restored.append(one)
        else:
            restored.append({**old, "rev": one["rev"] + 1})
    return restored


def _outcome(command: Command, questions: list[Json], chance: random.Random) -> _Outcome:
    places = [number - 1 for number in command.numbers]
    match command.op:
        case "delete":
            gone = [questions[place] for place in places]
            return _Outcome("deleted", [one for one in questions if one not in gone], "delete", ids_of(gone))
        case "move":
            return _moved(questions, *places)
        case "swap":
            return _swapped(questions, *places)
        case "shuffle_questions":
            return _shuffled_questions(questions, chance)
        case _:
            return _shuffled_options(questions, chance)


def _moved(questions: list[Json], start: int, end: int) -> _Outcome:
    if start == end:
        return _Outcome("unchanged")
    order = [*questions[:start], *questions[start + 1 :]]
    order.insert(end, questions[start])
    return _Outcome("moved", order, "reorder", ids_of([questions[start]]))


def _swapped(questions: list[Json], one: int, other: int) -> _Outcome:
    if one == other:
        return _Outcome("unchanged")
    order = list(questions)
    order[one], order[other] = order[other], order[one]
    return _Outcome("swapped", order, "reorder", ids_of([questions[one], questions[other]]))


def _shuffled_questions(questions: list[Json], chance: random.Random) -> _Outcome:
    order = _shuffled(questions, chance)
    if order == questions:
        return _Outcome("nothing_to_shuffle")
    return _Outcome("shuffled_questions", order, "reorder", ids_of(order))


def _shuffled_options(questions: list[Json], chance: random.Random) -> _Outcome:
    made = [_with_shuffled_options(question, chance) for question in questions]
    changed = [new for new, old in zip(made, questions, strict=True) if new is not old]
    if not changed:
        return _Outcome("nothing_to_shuffle")
    return _Outcome("shuffled_options", made, "reorder", ids_of(changed))


def _with_shuffled_options(question: Json, chance: random.Random) -> Json:
    options = question.get("options")
    if not options or not question.get("shuffle", True):
        return question
    order = _shuffled(options, chance)
    return {**question, "rev": question["rev"] + 1, "options": order}


def _shuffled(items: list[Json], chance: random.Random) -> list[Json]:
    """Another order, whenever there is one."""
    for _ in range(_DRAWS):
        order = chance.sample(items, len(items))
        if order != items:
            return order
    return [*items[1:], *items[:1]]


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))


def _say(command: Command, what: str, *numbers: int, **values: object) -> str:
    return LANGUAGES[command.language].replies[what].format(*numbers, **values)
