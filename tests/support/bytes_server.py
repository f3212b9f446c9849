"""A server that answers with bytes as it is told, piece by piece, and the service's HTTP client of it."""

import asyncio
import contextlib

from quizagent.httpclient import Client

CHUNKED = (
    b"HTTP/1.1 200 OK\r\nX-One: a\r\nx-one: b\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nhello\r\n1\r\n \r\n5\r\nworld\r\n0\r\n\r\n"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
SIZED = HEAD % 2 + b"ok"
RESET, END = object(), object()


class Server:
    """Answers every request with the next of `answers`, piece by piece; RESET and END among them close."""

    def __init__(self, *answers):
        self.answers, self.requests, self.connections = list(answers), [], 0
        self.gone, self.gate = asyncio.Event(), asyncio.Event()
        self.gate.set()

    async def serve(self, reader, writer):
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while not writer.is_closing():
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                self.requests.append((head, await reader.readexactly(length)))
                answer = self.answers.pop(0)
                for piece in [answer] if isinstance(answer, bytes) else answer:
                    if piece in (RESET, END):
                        writer.transport.abort() if piece is RESET else writer.close()
                        return
                    writer.write(piece)
                    await writer.drain()
                    await self.gate.wait()
        self.gone.set()
        writer.close()


@contextlib.asynccontextmanager
async def serving(*answers, tls=None, path=""):
    """A server and a client of it."""
    server = Server(*answers)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    port = listener.sockets[0].getsockname()[1]
    client = Client(f"{'https' if tls else 'http'}://user:pass%20word@localhost:{port}{path}")
    try:
        yield server, client
    finally:
        client.close()
        listener.close()
