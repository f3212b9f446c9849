"""Dead letters for a person: find one, see why, requeue or discard it with a reason. Nothing can be edited."""

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from writeback import lookup, table
from writeback.audit_admin import AuditAdmin
from writeback.models import WriteOperation, WriteRecord
from writeback.readonly_admin import AgeFilter, ReadOnlyAdmin, ThreadFilter
from writeback.records_admin import WriteRecordAdmin

_REASON_CHARS = 200


def _reason(request: HttpRequest) -> str:
    """What the person gave as one line, or an empty string."""
    return " ".join(request.POST.get("reason", "").split())[:_REASON_CHARS]


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
    def requeue(self, request: HttpRequest, rows: QuerySet[WriteOperation]) -> HttpResponse | None:
        if not (reason := _reason(request)):
            return self._ask_for_reason(request, rows, "requeue")
        chosen = list(rows.values_list("id", flat=True))
        done = table.requeue(chosen, by=request.user.get_username())
        self._report(request, chosen, done, f"Requeued: {reason}")
        return None

    @admin.action(description="Discard: close for good", permissions=["change"])
    def discard(self, request: HttpRequest, rows: QuerySet[WriteOperation]) -> HttpResponse | None:
        if not (reason := _reason(request)):
            return self._ask_for_reason(request, rows, "discard")
        chosen = list(rows.values_list("id", flat=True))
        done = table.discard(chosen, note=f"discarded: {reason}")
        self._report(request, chosen, done, f"Discarded: {reason}")
        return None

    def _ask_for_reason(self, request: HttpRequest, rows: QuerySet[WriteOperation], action: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{action.capitalize()} dead letters",
            "action": action,
            "rows": rows,
            "checkbox": ACTION_CHECKBOX_NAME,
            "reason_chars": _REASON_CHARS,
        }
        return TemplateResponse(request, "admin/writeback/reason.html", context)

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


admin.site.register(WriteRecord, WriteRecordAdmin)
admin.site.register(LogEntry, AuditAdmin)
