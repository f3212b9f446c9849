"""What the thread endpoints take in their query, and the shape of what they answer."""

from rest_framework import serializers

from threads import store
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
