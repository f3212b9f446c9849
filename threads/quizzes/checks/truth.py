"""Rules of content: a key that the explanation or the arithmetic of the question itself contradicts."""

import re
from collections.abc import Iterator

from threads.quizzes import arithmetic, folding, model, numbers
from threads.quizzes.model import Json

from .facts import Facts
from .flags import flag

_MAX_ANSWER_CHARS = 200
_ANSWER_IS = re.compile(
    r"(?:\b(?:the|correct|right)\s+|^)answer\s+is\b"
    r"|\b(?:la|correcta)\s+respuesta\s+(?:correcta\s+)?es\b|\brespuesta\s+correcta\s+es\b"
    r"|\b(?:la|bonne)\s+réponse\s+(?:correcte\s+)?est\b"
    r"|\b(?:die|richtige|korrekte)\s+antwort\s+(?:ist|lautet)\b"
    r"|\bla\s+risposta\s+(?:corretta\s+|giusta\s+)?è\s"
    r"|\ba\s+resposta\s+(?:correta\s+|certa\s+)?é\s",
    re.IGNORECASE,
)
_LETTER_AFTER = re.compile(
    r"[\s:*(`\"“]*(?:(?:option|choice|letter|opción|Option|Antwort|opzione|opção)\s+)?\(?([A-J])"
    r"(?=[).,:;*`\"”]|\s*$|\s+(?:because|since|as|porque|ya|car|parce|weil|da|denn|perché|poiché|pois)\b|\s+[-–—(])"
)
_LETTER_IS_RIGHT = re.compile(
    r"\b(?:option|choice|answer|opción|réponse|antwort|opzione|risposta|opção|alternativa)\s+[*(`\"“]*(?-i:([A-J]))[*)`\"”]*\s+"
    r"(?:is|es|est|ist|è|é)\s+(?:the\s+|la\s+|die\s+|a\s+)?"
    r"(?:correct|right|correcta|correcte|richtig|richtige|korrekt|corretta|giusta|correta|certa)\b(?!\s+(?:if|only|when|for))",
    re.IGNORECASE,
)
# One of these is in all that the two patterns find; to look for them is much quicker.
_ANSWER_WORDS = (
    *("answer", "option", "choice", "respuesta", "opción", "réponse", "antwort"),
    *("risposta", "opzione", "resposta", "opção", "alternativa"),
)
_DIGIT = re.compile(r"\d")
_TRUE_FALSE = {
    "true": True, "verdadero": True, "vrai": True, "wahr": True, "richtig": True, "vero": True, "verdadeiro": True,
    "false": False, "falso": False, "faux": False, "falsch": False,
}  # fmt: skip


def check(facts: Facts) -> Iterator[Json]:
    yield from _explanation(facts)
    yield from _arithmetic(facts)


def _explanation(facts: Facts) -> Iterator[Json]:
    explanation = facts.question.get("explanation") or ""
    folded = explanation.lower()
    if not any(word in folded for word in _ANSWER_WORDS):
        return
    named = _named_truth(explanation) if facts.type == "true_false" else None
    if named is not None and named != facts.key[0]:
        yield flag(
            "explanation-contradicts-key", "The explanation says the opposite of the answer that is marked as right."
        )
    elif facts.is_choice and facts.keys and (wrong := _named_distractor(facts, explanation)):
        yield flag(
            "explanation-contradicts-key",
            f"The explanation calls “{wrong}” right, but another option is marked as right.",
        )


def _named_truth(explanation: str) -> bool | None:
    match = _ANSWER_IS.search(explanation)
    said = folding.words(explanation[match.end() : match.end() + 40])[:1] if match else []
    return _TRUE_FALSE.get(said[0]) if said else None


def _named_distractor(facts: Facts, explanation: str) -> str | None:
    """The text of an option the explanation calls right although it is not the key."""
    for match in _LETTER_IS_RIGHT.finditer(explanation):
        if (wrong := _by_letter(facts, match[1])) is not None:
            return wrong
    for match in _ANSWER_IS.finditer(explanation):
        rest = explanation[match.end() : match.end() + _MAX_ANSWER_CHARS]
        if letter := _LETTER_AFTER.match(rest):
            wrong = _by_letter(facts, letter[1])
        else:
            wrong = _by_text(facts, folding.folded(rest).lstrip(": \"'“"))
        if wrong is not None:
            return wrong
    return None


def _by_letter(facts: Facts, letter: str) -> str | None:
    place = ord(letter) - ord("A")
    if place >= len(facts.options) or facts.options[place] in facts.keys:
        return None
    return facts.options[place].raw


def _by_text(facts: Facts, said: str) -> str | None:
    """The longest option that `said` begins with, unless it is a key."""
    begun = [
        option
        for option in facts.options
        if option.folded
        and said.startswith(option.folded)
        and not said[len(option.folded) : len(option.folded) + 1].isalnum()
    ]
    best = max(begun, key=lambda option: len(option.folded), default=None)
    return None if best is None or best in facts.keys else best.raw


def _arithmetic(facts: Facts) -> Iterator[Json]:
    if not _DIGIT.search(facts.stem.raw):
        return
    if facts.type == "true_false":
        yield from _equation(facts)
        return
    results = arithmetic.results(model.BLANK.sub("____", facts.stem.folded))
    written = _written_keys(facts)
    if not results or not written:
        return
    tolerance = _tolerance(facts)
    if not any(
        arithmetic.agrees(result, key, tolerance=tolerance, written=text)
        for result in results
        for text, keys in written
        for key in keys
    ):
        yield flag("arithmetic-wrong", f"The expression comes to {results[0]:.12g}, not to {written[0][0]}.")


def _equation(facts: Facts) -> Iterator[Json]:
    left, equals, right = facts.stem.folded.rstrip(". ").partition("=")
    results, others = arithmetic.values(left), arithmetic.values(right)
    if not equals or not results or not others:
        return
    holds = {arithmetic.agrees(one, other) for one in results for other in others}
    if holds != {facts.key[0]} and len(holds) == 1:
        yield flag(
            "arithmetic-wrong", f"The left side comes to {results[0]:.12g}, the right side to {others[0]:.12g}."
        )


def _written_keys(facts: Facts) -> list[tuple[str, tuple[numbers.Number, ...]]]:
    """The accepted answers that are numbers, as written and as read."""
    return [(text.folded, readings) for text in facts.key_texts if (readings := numbers.readings(text.folded))]


def _tolerance(facts: Facts) -> float:
    answer = facts.question.get("answer")
    if facts.type != "numeric" or not isinstance(answer, dict):
        return 0.0
    tolerance = float(answer.get("tolerance") or 0)
    return abs(answer["value"]) * tolerance if answer.get("toleranceType") == "rel" else tolerance
