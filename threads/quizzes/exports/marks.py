"""Numbers as text, and the fractions of a mark that Moodle knows."""

from decimal import Decimal

from ..model import Json
from .losses import Losses

# Moodle refuses a question with another fraction: all p/q up to q = 6, tenths, 1/q up to q = 10, and a twentieth.
_FRACTIONS = sorted(
    {*(p / q for q in range(1, 7) for p in range(q + 1)), *(p / 10 for p in range(11))}
    | {*(1 / q for q in range(7, 11)), 0.05}
)
# How far apart Moodle lets two fractions be that it takes for the same.
_SAME = 1e-5


def decimal(value: float) -> str:
    """Digits and a point, never an exponent; whole numbers without a point."""
    if float(value).is_integer():
        return str(int(value))
    return format(Decimal(repr(value)), "f")


def percent(share: float) -> str:
    """A share as a percentage with the five digits behind the point that Moodle compares."""
    return decimal(round(share * 100, 5))


def nearest_fraction(share: float) -> float:
    return min(_FRACTIONS, key=lambda fraction: abs(fraction - share))


def tolerance(answer: Json) -> float:
    """The tolerance of a numeric answer as a distance from its value."""
    width: float = answer.get("tolerance", 0)
    if answer.get("toleranceType") == "rel":
        return abs(answer["value"]) * width
    return width


def refuse_scores(accepted: list[Json]) -> str | None:
    """Why Moodle would not take these answers."""
    if max(entry.get("score", 1) for entry in accepted) < 1:
        return "None of the accepted answers is fully right."
    return None


def share(entry: Json, question: Json, losses: Losses) -> float:
    """The score of an accepted answer as a fraction that Moodle knows."""
    score: float = entry.get("score", 1)
    nearest = nearest_fraction(score)
    if abs(nearest - score) > _SAME:
        losses.add(question, "score", f"A score of {decimal(score)} became {decimal(round(nearest, 5))}.")
    return nearest


def spare(question: Json) -> list[Json]:
    """The entries of the right side of a matching that no left entry has: distractors."""
    paired = {right for _, right in question["answer"]}
    return [item for item in question["right"] if item["id"] not in paired]


def wrong_words(blank: Json) -> list[str]:
    """The words of a bank that are not accepted; without one there is nothing to choose between."""
    return [word for word in blank.get("options", ()) if word not in blank["accepted"]]


def keeps_banks(question: Json) -> bool:
    """Whether every word bank of a question with blanks is a choice."""
    return all(wrong_words(blank) for blank in question["answer"] if blank.get("options"))


def no_wildcards(text: str) -> str:
    """An accepted answer for Moodle, which takes a bare star for any text."""
    return text.replace("*", "\\*")


def is_manual(question: Json) -> bool:
    """Whether a person marks it."""
    return question["type"] == "short_answer" and (question.get("answer") or {}).get("grading") == "manual"


def rubric(answer: Json) -> str:
    """What a person marks by, as markdown: the rubric and the model answers."""
    models = "\n".join(f"- {entry['text']}" for entry in answer.get("accepted", ()))
    return "\n\n".join(text for text in (answer.get("rubric"), models) if text)
