"""Our side of the comparison: `produce COUNT` enqueues one operation a transaction, `work BATCH` drains."""

import asyncio
import sys
import time

import django


async def produce(count: int) -> None:
    from quizagent import redis
    from quizagent.atomic import Transaction
    from writeback import operations, queue

    made = [operations.new("quiz_save", "t", {"text": "x" * 900}) for _ in range(count)]
    await redis.client().ping()
    wall, cpu = time.perf_counter(), time.process_time()
    for operation in made:
        await queue.commit(Transaction(), [operation])
    print(time.perf_counter() - wall, time.process_time() - cpu)
    await redis.close()


async def work(batch_size: int) -> None:
    from writeback import loop
    from writeback.flusher import Flusher

    await loop.run(asyncio.Event(), flusher=Flusher(batch_size=batch_size))


if __name__ == "__main__":
    django.setup()
    asyncio.run({"produce": produce, "work": work}[sys.argv[1]](int(sys.argv[2])))
