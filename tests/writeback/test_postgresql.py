"""The table and the embedded sink on PostgreSQL: the same tests, run once more on a server of their own."""

import os
import subprocess
import sys

import pytest

from tests.support import postgresql, service

_TESTS = (
    "tests/writeback/test_sinks.py",
    "tests/writeback/test_crashes.py",
    "tests/writeback/test_model.py::test_every_story_ends_well",
    "tests/writeback/test_writes_api.py",
)


@pytest.mark.slow
@pytest.mark.skipif(postgresql.binaries() is None, reason="PostgreSQL is not installed")
def test_the_queue_holds_on_postgresql():
    with postgresql.server() as url:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", *_TESTS, "-m", "not slow", "-p", "no:cacheprovider", "--tb=short"],
            cwd=service.ROOT,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.support.settings_postgresql",
                "TEST_DATABASE_URL": url,
            },
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    assert run.returncode == 0, run.stdout[-5000:]
    assert " passed" in run.stdout
