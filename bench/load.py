"""The load client: opens streams, reads the stamps out of the tokens, and tells how late they were.

    python -m bench.load URL --streams 50 --shape sse       prints one JSON object

A bare asyncio protocol too. `shape` is `sse` (our contract), `groq` (the stub itself, or a relay) or `plain` (a
comparison server that sends `data: {"chunk": …}`); every one of them carries the stub's stamps, so one pattern reads
all three.
"""

import argparse
import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import uvloop

_STAMP = re.compile(rb" (\d{12,20})(?=[ \"])")
_ANSWER = b"complete"  # the event that repeats the whole text: its stamps were counted when they came


@dataclass
class Reader(asyncio.Protocol):
    """One stream. Times are monotonic nanoseconds."""

    request: bytes
    ended: asyncio.Future[None]
    asked_at: int = 0
    first_delay: int | None = None
    first_total: int | None = None
    delays: list[int] = field(default_factory=list)
    ok: bool = False
    whole: bool = False
    rest: bytes = b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.asked_at = time.monotonic_ns()
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        data = self.rest + data
        end = 0
        self.whole = self.whole or _ANSWER in data
        for match in () if self.whole else _STAMP.finditer(data):
            delay = now - int(match[1])
            end = match.end()
            if self.first_delay is None:
                self.first_delay, self.first_total = delay, now - self.asked_at
            self.delays.append(delay)
        self.rest = data[max(end, len(data) - 64) :]
        if b"[DONE]" in self.rest:
            self.ok = True
            self._end()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end()

    def _end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)
        self.transport.abort()


def body_of(shape: str, number: int) -> tuple[str, bytes]:
    message = "Create a quiz on JavaScript"
    if shape == "groq":
        body = {"model": "bench", "stream": True, "messages": [{"role": "user", "content": message}]}
        return "/openai/v1/chat/completions", json.dumps(body).encode()
    if shape == "plain":
        return "/chat/stream", json.dumps({"message": message}).encode()
    return "/chat/stream", json.dumps({"message": message, "threadId": f"bench-{number}"}).encode()


async def run(url: str, *, streams: int, shape: str, timeout_secs: float, first_thread: int) -> dict[str, object]:
    """All streams at once. Every stream has its own connection."""
    target = urlsplit(url)
    loop = asyncio.get_running_loop()
    readers = []

    async def one(number: int) -> None:
        path, body = body_of(shape, first_thread + number)
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {target.netloc}\r\nAuthorization: Bearer bench\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        reader = Reader(head.encode() + body, loop.create_future())
        readers.append(reader)
        try:
            async with asyncio.timeout(timeout_secs):
                await loop.create_connection(lambda: reader, target.hostname, target.port)
                await reader.ended
        except (TimeoutError, OSError):
            if hasattr(reader, "transport"):
                reader.transport.abort()

    begun = time.monotonic()
    await asyncio.gather(*(one(number) for number in range(streams)))
    elapsed = time.monotonic() - begun
    firsts = sorted(reader.first_total for reader in readers if reader.first_total is not None)
    late = sorted(delay for reader in readers for delay in reader.delays[1:])
    return {
        "streams": streams,
        "ok": sum(reader.ok for reader in readers),
        "tokens": sum(len(reader.delays) for reader in readers),
        "elapsed_secs": elapsed,
        "first_ms": _quantiles(firsts),
        "late_ms": _quantiles(late),
    }


def _quantiles(values: list[int]) -> dict[str, float] | None:
    if not values:
        return None
    at = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {name: values[min(len(values) - 1, int(len(values) * q))] / 1e6 for name, q in at.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--streams", type=int, default=1)
    parser.add_argument("--shape", choices=["sse", "groq", "plain"], default="sse")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--first-thread", type=int, default=0, help="number of the first thread to talk on")
    options = parser.parse_args()
    result = uvloop.run(
        run(
            options.url,
            streams=options.streams,
            shape=options.shape,
            timeout_secs=options.timeout,
            first_thread=options.first_thread,
        )
    )
    print(json.dumps(result))
