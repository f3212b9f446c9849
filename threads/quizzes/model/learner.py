"""The quiz as a learner sees it: no key, and nothing that tells it."""

from typing import Annotated, Literal

from pydantic import Field

from .parts import (
    Amount,
    BlankId,
    Bloom,
    Coverage,
    Difficulty,
    Extraction,
    Id,
    Item,
    Label,
    Language,
    Part,
    Settings,
    Text,
    ThreadId,
    Timestamp,
)
from .questions import MAX_OPTIONS
from .quiz import MAX_QUESTIONS, Op, Status


class _Shown(Part):
    id: Id
    rev: Annotated[int, Field(ge=1)] = 1
    stem: Text
    difficulty: Difficulty | None = None
    bloom: Bloom | None = None
    tags: list[Label] = []
    points: Amount = 1
    time_limit_sec: Amount | None = None
    language: Language | None = None


class LearnerChoice(_Shown):
    type: Literal["single_choice", "multiple_choice"]
    options: Annotated[list[Item], Field(min_length=2, max_length=MAX_OPTIONS)]
    shuffle: bool = True


class LearnerOpen(_Shown):
    """A question whose stem is all there is to see."""

    type: Literal["true_false", "short_answer", "numeric"]


class LearnerBlank(Part):
    id: BlankId
    options: list[Text] | None = None


class LearnerFillBlank(_Shown):
    type: Literal["fill_blank"]
    blanks: Annotated[list[LearnerBlank], Field(min_length=1)]


class LearnerMatching(_Shown):
    type: Literal["matching"]
    left: Annotated[list[Item], Field(min_length=2)]
    right: Annotated[list[Item], Field(min_length=2)]


class LearnerOrdering(_Shown):
    type: Literal["ordering"]
    items: Annotated[list[Item], Field(min_length=2)]


LearnerQuestion = Annotated[
    LearnerChoice | LearnerOpen | LearnerFillBlank | LearnerMatching | LearnerOrdering,
    Field(discriminator="type"),
]


class LearnerQuality(Part):
    score: Annotated[int, Field(ge=0, le=100)]
    rules_version: Label | None = None


class LearnerEntry(Part):
    rev: Annotated[int, Field(ge=1)]
    op: Op
    message_id: Id | None = None
    question_ids: list[Id]
    at: Timestamp | None = None


class LearnerSource(Part):
    id: Id
    kind: Literal["user_text", "url", "file", "tool", "model_knowledge"]
    title: Label | None = None
    url: Label | None = None


class LearnerProvenance(Part):
    provider: Label
    model: Label
    prompt_version: Label | None = None
    extraction: Extraction
    generated_at: Timestamp
    message_id: Id | None = None
    ai_generated: bool | None = None


class LearnerQuiz(Part):
    schema_version: Literal["1.0"]
    id: Id
    thread_id: ThreadId
    revision: Annotated[int, Field(ge=1)]
    status: Status
    title: Text
    topic: Text
    language: Language
    description: Text | None = None
    audience: Text | None = None
    settings: Settings | None = None
    questions: Annotated[list[LearnerQuestion], Field(max_length=MAX_QUESTIONS)]
    sources: list[LearnerSource] = []
    quality: LearnerQuality
    coverage: Coverage
    provenance: LearnerProvenance
    history: Annotated[list[LearnerEntry], Field(min_length=1)]
