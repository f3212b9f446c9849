"""The database as an operator sees it: is it there, does it have the tables that this version expects."""

import fcntl

from django.conf import settings
from django.core.management import call_command
from django.db import Error, connection

_seen_migrated = False


def is_migrated() -> bool:
    """Raises django.db.Error when the database cannot be asked."""
    from django.db.migrations.executor import MigrationExecutor  # 2 MB that a running service need not load

    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def migrate() -> None:
    """Bring the tables up to date. Of several that start at once on the same data, one does it.

    Raises django.db.Error when the database cannot be reached.
    """
    with (settings.VAR_DIR / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_migrated():
            call_command("migrate", interactive=False, verbosity=0)


def note_migrated() -> None:
    """Another process has seen to it."""
    global _seen_migrated
    _seen_migrated = True


def probe() -> str:
    """`ok`, `unavailable`, or `unmigrated` when the tables are not those of this version."""
    global _seen_migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        _seen_migrated = _seen_migrated or is_migrated()
        return "ok" if _seen_migrated else "unmigrated"
    except Error:
        return "unavailable"
    finally:
        connection.close()
