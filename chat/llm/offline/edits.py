"""Edits of the latest quiz that need questions: more, fewer, others in place, harder, easier."""

from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from chat.llm.base import Request
from chat.llm.offline import composed, pool, quizzes, replies, requests, texts
from chat.llm.offline.composed import Composed
from chat.llm.offline.items import DIFFICULTIES, Item
from chat.llm.offline.requests import Wish
from chat.llm.offline.supply import Supply
from threads.quizzes.model import Json

_USUAL_MORE = 5


def apply(request: Request, quiz: Json, wish: Wish, rng: Random) -> Composed:
    """New and replaced questions under heads that name what they are; words when nothing can be done."""
    edit = _Edit(request, quiz, wish, rng)
    if wish.kind == "append":
        return edit.append(wish.count or (1 if requests.wants_one(wish.ask) else _USUAL_MORE))
    if wish.kind == "resize" and wish.count:
        return edit.resize(wish.count)
    return edit.change()


@dataclass
class _Edit:
    request: Request
    quiz: Json
    wish: Wish
    rng: Random
    used: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.used = pool.asked(self.request)

    @property
    def questions(self) -> list[Json]:
        questions: list[Json] = self.quiz["questions"]
        return questions

    @cached_property
    def supply(self) -> Supply:
        return Supply(self.request, self.quiz, self.wish, self.rng)

    def append(self, count: int) -> Composed:
        total = len(self.questions)
        room = requests.MOST_QUESTIONS - total
        if self.supply.is_cut_off:
            return composed.in_words(replies.source_text_gone())
        found = pool.unspoilt_first(self.supply.more(quizzes.level(self.wish)), self._stems())
        items = pool.by_difficulty(pool.choose(found, min(count, room), self.used))
        if not items:
            return composed.in_words(self._nothing())
        notes = []
        if len(items) < count:
            notes.append(replies.fewer(len(items), count, replies.FULL if len(items) == room else replies.NO_MORE))
        heads = [f"Q{number}|(new)" for number in range(total + 1, total + len(items) + 1)]
        return composed.edit(notes, items, heads, self.rng)

    def resize(self, count: int) -> Composed:
        """To more questions by new ones, to fewer by taking away the last ones."""
        total = len(self.questions)
        if count > total:
            return self.append(count - total)
        if count == total:
            return composed.in_words([replies.same_size(total)])
        surplus = list(enumerate(self.questions, 1))[count:]
        heads = [f"### Q{number} {{{question['id']}}} [{question['type']}] (delete)" for number, question in surplus]
        return composed.in_words([replies.shortened(total, count), "", *heads])

    def change(self) -> Composed:
        """Puts another question in the place of each one named; of all when none is."""
        total = len(self.questions)
        named = [total if number == requests.LAST else number for number in self.wish.numbers]
        unknown = [number for number in named if not 1 <= number <= total]
        if unknown:
            return composed.in_words([replies.no_such_question(unknown, total)])
        items, heads = [], []
        kept: dict[str, list[int]] = {}
        for number in named or range(1, total + 1):
            question = self.questions[number - 1]
            found = self._instead_of(question)
            if isinstance(found, str):
                kept.setdefault(found, []).append(number)
                continue
            items.append(found)
            heads.append(f"Q{number} {{{question['id']}}}|(replace)")
            self.used += [found.stem, found.explanation]
        return composed.edit([replies.kept(numbers, why) for why, numbers in kept.items()], items, heads, self.rng)

    def _instead_of(self, question: Json) -> Item | str:
        """Another question from where this one came, as close to it as the wish allows; else why there is none."""
        now = question.get("difficulty") or "medium"
        level = DIFFICULTIES.index(now) + self.wish.shift
        if not 0 <= level < len(DIFFICULTIES):
            return replies.already(now)
        wanted = DIFFICULTIES[level] if self.wish.shift else self.wish.difficulty
        tags = set(question.get("tags", ()))

        def distance(item: Item) -> tuple[bool, bool, int]:
            return item.difficulty != (wanted or now), item.type != question["type"], -len(tags & set(item.tags))

        found = pool.unspoilt_first(self.supply.like(question, wanted), self._stems())
        return next(iter(pool.choose(sorted(found, key=distance), 1, self.used)), replies.none_left(self.wish.shift))

    def _nothing(self) -> list[str]:
        if self.supply.is_from_text and not texts.can_ask(self.wish.types):
            return replies.no_text_types(self.wish.types)
        return replies.nothing_fits(self.quiz["title"])

    def _stems(self) -> list[str]:
        return [question["stem"] for question in self.questions]
