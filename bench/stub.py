"""A stub of Groq's endpoint for measuring: every token carries the time it was sent.

A bare asyncio protocol, so that the stub costs little beside what is measured. `GET /pace` with `tokens`, `gap_ms`
and `first_ms` sets how answers come from then on; `GET /left` tells when clients left.

    python -m bench.stub --port 0        prints its URL
"""

import argparse
import asyncio
import json
import re
import time
from urllib.parse import parse_qsl

import uvloop

_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)
_FRAME = (
    'data: {"id":"chatcmpl-bench","object":"chat.completion.chunk","created":1700000000,"model":"%s",'
    '"system_fingerprint":"fp_bench","choices":[{"index":0,"delta":{%s},"logprobs":null,"finish_reason":%s}]%s}\n\n'
)
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Stub(asyncio.Protocol):
    """One connection. `closed_at` of the class collects when clients left in mid-stream (monotonic nanoseconds)."""

    tokens, gap_secs, first_secs = 300, 0.02, 0.0
    left_at: list[int] = []

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.received = b""
        self.timer: asyncio.TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        if self.timer:
            self.timer.cancel()
            Stub.left_at.append(time.monotonic_ns())

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = int(match[1]) if (match := _LENGTH.search(head)) else 0
        if found and len(body) >= length:
            self.received = b""
            self._answer(head, body[:length])

    def _answer(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"GET /left"):
            self._whole(json.dumps(Stub.left_at).encode())
        elif head.startswith(b"GET /pace?"):
            asked = dict(parse_qsl(head.split()[1].decode().partition("?")[2]))
            Stub.tokens = int(asked["tokens"])
            Stub.gap_secs, Stub.first_secs = float(asked["gap_ms"]) / 1000, float(asked["first_ms"]) / 1000
            Stub.left_at.clear()
            self._whole(b"{}")
        elif head.startswith(b"GET"):
            self._whole(b'{"object":"list","data":[]}')
        else:
            model = json.loads(body)["model"]
            self.transport.write(_HEAD + self._chunk(_FRAME % (model, '"role":"assistant","content":""', "null", "")))
            loop = asyncio.get_running_loop()
            self.model, self.number, self.due = model, 0, loop.time() + self.first_secs
            self.timer = loop.call_at(self.due, self._token)

    def _token(self) -> None:
        self.timer = None
        self.number += 1
        text = f'"content":" {time.monotonic_ns()}"'
        self.transport.write(self._chunk(_FRAME % (self.model, text, "null", "")))
        if self.number < self.tokens:
            self.due += self.gap_secs
            self.timer = asyncio.get_running_loop().call_at(self.due, self._token)
            return
        counts = f'"prompt_tokens":9,"completion_tokens":{self.number},"total_tokens":{self.number + 9}'
        usage = f',"x_groq":{{"usage":{{{counts}}}}}'
        end = self._chunk(_FRAME % (self.model, "", '"stop"', usage)) + self._chunk("data: [DONE]\n\n")
        self.transport.write(end + b"0\r\n\r\n")

    def _whole(self, body: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        self.transport.write(head + body)

    @staticmethod
    def _chunk(text: str) -> bytes:
        data = text.encode()
        return b"%x\r\n%b\r\n" % (len(data), data)


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Stub, "127.0.0.1", port, backlog=4096)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    uvloop.run(_serve(parser.parse_args().port))
