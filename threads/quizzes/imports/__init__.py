"""Questions from a file of somebody else: `read(content, format)`.

A key is read from the file or the question is left out with a reason; it is never guessed. The file is not trusted:
its size and the number of its questions are bounded, and XML may bring neither entities nor a document type.
"""

import importlib
from dataclasses import dataclass

from quizagent import ids
from quizagent.errors import FieldError, ValidationError

from .. import model
from ..model import Json
from . import markdown
from .build import Builder, Entry, NewId, Unread
from .markdown import ReadMarkdown

__all__ = ["FORMATS", "MAX_BYTES", "Imported", "Unreadable", "read"]

MAX_BYTES = 1_000_000
MAX_PROBLEMS = 100

# Loaded when they are asked for, as what writes the formats is.
_READERS = {"json": "json", "gift": "gift", "aiken": "aiken", "moodle-xml": "moodle_xml"}
FORMATS = (*_READERS, "markdown")


@dataclass(frozen=True, slots=True)
class Imported:
    """`problems` names, by the place of the question in the file, what could not be read or kept."""

    title: str | None
    questions: list[Json]
    problems: list[FieldError]


class Unreadable(ValidationError):
    detail = "The file cannot be read."


def read(content: bytes, fmt: str, *, read_markdown: ReadMarkdown | None = None, new_id: NewId = ids.new) -> Imported:
    """The questions of a file, each sound and with fresh ids. `read_markdown` is needed for markdown.

    Raises `Unreadable` when the file is not of the format, is too large, or holds no question that can be read.
    """
    if fmt not in FORMATS:
        raise ValidationError(errors=[_problem("/format", f"The format is one of {', '.join(FORMATS)}.")])
    text = _decode(content)
    try:
        if fmt == "markdown":
            assert read_markdown is not None, "markdown is read by the caller's reader"
            title, entries = markdown.read(text, read_markdown)
        else:
            reader = importlib.import_module(f".{_READERS[fmt]}", __package__)
            title, entries = reader.read(text, Builder(new_id))
    except Unread as error:
        raise Unreadable(errors=[_problem("", str(error))]) from error
    questions, problems = _sort_out(entries)
    if not questions:
        problems = problems or [_problem("", "The file has no questions.")]
        raise Unreadable("The file holds no question that can be read.", errors=problems)
    return Imported(title, questions, problems)


def _decode(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Unreadable(errors=[_problem("", f"The file is larger than {MAX_BYTES // 1000} KB.")])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(errors=[_problem("", "The file is not valid UTF-8.")]) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _sort_out(entries: list[Entry]) -> tuple[list[Json], list[FieldError]]:
    questions: list[Json] = []
    problems: list[FieldError] = []
    for place, entry in enumerate(entries):
        reasons = list(entry.notes)
        if entry.question is not None:
            if len(questions) == model.MAX_QUESTIONS:
                reasons = [f"A quiz holds {model.MAX_QUESTIONS} questions at most."]
            elif faults := model.validate_question(entry.question):
                reasons += faults
            else:
                questions.append(entry.question)
        problems += [_problem(f"/questions/{place}", reason) for reason in reasons]
    return questions, problems[:MAX_PROBLEMS]


def _problem(pointer: str, detail: str) -> FieldError:
    return {"pointer": pointer, "detail": detail}
