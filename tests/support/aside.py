"""A server on a loop of its own in a thread, for tests that have no loop or watch another process."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

T = TypeVar("T")
_LONGEST_SECS = 30


@contextlib.contextmanager
def running(server: AbstractAsyncContextManager[T]) -> Iterator[T]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        entered = asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(_LONGEST_SECS)
        try:
            yield entered
        finally:
            asyncio.run_coroutine_threadsafe(server.__aexit__(None, None, None), loop).result(_LONGEST_SECS)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_LONGEST_SECS)
        loop.close()
