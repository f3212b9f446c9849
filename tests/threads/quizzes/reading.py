"""Questions as a reader would give them, and a merge of them."""

from dataclasses import dataclass

import orjson

from threads.quizzes import edits, model

WHEN = {"message_id": "msg_33333333", "now": "2026-01-02T00:00:00Z"}


@dataclass
class Head:
    """What a reader gives for one question."""

    question: dict
    number: int | None = None
    ref: str | None = None
    action: str | None = None


def fresh(old, **members):
    """The question as a reader reads it again: every id is new."""
    text = orjson.dumps(old).decode()
    for part in model.question(old).parts():
        text = text.replace(part, f"{part}n")
    made = orjson.loads(text) | {"id": f"{old['id']}n", "flags": []}
    return {**made, **members}


def merge(quiz, *heads, message="improve it", **arguments):
    return edits.merge(quiz, heads, message=message, **WHEN | arguments)
