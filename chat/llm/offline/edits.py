"""Edits of the latest quiz that need questions: more, fewer, others in place, harder, easier."""

from collections.abc import Sequence
from random import Random

from chat.llm.base import Request
from chat.llm.offline import composed, origins, pool, quizzes, replies, requests, texts
from chat.llm.offline.composed import Composed
from chat.llm.offline.items import DIFFICULTIES, Item
from chat.llm.offline.requests import Wish
from chat.llm.offline.topics import Topic
from threads.quizzes.model import Json

_USUAL_MORE = 5


def apply(request: Request, quiz: Json, wish: Wish, rng: Random) -> Composed:
    """New and replaced questions under heads that name what they are; words when nothing can be done."""
    if wish.kind == "append":
        return _append(request, quiz, wish, wish.count or (1 if requests.wants_one(wish.ask) else _USUAL_MORE), rng)
    if wish.kind == "resize" and wish.count:
        return _resize(request, quiz, wish, wish.count, rng)
    return _change(request, quiz, wish, rng)


def _append(request: Request, quiz: Json, wish: Wish, count: int, rng: Random) -> Composed:
    total = len(quiz["questions"])
    found = _more(request, quiz, wish, rng)
    if found is None:
        return composed.in_words(replies.source_text_gone())
    room = requests.MOST_QUESTIONS - total
    found = pool.unspoilt_first(found, _stems(quiz))
    items = pool.by_difficulty(pool.choose(found, min(count, room), _used(request, quiz)))
    if not items:
        is_untold = _goes_on_from_text(quiz, wish) and not texts.can_ask(wish.types)
        return composed.in_words(
            replies.no_text_types(wish.types) if is_untold else replies.nothing_fits(quiz["title"])
        )
    notes = []
    if len(items) < count:
        notes.append(replies.fewer(len(items), count, replies.FULL if len(items) == room else replies.NO_MORE))
    heads = [f"Q{number}|(new)" for number in range(total + 1, total + len(items) + 1)]
    return composed.edit(notes, items, heads, rng)


def _resize(request: Request, quiz: Json, wish: Wish, count: int, rng: Random) -> Composed:
    """To more questions by new ones, to fewer by taking away the last ones."""
    total = len(quiz["questions"])
    if count > total:
        return _append(request, quiz, wish, count - total, rng)
    if count == total:
        return composed.in_words([replies.same_size(total)])
    surplus = list(enumerate(quiz["questions"], 1))[count:]
    heads = [f"### Q{number} {{{question['id']}}} [{question['type']}] (delete)" for number, question in surplus]
    return composed.in_words([replies.shortened(total, count), "", *heads])


def _change(request: Request, quiz: Json, wish: Wish, rng: Random) -> Composed:
    """Puts another question in the place of each one named; of all when none is."""
    questions = quiz["questions"]
    numbers = [len(questions) if n == requests.LAST else n for n in wish.numbers] or list(
        range(1, len(questions) + 1)
    )
    unknown = [n for n in numbers if not 1 <= n <= len(questions)]
    if unknown:
        return composed.in_words([replies.no_such_question(unknown, len(questions))])
    used = _used(request, quiz)
    items, heads = [], []
    kept: dict[str, list[int]] = {}
    for number in numbers:
        question = questions[number - 1]
        found = _instead(request, question, wish, used, rng)
        if isinstance(found, str):
            kept.setdefault(found, []).append(number)
            continue
        items.append(found)
        heads.append(f"Q{number} {{{question['id']}}}|(replace)")
        used += [found.stem, found.explanation]
    notes = [replies.kept(numbers, why) for why, numbers in kept.items()]
    return composed.edit(notes, items, heads, rng)


def _instead(request: Request, question: Json, wish: Wish, used: Sequence[str], rng: Random) -> Item | str:
    """Another question from where this one came, as close to it as the wish allows; else why there is none."""
    now = question.get("difficulty") or "medium"
    level = DIFFICULTIES.index(now) + wish.shift
    if not 0 <= level < len(DIFFICULTIES):
        return replies.already(now)
    target = DIFFICULTIES[level] if wish.shift else wish.difficulty
    found = pool.unspoilt_first(_like(request, question, wish, target, rng), used)
    tags = set(question.get("tags", ()))
    found.sort(
        key=lambda item: (
            item.difficulty != (target or now),
            item.type != question["type"],
            -len(tags & set(item.tags)),
        )
    )
    return next(iter(pool.choose(found, 1, used)), replies.none_left(wish.shift))


def _like(request: Request, question: Json, wish: Wish, difficulty: str | None, rng: Random) -> list[Item]:
    if origins.is_from_text(question) and not wish.topics:
        text = origins.text_of(request, [question])
        return list(texts.candidates(text, rng, types=wish.types, difficulty=difficulty)) if text else []
    topic = origins.topic_of(question)
    topics = wish.topics or ((topic,) if topic else ())
    return _of_topics(topics, wish, difficulty, rng, count=1)


def _more(request: Request, quiz: Json, wish: Wish, rng: Random) -> list[Item] | None:
    """Questions that go on with the quiz; None when the text behind it is gone."""
    questions, level = quiz["questions"], quizzes.level(wish)
    if _goes_on_from_text(quiz, wish):
        text = origins.text_of(request, questions)
        return None if text is None else texts.candidates(text, rng, types=wish.types, difficulty=level)
    found = _of_topics(wish.topics or origins.topics_of_quiz(quiz), wish, level, rng, count=requests.MOST_QUESTIONS)
    return pool.closest_first(found, wish.focus)


def _goes_on_from_text(quiz: Json, wish: Wish) -> bool:
    return not wish.topics and any(map(origins.is_from_text, quiz["questions"]))


def _of_topics(topics: Sequence[Topic], wish: Wish, level: str | None, rng: Random, *, count: int) -> list[Item]:
    return pool.candidates(topics, rng, types=wish.types, difficulty=level, count=count)


def _used(request: Request, quiz: Json) -> list[str]:
    """What is not to come again."""
    explained = (question["explanation"] for question in quiz["questions"] if question.get("explanation"))
    return [*request.used, *_stems(quiz), *explained]


def _stems(quiz: Json) -> list[str]:
    return [question["stem"] for question in quiz["questions"]]
