"""A client of the service in Python, blocking and for asyncio. Needs httpx and nothing else of this project.

from quizagent.client import Client

with Client("http://localhost:3001") as client:
    print(client.chat("Create a quiz on JavaScript")["response"])
"""

from .calls import Export
from .clients import AsyncClient, AsyncStream, Client, Stream
from .errors import (
    APIError,
    ClientError,
    Conflict,
    ConnectionLost,
    Invalid,
    NotFound,
    RateLimited,
    Refused,
    TurnFailed,
    Unavailable,
)
from .runs import Event

__all__ = [
    "APIError",
    "AsyncClient",
    "AsyncStream",
    "Client",
    "ClientError",
    "Conflict",
    "ConnectionLost",
    "Event",
    "Export",
    "Invalid",
    "NotFound",
    "RateLimited",
    "Refused",
    "Stream",
    "TurnFailed",
    "Unavailable",
]
