"""Where the questions of a quiz came from, so that more can be had from there."""

from collections.abc import Sequence

from chat.llm.base import Request
from chat.llm.offline import extract, texts, topics
from chat.llm.offline.topics import TOPICS, Topic
from threads.quizzes.model import Json


def is_from_text(question: Json) -> bool:
    return bool(question.get("sourceRefs")) or extract.TAG in question.get("tags", ())


def text_of(request: Request, questions: Sequence[Json]) -> str | None:
    """The pasted text behind the questions, from what was said; None when it is not there."""
    quotes = [ref["quote"] for q in questions for ref in q.get("sourceRefs", ()) if ref.get("quote")]
    return texts.behind(quotes, request.said)


def topics_of_quiz(quiz: Json) -> list[Topic]:
    """By its title or topic, else by its questions; empty when nothing here is known to the bank."""
    named = topics.find(topics.fold(f"{quiz.get('title') or ''} | {quiz.get('topic') or ''}"))
    found = named or [topic for question in quiz["questions"] if (topic := topic_of(question))]
    return list(dict.fromkeys(found))


def topic_of(question: Json) -> Topic | None:
    """By the question's tags; the narrowest topic that fits."""
    tags = question.get("tags", ())
    fitting = [
        topic
        for topic in TOPICS
        if topic.source in tags and (topic.tag in tags if topic.tag else not topic.lean or topic.lean in tags)
    ]
    return next(iter(fitting), None)
