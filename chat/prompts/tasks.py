"""The facts of the task in a few lines: how many questions of which kind, what may be touched, where the keys go."""

from collections.abc import Sequence
from random import Random

from chat.asks import DEFAULT_COUNT, MOST_QUESTIONS, Ask
from chat.llm.base import QuizOptions
from chat.prompts import keys
from threads.quizzes.model import Json

_USUAL_MORE = 5
# The reader knows the labels of more languages; a language that is not here gets the English ones.
LABELS = {
    "de": ("Antwort", "Erklärung"),
    "es": ("Respuesta", "Explicación"),
    "fr": ("Réponse", "Explication"),
    "it": ("Risposta", "Spiegazione"),
    "pt": ("Resposta", "Explicação"),
}


def facts(ask: Ask, options: QuizOptions, quiz: Json | None, rng: Random) -> str:
    """Empty when the request alone says it all. What the options set is required; what was understood is not."""
    total = len(quiz["questions"]) if quiz else 0
    told = [
        (bool(options.count or options.types), _questions(ask, total, rng)),
        (bool(options.difficulty), [f"difficulty: {ask.difficulty}"] if ask.difficulty else []),
        (bool(options.language), [f"language: {ask.language}{_labels(ask.language)}"] if ask.language else []),
    ]
    parts = []
    for required, heading in ((True, "Required, whatever the request says:"), (False, "Unless the request differs:")):
        lines = [line for is_required, lines in told for line in lines if is_required == required]
        parts += [heading, *lines] if lines else []
    return "\n".join(parts)


def _questions(ask: Ask, total: int, rng: Random) -> list[str]:
    """Which questions to write new, or which to touch."""
    if ask.is_new_quiz or not total:
        return _new(range(1, (ask.count or DEFAULT_COUNT) + 1), ask.types, rng)
    if ask.kind == "append":
        return _new(range(total + 1, total + (ask.count or _USUAL_MORE) + 1), ask.types, rng)
    if ask.kind == "resize":
        return _new(range(total + 1, (ask.count or total) + 1), ask.types, rng)
    if ask.numbers and ask.is_edit:
        return [f"touch question {', '.join(map(str, sorted(ask.scope(total) or ())))} only"]
    return []


def _new(numbers: Sequence[int], types: tuple[str, ...], rng: Random) -> list[str]:
    numbers = [number for number in numbers if number <= MOST_QUESTIONS]
    if not numbers:
        return []
    kinds = types or ("single_choice",)
    return [
        f"{len(numbers)} questions, from Q{numbers[0]}: {', '.join(kinds)}",
        f"the plan: {keys.plan(numbers, kinds, rng)}",
    ]


def _labels(language: str) -> str:
    labels = LABELS.get(language.partition("-")[0].lower())
    return f", with the labels {labels[0]}: and {labels[1]}:" if labels else ""
