"""The quiz as its author sees it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .parts import Coverage, Flag, Id, Label, Language, Part, Provenance, Settings, Source, Text, ThreadId, Timestamp
from .questions import Question

SCHEMA_VERSION = "1.0"
MAX_QUESTIONS = 50

Op = Literal["create", "replace", "append", "delete", "reorder", "translate", "restore"]
Status = Literal["complete", "partial", "needs_review"]


class Quality(Part):
    score: Annotated[int, Field(ge=0, le=100)]
    rules_version: Label | None = None
    flags: list[Flag] = []


class Entry(Part):
    """One thing that happened to the quiz; several may share a `rev`."""

    rev: Annotated[int, Field(ge=1)]
    op: Op
    message_id: Id | None = None
    question_ids: list[Id]
    at: Timestamp | None = None
    request: Text | None = None


class Quiz(Part):
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
    questions: Annotated[list[Question], Field(max_length=MAX_QUESTIONS)]
    sources: list[Source] = []
    quality: Quality
    coverage: Coverage
    provenance: Provenance
    history: Annotated[list[Entry], Field(min_length=1)]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [id for question in self.questions for id in (question.id, *question.parts())]
        if len(set(ids)) < len(ids):
            raise ValueError("an id stands twice in this quiz")
        return self

    @model_validator(mode="after")
    def _sources_are_there(self) -> Self:
        named = {ref.source_id for question in self.questions for ref in question.source_refs}
        if not named <= {source.id for source in self.sources}:
            raise ValueError("a question refers to a source that is not there")
        return self

    @model_validator(mode="after")
    def _coverage_counts(self) -> Self:
        coverage = self.coverage
        if coverage.delivered != len(self.questions):
            raise ValueError("coverage.delivered is not the number of questions")
        if coverage.missing != max(0, coverage.requested - coverage.delivered):
            raise ValueError("coverage.missing is not what was requested and not delivered")
        if coverage.missing and self.status != "partial":
            raise ValueError("questions are missing, so the status is partial")
        return self

    @model_validator(mode="after")
    def _history_explains_revisions(self) -> Self:
        revs = [entry.rev for entry in self.history]
        if revs != sorted(revs) or set(revs) != set(range(1, self.revision + 1)):
            raise ValueError("history does not explain every revision")
        return self
