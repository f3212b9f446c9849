"""An instance that goes while turns are running: its runs are finished or told, and clients carry on at the other."""

import asyncio
import contextlib
import itertools
import random
import signal
import time

import pytest

from quizagent.client import AsyncClient, Conflict, TurnFailed
from tests.resilience.conftest import shared
from tests.support import proxy, service
from tests.support.groq_script import Script

_TEXT = [f"{number} " for number in range(60)]


@contextlib.asynccontextmanager
async def _another(folder, groq, **settings):
    """One more instance."""
    with service.serve(folder, **shared(groq) | settings) as started:
        await asyncio.to_thread(started.wait_until_ready)
        yield started


async def _stop(instance):
    instance.process.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(instance.process.wait, 45) == 0, instance.output()


async def _converse(client, turns, over):
    """Turn after turn on one thread until it is over; each must come whole and be the thread's next."""
    thread_id = f"rolling_{random.randrange(10**9)}"
    for count in itertools.count(1):
        answer = await client.chat("Count", thread_id=thread_id)
        assert answer["response"] == "".join(_TEXT) and answer["persisted"] is True
        assert answer["context"]["messageCount"] == 2 * count
        turns.append(answer["runId"])
        if over.is_set():
            return


async def _roll(pair, folder, restarts, clients=8):
    """Replace an instance that many times while clients talk through a switch that knows nothing of it."""
    turns, over, ports = [], asyncio.Event(), [pair.first.port]
    async with (
        proxy.between(lambda: random.choice(ports)) as switch,
        AsyncClient(f"http://127.0.0.1:{switch.port}", tries=50) as client,
        asyncio.TaskGroup() as group,
    ):
        talks = [group.create_task(_converse(client, turns, over)) for _ in range(clients)]
        for number in range(restarts):
            async with _another(folder / str(number), pair.groq) as passing:
                ports.append(passing.port)
                before = len(turns)
                while len(turns) < before + 2 * clients:
                    await asyncio.sleep(0.01)
                await _stop(passing)
                ports.remove(passing.port)
        over.set()
        await asyncio.wait(talks)
    assert len(pair.groq.exchanges) == len(turns) == len(set(turns)), "no turn was lost or made twice"
    return turns


async def test_a_restart_under_load_is_not_noticed(pair, both, tmp_path):
    pair.groq.script = Script(pieces=_TEXT, delay_secs=0.004)
    await _roll(pair, tmp_path, 1)


@pytest.mark.slow
async def test_ten_restarts_under_load_are_not_noticed(pair, both, tmp_path, figures):
    pair.groq.script = Script(pieces=_TEXT, delay_secs=0.004)
    turns = await _roll(pair, tmp_path, 10)
    figures.append(f"10 restarts under load: {len(turns)} turns, none lost, none made twice")


async def _begun_and_killed(pair, folder, both):
    """A run that the other two instances follow, and whose own is killed."""
    pair.groq.script = Script(endless=True, pieces=["a "], delay_secs=0.01)
    async with _another(folder, pair.groq) as doomed, AsyncClient(doomed.url) as there:
        begun = there.stream("x", thread_id="killed")
        await anext(aiter(begun))
        readers = [asyncio.create_task(_end_of(client, begun.run_id)) for client in both]
        while not pair.groq.exchanges[-1].tokens_sent > 20:
            await asyncio.sleep(0.01)
        doomed.process.kill()
        await asyncio.to_thread(doomed.process.wait)
    return begun.run_id, readers


async def _is_busy(client, thread_id):
    with contextlib.suppress(Conflict):
        await client.chat("x", thread_id=thread_id)
        return False
    return True


async def _end_of(client, run_id):
    with pytest.raises(TurnFailed) as failed:
        async for _ in client.resume(run_id):
            pass
    return failed.value.code


@pytest.mark.slow
async def test_a_killed_process_holds_its_thread_for_a_quarter_of_a_minute(pair, both, tmp_path, figures):
    run_id, readers = await _begun_and_killed(pair, tmp_path, both)
    begun = time.monotonic()
    assert await asyncio.gather(*readers) == ["run_lost", "run_lost"]
    assert await _end_of(both[1], run_id) == "run_lost"
    told_secs = time.monotonic() - begun
    pair.groq.script = Script(pieces=["b"])
    while await _is_busy(both[0], "killed"):
        await asyncio.sleep(0.1)
    free_secs = time.monotonic() - begun
    figures.append(f"kill -9: followers told after {told_secs:.0f} s, thread free after {free_secs:.0f} s")
    assert free_secs < 20
