"""Texts without the characters that no format can hold."""

import re
from typing import Any

from ..model import Json
from .losses import Losses

_UNWRITABLE = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]")


def without_controls(quiz: Json, losses: Losses) -> Json:
    """The quiz without characters that no text format can hold; which questions had any is noted."""
    cleaned: Json = _cleaned(quiz)
    for before, after in zip(quiz["questions"], cleaned["questions"], strict=True):
        if before != after:
            losses.add(before, "text", "Control characters were removed.")
    return cleaned


def clean(text: str) -> str:
    """The text without characters that XML forbids, lines ended by newlines."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {name: _cleaned(item) for name, item in value.items()}
    return value
