"""What a start needs once, in a process of its own: the settings and models checked, the tables brought up to date.

What that loads goes with the process: Django's checks and migrations are 4 MB that nobody asks for again.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable

from django.core.management.base import CommandError
from django.db import Error as DatabaseError

from quizagent import embedded
from system import database


def run(check: Callable[[], None]) -> None:
    """Raises SystemExit when the service cannot start; the reason is on standard error then.

    To be called on the main thread, before there are others or connections to anything.
    """
    process = multiprocessing.get_context("fork").Process(target=_prepare, args=(check, os.getpid()))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(1)
    database.note_migrated()


def _prepare(check: Callable[[], None], parent_pid: int) -> None:
    embedded.dying_with(parent_pid)()
    try:
        check()
        database.migrate()
    except CommandError as exc:
        sys.exit(str(exc))
    except DatabaseError as exc:
        sys.exit(f"quizagent: the database cannot be used ({type(exc).__name__}); check DATABASE_URL")
