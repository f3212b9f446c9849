"""The client is a folder that can be copied: it needs httpx, and nothing of the service."""

import shutil
import subprocess
import sys

from tests.support.service import ROOT

_USE = """
import sys
sys.path.insert(0, sys.argv[1])
from copied import AsyncClient, Client
Client("http://localhost").close()
found = {name.partition(".")[0] for name in sys.modules}
print(sorted(found & {"django", "quizagent", "redis", "chat", "orjson"}))
"""


def test_it_works_as_a_copy_without_the_service(tmp_path):
    shutil.copytree(ROOT / "quizagent" / "client", tmp_path / "copied")
    told = subprocess.run(
        [sys.executable, "-I", "-c", _USE, str(tmp_path)], capture_output=True, text=True, timeout=20
    )
    assert (told.stdout.strip(), told.stderr) == ("[]", "")
