"""aiohttp below the SDK's httpx client.

httpx's own pool loses a slot for every request that is cancelled while it connects, and scans all its connections for
every new one. Here connections are not capped (the provider caps answers); cookies, redirects and the environment's
proxies are ignored. A stream is asked for and read without the layers between.
"""

from collections.abc import AsyncIterator, Mapping
from functools import cache

import aiohttp
import httpx
from yarl import URL

_CONNECT_TIMEOUT_SECS = 5
_KEEP_ALIVE_SECS = 60
_MOST_BODY_BYTES = 1 << 20
_tls = cache(httpx.create_ssl_context)  # reads all authorities: once is enough


class Transport(httpx.AsyncBaseTransport):
    """Belongs to the running event loop."""

    def __init__(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, keepalive_timeout=_KEEP_ALIVE_SECS, ssl=_tls(), ttl_dns_cache=300
            ),
            timeout=aiohttp.ClientTimeout(total=None, connect=_CONNECT_TIMEOUT_SECS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        upstream = await self._session.request(
            request.method,
            URL(str(request.url), encoded=True),
            headers=request.headers.multi_items(),
            data=request.content,
            allow_redirects=False,
        )
        return httpx.Response(
            upstream.status,
            headers=upstream.raw_headers,
            stream=_Body(upstream),
        )

    async def stream(self, url: str, headers: Mapping[str, str], content: bytes) -> aiohttp.ClientResponse:
        """The same request without httpx around it: building two more of it costs a millisecond a turn."""
        return await self._session.post(URL(url, encoded=True), headers=headers, data=content, allow_redirects=False)

    async def aclose(self) -> None:
        await self._session.close()


class _Body(httpx.AsyncByteStream):
    """The body of what is not read as a stream: errors and structured answers, bounded."""

    def __init__(self, upstream: aiohttp.ClientResponse) -> None:
        self._upstream = upstream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = _MOST_BODY_BYTES
        async for data in self._upstream.content.iter_any():
            left -= len(data)
            if left < 0:
                raise httpx.ReadError("the body is larger than any answer")
            yield data

    async def aclose(self) -> None:
        self._upstream.release()
