"""The paths for operators and their machines."""

from quizagent import errors
from system.openapi.parts import SYSTEM_KEY, Json, answer, example, failures, ref


def paths() -> Json:
    return {
        "/health": {"get": _health()},
        "/health/live": {"get": _live()},
        "/health/ready": {"get": _ready()},
        "/system/status": {"get": _status()},
        "/system/flush-writes": {"post": _flush()},
        "/metrics": {"get": _metrics()},
        "/openapi.json": {"get": _document()},
        "/docs": {"get": _page()},
    }


def _health() -> Json:
    return {
        **_about("getHealth", "Whether turns can be taken"),
        "responses": {
            "200": answer("They can.", ref("Health"), example("health.json")),
            **failures(errors.StoreUnavailable, errors.ServerShutdown),
        },
    }


def _live() -> Json:
    return {
        **_about("getLiveness", "Whether this process lives", "Looks at no dependency."),
        "responses": {"200": answer("It does.", ref("Live"), {"success": True, "status": "alive"}), **failures()},
    }


def _ready() -> Json:
    return {
        **_about("getReadiness", "Whether this instance should get traffic"),
        "responses": {
            "200": answer("It should.", ref("Ready"), example("ready.json")),
            **failures(errors.StoreUnavailable, errors.ServerShutdown),
        },
    }


def _status() -> Json:
    return {
        **_about(
            "getStatus",
            "Everything the service knows of its state",
            "Where SYSTEM_API_KEY is set, and always in production, a caller without it sees `system.status` alone.",
        ),
        "security": SYSTEM_KEY,
        "responses": {"200": answer("The state.", ref("Status"), example("status.json")), **failures()},
    }


def _flush() -> Json:
    return {
        **_about("flushWrites", "Deliver the waiting write-back operations now"),
        "security": SYSTEM_KEY,
        "responses": {
            "200": answer("What became of them.", ref("Flushed"), example("flushed.json")),
            **failures(errors.Forbidden, errors.StoreUnavailable),
        },
    }


def _metrics() -> Json:
    return {
        **_about("getMetrics", "Figures for Prometheus"),
        "security": SYSTEM_KEY,
        "responses": {
            "200": answer("Prometheus' text format.", {"type": "string"}, media_type="text/plain"),
            **failures(errors.Forbidden),
        },
    }


def _document() -> Json:
    return {
        **_about("getOpenAPI", "This document"),
        "responses": {"200": answer("OpenAPI 3.1.", {"type": "object"}), **failures()},
    }


def _page() -> Json:
    return {
        **_about("getDocs", "This document as a page"),
        "responses": {"200": answer("The page.", {"type": "string"}, media_type="text/html"), **failures()},
    }


def _about(operation_id: str, summary: str, description: str = "") -> Json:
    about: Json = {"tags": ["System"], "operationId": operation_id, "summary": summary}
    return {**about, "description": description} if description else about
