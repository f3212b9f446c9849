"""What a file does not carry, by name.

A question is more than stem, options and key. Each format names the members it carries (`carries`); what a question
has beyond them is a loss, told to the author as `{questionId, what, detail}`.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from ..model import Json

# An HTTP header of more than this is cut or refused by common proxies.
MAX_HEADER_CHARS = 4096

_Present = Callable[[Json], object]


def _has(member: str) -> _Present:
    return lambda question: question.get(member) not in (None, [])


def _answer(question: Json) -> Json:
    answer = question.get("answer")
    return answer if isinstance(answer, dict) else {}


def _entries(question: Json) -> list[Json]:
    """What carries the text of an answer: options, accepted answers, blanks."""
    answer = question.get("answer")
    blanks = answer if question["type"] == "fill_blank" and answer else []
    return [*question.get("options", ()), *_answer(question).get("accepted", ()), *blanks]


def _feedback(question: Json) -> object:
    told = (entry.get("feedback") for entry in _entries(question))
    return any(told) or question.get("feedbackTrue") or question.get("feedbackFalse")


def _partial_scores(question: Json) -> object:
    return any(entry.get("score", 1) != 1 for entry in _answer(question).get("accepted", ()))


def _scoring(way: str) -> _Present:
    return lambda question: (
        question["type"] == "multiple_choice" and _answer(question).get("scoring", "all_or_nothing") == way
    )


def _match(way: str) -> _Present:
    def compares(question: Json) -> bool:
        keys = question.get("answer") if question["type"] == "fill_blank" else [_answer(question)]
        compared = [key for key in keys or () if key.get("accepted") and key.get("grading") != "manual"]
        return any(key.get("match", "normalized") == way for key in compared)

    return compares


QUESTION: dict[str, tuple[str, _Present]] = {
    "explanation": ("The explanation", _has("explanation")),
    "hint": ("The hint", _has("hint")),
    "feedback": ("The feedback of single answers", _feedback),
    "difficulty": ("The difficulty", _has("difficulty")),
    "bloom": ("The Bloom level", _has("bloom")),
    "tags": ("The tags", _has("tags")),
    "points": ("The points", lambda question: question.get("points", 1) != 1),
    "timeLimitSec": ("The time limit", _has("timeLimitSec")),
    "language": ("The language of the question", _has("language")),
    "sourceRefs": ("The quoted sources", _has("sourceRefs")),
    "shuffle": ("The fixed order of the options", lambda question: question.get("shuffle") is False),
    "score": ("Partial credit for an answer", _partial_scores),
    "scoring:partial": ("Partial credit for some of the keys", _scoring("partial")),
    "scoring:all_or_nothing": ("Marking all keys or nothing", _scoring("all_or_nothing")),
    "match:exact": ("Comparing answers letter by letter", _match("exact")),
    "match:caseless": ("Comparing answers without case", _match("caseless")),
    "match:normalized": ("Forgiving small differences in answers", _match("normalized")),
    "rubric": ("The rubric", lambda question: _answer(question).get("rubric")),
    "unit": ("The unit", lambda question: _answer(question).get("unit")),
    "options": ("The word bank", lambda question: _word_bank(question)),
}


def _word_bank(question: Json) -> object:
    if question["type"] != "fill_blank":
        return None
    return any(blank.get("options") for blank in question.get("answer") or question.get("blanks") or ())


QUIZ: dict[str, tuple[str, _Present]] = {
    "title": ("The title", _has("title")),
    "description": ("The description", _has("description")),
    "audience": ("The audience", _has("audience")),
    "settings.shuffleQuestions": ("Shuffling the questions", lambda quiz: _settings(quiz).get("shuffleQuestions")),
    "settings.timeLimitSec": ("The time limit", lambda quiz: _settings(quiz).get("timeLimitSec") is not None),
    "settings.passPercent": ("The percentage to pass", lambda quiz: _settings(quiz).get("passPercent") is not None),
    "sources": ("The list of sources", _has("sources")),
    "record": ("The record of the quiz (topic, language, revisions, quality, flags)", _has("history")),
}


def _settings(quiz: Json) -> Json:
    return quiz.get("settings") or {}


@dataclass(slots=True)
class Losses:
    """The losses of one file, as they are found."""

    entries: list[Json] = field(default_factory=list)

    def add(self, question: Json | None, what: str, detail: str) -> None:
        self.entries.append({"questionId": question and question["id"], "what": what, "detail": detail})

    def leave_out(self, question: Json, reason: str) -> None:
        self.add(question, "question", f"The question is left out: {reason}")

    def compare_question(self, question: Json, carried: Collection[str]) -> None:
        self._compare(QUESTION, question, question, carried)

    def compare_quiz(self, quiz: Json, carried: Collection[str]) -> None:
        self._compare(QUIZ, quiz, None, carried)

    def _compare(
        self, members: dict[str, tuple[str, _Present]], holder: Json, question: Json | None, carried: Collection[str]
    ) -> None:
        for name, (label, present) in members.items():
            if name not in carried and present(holder):
                self.add(question, name.partition(":")[0], f"{label} cannot be kept in this format.")


def header(losses: list[Json]) -> str:
    """The value of `X-Export-Losses`: the list as JSON in ASCII; when it is long, how often each member was lost."""
    whole = json.dumps(losses, separators=(",", ":"))
    if len(whole) <= MAX_HEADER_CHARS:
        return whole
    return json.dumps(Counter(loss["what"] for loss in losses), separators=(",", ":"))


def comments(losses: list[Json]) -> list[str]:
    """A line per loss, for formats that have comments."""
    return [f"{loss['questionId'] or 'quiz'}: {loss['detail']}" for loss in losses]
