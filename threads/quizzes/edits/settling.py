"""The end of every edit: what does not pass its checks goes, and the quiz says how good it is."""

from collections.abc import Iterable, Sequence

from threads.quizzes import checks
from threads.quizzes.checks import Report, Requested
from threads.quizzes.model import Json

from .assembly import coverage


def settle(
    quiz: Json,
    *,
    previous: Json | None = None,
    cut: bool = False,
    requested: Requested | None = None,
    other_questions: Iterable[Json] = (),
    notes: Sequence[Json] = (),
) -> Json:
    """The quiz ready to be stored, with flags, score, coverage and status.

    A question that has to go is left out; a new version of one that was in `previous` gives way to the old one, and
    what was there before is never dropped. Returns `previous` itself when nothing of the edit is left.
    """
    others = list(other_questions)
    before = {question["id"]: question for question in previous["questions"]} if previous else {}
    kept = {id(question) for question in quiz["questions"]}
    standing = {question_id for question_id, question in before.items() if id(question) in kept}
    report = checks.check(quiz, requested=requested, other_questions=others, standing=standing)
    reverted = [question_id for question_id in report.drop if question_id in before]
    gone = [flag for flag in report.flags if flag.get("questionId") in set(report.drop).difference(before)]
    settled = _without(quiz, report, before)
    if previous is not None and _is_same(settled, previous):
        return previous
    if report.drop:
        report = checks.check(
            settled, requested=requested, other_questions=others, standing=standing | before.keys(), gone=gone
        )
    notes = [*notes, *map(_reverted, reverted)]
    return {
        **settled,
        "status": _status(settled, report, cut=cut and previous is None),
        "questions": report.questions,
        "quality": {**report.quality, "flags": [*report.flags, *notes]},
    }


def _without(quiz: Json, report: Report, before: dict[str, Json]) -> Json:
    """The quiz with its drops dropped or reverted, in its questions and in what history says of this revision."""
    questions = [
        before.get(one["id"], one) if one["id"] in report.drop else one
        for one in report.questions
        if one["id"] not in report.drop or one["id"] in before
    ]
    return {
        **quiz,
        "questions": questions,
        "coverage": coverage(quiz["coverage"]["requested"], len(questions)),
        "history": _told(quiz, set(report.drop)),
    }


def _told(quiz: Json, drop: set[str]) -> list[Json]:
    """The history without the drops, and without entries of this revision that are empty for it."""
    earlier = [entry for entry in quiz["history"] if entry["rev"] < quiz["revision"]]
    entries = [
        {**entry, "questionIds": [id for id in entry["questionIds"] if id not in drop]}
        for entry in quiz["history"][len(earlier) :]
    ]
    return [*earlier, *([entry for entry in entries if entry["questionIds"]] or entries[:1])]


def _is_same(quiz: Json, previous: Json) -> bool:
    """Whether an edit came to nothing: every question is the one that was there, in the same order."""
    ids = [one["id"] for one in quiz["questions"]]
    if ids != [one["id"] for one in previous["questions"]]:
        return False
    return all(one is old for one, old in zip(quiz["questions"], previous["questions"], strict=True))


def _status(quiz: Json, report: Report, *, cut: bool) -> str:
    if cut or quiz["coverage"]["missing"] or report.gone:
        return "partial"
    return "needs_review" if any(one["severity"] == "error" for one in report.flags) else "complete"


def _reverted(question_id: str) -> Json:
    return checks.flag(
        "edit-dropped", "The new version of this question was not usable; the old one stays.", question_id=question_id
    )
