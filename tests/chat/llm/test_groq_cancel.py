import asyncio
import socket
import time

import pytest

from chat.llm.errors import LLMUnavailable
from chat.llm.groq import GroqProvider
from tests.support import waiting
from tests.support.groq_script import Script
from tests.support.listener import Heard, ask, listen

MOST_SECS = 0.25


async def cancelled_after(task):
    """Cancels the task and returns when that was."""
    asked_at = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    return asked_at


@pytest.mark.parametrize(
    "script",
    [
        Script(endless=True, delay_secs=0.002),
        Script(fault="stall", at=5),
        Script(fault="stall"),
        Script(headers_delay_secs=60),
    ],
    ids=["streaming", "silent", "before the first text", "before the headers"],
)
async def test_a_cancelled_turn_closes_its_connection_at_once(groq, provider, script):
    groq.script, heard = script, Heard()
    task = asyncio.create_task(listen(provider, into=heard))
    await waiting.until_async(lambda: groq.exchanges and (heard.text or not (script.at or script.endless)))
    asked_at = await cancelled_after(task)
    await waiting.until_async(lambda: groq.exchanges[0].client_left_at)
    assert groq.exchanges[0].client_left_at - asked_at < MOST_SECS
    await waiting.until_async(lambda: groq.open_connections == 0)


class EnoughError(Exception):
    pass


async def test_a_reader_that_breaks_off_closes_it_too(groq, provider):
    groq.script = Script(endless=True, delay_secs=0.002)

    def take(text):
        raise EnoughError

    with pytest.raises(EnoughError):
        async with provider.open(ask()) as answer:
            await answer.pour(take)
    await waiting.until_async(lambda: groq.exchanges[0].client_left_at)


async def test_leavers_while_connecting_wedge_nothing(groq, provider, settings):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        settings.GROQ_BASE_URL = f"http://127.0.0.1:{full.getsockname()[1]}"
        waiting = [socket.create_connection(full.getsockname()) for _ in range(1)]  # the queue is full: a SYN waits
        stuck = GroqProvider()
        tasks = [asyncio.create_task(listen(stuck)) for _ in range(50)]
        await asyncio.sleep(0)
        for task in tasks:
            await cancelled_after(task)
        settings.GROQ_BASE_URL = groq.url
        await stuck.close()
        for connection in waiting:
            connection.close()
    groq.script = Script(text="A short answer.")
    for _ in range(20):
        assert (await listen(provider)).finish_reason == "stop"


async def test_after_a_storm_of_leavers_every_turn_is_served(groq, provider):
    groq.script = Script(delay_secs=0.001)
    for round_ in range(10):
        tasks = [asyncio.create_task(listen(provider)) for _ in range(20)]
        await asyncio.sleep(0.002 * round_)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    groq.script = Script(text="A short answer.")
    for _ in range(20):
        assert (await listen(provider)).finish_reason == "stop"
    await waiting.until_async(lambda: groq.open_connections <= 1)


async def test_a_connect_that_hangs_is_given_up(groq, settings, monkeypatch):
    monkeypatch.setattr("quizagent.httpclient._CONNECT_TIMEOUT_SECS", 0.05)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.create_connection(full.getsockname()):
        settings.GROQ_BASE_URL = f"http://127.0.0.1:{full.getsockname()[1]}"
        provider = GroqProvider()
        with pytest.raises(LLMUnavailable):
            await listen(provider)
        await provider.close()
