"""`manage.py runserver`: the same application on daphne."""

import signal
from pathlib import Path

from tests.support import service


def test_daphne_serves_the_same_application_with_a_redis_of_its_own(var_dir: Path) -> None:
    with service.serve(var_dir, command=("runserver", "--noreload")) as started:
        started.wait_until_ready()
        children = started.children()
        assert len(children) == 1
        assert "daphne.server" in started.output()
        assert started.get("/system/status").json()["system"]["status"] == "healthy"
        assert started.get("/static/css/docs.css").status_code == 200
        turn = started.post("/chat", json={"message": "Create a quiz on JavaScript", "threadId": "thread_123"})
        assert turn.status_code == 200
        assert turn.json()["quiz"]["questions"]
        stream = started.post("/chat/stream", json={"message": "Create a quiz on Python", "threadId": "thread_123"})
        assert stream.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert stream.text.endswith("data: [DONE]\n\n")
        started.process.send_signal(signal.SIGTERM)
        started.process.wait(10)
        assert not [pid for pid in children if service.is_alive(pid)]
