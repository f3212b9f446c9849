"""Finds questions on topics and picks among them: as asked, none twice, none that gives another away."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from random import Random

from chat.llm.base import Request
from chat.llm.offline import bank, compute
from chat.llm.offline.items import DIFFICULTIES, Item, fold, plain, reveals
from chat.llm.offline.topics import Topic

_DRAWS_PER_QUESTION = 6  # computed questions to choose among
_FEWEST_DRAWS = 60


def candidates(
    topics: Sequence[Topic], rng: Random, *, types: tuple[str, ...], difficulty: str | None, count: int
) -> list[Item]:
    """All questions that fit, shuffled, the topics taking turns."""
    return list(take_turns([_of_topic(topic, rng, types, difficulty, count) for topic in topics]))


def take_turns(groups: Sequence[Sequence[Item]]) -> Iterator[Item]:
    return (item for item in chain.from_iterable(zip_longest(*groups)) if item is not None)


def _of_topic(topic: Topic, rng: Random, types: tuple[str, ...], difficulty: str | None, count: int) -> list[Item]:
    if topic.computed:
        draws = max(_FEWEST_DRAWS, count * _DRAWS_PER_QUESTION)
        return list(compute.items(topic.source, rng, types=types, difficulty=difficulty, count=draws))
    found = [
        item
        for item in bank.load(topic.source)
        if (not topic.tag or topic.tag in item.tags)
        and (not types or item.type in types)
        and (difficulty is None or item.difficulty == difficulty)
    ]
    rng.shuffle(found)
    return sorted(found, key=lambda item: topic.lean not in item.tags) if topic.lean else found


def closest_first(items: Iterable[Item], words: Collection[str]) -> list[Item]:
    """The items that are about the most of the words come first; otherwise their order stays."""
    return sorted(items, key=lambda item: -matches(item, words))


def matches(item: Item, words: Collection[str]) -> int:
    """How many of the words the item is about, by its tags and its stem."""
    about = " ".join((*item.tags, item.stem)).casefold().replace("-", " ")
    return sum(word.casefold().rstrip("s") in about for word in words)


def unspoilt_first(items: Iterable[Item], stems: Iterable[str]) -> list[Item]:
    """The items whose answers stand in one of the stems come last; otherwise their order stays."""
    told = "\n".join(map(plain, stems))
    return sorted(items, key=lambda item: reveals(told, item.telling_keys()))


def asked(request: Request) -> list[str]:
    """What the thread has and is not to have again."""
    questions = request.quiz["questions"] if request.quiz else ()
    explained = (question["explanation"] for question in questions if question.get("explanation"))
    return [*request.used, *(question["stem"] for question in questions), *explained]


def choose(items: Iterable[Item], count: int, used: Iterable[str]) -> list[Item]:
    """The first `count` that are new: `used` are stems and explanations, since two questions with one explanation are
    one in two forms."""
    seen = set(map(fold, used))
    chosen: list[Item] = []
    for item in items:
        about = {fold(item.stem), fold(item.explanation)}
        if len(chosen) < count and seen.isdisjoint(about):
            seen |= about
            chosen.append(item)
    return chosen


def by_difficulty(items: Iterable[Item]) -> list[Item]:
    return arrange(items, key=lambda item: DIFFICULTIES.index(item.difficulty))


def arrange(items: Iterable[Item], *, key: Callable[[Item], int]) -> list[Item]:
    """Sorted by the key; a question whose answer stands in another's stem is asked before that one."""
    ordered: list[tuple[str, Item]] = []
    for item in sorted(items, key=key):
        keys = item.telling_keys()
        place = next((n for n, (stem, _) in enumerate(ordered) if reveals(stem, keys)), len(ordered))
        ordered.insert(place, (plain(item.stem), item))
    return [item for _, item in ordered]
