"""`scripts/setup` on machines that lack something. What it would call is a stub that writes down its arguments."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.service import ROOT

_TOOLS = ("sh", "env", "cat", "cksum", "rm", "dirname", "mkdir", "chmod", "cp")
_OLD_PYTHON = """
[ "$1" = --version ] && echo "Python 3.8.18" && exit
exit 1
"""
_PYTHON = """
case "$*" in
    *ensurepip*) exit ${NO_VENV:-0} ;;
    *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/pip ;;
esac
echo "python $*" >>calls
"""
_UV = """
[ "$1" = venv ] && mkdir -p .venv/bin && cp "$(dirname "$0")/python3" .venv/bin/python
echo "uv $*" >>calls
"""


class Machine:
    """A checkout and a PATH with nothing on it but what the test puts there."""

    def __init__(self, root: Path) -> None:
        self.checkout, self.bin = root / "checkout", root / "bin"
        (self.checkout / "scripts").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "scripts" / "setup", self.checkout / "scripts")
        self.require("django")
        for tool in _TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or "")

    def require(self, name: str) -> None:
        (self.checkout / "requirements.txt").write_text(f"{name}\n")

    def has(self, name: str, script: str) -> None:
        (self.bin / name).write_text(f"#!{self.bin}/sh{script}")
        (self.bin / name).chmod(0o755)

    def setup(self, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.checkout / "scripts" / "setup")],
            env={"PATH": str(self.bin), **variables},
            cwd=os.sep,
            capture_output=True,
            text=True,
            timeout=20,
        )

    def calls(self) -> list[str]:
        calls = self.checkout / "calls"
        lines = calls.read_text().splitlines() if calls.exists() else []
        return [line for line in lines if " -c " not in line]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_an_old_python_is_one_line(machine: Machine) -> None:
    machine.has("python3", _OLD_PYTHON)
    done = machine.setup()
    assert done.returncode == 1
    assert done.stderr == "quizagent: Python 3.11 or newer is needed, found Python 3.8.18; set PYTHON to one\n"


def test_no_python_is_one_line(machine: Machine) -> None:
    done = machine.setup()
    assert done.returncode == 1
    assert done.stderr == "quizagent: Python 3.11 or newer is needed, found none; set PYTHON to one\n"


def test_a_python_without_venv_is_one_line(machine: Machine) -> None:
    machine.has("python3", _PYTHON)
    done = machine.setup(NO_VENV="1")
    assert done.returncode == 1
    assert done.stderr.startswith(
        "quizagent: this Python has no venv module; install it (Debian, Ubuntu: apt install"
    )
    assert done.stderr.count("\n") == 1


def test_a_newer_python_beside_an_old_one_is_found(machine: Machine) -> None:
    machine.has("python3", _OLD_PYTHON)
    machine.has("python3.12", _PYTHON)
    assert machine.setup().returncode == 0
    assert machine.calls()[0] == "python -m venv .venv"


def test_pip_installs_where_there_is_no_uv(machine: Machine) -> None:
    machine.has("python3", _PYTHON)
    assert machine.setup().returncode == 0
    assert [call.rpartition(" -r ")[2] for call in machine.calls()[1:]] == ["requirements.txt"]
    assert machine.calls()[1].startswith("python -m pip install")


def test_uv_installs_where_it_is(machine: Machine) -> None:
    machine.has("python3", _PYTHON)
    machine.has("uv", _UV)
    assert machine.setup().returncode == 0
    assert machine.calls() == [
        "uv venv --quiet --python python3 .venv",
        "uv pip install --quiet --compile-bytecode --python .venv/bin/python -r requirements.txt",
    ]


def test_it_installs_again_only_when_the_requirements_change(machine: Machine) -> None:
    machine.has("python3", _PYTHON)
    machine.has("uv", _UV)
    machine.setup()
    calls = len(machine.calls())
    assert machine.setup().stdout == ""
    assert len(machine.calls()) == calls
    machine.require("flask")
    assert machine.setup().stdout == "Installing requirements.txt …\n"
    assert len(machine.calls()) == calls + 1


def test_an_install_that_failed_is_tried_again(machine: Machine) -> None:
    machine.has("python3", _PYTHON)
    machine.has("uv", _UV + '\n[ "$1" = venv ] || exit 1')
    done = machine.setup()
    assert done.returncode == 1
    assert done.stderr == "quizagent: could not install requirements.txt; the lines above say why\n"
    machine.has("uv", _UV)
    assert machine.setup().returncode == 0
