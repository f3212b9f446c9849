from huey import RedisHuey

from bench.writeback.jobs import work

huey = RedisHuey("bench", url=work.REDIS_URL, results=False)


@huey.task()
def send(body: str) -> None:
    work.send(body)


def enqueue(body: str) -> None:
    send(body)
