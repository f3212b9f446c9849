"""The project's own questions: one file per topic under `questions/`, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chat.llm.offline.items import Item

_FOLDER = Path(__file__).parent / "questions"


@cache
def load(topic: str) -> tuple[Item, ...]:
    """The questions of `questions/{topic}.toml`, in the order of the file."""
    with (_FOLDER / f"{topic}.toml").open("rb") as file:
        content = tomllib.load(file)
    return tuple(_item(entry, topic) for entry in content["questions"])


def topics() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def _item(entry: Mapping[str, Any], topic: str) -> Item:
    values = {name: _frozen(value) for name, value in entry.items()}
    return Item(**values | {"tags": (topic, *entry["tags"]), "stem": entry["stem"].strip("\n")})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(part) for part in value) if isinstance(value, list) else value
