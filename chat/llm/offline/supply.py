"""More questions for a quiz, from where its own came: the bank, a generator, the text that was pasted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from chat.llm.base import Request
from chat.llm.offline import extract, pool, requests, texts, topics
from chat.llm.offline.items import Item
from chat.llm.offline.requests import Wish
from chat.llm.offline.topics import TOPICS, Topic
from threads.quizzes.model import Json


@dataclass
class Supply:
    """A topic that the wish names comes before the origin of the quiz."""

    request: Request
    quiz: Json
    wish: Wish
    rng: Random
    _extracts: dict[str | None, list[Item]] = field(default_factory=dict)

    @cached_property
    def is_from_text(self) -> bool:
        return not self.wish.topics and any(map(_is_from_text, self.quiz["questions"]))

    @property
    def is_cut_off(self) -> bool:
        """The quiz was made from a text that is not at hand any more."""
        return self.is_from_text and self._text is None

    def more(self, difficulty: str | None) -> list[Item]:
        """Questions that go on with the quiz, as the wish has them."""
        if self.is_from_text:
            return self._of_text(difficulty)
        of_topics = self._of_topics(self.wish.topics or topics_of(self.quiz), difficulty, requests.MOST_QUESTIONS)
        return pool.closest_first(of_topics, self.wish.focus)

    def like(self, question: Json, difficulty: str | None) -> list[Item]:
        """Questions from where this one came."""
        if self.is_from_text and _is_from_text(question):
            return self._of_text(difficulty)
        topic = _topic_of(question)
        return self._of_topics(self.wish.topics or ([topic] if topic else []), difficulty, 1)

    def _of_topics(self, subjects: Sequence[Topic], difficulty: str | None, count: int) -> list[Item]:
        return pool.candidates(subjects, self.rng, types=self.wish.types, difficulty=difficulty, count=count)

    def _of_text(self, difficulty: str | None) -> list[Item]:
        if self._text is None or not texts.can_ask(self.wish.types):
            return []
        if difficulty not in self._extracts:
            found = extract.extract(self._text, self.rng, types=self.wish.types, difficulty=difficulty)
            self._extracts[difficulty] = found.items
        return self._extracts[difficulty]

    @cached_property
    def _text(self) -> str | None:
        """The pasted text behind the quiz, from what was said; None when it is not there."""
        refs = (ref for question in self.quiz["questions"] for ref in question.get("sourceRefs", ()))
        return texts.behind([ref["quote"] for ref in refs if ref.get("quote")], self.request.said)


def topics_of(quiz: Json) -> list[Topic]:
    """By its title or topic, else by its questions; empty when nothing here is known to the bank."""
    named = topics.find(topics.fold(f"{quiz.get('title') or ''} | {quiz.get('topic') or ''}"))
    found = named or [topic for question in quiz["questions"] if (topic := _topic_of(question))]
    return list(dict.fromkeys(found))


def _topic_of(question: Json) -> Topic | None:
    """By the question's tags: the first, narrowest topic that fits."""
    tags = question.get("tags", ())
    return next((topic for topic in TOPICS if topic.source in tags and _fits(topic, tags)), None)


def _fits(topic: Topic, tags: Sequence[str]) -> bool:
    narrow = topic.tag or topic.lean
    return not narrow or narrow in tags


def _is_from_text(question: Json) -> bool:
    return bool(question.get("sourceRefs")) or extract.TAG in question.get("tags", ())
