"""Health, status, metrics and the manual flush. Sync views that cross to async code once per request."""

from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.template.loader import render_to_string
from prometheus_client import CONTENT_TYPE_LATEST
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

import writeback
from quizagent import errors, lifecycle
from quizagent.permissions import SystemAccess, has_system_access
from system import metrics, readings, status

_FRESH = {"Cache-Control": "no-store"}
_CACHED = {"Cache-Control": "max-age=300"}
_READY_PATIENCE_SECS = 1.2


class AnyAccept(BaseContentNegotiation):
    """A probe or a scraper gets its answer whatever its Accept header says."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class ProbeView(APIView):
    content_negotiation_class = AnyAccept


class HealthView(ProbeView):
    """200 while turns can be taken, degraded or not; 503 otherwise."""

    def get(self, request: Request) -> Response:
        if lifecycle.is_draining():
            raise errors.ServerShutdown
        system = async_to_sync(status.collect)()["system"]
        if system["status"] == "unhealthy":
            raise errors.StoreUnavailable(system["problems"][0]["message"])
        body = {"success": True, **{name: system[name] for name in ("status", "version", "uptime")}}
        return Response(body, headers=_FRESH)


class LiveView(ProbeView):
    """Looks at nothing but itself: a restart heals no dependency."""

    def get(self, request: Request) -> Response:
        return Response({"success": True, "status": "alive"}, headers=_FRESH)


class ReadyView(ProbeView):
    """200 while this instance should get traffic. A database that is away does not stop a turn, so it may."""

    def get(self, request: Request) -> Response:
        if lifecycle.is_draining():
            raise errors.ServerShutdown
        found = async_to_sync(readings.dependencies)(patience_secs=_READY_PATIENCE_SECS)
        checks = {"redis": "ok" if found.redis_answers else "unavailable", "database": found.database_state}
        if not found.redis_answers:
            raise errors.StoreUnavailable(members={"checks": checks})
        if found.database_state == "unmigrated":
            raise errors.StoreUnavailable("The database is not migrated.", members={"checks": checks})
        return Response({"success": True, "status": "ready", "checks": checks}, headers=_FRESH)


class StatusView(ProbeView):
    """The whole object for whoever has access to the system, else only whether it is well."""

    def get(self, request: Request) -> Response:
        body = async_to_sync(status.collect)(in_full=has_system_access(request))
        return Response(body, headers=_FRESH)


class MetricsView(ProbeView):
    permission_classes = [SystemAccess]

    def get(self, request: Request) -> HttpResponse:
        body = metrics.render(async_to_sync(status.collect)(), async_to_sync(writeback.metric_families)())
        return HttpResponse(body, content_type=CONTENT_TYPE_LATEST, headers=_FRESH)


class FlushView(ProbeView):
    """Deliver what is waiting now, and say what became of it."""

    permission_classes = [SystemAccess]

    def post(self, request: Request) -> Response:
        done = async_to_sync(writeback.flush_now)()
        body = {
            "success": True,
            "flushed": done.flushed,
            "delivered": done.delivered,
            "retrying": done.retrying,
            "failed": done.failed,
            "remaining": done.remaining,
            "durationMs": done.duration_ms,
        }
        return Response(body, headers=_FRESH)


class DocumentView(ProbeView):
    """Loads what it shows when it is asked for it: few instances ever are."""

    def get(self, request: Request) -> HttpResponse:
        from system import openapi

        return HttpResponse(openapi.rendered(), content_type="application/json", headers=_CACHED)


class DocsView(ProbeView):
    """The same document as a page that needs no script and nothing from elsewhere."""

    def get(self, request: Request) -> HttpResponse:
        from system import docs

        page = render_to_string("docs.html", docs.context(request.build_absolute_uri("/").rstrip("/")))
        return HttpResponse(page, headers=_CACHED)
