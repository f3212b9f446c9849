from redis import Redis
from rq import Queue

from bench.writeback.jobs import work

_queue = Queue("bench", connection=Redis.from_url(work.REDIS_URL))


def enqueue(body: str) -> None:
    _queue.enqueue(work.send, body, result_ttl=0)
