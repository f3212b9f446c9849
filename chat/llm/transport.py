"""The SDK's httpx client over the service's own HTTP client.

httpx's own pool loses a slot for every request that is cancelled while it connects, and scans all its connections for
every new one. Here connections are not capped: the provider caps answers.
"""

from collections.abc import AsyncIterator

import httpx

from quizagent import httpclient

_MOST_BODY_BYTES = 1 << 20
_OWN_HEADERS = {"host", "content-length", "connection"}  # of each request: the client writes them itself


class Transport(httpx.AsyncBaseTransport):
    """For what is not read as a stream: errors and structured answers."""

    def __init__(self, client: httpclient.Client) -> None:
        self._client = client

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name: value for name, value in request.headers.items() if name not in _OWN_HEADERS}
        answer = await self._client.request(
            request.method, request.url.raw_path.decode(), headers=headers, body=await request.aread()
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    async def aclose(self) -> None:
        self._client.close()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpclient.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _MOST_BODY_BYTES
        while data := await self._answer.read():
            left -= len(data)
            if left < 0:
                raise httpx.ReadError("the body is larger than any answer")
            yield data

    async def aclose(self) -> None:
        self._answer.close()
