"""Who did what in the admin: Django's own log, for everybody who may see it, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.http import HttpRequest


class AuditAdmin(admin.ModelAdmin):
    list_display = ["action_time", "what", "user", "object_repr", "content_type"]
    list_filter = ["action_time", "content_type"]
    list_select_related = ["user", "content_type"]
    list_display_links = None
    search_fields = ["=object_id", "=user__username", "change_message"]
    search_help_text = "An id, a user, or words of a reason."
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description="what")
    def what(self, entry: LogEntry) -> str:
        return str(entry.get_change_message() or entry.get_action_flag_display())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
