"""The structured answer of a repair: its schema, and how it is written in the dialect that the reader reads."""

from collections.abc import Iterator
from typing import Any

from threads.quizzes.model import TYPES, Json

LETTERS = "ABCDEFGHIJ"


def _nullable(*values: str) -> Json:
    return {"type": ["string", "null"], **({"enum": [*values, None]} if values else {})}


def _list(items: Json) -> Json:
    return {"type": "array", "items": items}


def _object(**properties: Json) -> Json:
    """Strict schemas want every member required, and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT: Json = {"type": "string"}
SCHEMA = _object(
    questions=_list(
        _object(
            n={"type": "integer"},
            type={"type": "string", "enum": list(TYPES)},
            stem=_TEXT,
            options=_list(_TEXT),
            correct=_list({"type": "integer"}),
            accepted=_list(_TEXT),
            pairs=_list(_object(left=_TEXT, right=_TEXT)),
            explanation=_nullable(),
            difficulty=_nullable("easy", "medium", "hard"),
        )
    )
)


def write(answer: Json) -> str:
    """The questions of a structured answer in the dialect. What is not in the schema's shape is left out."""
    found = answer.get("questions")
    return "\n\n".join(filter(None, map(_question, found if isinstance(found, list) else ())))


def _question(one: Any) -> str:
    try:
        return "\n".join(_lines(one))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return ""


def _lines(one: Json) -> Iterator[str]:
    if one["type"] not in TYPES:
        raise ValueError(one["type"])
    told = " | ".join(filter(None, (one["type"], one.get("difficulty"))))
    yield f"### Q{int(one['n'])} [{told}]"
    yield "\n".join(line for line in one["stem"].strip().split("\n") if line.strip())
    yield from _body(one)
    if explanation := one.get("explanation"):
        yield f"Explanation: {_line(explanation)}"


def _body(one: Json) -> Iterator[str]:
    match one["type"]:
        case "single_choice" | "multiple_choice":
            yield from (f"- {letter}) {_line(text)}" for letter, text in zip(LETTERS, one["options"], strict=False))
            yield f"Answer: {', '.join(LETTERS[place] for place in _places(one))}"
        case "matching":
            yield from (f"- {_line(pair['left'])} => {_line(pair['right'])}" for pair in one["pairs"])
        case "ordering":
            yield from (f"{number}. {_line(text)}" for number, text in enumerate(one["options"], 1))
        case "fill_blank":
            yield "Answer: " + " ".join(f"{n}) {_line(text)}" for n, text in enumerate(one["accepted"], 1))
        case _:
            yield f"Answer: {' | '.join(map(_line, one['accepted']))}"


def _places(one: Json) -> list[int]:
    """Raises IndexError for a place where no option is."""
    if not one["correct"] or not all(0 <= place < len(one["options"]) for place in one["correct"]):
        raise IndexError(one["correct"])
    return sorted(set(one["correct"]))


def _line(text: str) -> str:
    return " ".join(text.split())
