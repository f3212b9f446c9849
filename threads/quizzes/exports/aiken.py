"""Aiken: a line for the question, a line per option, a line for the key. Choices of one key, and nothing else."""

import re
from collections.abc import Collection

from ..model import Json
from . import spans, wording
from .losses import Losses

MEDIA_TYPE = "text/plain; charset=utf-8"
SUFFIX = ".aiken.txt"
NEEDS_KEY = True
QUIZ_CARRIED: Collection[str] = ()

_MISREAD = re.compile(r"[A-Z][.)]|ANSWER:", re.IGNORECASE)


def carries(question: Json) -> Collection[str]:
    return ()


def refuse(question: Json) -> str | None:
    if question["type"] not in ("single_choice", "true_false"):
        return "Aiken has only choices with one key."
    texts = [question["stem"], *(option["text"] for option in question.get("options", ()))]
    if any(spans.has_fence(text) for text in texts):
        return "A block of code does not fit into one line."
    if _MISREAD.match(_line(question["stem"])):
        return "The question would be read as an option or a key."
    return None


def write(quiz: Json, losses: Losses) -> bytes:
    for question in quiz["questions"]:
        if question["type"] == "true_false":
            losses.add(question, "type", "True and false are written as two options.")
    return "\n".join(_question(question, quiz["language"]) for question in quiz["questions"]).encode()


def _question(question: Json, language: str) -> str:
    if question["type"] == "true_false":
        options = list(wording.true_false(question.get("language", language)))
        key = 0 if question["answer"]["value"] else 1
    else:
        options = [option["text"] for option in question["options"]]
        key = [option["id"] for option in question["options"]].index(question["answer"]["optionIds"][0])
    lines = [f"{letter}. {_line(text)}" for letter, text in zip(wording.LETTERS, options, strict=False)]
    return "\n".join([_line(question["stem"]), *lines, f"ANSWER: {wording.LETTERS[key]}", ""])


def _line(text: str) -> str:
    return " ".join(text.split())
