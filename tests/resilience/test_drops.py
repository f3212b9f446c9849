"""Connections that break at random: the client carries on at whichever instance, and every token comes once."""

import asyncio
import random

import pytest

from quizagent.client import AsyncClient
from tests.support import proxy
from tests.support.groq_script import Script
from tests.support.proxy import Fate

_TOKENS = [f"{number} " for number in range(80)]
_TURNS_AT_ONCE = 10


class _Weather:
    """Says where each connection goes and after how many bytes it breaks."""

    def __init__(self, pair):
        self._rng = random.Random(7)
        self._ports = [pair.first.port, pair.second.port]

    def port(self):
        return self._rng.choice(self._ports)

    def fate(self):
        cut = self._rng.choice(["reset", "close", "half_close"])
        return Fate(cut_after_bytes=self._rng.randrange(2500), write_bytes=self._rng.choice([7, 65_536]), cut=cut)


async def _turn(client):
    stream = client.stream("Count")
    events = [event async for event in stream]
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    chunks = [event.data["chunk"] for event in events if event.type == "chunk"]
    assert "".join(chunks) == stream.text == stream.answer["response"] == "".join(_TOKENS)


async def _drops(pair, least):
    """Turns until that many connections broke; returns how many turns and how many breaks that were."""
    weather, turns = _Weather(pair), 0
    async with (
        proxy.between(weather.port, weather.fate) as line,
        AsyncClient(f"http://127.0.0.1:{line.port}", tries=50, timeout=10) as client,
    ):
        while line.cuts < least:
            async with asyncio.TaskGroup() as group:
                for _ in range(_TURNS_AT_ONCE):
                    group.create_task(_turn(client))
            turns += _TURNS_AT_ONCE
    assert len(pair.groq.exchanges) == turns, "no turn was made twice"
    return turns, line.cuts


@pytest.fixture(autouse=True)
def _brisk(pair, both, monkeypatch):
    monkeypatch.setattr("quizagent.client.calling._FIRST_PAUSE_SECS", 0.02)
    pair.groq.script = Script(pieces=_TOKENS, delay_secs=0.004)


async def test_dropped_connections_lose_and_double_nothing(pair):
    await _drops(pair, 40)


@pytest.mark.slow
async def test_a_thousand_dropped_connections_lose_and_double_nothing(pair, figures):
    turns, cuts = await _drops(pair, 1000)
    figures.append(f"{cuts} dropped connections in {turns} turns of {len(_TOKENS)} tokens: none lost, none doubled")
