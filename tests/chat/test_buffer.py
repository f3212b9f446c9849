import asyncio

from chat.buffer import Buffer


async def _collect(buffer, after=0):
    return [(batch.number, batch.payloads) async for batch in buffer.follow(after)]


async def test_readers_follow_at_their_own_pace_and_see_the_same_numbers():
    buffer = Buffer()
    early = asyncio.create_task(_collect(buffer))
    await asyncio.sleep(0)
    buffer.add(b"a")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    buffer.add(b"b")
    late = asyncio.create_task(_collect(buffer, after=1))
    await asyncio.sleep(0)
    buffer.end()
    assert await early == [(1, [b"a"]), (2, [b"b"])]
    assert await late == [(2, [b"b"])]


async def test_a_buffer_whose_start_is_gone_keeps_its_numbers():
    buffer = Buffer(first=40)
    buffer.add(b"end")
    buffer.end()
    assert buffer.last == 40
    assert await _collect(buffer) == [(40, [b"end"])]
    assert await _collect(buffer, after=39) == [(40, [b"end"])]
    assert await _collect(buffer, after=40) == []


async def test_silence_is_told_and_starts_anew():
    buffer = Buffer()
    seen = []
    async for batch in buffer.follow(silence_secs=0.01):
        seen.append(batch.payloads)
        if len(seen) == 2:
            buffer.add(b"a")
            buffer.end()
    assert seen == [[], [], [b"a"]]
