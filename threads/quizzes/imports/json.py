"""Our own quiz object, whole or as a list of questions. Every id is made anew."""

from typing import Any

import orjson

from .. import model
from .build import MOST_ENTRIES, Builder, Entry, Unread

_LEFT = {"flags", "provenance", "sourceRefs"}
_IDS = {"id", "optionIds", "answer"}


def read(content: str, builder: Builder) -> tuple[str | None, list[Entry]]:
    """Raises `Unread` when it is no JSON, or holds no questions."""
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Unread("The file is not valid JSON.") from error
    quiz = data if isinstance(data, dict) else {"questions": data}
    questions = quiz.get("questions")
    if not isinstance(questions, list):
        raise Unread("The file has no list of questions.")
    title = quiz.get("title")
    return title if isinstance(title, str) else None, [
        _entry(question, builder) for question in questions[:MOST_ENTRIES]
    ]


def _entry(data: Any, builder: Builder) -> Entry:
    if not isinstance(data, dict) or data.get("type") not in model.TYPES:
        return Entry(None, ["It is no question of a known type."])
    if data.get("answer") is None:
        return Entry(None, ["It has no key."])
    if problems := model.validate_question(data):
        return Entry(None, problems)
    names = [data["id"], *model.question(data).parts()]
    if len(set(names)) < len(names):
        return Entry(None, ["An id stands twice in it."])
    fresh = {name: builder.id(name.partition("_")[0]) for name in names}
    kept = {name: value for name, value in data.items() if name not in _LEFT}
    notes = ["The quoted sources are not kept."] if data.get("sourceRefs") else []
    return Entry({**_renamed(kept, fresh, ""), "rev": 1, "flags": []}, notes)


def _renamed(value: Any, fresh: dict[str, str], member: str) -> Any:
    """`value` with fresh ids where ids stand; a text that looks like one stays."""
    if isinstance(value, str):
        if member == "stem":
            return model.BLANK.sub(lambda found: f"{{{{{fresh.get(found[1], found[1])}}}}}", value)
        return fresh.get(value, value) if member in _IDS else value
    if isinstance(value, list):
        return [_renamed(item, fresh, member) for item in value]
    if isinstance(value, dict):
        return {name: _renamed(item, fresh, name) for name, item in value.items()}
    return value
