"""Dead letters for a person: find one, see why, send it back or close it with a reason. Nothing can be edited."""

import json
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from writeback import lookup, table
from writeback.models import WriteOperation, WriteRecord

_IN_FULL = "payload"  # ?payload=1 on a page: the payload is a learner's text, shown only when asked for
_REASON_CHARS = 200
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
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **_NO_BUTTONS})

    @admin.display(description="thread", ordering="thread_id")
    def thread(self, row: Any) -> SafeString:
        return format_html('<a href="?thread={}">{}</a>', row.thread_id, row.thread_id)

    @admin.display(description="payload")
    def payload_in_full(self, row: Any) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(json.loads(row.payload), indent=2, ensure_ascii=False))

    @admin.display(description="payload")
    def payload_size(self, row: Any) -> SafeString:
        return format_html('{} bytes, <a href="?{}=1">show</a>', len(row.payload.encode()), _IN_FULL)


@admin.register(WriteOperation)
class WriteOperationAdmin(ReadOnlyAdmin):
    list_display = ["id", "type", "thread", "state", "reason", "attempts", "last_error", "created_at", "failed_at"]
    list_filter = ["state", "reason", "type", AgeFilter, ThreadFilter]
    fields = [
        "id",
        "type",
        "thread_id",
        "state",
        "reason",
        "attempts",
        "every_error",
        "created_at",
        "failed_at",
        "requeued_at",
        "requeued_by",
        "note",
    ]
    search_fields = [*ReadOnlyAdmin.search_fields, "last_error"]
    search_help_text = "An id, a thread, or words of the error."
    actions = ["requeue", "discard"]

    @admin.display(description="every attempt's error")
    def every_error(self, row: WriteOperation) -> SafeString | str:
        lines = [(f"{entry['at']:%Y-%m-%d %H:%M:%S}", entry["error"]) for entry in lookup.errors_of(row.errors)]
        return format_html_join("", "<div>{} {}</div>", lines) or "none"

    @admin.action(description="Requeue: try to deliver again", permissions=["change"])
    def requeue(self, request: HttpRequest, rows: QuerySet[WriteOperation]) -> None:
        chosen = list(rows.values_list("id", flat=True))
        done = table.requeue(chosen, by=request.user.get_username())
        self._report(request, chosen, done, "Requeued")

    @admin.action(description="Discard: close with a reason", permissions=["change"])
    def discard(self, request: HttpRequest, rows: QuerySet[WriteOperation]) -> HttpResponse | None:
        reason = " ".join(request.POST.get("reason", "").split())[:_REASON_CHARS]
        if not reason:
            return self._ask_for_reason(request, rows)
        chosen = list(rows.values_list("id", flat=True))
        done = table.discard(chosen, note=f"discarded: {reason}")
        self._report(request, chosen, done, f"Discarded: {reason}")
        return None

    def _ask_for_reason(self, request: HttpRequest, rows: QuerySet[WriteOperation]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Discard dead letters",
            "rows": rows,
            "checkbox": ACTION_CHECKBOX_NAME,
            "reason_chars": _REASON_CHARS,
        }
        return TemplateResponse(request, "admin/writeback/discard.html", context)

    def _report(self, request: HttpRequest, chosen: list[str], done: list[str], words: str) -> None:
        """Tell the audit log and the person."""
        LogEntry.objects.log_actions(
            request.user.pk, WriteOperation.objects.filter(id__in=done), CHANGE, change_message=words
        )
        if done:
            self.message_user(request, f"{words}: {len(done)}.", messages.SUCCESS)
        if len(done) < len(chosen):
            skipped = len(chosen) - len(done)
            self.message_user(request, f"Left alone, since they are no dead letters: {skipped}.", messages.WARNING)


@admin.register(WriteRecord)
class WriteRecordAdmin(ReadOnlyAdmin):
    list_display = ["id", "type", "thread", "created_at", "received_at"]
    list_filter = ["type", AgeFilter, ThreadFilter]
    fields = ["id", "type", "thread_id", "created_at", "received_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
