"""Is this quiz any good? Deterministic rules over a quiz dict; nothing is changed in place.

A flag of one question stands in `question.flags` and, with its `questionId`, in `quality.flags`; what depends on
other questions, on the quiz or on the request stands in `quality.flags` alone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from threads.quizzes.model import Json

from . import between, structure, truth, wording
from .between import Requested
from .facts import Facts
from .flags import KEPT, REPAIR_RULES, RULES_VERSION, flag, is_lasting, of_question
from .order import may_shuffle
from .quotes import verify as verify_quotes

__all__ = [
    "REPAIR_RULES",
    "RULES_VERSION",
    "Report",
    "Requested",
    "check",
    "flag",
    "may_shuffle",
    "verify_quotes",
]

_MAX_WARNINGS = 5


@dataclass(frozen=True, slots=True)
class Report:
    """`flags` and `score` are those of the quiz without the questions in `drop`."""

    questions: list[Json]  # all of them, flags up to date; the same dict where they were so already
    flags: list[Json]  # for `quality.flags`
    repair: tuple[str, ...]  # ids worth asking for again
    drop: tuple[str, ...]  # ids that have to go unless they are repaired
    keep: tuple[str, ...]  # ids with an error that stay all the same
    gone: tuple[str, ...]  # ids that had to go already
    score: int

    @property
    def quality(self) -> Json:
        return {"score": self.score, "rulesVersion": RULES_VERSION, "flags": self.flags}


def check(
    quiz: Json,
    *,
    requested: Requested | None = None,
    other_questions: Iterable[Json] = (),
    standing: Collection[str] = (),
    gone: Sequence[Json] = (),
) -> Report:
    """`standing` names the questions that were checked in an earlier revision: they keep their flags and their place.

    `gone` are the flags of questions that were dropped; the quiz tells of them and pays for them.
    """
    every = [Facts(question) for question in quiz["questions"]]
    questions = [facts.question if facts.id in standing else _flagged(facts) for facts in every]
    doubles = between.duplicates(every, standing)
    errors = {question["id"]: _errors(question) for question in questions}
    drop = tuple(
        facts.id for facts in every if facts.id not in standing and (facts.id in doubles or errors[facts.id] - KEPT)
    )
    left = [facts for facts in every if facts.id not in drop]
    gone_ids = tuple(dict.fromkeys(one["questionId"] for one in gone))
    flags = [
        *gone,
        *(of_question(one["id"], inner) for one in questions for inner in _told(one, one["id"] in drop)),
        *doubles.values(),
        *between.check(left, quiz, requested, other_questions),
    ]
    return Report(
        questions=questions,
        flags=flags,
        repair=tuple(
            id for id, rules in errors.items() if rules & REPAIR_RULES and id not in doubles and id not in standing
        ),
        drop=drop,
        keep=tuple(facts.id for facts in left if errors[facts.id] or facts.id in doubles),
        gone=gone_ids,
        score=_score(flags, {*drop, *gone_ids}),
    )


def _flagged(facts: Facts) -> Json:
    """The question with the flags it should have: the very same dict when it has them."""
    question = facts.question
    found = [*structure.check(facts), *truth.check(facts)]
    if not found:
        found += structure.check_shape(facts)
    flags = [*filter(is_lasting, question.get("flags") or ()), *found, *wording.check(facts)]
    return question if flags == question.get("flags") else {**question, "flags": flags}


def _errors(question: Json) -> set[str]:
    return {one["rule"] for one in question["flags"] if one["severity"] == "error"}


def _told(question: Json, dropped: bool) -> list[Json]:
    """Of a question that goes, only why it goes."""
    return [one for one in question["flags"] if not dropped or one["severity"] == "error"]


def _score(flags: list[Json], drop: Collection[str]) -> int:
    errors = len(drop) + sum(one["severity"] == "error" and one.get("questionId") not in drop for one in flags)
    warnings: dict[str | None, int] = {}
    for one in flags:
        if one["severity"] == "warning":
            warnings[one.get("questionId")] = warnings.get(one.get("questionId"), 0) + 1
    of_quiz = warnings.pop(None, 0)
    counted = of_quiz + sum(min(count, _MAX_WARNINGS) for count in warnings.values())
    return max(0, 100 - 15 * errors - 4 * counted)
