"""What both lists of the admin share: rows with a payload, found by age and thread, that nobody can edit."""

import json
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

_IN_FULL = "payload"  # ?payload=1 on a page: the payload is a learner's text, shown only when asked for
_NO_BUTTONS = {"show_save": False, "show_save_and_continue": False, "show_save_and_add_another": False}


class AgeFilter(admin.SimpleListFilter):
    title = "age"
    parameter_name = "age"
    _SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            *((name, f"up to a{'n' if name == 'hour' else ''} {name}") for name in self._SPANS),
            ("older", "older"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if span := self._SPANS.get(self.value() or ""):
            return queryset.filter(created_at__gte=timezone.now() - span)
        if self.value() == "older":
            return queryset.filter(created_at__lt=timezone.now() - self._SPANS["week"])
        return queryset


class ThreadFilter(admin.SimpleListFilter):
    """Not offered as a list, there are too many threads; it keeps `?thread=…` in links working and removable."""

    title = "thread"
    parameter_name = "thread"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        chosen = request.GET.get(self.parameter_name, "")
        return [(chosen, chosen)] if chosen else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(thread_id=self.value()) if self.value() else queryset


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows that carry a payload, and offers the rest of a row's thread."""

    search_fields = ["=id", "=thread_id"]
    search_help_text = "An id or a thread."
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*(self.fields or ()), "payload_in_full" if _IN_FULL in request.GET else "payload_size"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_fields(request, obj)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method != "GET":
            raise PermissionDenied
        shown = {"title": str(self.opts.verbose_name).capitalize(), **(extra_context or {}), **_NO_BUTTONS}
        return super().changeform_view(request, object_id, form_url, shown)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = str(self.opts.verbose_name_plural).capitalize()
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    @admin.display(description="thread", ordering="thread_id")
    def thread(self, row: Any) -> SafeString:
        return format_html('<a href="?thread={}">{}</a>', row.thread_id, row.thread_id)

    @admin.display(description="payload")
    def payload_in_full(self, row: Any) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(json.loads(row.payload), indent=2, ensure_ascii=False))

    @admin.display(description="payload")
    def payload_size(self, row: Any) -> SafeString:
        return format_html('{} bytes, <a href="?{}=1">show</a>', len(row.payload.encode()), _IN_FULL)
