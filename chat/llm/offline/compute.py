"""Number questions: computed keys, distractors from the usual mistakes."""

from collections.abc import Iterator
from random import Random
from typing import Any

from chat.llm.offline import groups, sketches
from chat.llm.offline.items import DIFFICULTIES, Item
from chat.llm.offline.sketches import Sketch

TYPES = ("single_choice", "numeric", "true_false", "short_answer", "fill_blank", *groups.KINDS)
_USUAL_TYPES = ("single_choice", "numeric", "single_choice", "true_false", "single_choice", "fill_blank")
_WRONG_OPTIONS = 3


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
    if type_ in groups.KINDS:
        return groups.KINDS[type_](level, rng)
    sketch = sketches.KINDS[kind](rng, level)
    if type_ == "numeric" and not isinstance(sketch.answer, int):
        type_ = "short_answer"
    return Item(
        type=type_,
        difficulty=DIFFICULTIES[level],
        bloom="apply",
        tags=("mathematics", kind),
        explanation=sketch.explanation,
        **_shape(type_, sketch, rng),
    )


def _shape(type_: str, sketch: Sketch, rng: Random) -> dict[str, Any]:
    """The stem and the key of one type."""
    answer = str(sketch.answer)
    match type_:
        case "single_choice":
            return {"stem": sketch.question, "correct": (answer,), "wrong": _wrong(sketch, rng)}
        case "true_false":
            right = rng.random() < 0.5
            claimed = answer if right else rng.choice(_wrong(sketch, rng))
            return {"stem": sketch.claim.format(claimed), "correct": (str(right),)}
        case "fill_blank":
            return {"stem": sketch.claim.format("[[1]]"), "blanks": ((answer,),)}
        case "numeric":
            return {"stem": sketch.question, "correct": (f"{answer} ± 0",)}
        case _:
            return {"stem": sketch.question, "correct": (answer,)}


def _wrong(sketch: Sketch, rng: Random) -> tuple[str, ...]:
    """Three wrong answers, with any number of them below the right one, so that no place is usual."""
    found = [slip for slip in dict.fromkeys((*sketch.slips, *_near(sketch.answer))) if slip != sketch.answer]
    below = [slip for slip in found if int(slip) < int(sketch.answer)]
    above = [slip for slip in found if int(slip) > int(sketch.answer)]
    under = rng.randint(max(0, _WRONG_OPTIONS - len(above)), min(len(below), _WRONG_OPTIONS))
    return tuple(str(slip) for slip in (*below[:under], *above[: _WRONG_OPTIONS - under]))


def _near(answer: int | str) -> Iterator[int | str]:
    """Off by one, by two, by ten: what is left when the usual mistakes are too few. Binary answers are texts."""
    for off in (1, -1, 10, -10, 2, -2):
        if isinstance(answer, str):
            yield f"{int(answer, 2) + off:b}"
        elif answer < 0 or answer + off > 0:
            yield answer + off
