import dramatiq
from dramatiq.brokers.redis import RedisBroker

from bench.writeback.jobs import work

dramatiq.set_broker(RedisBroker(url=work.REDIS_URL))


@dramatiq.actor
def send(body: str) -> None:
    work.send(body)


def enqueue(body: str) -> None:
    send.send(body)
