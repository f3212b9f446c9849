"""The one job that every library does: send one operation to the HTTP sink over a kept connection."""

import os

import requests

_session = requests.Session()
REDIS_URL = os.environ.get("BENCH_REDIS_URL", "redis://127.0.0.1:6379/0")
SINK_URL = os.environ.get("BENCH_SINK_URL", "")
BODY = (
    '{"id":"%s","type":"quiz_save","threadId":"t","createdAt":"2025-01-01T00:00:00Z","data":{"text":"'
    + "x" * 900
    + '"}}'
)


def bodies(count: int) -> list[str]:
    return [BODY % f"op_{number:020}" for number in range(count)]


def send(body: str) -> None:
    data = f'{{"operations":[{body}]}}'.encode()
    response = _session.post(f"{SINK_URL}/write-back/batch", data=data, timeout=10)
    response.raise_for_status()
