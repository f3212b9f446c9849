"""Questions in the wire shape, with fresh ids, out of what a file says."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from ..model import Json

NewId = Callable[[str, int], str]

# How far into a file is looked; a quiz holds far fewer.
MOST_ENTRIES = 500

_CHARS = 10
_DIFFICULTIES = ("easy", "medium", "hard")
_BLOOM = ("remember", "understand", "apply", "analyze", "evaluate", "create")


class Unread(Exception):
    """A question that cannot be read; the message says why, in a sentence safe to show."""


@dataclass(slots=True)
class Entry:
    """A question of the file, or None when it could not be read; `notes` say what is not kept."""

    question: Json | None
    notes: list[str] = field(default_factory=list)


class Builder:
    """Makes questions; `new_id(prefix, chars)` gives the ids."""

    def __init__(self, new_id: NewId) -> None:
        self._new_id = new_id

    def id(self, prefix: str) -> str:
        return self._new_id(prefix, _CHARS)

    def question(self, kind: str, stem: str, **members: object) -> Json:
        return {"id": self.id("q"), "rev": 1, "type": kind, "stem": stem, **members}

    def choice(
        self, stem: str, options: Sequence[tuple[str, str]], keys: Collection[int], *, single: bool, shuffle: bool
    ) -> Json:
        """`options` are texts and feedbacks; `keys` the places of the right ones."""
        made = [self._fed({"id": self.id("o"), "text": text}, feedback) for text, feedback in options]
        answer: Json = {"optionIds": [option["id"] for place, option in enumerate(made) if place in keys]}
        if not single:
            answer["scoring"] = "partial"
        kind = "single_choice" if single else "multiple_choice"
        return self.question(kind, stem, options=made, shuffle=shuffle, answer=answer)

    def true_false(self, stem: str, value: bool, *, if_true: str, if_false: str) -> Json:
        feedback = {"feedbackTrue": if_true, "feedbackFalse": if_false}
        told = {name: text for name, text in feedback.items() if text}
        return self.question("true_false", stem, answer={"value": value}, **told)

    def short_answer(self, stem: str, accepted: Iterable[tuple[str, float, str]], *, match: str) -> Json:
        """`accepted` are texts, scores and feedbacks."""
        made = [self._fed({"text": text, "score": _whole(score)}, feedback) for text, score, feedback in accepted]
        return self.question("short_answer", stem, answer={"accepted": made, "match": match, "grading": "auto"})

    def essay(self, stem: str, *, rubric: str) -> Json:
        answer = {"accepted": [], "match": "normalized", "grading": "manual"}
        return self.question("short_answer", stem, answer=answer | ({"rubric": rubric} if rubric else {}))

    def blank(self, accepted: Sequence[str], *, bank: Sequence[str], match: str) -> Json:
        return {"id": self.id("bl"), "accepted": list(accepted), "options": list(bank), "match": match}

    def fill_blank(self, stem: str, blanks: Sequence[Json]) -> Json:
        return self.question("fill_blank", stem, answer=list(blanks))

    def matching(self, stem: str, pairs: Iterable[tuple[str, str]]) -> Json:
        """An empty left is a distractor; equal rights are one."""
        left: list[Json] = []
        right: dict[str, Json] = {}
        answer: list[list[str]] = []
        for one, other in pairs:
            fitting = right.setdefault(other, {"id": self.id("r"), "text": other})
            if one:
                left.append({"id": self.id("l"), "text": one})
                answer.append([left[-1]["id"], fitting["id"]])
        return self.question("matching", stem, left=left, right=list(right.values()), answer=answer)

    def ordering(self, stem: str, texts: Iterable[str]) -> Json:
        items = [{"id": self.id("i"), "text": text} for text in texts]
        return self.question("ordering", stem, items=items, answer=[item["id"] for item in items])

    def numeric(self, stem: str, value: float, tolerance: float, unit: str = "") -> Json:
        answer: Json = {"value": _whole(value), "tolerance": _whole(tolerance), "toleranceType": "abs"}
        return self.question("numeric", stem, answer=answer | ({"unit": unit} if unit else {}))

    @staticmethod
    def _fed(entry: Json, feedback: str) -> Json:
        return {**entry, "feedback": feedback} if feedback else entry


def finish(
    question: Json, *, explanation: str = "", hint: str = "", tags: Iterable[str] = (), points: float = 1
) -> Json:
    """The question with what every type can have; `difficulty:…` and `bloom:…` are taken out of the tags."""
    told: Json = {"explanation": explanation, "hint": hint}
    rest = []
    for tag in tags:
        name, _, value = tag.partition(":")
        if (name == "difficulty" and value in _DIFFICULTIES) or (name == "bloom" and value in _BLOOM):
            told[name] = value
        elif tag:
            rest.append(tag)
    told = {name: text for name, text in told.items() if text}
    return {**question, **told, "tags": rest, "points": points, "flags": []}


def number(text: str) -> float:
    """A number as these formats write it. Raises `Unread`."""
    try:
        return float(text.strip())
    except ValueError:
        raise Unread("The key is no number.") from None


def _whole(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value
