"""Markdown, read by whoever reads the answers of a model; that reader is given by the caller."""

from collections.abc import Callable
from typing import Any

from ..exports import armor
from ..model import Json
from .build import Entry

# Title and questions of a text. A question whose key is not known has the answer None.
ReadMarkdown = Callable[[str], tuple[str | None, list[Json]]]


_LEFT = {"sourceRefs"}


def read(content: str, read_markdown: ReadMarkdown) -> tuple[str | None, list[Entry]]:
    title, questions = read_markdown(content)
    return title and armor.undo(title), [_entry(question) for question in questions]


def _entry(question: Json) -> Entry:
    if question.get("answer") is None:
        return Entry(None, ["It has no key."])
    notes = ["The quoted sources are not kept."] if question.get("sourceRefs") else []
    return Entry({name: _undo(value) for name, value in question.items() if name not in _LEFT}, notes)


def _undo(value: Any) -> Any:
    """Every text as it was before the export protected it from the reader."""
    if isinstance(value, str):
        return armor.undo(value)
    if isinstance(value, list):
        return [_undo(item) for item in value]
    if isinstance(value, dict):
        return {name: _undo(item) for name, item in value.items()}
    return value
