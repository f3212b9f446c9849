"""A PostgreSQL server of our own in a temporary folder, reached over a Unix socket, for one test."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.support import waiting

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_UNSAFE_BUT_QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=")


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`; None where PostgreSQL is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return next((place for place in _PLACES if (place / "initdb").exists()), None)


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database."""
    programs = binaries()
    assert programs
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    as_user = _unprivileged(folder)
    data = folder / "data"
    setup = [programs / "initdb", "-D", data, "-U", "quiz", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]
    subprocess.run(setup, check=True, capture_output=True, cwd=folder, **as_user)
    options = [part for option in _UNSAFE_BUT_QUICK for part in ("-c", option)]
    process = subprocess.Popen(
        [programs / "postgres", "-D", data, "-k", folder, *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **as_user,
    )
    try:
        ready = [programs / "pg_isready", "-h", folder, "-U", "quiz", "-q"]
        waiting.until(lambda: subprocess.run(ready, check=False).returncode == 0, timeout_secs=20)
        yield f"postgres://quiz@{quote(str(folder), safe='')}/postgres"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as nobody."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
