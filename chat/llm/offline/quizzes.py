"""A new quiz on topics of the bank and the generators."""

from collections.abc import Sequence
from random import Random

from chat.llm.base import Request
from chat.llm.offline import composed, pool, replies, topics
from chat.llm.offline.composed import Composed
from chat.llm.offline.items import Item
from chat.llm.offline.requests import Wish
from chat.llm.offline.topics import Topic

USUAL_COUNT = 10


def create(request: Request, wish: Wish, rng: Random) -> Composed:
    """The quiz, or words when the subject is unknown or nothing fits."""
    if wish.subject and not wish.topics:
        return composed.in_words(replies.unknown_topic(wish.subject))
    subjects = wish.topics or tuple(map(topics.titled, topics.MAIN_TITLES))
    title = replies.listed([topic.title for topic in subjects], "and") if wish.topics else "Mixed quiz"
    count = wish.count or USUAL_COUNT
    found = pool.candidates(subjects, rng, types=wish.types, difficulty=level(wish), count=count)
    items = pool.choose(pool.closest_first(found, wish.focus), count, pool.asked(request))
    if not items:
        return composed.in_words(replies.nothing_fits(title))
    return composed.quiz(title, _notes(wish, subjects, items, count), pool.by_difficulty(items), rng)


def level(wish: Wish) -> str | None:
    """The difficulty of a new question; "a harder quiz" is a hard one."""
    return wish.difficulty or {1: "hard", -1: "easy"}.get(wish.shift)


def _notes(wish: Wish, subjects: Sequence[Topic], items: Sequence[Item], count: int) -> list[str]:
    notes = []
    if not wish.topics:
        notes.append("No topic was named, so this is a mixture of all there are.")
    notes += language_notes(wish.language)
    notes += [_lean_note(topic, items) for topic in subjects if topic.lean]
    if wish.topics and wish.focus:
        about = sum(bool(pool.matches(item, wish.focus)) for item in items)
        notes += [replies.focus(" ".join(wish.focus), about)] if about < len(items) else []
    if len(items) < count:
        notes.append(replies.fewer(len(items), count, "the bank holds no more that fit and were not asked yet"))
    return notes


def language_notes(language: str) -> list[str]:
    return [] if language == "en" else ["The bank is in English; other languages need a model."]


def _lean_note(topic: Topic, items: Sequence[Item]) -> str:
    about = sum(topic.lean in item.tags for item in items)
    return replies.leaning(topic.title, about, len(items))
