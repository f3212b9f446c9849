"""Number questions: computed keys, distractors from the usual mistakes."""

from collections.abc import Iterator
from random import Random

from chat.llm.offline import sketches
from chat.llm.offline.items import DIFFICULTIES, Item
from chat.llm.offline.sketches import Sketch

TYPES = (
    "single_choice",
    "numeric",
    "true_false",
    "multiple_choice",
    "matching",
    "ordering",
    "short_answer",
    "fill_blank",
)
_USUAL_TYPES = ("single_choice", "numeric", "single_choice", "true_false", "single_choice", "fill_blank")
_WRONG_OPTIONS = 3
_DIVISORS = ((3, 4, 5), (6, 8, 9), (7, 12, 13))


def items(kind: str, rng: Random, *, types: tuple[str, ...], difficulty: str | None, count: int) -> Iterator[Item]:
    """Up to `count` questions of the kind (`mathematics` for all kinds in turn). Some may be equal."""
    kinds = list(sketches.KINDS) if kind == "mathematics" else [kind]
    wanted = [t for t in types if t in TYPES] if types else list(_USUAL_TYPES)
    if not wanted:
        return
    levels = [DIFFICULTIES.index(difficulty)] if difficulty else [0, 1, 2]
    for n in range(count):
        level = rng.choice(levels)
        item = _item(kinds[n % len(kinds)], rng.choice(wanted), level, rng)
        if not types or item.type in types:
            yield item


def _item(kind: str, type_: str, level: int, rng: Random) -> Item:
    if type_ in _GROUPS:
        return _GROUPS[type_](level, rng)
    sketch = sketches.KINDS[kind](rng, level)
    wrong = _wrong(sketch, rng)
    if type_ == "numeric" and not isinstance(sketch.answer, int):
        type_ = "short_answer"
    return _SHAPES[type_](kind, level, sketch, wrong, rng)


def _wrong(sketch: Sketch, rng: Random) -> list[str]:
    """Three wrong answers, with any number of them below the right one, so that no place is usual."""
    found = [slip for slip in dict.fromkeys((*sketch.slips, *_near(sketch.answer))) if slip != sketch.answer]
    below = [slip for slip in found if int(slip) < int(sketch.answer)]
    above = [slip for slip in found if int(slip) > int(sketch.answer)]
    under = rng.randint(max(0, _WRONG_OPTIONS - len(above)), min(len(below), _WRONG_OPTIONS))
    return [str(slip) for slip in (*below[:under], *above[: _WRONG_OPTIONS - under])]


def _near(answer: int | str) -> Iterator[int | str]:
    """Off by one, by two, by ten: what is left when the usual mistakes are too few. Binary answers are texts."""
    for off in (1, -1, 10, -10, 2, -2):
        if isinstance(answer, str):
            yield f"{int(answer, 2) + off:b}"
        elif answer < 0 or answer + off > 0:
            yield answer + off


def _choice(kind: str, level: int, sketch: Sketch, wrong: list[str], rng: Random) -> Item:
    return _base(
        "single_choice", kind, level, sketch.question, sketch, correct=(str(sketch.answer),), wrong=tuple(wrong)
    )


def _numeric(kind: str, level: int, sketch: Sketch, wrong: list[str], rng: Random) -> Item:
    return _base("numeric", kind, level, sketch.question, sketch, correct=(f"{sketch.answer} ± 0",))


def _short(kind: str, level: int, sketch: Sketch, wrong: list[str], rng: Random) -> Item:
    return _base("short_answer", kind, level, sketch.question, sketch, correct=(str(sketch.answer),))


def _true_false(kind: str, level: int, sketch: Sketch, wrong: list[str], rng: Random) -> Item:
    right = rng.random() < 0.5
    claim = sketch.claim.format(sketch.answer if right else wrong[0])
    return _base("true_false", kind, level, claim, sketch, correct=(str(right),))


def _blank(kind: str, level: int, sketch: Sketch, wrong: list[str], rng: Random) -> Item:
    return _base("fill_blank", kind, level, sketch.claim.format("[[1]]"), sketch, blanks=((str(sketch.answer),),))


_SHAPES = {
    "single_choice": _choice,
    "numeric": _numeric,
    "short_answer": _short,
    "true_false": _true_false,
    "fill_blank": _blank,
}


def _base(
    type_: str,
    kind: str,
    level: int,
    stem: str,
    sketch: Sketch,
    *,
    correct: tuple[str, ...] = (),
    wrong: tuple[str, ...] = (),
    blanks: tuple[tuple[str, ...], ...] = (),
) -> Item:
    return Item(
        type=type_,
        stem=stem,
        difficulty=DIFFICULTIES[level],
        bloom="apply",
        tags=("mathematics", kind),
        correct=correct,
        wrong=wrong,
        blanks=blanks,
        explanation=sketch.explanation,
    )


def _multiples(level: int, rng: Random) -> Item:
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


def _binary_pairs(level: int, rng: Random) -> Item:
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


def _ascending(level: int, rng: Random) -> Item:
    """Fractions, decimals and percentages, at least three hundredths apart."""
    hundredths = sorted(rng.sample(range(5, 96, (10, 5, 4)[level]), 4))
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


_GROUPS = {"multiple_choice": _multiples, "matching": _binary_pairs, "ordering": _ascending}
