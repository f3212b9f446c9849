"""Delivered records for a person: quizzes read as quizzes, everything else as a table of its members."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from writeback import analytics_admin, readable
from writeback.models import WriteRecord
from writeback.readonly_admin import AgeFilter, ReadOnlyAdmin, ThreadFilter


class WriteRecordAdmin(ReadOnlyAdmin):
    list_display = ["id", "type", "thread", "title", "created_at", "received_at"]
    list_filter = ["type", AgeFilter, ThreadFilter]
    fields = ["id", "type", "thread_id", "created_at", "received_at"]
    search_fields = [*ReadOnlyAdmin.search_fields, "payload"]
    search_help_text = "An id, a thread, or words of a quiz."
    change_form_template = "admin/writeback/record.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        figures = self.admin_site.admin_view(partial(analytics_admin.view, model_admin=self))
        return [path("analytics/", figures, name="writeback_analytics"), *super().get_urls()]

    @admin.display(description="what")
    def title(self, row: WriteRecord) -> str:
        data = readable.data_of(row.payload)
        if quiz := readable.quiz(data):
            return quiz.title
        return str(data.get("action") or data.get("finishReason") or "") if isinstance(data, dict) else ""

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: WriteRecord | None = None, **kwargs: Any
    ) -> HttpResponse:
        data = readable.data_of(obj.payload) if obj else {}
        quiz = readable.quiz(data)
        context |= {"quiz": quiz, "members": [] if quiz else readable.members(data)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
