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
import quizagent.asgi
from django.urls import get_resolver
assert get_resolver().url_patterns
print(*sorted(name for name, module in sys.modules.items() if module and "." not in name))
"""


def test_the_application_is_whole_without_them(tmp_path):
    environment = service.environment(tmp_path, 1) | {"DJANGO_SETTINGS_MODULE": "quizagent.settings"}
    command = [sys.executable, "-c", _LOOK]
    found = subprocess.run(
        command, env=environment, cwd=service.ROOT, capture_output=True, text=True, check=True, timeout=30
    )
    loaded = found.stdout.split()
    assert {"rest_framework", "channels", "pydantic"} <= set(loaded)
    assert not {"psycopg", "lxml", "genanki", *lean._UNUSED} & set(loaded)


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
