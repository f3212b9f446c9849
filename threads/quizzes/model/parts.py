"""What questions and quizzes are made of: ids, texts, options, flags, where a question came from."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

Json = dict[str, Any]

# The longest line the reader takes; no text of a quiz can be longer than what it was read from.
MAX_TEXT_CHARS = 65_536

Id = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,5}_[0-9a-z]{8,26}$")]
BlankId = Annotated[str, StringConstraints(pattern=r"^bl_[0-9a-z]{8,26}$")]
ThreadId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Text = Annotated[str, StringConstraints(pattern=r"\S", max_length=MAX_TEXT_CHARS)]
Label = Annotated[str, StringConstraints(max_length=500)]
Language = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)]
Timestamp = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"),
    Field(json_schema_extra={"format": "date-time"}),
]
Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]

Difficulty = Literal["easy", "medium", "hard"]
Bloom = Literal["remember", "understand", "apply", "analyze", "evaluate", "create"]
Match = Literal["exact", "caseless", "normalized"]
Extraction = Literal["markdown", "repair", "edit", "offline", "import"]


class Part(BaseModel):
    """camelCase on the wire; an unknown member or a value of another type is a problem, never coerced.

    Nearly all of them are only ever parts of another: each is built when it is first asked for.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="forbid",
        strict=True,
        defer_build=True,
    )


class Flag(Part):
    rule: Label
    severity: Literal["error", "warning", "info"]
    question_id: Id | None = None
    message: Text
    auto_fixed: bool | None = None


class Option(Part):
    id: Id
    text: Text
    feedback: Text | None = None


class Item(Part):
    """One entry of a matching or ordering question."""

    id: Id
    text: Text


class SourceRef(Part):
    source_id: Id
    quote: Text | None = None
    locator: Label | None = None


class Source(Part):
    id: Id
    kind: Literal["user_text", "url", "file", "tool", "model_knowledge"]
    title: Label | None = None
    url: Label | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None


class QuestionProvenance(Part):
    message_id: Id | None = None
    extraction: Extraction
    model: Label | None = None


class Usage(Part):
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Provenance(Part):
    """`model` is the one that really answered."""

    provider: Label
    model: Label
    prompt_version: Label | None = None
    extraction: Extraction
    extraction_version: Label | None = None
    generated_at: Timestamp
    message_id: Id | None = None
    usage: Usage | None = None
    ai_generated: bool | None = None


class Settings(Part):
    shuffle_questions: bool | None = None
    time_limit_sec: Amount | None = None
    pass_percent: Annotated[float, Field(ge=0, le=100)] | None = None


class Coverage(Part):
    """`requested` is what the user asked this quiz to hold, `delivered` what it holds, `missing` the rest."""

    requested: Annotated[int, Field(ge=0)]
    delivered: Annotated[int, Field(ge=0)]
    missing: Annotated[int, Field(ge=0)]
