"""A quiz from a text that the user pasted, and more of it later."""

import json
from collections.abc import Sequence
from random import Random

from chat.llm.base import Request
from chat.llm.offline import composed, extract, passages, pool, replies
from chat.llm.offline.composed import Composed
from chat.llm.offline.items import Item
from chat.llm.offline.quizzes import USUAL_COUNT, level
from chat.llm.offline.requests import Wish

FEWEST_SENTENCES = 3


def create(request: Request, wish: Wish, rng: Random) -> Composed:
    """The quiz, or words when the text gives too little or the types cannot be had."""
    wanted = tuple(t for t in wish.types if t in extract.TYPES)
    if wish.types and not wanted:
        return composed.in_words(replies.no_text_types(wish.types))
    found = extract.extract(wish.text, rng, types=wanted)
    if found.usable < FEWEST_SENTENCES:
        return composed.in_words(replies.text_too_short(found.usable))
    count = wish.count or USUAL_COUNT
    items = pool.choose(_of_level(found.items, level(wish)), count, request.used)
    if not items:
        return composed.in_words(replies.nothing_fits("this text"))
    notes = [found.lexicon.note]
    if len(items) < count:
        notes.append(found.lexicon.fewer.format(asked=count, given=len(items)))
    return composed.quiz(found.title or found.lexicon.title, notes, in_text_order(items, wish.text), rng)


def in_text_order(items: Sequence[Item], text: str) -> list[Item]:
    """As the text goes; a question whose answer stands in another's stem is asked before that one."""
    folded = " ".join(text.split())
    return pool.arrange(items, key=lambda item: folded.find(item.source))


def candidates(text: str, rng: Random, *, types: tuple[str, ...], difficulty: str | None) -> list[Item]:
    wanted = tuple(t for t in types if t in extract.TYPES)
    if types and not wanted:
        return []
    return _of_level(extract.extract(text, rng, types=wanted).items, difficulty)


def behind(quotes: Sequence[str], messages: Sequence[bytes]) -> str | None:
    """The newest pasted text in the messages that holds most of the quotes; None when there is none."""
    folded = [" ".join(quote.split()) for quote in quotes]
    for message in reversed(messages):
        content = json.loads(message)
        if content.get("role") != "user" or not isinstance(content.get("content"), str):
            continue
        _, text = passages.split(content["content"])
        flat = " ".join(text.split())
        if text and folded and sum(quote in flat for quote in folded) * 2 >= len(folded):
            return text
    return None


def _of_level(items: Sequence[Item], difficulty: str | None) -> list[Item]:
    return [item for item in items if difficulty is None or item.difficulty == difficulty]
