"""Reads a text and says in few words what came of it."""

import itertools
from collections.abc import Callable
from typing import Any

from chat.reader import Found, Reader, ReadQuestion

Json = dict[str, Any]


def counted_ids() -> Callable[[str], str]:
    """Ids that are the same in every run."""
    counter = itertools.count()
    return lambda prefix: f"{prefix}_{next(counter):010d}"


def events(*pieces: str) -> list[Found]:
    """The events of a text that comes in these pieces, with counted ids."""
    reader = Reader(new_id=counted_ids())
    found = [event for piece in pieces for event in reader.feed(piece)]
    return found + reader.close()


def questions(text: str) -> list[ReadQuestion]:
    reader = Reader(new_id=counted_ids())
    reader.feed(text)
    reader.close()
    return reader.questions


def key(question: Json) -> object:
    """The key in words: texts of options, a truth value, accepted words, pairs, a number; None without one."""
    answer = question["answer"]
    if answer is None:
        return None
    match question["type"]:
        case "single_choice" | "multiple_choice":
            texts = {option["id"]: option["text"] for option in question["options"]}
            return [texts[one] for one in answer["optionIds"]]
        case "true_false":
            return answer["value"]
        case "short_answer":
            return [form["text"] for form in answer["accepted"]]
        case "fill_blank":
            return [blank["accepted"] for blank in answer]
        case "matching":
            texts = {part["id"]: part["text"] for part in question["left"] + question["right"]}
            return [(texts[left], texts[right]) for left, right in answer]
        case "ordering":
            texts = {item["id"]: item["text"] for item in question["items"]}
            return [texts[one] for one in answer]
        case _:
            return answer["value"]


def keys(text: str) -> list[object]:
    return [key(read.question) for read in questions(text)]


def options(question: Json) -> list[str]:
    return [option["text"] for option in question.get("options", ())]
