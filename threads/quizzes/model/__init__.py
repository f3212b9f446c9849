"""The quiz object: its published shape, and whether a dict has it.

Inside the service a quiz is a plain dict in exactly this wire shape. The models check it at the borders and give
typed reading; a stored question is never dumped from them, so that its bytes stay as they are.
"""

from collections.abc import Callable
from functools import cache

from pydantic import TypeAdapter, ValidationError
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from .learner import LearnerQuestion, LearnerQuiz
from .parts import Json
from .questions import BLANK, MAX_OPTIONS, TYPES, Question
from .quiz import MAX_QUESTIONS, SCHEMA_VERSION, Quiz

__all__ = [
    "BLANK",
    "MAX_OPTIONS",
    "MAX_QUESTIONS",
    "SCHEMA_VERSION",
    "TYPES",
    "Json",
    "LearnerQuestion",
    "LearnerQuiz",
    "Question",
    "Quiz",
    "json_schema",
    "question",
    "validate_learner",
    "validate_question",
    "validate_quiz",
]

_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


def question(data: Json) -> Question:
    """One question, typed. Raises pydantic's `ValidationError`."""
    return _QUESTION.validate_python(data)


def validate_question(data: Json) -> list[str]:
    """What is wrong with one question, a sentence each that starts with the place; empty when it is fine."""
    return _problems(_QUESTION.validate_python, data)


def validate_quiz(data: Json) -> list[str]:
    return _problems(Quiz.model_validate, data)


def validate_learner(data: Json) -> list[str]:
    return _problems(LearnerQuiz.model_validate, data)


@cache
def json_schema() -> Json:
    """JSON Schema 2020-12: the author's quiz at the root, the learner's as `$defs/LearnerQuiz`."""
    _, schema = models_json_schema([(Quiz, "validation"), (LearnerQuiz, "validation")], schema_generator=_Untitled)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "/schema/quiz.json",
        "title": "Quiz",
        "$ref": "#/$defs/Quiz",
        "$defs": schema["$defs"],
    }


class _Untitled(GenerateJsonSchema):
    """Titles made from member names say nothing that the name does not."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def _problems(validate: Callable[[Json], object], data: Json) -> list[str]:
    try:
        validate(data)
    except ValidationError as error:
        return [_sentence(problem["loc"], problem["msg"]) for problem in error.errors(include_url=False)]
    return []


def _sentence(loc: tuple[int | str, ...], message: str) -> str:
    # The type of a question stands in pydantic's place of a fault, but not in the object.
    place = "/".join(str(step) for step in loc if step not in TYPES)
    return f"/{place}: {message.removeprefix('Value error, ')}"
