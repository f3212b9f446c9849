"""The usual stack: Channels' AsyncHttpConsumer on daphne, the SDK as documented, the session in Django's cache.

BENCH_UPSTREAM=http://… REDIS_URL=… daphne -p PORT bench.servers.usual:application
"""

import json
import os

from django.conf import settings

settings.configure(
    SECRET_KEY="bench",
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    CACHES={"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": os.environ["REDIS_URL"]}},
)
import django  # noqa: E402

django.setup()

from channels.generic.http import AsyncHttpConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.urls import path  # noqa: E402
from groq import AsyncGroq  # noqa: E402

client = AsyncGroq(api_key="bench", base_url=os.environ["BENCH_UPSTREAM"])
HISTORY = [
    {"role": role, "content": f"message {number} of the conversation, as long as they usually are"}
    for number in range(10)
    for role in ("user", "assistant")
]


class StreamConsumer(AsyncHttpConsumer):
    async def handle(self, body: bytes) -> None:
        message = json.loads(body)["message"]
        messages = [*(await cache.aget("thread", HISTORY)), {"role": "user", "content": message}]
        await self.send_headers(headers=[(b"Content-Type", b"text/event-stream")])
        stream = await client.chat.completions.create(model="bench", messages=messages, stream=True)
        text, index = "", 0
        async for chunk in stream:
            if content := chunk.choices[0].delta.content:
                text += content
                data = json.dumps({"type": "chunk", "data": {"chunk": content, "index": index}})
                await self.send_body(f"data: {data}\n\n".encode(), more_body=True)
                index += 1
        await cache.aset("thread", HISTORY)
        done = json.dumps({"type": "complete", "data": {"success": True, "response": text}})
        await self.send_body(f"data: {done}\n\ndata: [DONE]\n\n".encode())


application = ProtocolTypeRouter({"http": URLRouter([path("chat/stream", StreamConsumer.as_asgi())])})
