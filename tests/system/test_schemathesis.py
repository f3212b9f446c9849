"""The service against its own OpenAPI document: generated requests, valid and not, alone and one after another."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import service
from tests.support.service import Service

_TIMEOUT_SECS = 600
# Large, always the same, and tested by themselves.
_WITHOUT_INPUT = ("--exclude-path-regex", r"^/(docs|openapi\.json|schema/quiz\.json)$")


def _run(running: Service, report_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(service.ROOT / "tests" / "support" / "schemathesis.toml")),
            *("run", f"{running.url}/openapi.json"),
            *("--request-timeout", "10", "--no-color", "--warnings", "off", *_WITHOUT_INPUT, *arguments),
        ],
        cwd=report_dir,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.support.schemathesis_hooks", "PYTHONPATH": str(service.ROOT)},
        capture_output=True,
        text=True,
        timeout=_TIMEOUT_SECS,
    )


def test_no_request_gets_an_answer_that_is_not_documented(running: Service, tmp_path: Path) -> None:
    done = _run(running, tmp_path, "--phases", "examples,coverage,stateful", "--max-examples", "2", "--seed", "20")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_none_of_thousands_of_requests_does(running: Service, tmp_path: Path) -> None:
    done = _run(running, tmp_path, "--max-examples", "400", "--generation-database", "none")
    assert done.returncode == 0, done.stdout + done.stderr
