"""Where this process is in its life. `serve` moves it on, the doors and the readiness probe look at it."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

_started = time.monotonic()
_draining = False


def uptime_secs() -> float:
    return time.monotonic() - _started


def begin_drain() -> None:
    """From now on no new work is accepted; what runs may finish."""
    global _draining
    _draining = True


def is_draining() -> bool:
    return _draining


class Lifespan:
    """ASGI's lifespan around an application. A server without it (daphne) runs the application all the same."""

    def __init__(
        self,
        app: Callable[..., Awaitable[None]],
        *,
        startup: Callable[[], Awaitable[None]],
        shutdown: Callable[[], Awaitable[None]],
    ) -> None:
        self.app, self.startup, self.shutdown = app, startup, shutdown

    async def __call__(self, scope: dict[str, Any], receive: Callable[..., Any], send: Callable[..., Any]) -> None:
        if scope["type"] != "lifespan":
            await self.app(scope, receive, send)
            return
        await receive()
        await self.startup()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.shutdown()
        await send({"type": "lifespan.shutdown.complete"})
