"""Where each key of a new quiz goes, drawn before the model is asked: left alone it prefers some letters."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from chat.prompts.rules import LETTERS

_PLACES: dict[str, Sequence[str]] = {"single_choice": LETTERS, "true_false": ("True", "False")}
_RUN = 2  # so many equal keys in a row, and no more


def plan(numbers: Sequence[int], types: Sequence[str], rng: Random) -> str:
    """`Q1 C, Q2 A, …`, with the types in turn when there are several; types without a place stand alone."""
    kinds = [types[at % len(types)] for at in range(len(numbers))]
    counts = Counter(kinds)
    drawn = {kind: iter(spread(places, counts[kind], rng)) for kind, places in _PLACES.items()}
    parts = []
    for number, kind in zip(numbers, kinds, strict=True):
        key = next(drawn[kind]) if kind in drawn else ""
        parts.append(" ".join(filter(None, (f"Q{number}", kind if len(counts) > 1 else "", key))))
    return ", ".join(parts)


def spread(values: Sequence[str], count: int, rng: Random) -> list[str]:
    """`count` of at least two values, each as often as the others, give or take one; never three times in a row."""
    whole, rest = divmod(count, len(values))
    drawn: list[str] = []
    while len(drawn) < count:
        left = [*values] * whole + rng.sample(list(values), rest)
        drawn = []
        while choices := _without_a_long_run(left, drawn):
            drawn.append(choices[int(rng.random() * len(choices))])  # `choice` takes five times as long
            left.remove(drawn[-1])
    return drawn


def _without_a_long_run(left: list[str], drawn: list[str]) -> list[str]:
    latest = set(drawn[-_RUN:])
    if len(drawn) < _RUN or len(latest) > 1:
        return left
    return [value for value in left if value not in latest]
