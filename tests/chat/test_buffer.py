import asyncio

import pytest

from chat.buffer import Buffer


async def _collect(buffer, after=0):
    with buffer.follow(after) as batches:
        return [(batch.number, batch.payloads) async for batch in batches]


async def _next(following):
    with following as batches:
        return await anext(batches)


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


async def test_a_reader_is_offered_what_it_waits_for_in_the_call_that_adds_it():
    buffer, pushed, free = Buffer(), [], [True]

    def push(number, payload):
        if free[0]:
            pushed.append((number, payload))
        return free[0]

    async def follow():
        with buffer.follow(push=push) as batches:
            return [(batch.number, batch.payloads) async for batch in batches]

    buffer.add(b"a")
    reading = asyncio.create_task(follow())
    await asyncio.sleep(0)
    buffer.add(b"b")
    buffer.add(b"c")
    assert pushed == [(2, b"b"), (3, b"c")]
    free[0] = False
    buffer.add(b"d")
    free[0] = True
    buffer.add(b"e")  # after one that was not taken: not out of turn
    await asyncio.sleep(0)
    buffer.add(b"f")
    free[0] = False
    buffer.add(b"end")
    buffer.end()
    assert pushed == [(2, b"b"), (3, b"c"), (6, b"f")]
    assert await reading == [(1, [b"a"]), (4, [b"d", b"e"]), (7, [b"end"])]
    assert not buffer._abreast


async def test_nobody_is_offered_what_it_has():
    buffer, pushed = Buffer(), []
    reading = asyncio.create_task(_next(buffer.follow(2, push=lambda *offer: not pushed.append(offer))))
    for payload in (b"a", b"b", b"c"):
        await asyncio.sleep(0)
        buffer.add(payload)
    await asyncio.sleep(0)
    buffer.end()
    assert pushed == [(3, b"c")]
    with pytest.raises(StopAsyncIteration):
        await reading


async def test_a_reader_that_is_gone_is_offered_nothing():
    buffer, pushed = Buffer(), []
    reading = asyncio.create_task(_next(buffer.follow(push=lambda *offer: not pushed.append(offer))))
    await asyncio.sleep(0)
    reading.cancel()
    buffer.add(b"a")
    await asyncio.wait([reading])
    buffer.add(b"b")
    assert not pushed and not buffer._abreast


async def test_silence_after_a_push_starts_anew():
    buffer, pushed = Buffer(), []
    following = buffer.follow(silence_secs=0.2, push=lambda *offer: not pushed.append(offer))
    silence = asyncio.create_task(_next(following))
    for _ in range(4):
        await asyncio.sleep(0.1)
        assert not silence.done()
        buffer.add(b"a")
    assert (await silence).payloads == [] and len(pushed) == 4


async def test_silence_is_told_and_starts_anew():
    buffer = Buffer()
    seen = []
    with buffer.follow(silence_secs=0.01) as batches:
        async for batch in batches:
            seen.append(batch.payloads)
            if len(seen) == 2:
                buffer.add(b"a")
                buffer.end()
    assert seen == [[], [], [b"a"]]
