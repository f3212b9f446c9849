"""The page of figures per day, for staff who may see the records it is made of."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from writeback import analytics, charts
from writeback.analytics import Day
from writeback.charts import Chart, Series

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

SPANS_DAYS = (14, 30)


def view(request: HttpRequest, model_admin: "ModelAdmin[Any]") -> HttpResponse:
    """Raises PermissionDenied for who may not see the records."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    wanted = request.GET.get("days", "")
    span_days = int(wanted) if wanted in map(str, SPANS_DAYS) else SPANS_DAYS[0]
    report = analytics.read(span_days, today=timezone.now().date())
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": "Figures per day",
        "report": report,
        "charts": _charts(report.days),
        "span_days": span_days,
        "spans_days": SPANS_DAYS,
        "max_records": analytics.MAX_RECORDS,
        "main_api": urlsplit(settings.MAIN_API_URL).hostname,
    }
    return TemplateResponse(request, "admin/writeback/analytics.html", context)


def _charts(days: list[Day]) -> list[Chart]:
    series = (
        Series("turns", "Turns", [day.turns for day in days]),
        Series("quizzes", "Quizzes made or changed", [day.quizzes for day in days]),
        Series("tokens", "Tokens", [day.tokens for day in days]),
        Series(
            "first-chunk",
            "Time to first chunk, ms",
            [day.median_ms for day in days],
            [day.p95_ms for day in days],
            mark_name="95th percentile",
            unit=" ms",
        ),
        Series("failures", "Failures", [day.failures for day in days]),
    )
    return [charts.draw(one, [day.date for day in days]) for one in series]
