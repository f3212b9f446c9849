"""A learner's answers marked against the key."""

from typing import Any

from quizagent.errors import FieldError, ValidationError
from threads.quizzes.model import Json

from . import answers as sent
from . import marks

__all__ = ["InvalidAnswers", "grade"]

MAX_ERRORS = 50


class InvalidAnswers(ValidationError):
    detail = "Some answers do not fit the questions of this quiz."


def grade(quiz: Json, answers: Json) -> Json:
    """Points in all and per question, for `answers` by question id. Raises InvalidAnswers.

    A question without an answer gets no points, and its key is not told. One that a person has to mark has
    `correct: null`, and its points are in `pendingPoints`; `passed` (there when the quiz has a pass mark) is null
    while they could decide.
    """
    if errors := _errors(quiz, answers):
        raise InvalidAnswers(errors=errors[:MAX_ERRORS])
    results = [_result(question, answers.get(question["id"])) for question in quiz["questions"]]
    points = sum(result["points"] for result in results)
    most = sum(result["maxPoints"] for result in results)
    pending = sum(result["maxPoints"] for result in results if result["correct"] is None)
    graded: Json = {
        "points": _tidy(points),
        "maxPoints": _tidy(most),
        "pendingPoints": _tidy(pending),
        "percent": _percent(points, most),
        "unanswered": sum(not result["answered"] for result in results),
    }
    needed = (quiz.get("settings") or {}).get("passPercent")
    if needed is not None:
        undecided = _percent(points, most) < needed <= _percent(points + pending, most)
        graded["passed"] = None if undecided else _percent(points, most) >= needed
    return {**graded, "questions": results}


def _errors(quiz: Json, answers: Any) -> list[FieldError]:
    if not isinstance(answers, dict):
        return [{"pointer": "/answers", "detail": "This takes an object with an answer for each question id."}]
    known = {question["id"]: question for question in quiz["questions"]}
    errors: list[FieldError] = []
    for question_id, answer in answers.items():
        if question_id in known:
            errors += sent.problems(known[question_id], answer)
        else:
            pointer = f"/answers/{sent.escaped(question_id)}"
            errors.append({"pointer": pointer, "detail": "There is no such question in this quiz."})
    return errors


def _result(question: Json, answer: Any) -> Json:
    answered = not sent.is_blank(answer)
    by_hand = question["type"] == "short_answer" and question["answer"].get("grading") == "manual"
    mark = marks.mark(question, answer) if answered and not by_hand else marks.Mark(0.0)
    most = question.get("points", 1)
    result: Json = {
        "questionId": question["id"],
        "answered": answered,
        "points": _tidy(mark.share * most),
        "maxPoints": _tidy(most),
        "correct": None if by_hand and answered else mark.share == 1,
        "correctAnswer": marks.right_answer(question) if answered else None,
        "feedback": list(mark.feedback),
    }
    if answered and question.get("explanation"):
        result["explanation"] = question["explanation"]
    return result


def _percent(points: float, most: float) -> float:
    return _tidy(100 * points / most, 2) if most else 0


def _tidy(value: float, digits: int = 4) -> float:
    """Rounded, and whole where it is: 2 rather than 2.0."""
    rounded = round(value, digits)
    return int(rounded) if rounded == int(rounded) else rounded
