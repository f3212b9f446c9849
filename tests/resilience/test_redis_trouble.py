"""Redis stumbles in the middle of a run: who follows it elsewhere still gets every event once."""

import asyncio
import itertools

from chat import journal
from chat.buffer import Buffer
from quizagent import redis
from tests.support import proxy, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold
from tests.support.proxy import Fate
from threads.store import Ref

ASK = "Tell me something"


async def _disconnect(store, kind):
    """End all connections of that kind that the two instances have."""
    for found in await store.client_list(kind):
        if found["db"] == "1" and found["id"] != str(await store.client_id()):
            await store.client_kill_filter(_id=found["id"])


async def test_what_a_lost_reply_hides_is_not_written_twice(settings, monkeypatch):
    monkeypatch.setattr(journal, "_RETRY_SECS", 0.01)
    buffer, written = Buffer(), journal.Writer()
    entry = journal.Entry("run_lossy", Ref("t"), buffer, lambda: None)
    direct = settings.REDIS_URL
    await redis.client().flushdb()
    cuts = itertools.cycle([3, 50])  # in the first reply, and some replies later
    async with proxy.between(direct.removeprefix("unix://"), lambda: Fate(cut_after_bytes=next(cuts))) as line:
        settings.REDIS_URL = f"redis://127.0.0.1:{line.port}"
        await redis.close()
        while line.cuts < 8:
            buffer.add(b'{"type":"chunk","data":{"index":%d}}' % buffer.last)
            written.mark(entry)
            await asyncio.sleep(0.003)
        line.fate = Fate
        await written.settled()
        settings.REDIS_URL = direct
        await redis.close()
    entries = await redis.client().xrange(journal._events_key("run_lossy"))
    assert sum(fields[b"f"].count(b"\n") + 1 for _, fields in entries) > len(buffer.payloads), "some came twice"
    seen = Buffer()
    await journal.replay("run_lossy", seen)
    assert (seen.first, seen.payloads) == (1, buffer.payloads)
    await redis.close()


async def test_a_follower_elsewhere_loses_nothing_when_all_connections_break(both, pair, store):
    pair.groq.script = Script(pieces=[f"{n} " for n in range(150)], delay_secs=0.01)
    stream, elsewhere = both[0].stream(ASK), None
    events = []
    async for event in stream:
        events.append(event)
        if event.id == 5:
            elsewhere = asyncio.create_task(_events(both[1].resume(stream.run_id)))
        if event.id in (20, 60):
            await _disconnect(store, "normal")
    assert await elsewhere == events


async def test_a_request_to_cancel_that_nobody_heard_is_made_again(both, pair, store):
    pair.groq.script = Script(pieces=["a "] * 2000, delay_secs=0.01)
    stream = both[0].stream(ASK)
    async for event in stream:
        if event.id == 3:
            await _disconnect(store, "pubsub")
            assert await both[1].cancel(stream.run_id) is True
    assert stream.answer["finishReason"] == "cancelled"


async def test_a_run_whose_beginning_redis_forgot_answers_with_its_end(both, pair, store):
    held = Hold(20)
    pair.groq.script = Script(pieces=["a "] * 60, hold=held)
    stream = both[0].stream(ASK, thread_id="forgotten")
    async for _ in stream:
        if stream.text == "a " * 20:
            written = journal._events_key(stream.run_id), f"{stream.last_id}-0"
            await waiting.until_async(lambda written=written: store.xrange(*written))
            await store.flushdb()
            held.release()
    assert stream.answer["persisted"] is False and stream.text == "a " * 60
    again = both[1].resume(stream.run_id, after=1)
    assert [(event.id, event.type) for event in await _events(again)] == [(stream.last_id, "complete")]
    assert again.answer == stream.answer


async def _events(stream):
    return [event async for event in stream]
