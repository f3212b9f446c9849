from celery import Celery

from bench.writeback.jobs import work

app = Celery("bench", broker=work.REDIS_URL)
app.conf.update(task_ignore_result=True, task_acks_late=True, worker_send_task_events=False)


@app.task
def send(body: str) -> None:
    work.send(body)


def enqueue(body: str) -> None:
    send.delay(body)
