"""What was said before on the threads that the load client talks on."""

from quizagent import redis
from quizagent.atomic import Transaction


async def give(first: int, streams: int) -> None:
    """Twenty messages on each of the threads, as after ten turns."""
    from threads import store  # it reads the settings, which are there by now

    for number in range(first, first + streams):
        thread = store.loaded(store.Ref(f"bench-{number}"), [None, 0, [], [], None])  # a new one
        rows = [
            {
                "id": f"msg_{number}x{at}",
                "threadId": thread.ref.id,
                "role": "assistant" if at % 2 else "user",
                "content": f"message {at} of the conversation, as long as they usually are",
                "createdAt": "2026-01-01T00:00:00.000Z",
                "quizId": None,
            }
            for at in range(20)
        ]
        transaction = Transaction()
        store.save(transaction, thread, messages=rows, quiz=None)
        await transaction.commit()
    await redis.close()
