"""The way from async code to the database: one thread hop per call, on a connection that stays open."""

from collections.abc import Callable
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.db import InterfaceError, OperationalError, connection

T = TypeVar("T")


async def call(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Run a sync function that talks to the database and may safely run twice.

    A connection that went stale since its last use is replaced once. Raises Django's database errors.
    """
    return await sync_to_async(_call)(function, *args, **kwargs)


def _call(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    was_open = connection.connection is not None and not connection.in_atomic_block
    try:
        return function(*args, **kwargs)
    except (OperationalError, InterfaceError):
        if not connection.in_atomic_block:
            connection.close()
        if not was_open:
            raise
    try:
        return function(*args, **kwargs)
    except (OperationalError, InterfaceError):
        connection.close()
        raise
