"""A finished answer: its lines and the model string that says how it was made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random

from chat.llm.offline import dialect
from chat.llm.offline.items import Item

BANK, COMPUTE, EXTRACT = "offline-bank/1", "offline-compute/1", "offline-extractive/1"


@dataclass(frozen=True, slots=True)
class Composed:
    model: str
    lines: tuple[str, ...]


def in_words(lines: Iterable[str]) -> Composed:
    return Composed(BANK, tuple(lines))


def quiz(title: str, notes: Iterable[str], items: Sequence[Item], rng: Random) -> Composed:
    """A new quiz. The notes stand before the first question: behind one they would belong to it."""
    heads = [f"Q{number}" for number in range(1, len(items) + 1)]
    return Composed(model_of(items), (f"# {title}", "", *_spaced(notes), *dialect.write(items, heads, rng)))


def edit(notes: Iterable[str], items: Sequence[Item], heads: Sequence[str], rng: Random) -> Composed:
    """Questions for the quiz that is there; without items it is words alone."""
    return Composed(model_of(items), (*_spaced(notes), *dialect.write(items, heads, rng)))


def model_of(items: Sequence[Item]) -> str:
    """The generator of the first item, for a mixture."""
    if not items:
        return BANK
    if items[0].source:
        return EXTRACT
    return COMPUTE if items[0].tags[0] == "mathematics" else BANK


def _spaced(notes: Iterable[str]) -> Iterable[str]:
    for note in notes:
        yield note
        yield ""
