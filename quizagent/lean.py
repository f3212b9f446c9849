"""What stays out of the process that serves: libraries that others import only because they are installed.

Django REST framework imports requests for its test client, Pygments and PyYAML for pages that are not shown here
and, through Django's fields for PostgreSQL, psycopg; httpx imports rich for a command of its own, Channels' layer
cryptography for an option, the SDK aiohttp for a client of its own. None of it is used here, and all of it is 25 MB
of a process. What somebody asks for later, as genanki does for PyYAML, is there.
"""

import sys
from typing import Any

from django.conf import settings

_UNUSED = ("aiohttp", "cryptography", "pygments", "requests", "rich", "yaml")
_DRIVER = "psycopg"


def leave_out() -> None:
    """Make them look as if they were not installed. To be called before anybody has imported them."""
    modules: dict[str, Any] = sys.modules  # None in it is Python's own sign for "not to be found"
    engines = {database["ENGINE"] for database in settings.DATABASES.values()}
    for name in _UNUSED if any("postgresql" in engine for engine in engines) else (*_UNUSED, _DRIVER):
        modules.setdefault(name, None)


def let_in() -> None:
    """Whoever asks from now on needs them. To be called when everything that serves has been imported."""
    for name in (*_UNUSED, _DRIVER):
        if sys.modules.get(name, sys) is None:
            del sys.modules[name]
