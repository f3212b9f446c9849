"""What the thread endpoints take in their query, and the shape of what they answer."""

import json
from typing import Any

from rest_framework import serializers

from quizagent import rest
from threads import store
from threads.quizzes import imports
from threads.quizzes.model import Json


class WholeNumber(serializers.Field):
    """A whole number in ASCII digits: int() alone would take `٣`, ` 7 ` and `1_000` as well."""

    def __init__(self, *, low: int, high: int, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high

    def to_internal_value(self, data: str) -> int:
        readable = data.isascii() and data.isdigit() and len(data) <= 9
        if not readable or not self.low <= int(data) <= self.high:
            raise serializers.ValidationError(f"This takes a whole number from {self.low} to {self.high}.")
        return int(data)

    def to_representation(self, value: int) -> int:
        return value


class HistoryQuery(serializers.Serializer):
    limit = WholeNumber(low=1, high=100, default=20)
    before = serializers.RegexField(r"\Amsg_[0-9a-z]{1,40}\Z", required=False)


class QuizQuery(serializers.Serializer):
    view = serializers.ChoiceField(["author", "learner"], default="author")
    revision = WholeNumber(low=1, high=1_000_000, required=False)


class ExportQuery(QuizQuery):
    format = serializers.CharField(max_length=20)


class AttemptBody(serializers.Serializer):
    answers = serializers.DictField()


class ImportBody(serializers.Serializer):
    """`content` is the file's text; for our own JSON it may be the quiz object itself."""

    format = serializers.ChoiceField(imports.FORMATS)
    content = serializers.JSONField()
    title = rest.TextField(max_length=300, required=False)
    language = serializers.RegexField(r"\A[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}\Z", default="en")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        content = attrs["content"]
        if isinstance(content, dict) and attrs["format"] == "json":
            content = json.dumps(content)
        if not isinstance(content, str) or not content.strip():
            raise serializers.ValidationError({"content": "This takes the text of the file."})
        attrs["content"] = content.encode(errors="replace")
        return attrs


class ViewQuery(serializers.Serializer):
    view = serializers.ChoiceField(["author", "learner"], default="author")


def message_to_wire(row: Json) -> Json:
    """A stored row without what only the service needs."""
    return {name: row[name] for name in ("id", "role", "content", "createdAt", "quizId")}


def page_to_wire(ref: store.Ref, page: store.Page) -> Json:
    return {
        "success": True,
        "threadId": ref.id,
        "messages": [message_to_wire(row) for row in page.messages],
        "total": page.total,
        "hasMore": page.has_more,
    }
