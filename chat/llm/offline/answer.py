"""From a request to the answer: a new quiz, an edit of the latest one, or words."""

from dataclasses import replace
from random import Random

from chat.llm.base import Request
from chat.llm.offline import composed, edits, quizzes, replies, requests, supply, texts
from chat.llm.offline.composed import Composed
from chat.llm.offline.requests import Wish


def compose(request: Request) -> Composed:
    """The whole answer. The same request gives the same answer."""
    wish = requests.understand(request.message, request.options, has_quiz=bool(request.quiz))
    rng = Random(_seed(request))  # not of `request.seed`, which differs from turn to turn
    if wish.kind == "translate":
        return composed.in_words(replies.no_translation())
    if wish.kind == "talk":
        return composed.in_words(replies.no_free_talk())
    if wish.kind == "create":
        return _create(request, wish, rng)
    if not request.quiz or not request.quiz["questions"]:
        return composed.in_words(replies.no_quiz_yet())
    return edits.apply(request, request.quiz, wish, rng)


def _create(request: Request, wish: Wish, rng: Random) -> Composed:
    if wish.text:
        return texts.create(request, wish, rng)
    if request.quiz and not wish.topics and requests.wants_another(wish.ask):
        wish = replace(wish, topics=tuple(supply.topics_of(request.quiz)))
    return quizzes.create(request, wish, rng)


def _seed(request: Request) -> str:
    """By what is asked and what was asked before."""
    stems = [question["stem"] for question in request.quiz["questions"]] if request.quiz else []
    return repr((request.message, request.options, request.used, stems))
