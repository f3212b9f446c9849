"""FastAPI with the SDK, on uvicorn with uvloop and httptools: what a team without Django would write.

BENCH_UPSTREAM=http://… REDIS_URL=… uvicorn bench.servers.fastapi_sdk:application
"""

import json
import os
from collections.abc import AsyncIterator

import redis.asyncio as redis
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from groq import AsyncGroq
from pydantic import BaseModel

client = AsyncGroq(api_key="bench", base_url=os.environ["BENCH_UPSTREAM"])
store = redis.from_url(os.environ["REDIS_URL"])
HISTORY = [
    {"role": role, "content": f"message {number} of the conversation, as long as they usually are"}
    for number in range(10)
    for role in ("user", "assistant")
]
application = FastAPI()


class Ask(BaseModel):
    message: str


@application.post("/chat/stream")
async def stream(ask: Ask) -> StreamingResponse:
    stored = await store.get("thread")
    messages = [*(json.loads(stored) if stored else HISTORY), {"role": "user", "content": ask.message}]

    async def events() -> AsyncIterator[str]:
        text, index = "", 0
        answer = await client.chat.completions.create(model="bench", messages=messages, stream=True)
        async for chunk in answer:
            if content := chunk.choices[0].delta.content:
                text += content
                yield f"data: {json.dumps({'type': 'chunk', 'data': {'chunk': content, 'index': index}})}\n\n"
                index += 1
        await store.set("thread", json.dumps(HISTORY))
        yield f"data: {json.dumps({'type': 'complete', 'data': {'response': text}})}\n\ndata: [DONE]\n\n"

    return StreamingResponse(events(), media_type="text/event-stream")
