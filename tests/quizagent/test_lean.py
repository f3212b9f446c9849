"""Libraries that are not needed stay out of the process that serves."""

import subprocess
import sys

import pytest

from quizagent import lean
from tests.support import service

_LOOK = """
import sys
from quizagent import lean
lean.leave_out()
import django
django.setup()
from system import preparation
preparation.run(lambda: None)
import quizagent.asgi
from chat import llm
llm.provider()
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*sorted(name for name, module in sys.modules.items() if module))
"""


def test_the_application_is_whole_without_them(tmp_path):
    environment = service.environment(tmp_path, 1, LLM_PROVIDER="groq", GROQ_API_KEY="none")
    command = [sys.executable, "-c", _LOOK]
    found = subprocess.run(
        command, env=environment, cwd=service.ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    loaded = found.stdout.split()
    assert {"rest_framework", "channels", "pydantic", "groq", "system.database"} <= set(loaded)
    assert not {"psycopg", *lean._UNUSED} & set(loaded)
    assert not {"lxml", "genanki", "markdown_it", "rapidfuzz", "chat.llm.offline.provider"} & set(loaded)
    assert "django.db.migrations.executor" not in loaded


@pytest.mark.parametrize(
    ("engine", "needed"), [("django.db.backends.postgresql", True), ("django.db.backends.sqlite3", False)]
)
def test_the_driver_of_a_database_in_use_stays(settings, monkeypatch, engine, needed):
    modules = {name: module for name, module in sys.modules.items() if name not in ("psycopg", "requests")}
    monkeypatch.setattr(lean.sys, "modules", modules)
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)
    lean.leave_out()
    assert ("psycopg" not in modules) == needed
    assert modules["requests"] is None


def test_who_asks_later_gets_the_library_itself(monkeypatch):
    modules = {name: module for name, module in sys.modules.items() if name != "yaml"}
    monkeypatch.setattr(lean.sys, "modules", modules)
    lean.leave_out()
    assert modules["yaml"] is None
    lean.let_in()
    assert "yaml" not in modules
    assert modules["django"]
