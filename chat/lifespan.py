"""What the chat needs when its process starts and stops."""

import asyncio

import writeback
from chat import llm, runs
from quizagent import redis


async def start_up() -> None:
    """The first request to a provider costs hundreds of milliseconds more than the second; not the first user's."""
    await llm.provider().warm()


async def shut_down() -> None:
    await runs.drain(0)
    await asyncio.to_thread(writeback.close)
    await llm.provider().close()
    await redis.close()
