"""The settings of the test run: its own Valkey, its own folder, nothing from the machine's environment.

pytest-django reads settings before any conftest.py, so the server of the run is started here.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

for _name in (
    "REDIS_URL",
    "MAIN_API_URL",
    "GROQ_API_KEY",
    "GROQ_BASE_URL",
    "LLM_PROVIDER",
    "SERVICE_API_KEYS",
):
    os.environ[_name] = ""
os.environ["ENVIRONMENT"] = "development"
os.environ["PYTHON_DOTENV_DISABLED"] = "1"
_var = Path(tempfile.mkdtemp(prefix="quizagent-test-"))
os.environ["VAR_DIR"] = str(_var)

from quizagent import embedded  # noqa: E402
from quizagent.settings import *  # noqa: E402, F403

_server = embedded.Server(_var)
_server.start()


@atexit.register
def _clean_up() -> None:
    _server.stop()
    shutil.rmtree(_var, ignore_errors=True)


DATABASES["default"]["TEST"] = {"NAME": str(_var / "test.sqlite3")}  # noqa: F405 - a file: threads share it
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOG_LEVEL = "WARNING"
