"""A bare relay: bytes in, bytes out, no reading of either. What a proxy in Python can do at best.

BENCH_UPSTREAM=http://… python -m bench.servers.relay --port PORT
"""

import argparse
import asyncio
import os
from urllib.parse import urlsplit

import uvloop

_UPSTREAM = urlsplit(os.environ["BENCH_UPSTREAM"])
_BODY = b'{"model":"bench","stream":true,"messages":[{"role":"user","content":"Create a quiz on JavaScript"}]}'
_REQUEST = (
    b"POST /openai/v1/chat/completions HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
)


class Upstream(asyncio.Protocol):
    def __init__(self, client: asyncio.Transport) -> None:
        self.client = client

    def connection_made(self, transport: asyncio.Transport) -> None:
        transport.write(_REQUEST)

    def data_received(self, data: bytes) -> None:
        self.client.write(data)


class Client(asyncio.Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport, self.received, self.asked = transport, b"", False

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.asked and b"\r\n\r\n" in self.received:
            self.asked = True
            loop = asyncio.get_running_loop()
            self.task = loop.create_task(
                loop.create_connection(lambda: Upstream(self.transport), _UPSTREAM.hostname, _UPSTREAM.port)
            )


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Client, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    uvloop.run(_serve(parser.parse_args().port))
