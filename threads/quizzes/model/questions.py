"""The eight types of question, as their author sees them: with the key."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, Strict, model_validator

from .parts import (
    Amount,
    BlankId,
    Bloom,
    Difficulty,
    Flag,
    Id,
    Item,
    Label,
    Language,
    Match,
    Option,
    Part,
    QuestionProvenance,
    Share,
    SourceRef,
    Text,
)

MAX_OPTIONS = 10
BLANK = re.compile(r"\{\{(bl_[0-9a-z]{8,26})\}\}")
TYPES = (
    "single_choice",
    "multiple_choice",
    "true_false",
    "short_answer",
    "fill_blank",
    "matching",
    "ordering",
    "numeric",
)


class Base(Part):
    id: Id
    rev: Annotated[int, Field(ge=1)] = 1
    stem: Text
    explanation: Text | None = None
    hint: Text | None = None
    difficulty: Difficulty | None = None
    bloom: Bloom | None = None
    tags: list[Label] = []
    points: Amount = 1
    time_limit_sec: Amount | None = None
    language: Language | None = None
    source_refs: list[SourceRef] = []
    flags: list[Flag] = []
    provenance: QuestionProvenance | None = None

    def parts(self) -> list[str]:
        """The ids of everything inside this question."""
        return []


class SingleKey(Part):
    option_ids: Annotated[list[Id], Field(min_length=1, max_length=1)]
    scoring: Literal["all_or_nothing"] | None = None


class MultipleKey(Part):
    option_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_OPTIONS)]
    scoring: Literal["all_or_nothing", "partial"] | None = None


class _Choice(Base):
    options: Annotated[list[Option], Field(min_length=2, max_length=MAX_OPTIONS)]
    shuffle: bool = True
    answer: SingleKey | MultipleKey

    def parts(self) -> list[str]:
        return [option.id for option in self.options]

    @model_validator(mode="after")
    def _key_names_options(self) -> Self:
        key = self.answer.option_ids
        if not set(key) <= set(self.parts()):
            raise ValueError("the answer names an option that is not there")
        if len(set(key)) < len(key):
            raise ValueError("the answer names an option twice")
        return self


class SingleChoice(_Choice):
    type: Literal["single_choice"]
    answer: SingleKey


class MultipleChoice(_Choice):
    type: Literal["multiple_choice"]
    answer: MultipleKey


class TrueFalseKey(Part):
    value: bool


class TrueFalse(Base):
    type: Literal["true_false"]
    answer: TrueFalseKey
    feedback_true: Text | None = None
    feedback_false: Text | None = None


class Accepted(Part):
    text: Text
    score: Share = 1
    feedback: Text | None = None


class ShortAnswerKey(Part):
    accepted: list[Accepted] = []
    match: Match = "normalized"
    grading: Literal["auto", "manual"] = "auto"
    rubric: Text | None = None

    @model_validator(mode="after")
    def _something_is_accepted(self) -> Self:
        if self.grading == "auto" and not any(answer.score > 0 for answer in self.accepted):
            raise ValueError("nothing is accepted, so only a person could mark this answer")
        return self


class ShortAnswer(Base):
    type: Literal["short_answer"]
    answer: ShortAnswerKey


class Blank(Part):
    """A gap; `options` is its word bank."""

    id: BlankId
    accepted: Annotated[list[Text], Field(min_length=1)]
    options: list[Text] = []
    match: Match = "normalized"


class FillBlank(Base):
    type: Literal["fill_blank"]
    answer: Annotated[list[Blank], Field(min_length=1)]

    def parts(self) -> list[str]:
        return [blank.id for blank in self.answer]

    @model_validator(mode="after")
    def _blanks_stand_in_the_stem(self) -> Self:
        stem = BLANK.findall(self.stem)
        if sorted(stem) != sorted(self.parts()) or len(set(stem)) < len(stem):
            raise ValueError("the blanks in the stem are not the ones in the answer, each once")
        return self


Pair = Annotated[tuple[Id, Id], Strict(False)]


class Matching(Base):
    type: Literal["matching"]
    left: Annotated[list[Item], Field(min_length=2)]
    right: Annotated[list[Item], Field(min_length=2)]
    answer: list[Pair]

    def parts(self) -> list[str]:
        return [item.id for item in (*self.left, *self.right)]

    @model_validator(mode="after")
    def _every_left_has_one_right(self) -> Self:
        if sorted(left for left, _ in self.answer) != sorted(item.id for item in self.left):
            raise ValueError("the answer does not pair every entry of the left side once")
        if not {right for _, right in self.answer} <= {item.id for item in self.right}:
            raise ValueError("the answer names an entry of the right side that is not there")
        return self


class Ordering(Base):
    type: Literal["ordering"]
    items: Annotated[list[Item], Field(min_length=2)]
    answer: list[Id]

    def parts(self) -> list[str]:
        return [item.id for item in self.items]

    @model_validator(mode="after")
    def _answer_orders_the_items(self) -> Self:
        if sorted(self.answer) != sorted(self.parts()):
            raise ValueError("the answer is not all items once, in their right order")
        return self


class NumericKey(Part):
    value: Annotated[float, Field(allow_inf_nan=False)]
    tolerance: Amount = 0
    tolerance_type: Literal["abs", "rel"] = "abs"
    unit: Label | None = None


class Numeric(Base):
    type: Literal["numeric"]
    answer: NumericKey


Question = Annotated[
    SingleChoice | MultipleChoice | TrueFalse | ShortAnswer | FillBlank | Matching | Ordering | Numeric,
    Field(discriminator="type"),
]
