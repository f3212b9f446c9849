"""Writes items in the markdown that the reader knows best, line by line."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from chat.llm.offline.items import CHOICES, Item

_LETTERS = "ABCDEFGHIJ"
_NUMBER = re.compile(r"`?([-−]?\d+(?:\.\d+)?)`?")


def write(items: Sequence[Item], heads: Sequence[str], rng: Random) -> Iterator[str]:
    """The lines of the questions, one blank line between two; a head is what stands before the brackets, `Q3`,
    or a pair around them, `Q3 {q_…}|(replace)`."""
    places = key_places(items, rng)
    for item, head, place in zip(items, heads, places, strict=True):
        before, _, after = head.partition("|")
        about = " | ".join((item.type, item.difficulty, item.bloom, ", ".join(item.tags)))
        yield f"### {before} [{about}] {after}".rstrip()
        yield from item.stem.strip("\n").split("\n")
        yield from _body(item, place, rng)
        yield f"Explanation: {item.explanation}"
        if item.source:
            yield f'Source: "{item.source}"'
        yield ""


def key_places(items: Sequence[Item], rng: Random) -> list[int]:
    """Where the key of each single choice goes: every place equally often, never three times in a row.

    Numbers stay sorted, so their keys have their places already. Other types get 0.
    """
    used: Counter[int] = Counter(_sorted_place(item) for item in items if _is_numbers(item))
    places: list[int] = []
    row: list[int] = []
    for item in items:
        if item.type != "single_choice":
            places.append(0)
            continue
        if _is_numbers(item):
            place = _sorted_place(item)
        else:
            size = len(item.correct + item.wrong)
            place = min(range(size), key=lambda p: (row[-2:] == [p, p], used[p], rng.random()))
            used[place] += 1
        places.append(place)
        row.append(place)
    return places


def _body(item: Item, place: int, rng: Random) -> Iterator[str]:
    if item.type in CHOICES:
        options = _options(item, place, rng)
        yield from (f"- {letter}) {text}" for letter, text in zip(_LETTERS, options, strict=False))
        yield "Answer: " + ", ".join(_LETTERS[i] for i, text in enumerate(options) if text in item.correct)
    elif item.type == "fill_blank":
        yield "Answer: " + " ".join(f"{n}) {' | '.join(accepted)}" for n, accepted in enumerate(item.blanks, 1))
    elif item.type == "matching":
        yield from (f"- {left} => {right}" for left, right in item.pairs)
        yield from (f"- => {right}" for right in item.wrong)
    elif item.type == "ordering":
        yield from (f"{n}. {text}" for n, text in enumerate(item.items, 1))
    else:
        yield "Answer: " + " | ".join(item.correct)


def _options(item: Item, place: int, rng: Random) -> list[str]:
    if _is_numbers(item):
        return sorted(item.correct + item.wrong, key=_number)
    if item.type == "multiple_choice":
        options = [*item.correct, *item.wrong]
        rng.shuffle(options)
        return options
    options = list(item.wrong)
    rng.shuffle(options)
    options.insert(place, item.correct[0])
    return options


def _is_numbers(item: Item) -> bool:
    return item.type in CHOICES and all(_NUMBER.fullmatch(text) for text in item.correct + item.wrong)


def _number(text: str) -> float:
    match = _NUMBER.fullmatch(text)
    assert match is not None
    return float(match[1].replace("−", "-"))


def _sorted_place(item: Item) -> int:
    return sorted(item.correct + item.wrong, key=_number).index(item.correct[0])
