"""File descriptors, of which every connection takes one, and one more for the provider when it asks for a turn."""

import resource
import socket
from typing import Any

from quizagent import errors
from quizagent.middleware import App, Envelope, Receive, Scope, Send

_MOST = 65_536


def raise_limit() -> None:
    """The usual soft limit of 1,024 is meant for programs that use select()."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = min(hard, _MOST) if hard != resource.RLIM_INFINITY else _MOST
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def are_short(accepted: socket.socket) -> bool:
    """Whether the connections there are may need the rest. New descriptors get the lowest number that is free."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return accepted.fileno() >= soft // 2


class Refusal:
    """In place of the application on a connection too many: nothing but health is told."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._refuse: App = Envelope(_refuse)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        health = scope.get("path", "").startswith("/health")
        await (self._app if health else self._refuse)(scope, receive, send)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    raise errors.Overloaded(retry_after_secs=1, headers={"Connection": "close"})
