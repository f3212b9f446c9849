"""A quiz as a file for somewhere else: `write(quiz, format)`.

Pure: the same quiz makes the same bytes. An export of an author's quiz holds the key.
"""

from quizagent.errors import FieldError, ValidationError

from ..model import Json
from . import files, json
from .cleaning import without_controls
from .files import Export, ExportNotPossible, Format
from .formats import FORMATS
from .losses import Losses, header

__all__ = ["FORMATS", "Export", "ExportNotPossible", "header", "write"]


def write(quiz: Json, fmt: str, *, view: str = "author") -> Export:
    """`quiz` as a file; for `view="learner"` it is the learner's quiz, which has no key.

    Raises `ValidationError` for an unknown format and `ExportNotPossible` when no question can be written.
    """
    if fmt not in FORMATS:
        known = ", ".join(FORMATS)
        raise ValidationError(errors=[{"pointer": "/format", "detail": f"The format is one of {known}."}])
    form = FORMATS[fmt]
    if view == "learner" and form.NEEDS_KEY:
        raise ExportNotPossible(
            "That format cannot be written without the key.",
            errors=[{"pointer": "/view", "detail": "A learner's view has no key, and this format needs one."}],
        )
    losses = Losses()
    whole = quiz if form is json else without_controls(quiz, losses)
    kept = {**whole, "questions": _kept(form, whole["questions"], losses)}
    losses.compare_quiz(whole, form.QUIZ_CARRIED)
    content = form.write(kept, losses)
    places = {question["id"]: place for place, question in enumerate(quiz["questions"])}
    told = sorted(losses.entries, key=lambda loss: places.get(loss["questionId"], -1))
    return Export(content, files.name(quiz, form.SUFFIX), form.MEDIA_TYPE, told)


def _kept(form: Format, questions: list[Json], losses: Losses) -> list[Json]:
    """The questions that can be written; what is lost of each is noted."""
    kept: list[Json] = []
    errors: list[FieldError] = []
    for index, question in enumerate(questions):
        if reason := form.refuse(question):
            losses.leave_out(question, reason)
            errors.append({"pointer": f"/questions/{index}", "detail": reason})
        else:
            losses.compare_question(question, form.carries(question))
            kept.append(question)
    if not kept:
        raise ExportNotPossible(errors=errors or [{"pointer": "/questions", "detail": "The quiz has no questions."}])
    return kept
