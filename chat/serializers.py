"""What a turn's request may hold. The same rules for every door; OpenAPI publishes their schema."""

import re
from typing import Annotated, Any, Literal

import pydantic
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from chat.llm.base import QuizOptions
from quizagent import errors

MAX_MESSAGE_CHARS = 16_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_QUESTION_TYPES = Literal[
    "single_choice",
    "multiple_choice",
    "true_false",
    "short_answer",
    "fill_blank",
    "matching",
    "ordering",
    "numeric",
]


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if _CONTROL.search(text):
        raise ValueError("This must not hold control characters other than tab and newline.")
    return text


def _whole(value: Any) -> Any:
    """10.0 is the same number as 10, to JSON Schema too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$")]
Message = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_MESSAGE_CHARS),
    AfterValidator(_plain),
]


_NO_OPTIONS = QuizOptions()


class Input(BaseModel):
    """camelCase on the wire; types are exact; an unknown member is ignored."""

    model_config = ConfigDict(alias_generator=to_camel, strict=True, extra="ignore", frozen=True)


class OptionsInput(Input):
    count: Annotated[int, Field(ge=1, le=50), BeforeValidator(_whole)] | None = None
    types: Annotated[list[_QUESTION_TYPES], Field(max_length=8)] = []
    difficulty: Literal["easy", "medium", "hard"] | None = None
    language: Language | None = None


class TurnInput(Input):
    message: Message
    thread_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] | None = None
    quiz_options: OptionsInput | None = None
    view: Literal["author", "learner"] = "author"
    on_disconnect: Literal["continue", "cancel"] = "continue"

    @property
    def options(self) -> QuizOptions:
        given = self.quiz_options
        if given is None:
            return _NO_OPTIONS
        return QuizOptions(given.count, tuple(given.types), given.difficulty, given.language)


def turn_input(data: Any, *, pointer: str = "") -> TurnInput:
    """Raises errors.ValidationError with a JSON pointer for every wrong member, each under `pointer`."""
    try:
        return TurnInput.model_validate(data)
    except pydantic.ValidationError as exc:
        found = exc.errors(include_url=False, include_input=False)
        raise errors.ValidationError(errors=[_field_error(error, pointer) for error in found]) from None


def _field_error(error: Any, pointer: str) -> errors.FieldError:
    place = "".join(f"/{part}" for part in error["loc"])
    return {"pointer": f"{pointer}{place}", "detail": _sentence(error)}


def _sentence(error: Any) -> str:
    """The service's own words for what users get wrong, pydantic's for the rest."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return "This member is required."
    if kind == "string_too_short":
        return "This must not be empty."
    if kind == "string_too_long":
        return f"This must be at most {context['max_length']:,} characters long."
    if kind in ("string_unicode", "string_pattern_mismatch"):
        return "This has characters that are not allowed here."
    if kind == "value_error":
        return str(context["error"])
    return str(error["msg"]) + "."
