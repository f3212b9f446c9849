"""Number questions on several numbers at once: multiples, pairs, orders."""

from collections.abc import Callable
from random import Random

from chat.llm.offline import sketches
from chat.llm.offline.items import DIFFICULTIES, Item

_DIVISORS = ((3, 4, 5), (6, 8, 9), (7, 12, 13))
_APART = (10, 5, 4)  # hundredths between the numbers to order


def multiples(level: int, rng: Random) -> Item:
    divisor = rng.choice(_DIVISORS[level])
    start = 10 * rng.randint(1, 4 * (level + 1))
    numbers = rng.sample(range(start, start + 41), 41)
    right = [n for n in numbers if n % divisor == 0][:2]
    wrong = [n for n in numbers if n % divisor][:3]
    products = " and ".join(f"{n} = {divisor} · {n // divisor}" for n in sorted(right))
    return Item(
        type="multiple_choice",
        stem=f"Which of these numbers between {start} and {start + 40} are multiples of {divisor}?",
        difficulty=DIFFICULTIES[level],
        bloom="apply",
        tags=("mathematics", "multiples"),
        correct=tuple(map(str, right)),
        wrong=tuple(map(str, wrong)),
        explanation=f"{products}; the others leave a remainder.",
    )


def binary_pairs(level: int, rng: Random) -> Item:
    low = 2 ** (level + 2)
    values = rng.sample(range(low, 2 * low), 4)
    lowest, highest = min(values), max(values)
    return Item(
        type="matching",
        stem=f"Match the binary numbers from `{lowest:b}` to `{highest:b}` with their decimal values.",
        difficulty=DIFFICULTIES[level],
        bloom="apply",
        tags=("mathematics", "base"),
        pairs=tuple((f"`{n:b}`", str(n)) for n in values),
        wrong=(str(2 * low + rng.randrange(low)),),
        explanation="; ".join(map(sketches.bits, sorted(values))) + ".",
    )


def ascending(level: int, rng: Random) -> Item:
    """Fractions, decimals and percentages."""
    hundredths = sorted(rng.sample(range(5, 96, _APART[level]), 4))
    written = [_written(n, (i + level) % 3) for i, n in enumerate(hundredths)]
    return Item(
        type="ordering",
        stem=f"Put these numbers in ascending order: {', '.join(sorted(written))}.",
        difficulty=DIFFICULTIES[level],
        bloom="apply",
        tags=("mathematics", "percent"),
        items=tuple(written),
        explanation="In hundredths they are " + ", ".join(map(str, hundredths)) + ".",
    )


def _written(hundredths: int, form: int) -> str:
    return (f"{hundredths / 100:.2f}", f"{hundredths} %", f"{hundredths}/100")[form]


KINDS: dict[str, Callable[[int, Random], Item]] = {
    "multiple_choice": multiples,
    "matching": binary_pairs,
    "ordering": ascending,
}
