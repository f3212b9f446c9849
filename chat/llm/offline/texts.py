"""A quiz from a text that the user pasted, and more of it later."""

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
    if not can_ask(wish.types):
        return composed.in_words(replies.no_text_types(wish.types))
    found = extract.extract(wish.text, rng, types=wish.types, difficulty=level(wish))
    if found.usable < FEWEST_SENTENCES:
        return composed.in_words(replies.text_too_short(found.usable))
    count = wish.count or USUAL_COUNT
    items = pool.choose(found.items, count, pool.asked(request))
    if not items:
        return composed.in_words(replies.nothing_fits("this text"))
    notes = [found.lexicon.note]
    if len(items) < count:
        notes.append(found.lexicon.fewer.format(asked=count, given=len(items)))
    return composed.quiz(found.title or found.lexicon.title, notes, in_text_order(items, wish.text), rng)


def in_text_order(items: Sequence[Item], text: str) -> list[Item]:
    """As the text goes; a question whose answer stands in another's stem is asked before that one."""
    flat = _flat(text)
    return pool.arrange(items, key=lambda item: flat.find(item.source))


def can_ask(types: Sequence[str]) -> bool:
    """Whether a text can give questions of one of these types; of none in particular, yes."""
    return not types or any(type_ in extract.TYPES for type_ in types)


def behind(quotes: Sequence[str], said: Sequence[str]) -> str | None:
    """The newest pasted text in the messages that holds most of the quotes; None when there is none."""
    flat_quotes = list(map(_flat, quotes))
    for message in reversed(said):
        _, text = passages.split(message)
        flat = _flat(text)
        if text and sum(quote in flat for quote in flat_quotes) * 2 > len(flat_quotes):
            return text
    return None


def _flat(text: str) -> str:
    return " ".join(text.split())
