"""Wrong options that look like the right one, from the same text. Numbers alone may be computed."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from random import Random

WANTED = 3
_CLOSEST = 6  # they are drawn from so many of the most similar
_START_CHARS = 5
_SMALL_CHARS = 3
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def marks(text: str) -> frozenset[str]:
    """What two texts share when one gives the other away: words, or how they start ("plant", "plants")."""
    words = _WORD.findall(text.casefold())
    return frozenset(word[:_START_CHARS] for word in words if len(word) > _SMALL_CHARS or not text.islower())


class Pool:
    """Terms of one kind, to be found by their length."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms = sorted(set(terms), key=lambda term: (len(term), term))
        self._lengths = [len(term) for term in self._terms]
        self._marks = {term: marks(term) for term in self._terms}

    def draw(self, key: str, around: frozenset[str], rng: Random, *, vowel: bool | None = None) -> list[str]:
        """Three terms to stand beside the key, or none.

        They have its case and about its length, and no word of each other's, of the key's or of `around`, the marks
        of the sentence. `vowel` says how they start where an article tells.
        """
        close = []
        for term in self._by_closeness(len(key)):
            if (
                _is_like(term, key)
                and self._marks[term].isdisjoint(around)
                and vowel in (None, term[0] in "aeiouAEIOU")
            ):
                close.append(term)
                if len(close) == _CLOSEST:
                    break
        rng.shuffle(close)
        taken = marks(key)
        chosen: list[str] = []
        for term in close:
            if len(chosen) < WANTED and taken.isdisjoint(self._marks[term]):
                chosen.append(term)
                taken |= self._marks[term]
        return chosen if len(chosen) == WANTED else []

    def _by_closeness(self, length: int) -> Iterator[str]:
        """The closest first, from a third of the length to a little more than twice."""
        high = bisect_left(self._lengths, length)
        low = high - 1
        while low >= 0 or high < len(self._terms):
            below = length - self._lengths[low] if low >= 0 else inf
            above = self._lengths[high] - length if high < len(self._terms) else inf
            if below > length * 2 / 3 and above > length + 2:
                return
            if below <= above:
                yield self._terms[low]
                low -= 1
            else:
                yield self._terms[high]
                high += 1


def _is_like(term: str, key: str) -> bool:
    return term[0].isupper() == key[0].isupper() and abs(term.count(" ") - key.count(" ")) <= 1


def numbers(key: str, near: Sequence[str], rng: Random) -> list[str]:
    """Three other numbers, or none when the key cannot be read.

    `near` ones of the text come first, the rest is computed with as many decimals and zeros as the key has.
    """
    if not _NUMBER.fullmatch(key):
        return []
    chosen = rng.sample(list(near), min(len(near), WANTED))
    decimals = len(key.partition(".")[2])
    value = round(float(key) * 10**decimals)
    step = 10 ** (len(str(value)) - len(str(value).rstrip("0")))
    steps = [n for n in range(-9, 10) if n and value + n * step > 0]
    rng.shuffle(steps)
    for n in steps:
        written = f"{(value + n * step) / 10**decimals:.{decimals}f}"
        if len(chosen) < WANTED and written not in chosen:
            chosen.append(written)
    return chosen if len(chosen) == WANTED else []
