"""Where `tests/external/run` puts the verifiers."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2] / "var" / "verify"
GIFT_SAMPLES = ROOT / "gift" / "tests" / "questions"
QTI_SCHEMES = ROOT / "qti" / "src" / "qtism" / "data" / "storage" / "xml" / "schemes"
QTI_SAMPLES = ROOT / "qti" / "test" / "samples" / "ims" / "items" / "2_1"
_PYTHON = ROOT / "python" / "bin" / "python"
_NODE_MODULES = ROOT / "npm" / "node_modules"
_TIMEOUT_SECS = 60


def need(path: Path) -> Path:
    """The path, when it is there; else the test is skipped."""
    if not path.exists():
        pytest.skip(f"{path.relative_to(ROOT.parents[1])} is not there: run tests/external/run")
    return path


def python(script: str, *arguments: str) -> Any:
    """What `script` prints as JSON, run where the Python verifiers are."""
    return _json([str(need(_PYTHON)), "-c", script, *arguments])


def node(script: str, *arguments: str) -> Any:
    """What `script` prints as JSON, run where the Node verifiers are."""
    need(_NODE_MODULES)
    return _json(["node", "-e", script, *arguments], cwd=_NODE_MODULES.parent)


def _json(command: list[str], cwd: Path | None = None) -> Any:
    done = subprocess.run(command, cwd=cwd, capture_output=True, timeout=_TIMEOUT_SECS, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)
