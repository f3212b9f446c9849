"""Delivered records for a person: quizzes read as quizzes, everything else as a table of its members."""

from typing import Any

from django.http import HttpRequest

from writeback.readonly_admin import AgeFilter, ReadOnlyAdmin, ThreadFilter


class WriteRecordAdmin(ReadOnlyAdmin):
    list_display = ["id", "type", "thread", "created_at", "received_at"]
    list_filter = ["type", AgeFilter, ThreadFilter]
    fields = ["id", "type", "thread_id", "created_at", "received_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
