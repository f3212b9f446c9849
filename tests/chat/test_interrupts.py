import asyncio

import pytest

from chat.interrupts import Interrupt, Interrupted


async def _wait_inside(interrupt):
    with interrupt:
        await asyncio.Event().wait()


async def test_a_request_raises_inside_the_part():
    interrupt = Interrupt()
    task = asyncio.create_task(_wait_inside(interrupt))
    await asyncio.sleep(0)
    interrupt.request("cancelled")
    with pytest.raises(Interrupted, match="cancelled"):
        await task
    assert not task.cancelled() and not task.cancelling()


async def test_a_request_that_comes_early_raises_on_entry():
    interrupt = Interrupt()
    interrupt.request("cancelled")
    with pytest.raises(Interrupted):
        await _wait_inside(interrupt)


async def test_the_first_reason_counts():
    interrupt = Interrupt()
    task = asyncio.create_task(_wait_inside(interrupt))
    await asyncio.sleep(0)
    interrupt.request("cancelled")
    interrupt.request("output_limit")
    with pytest.raises(Interrupted, match="cancelled"):
        await task


async def test_a_request_after_a_part_waits_for_the_next():
    interrupt = Interrupt()
    with interrupt:
        pass
    interrupt.request("cancelled")
    await asyncio.sleep(0)
    with pytest.raises(Interrupted):
        await _wait_inside(interrupt)


async def test_a_cancellation_from_elsewhere_stays_one():
    task = asyncio.create_task(_wait_inside(Interrupt()))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
