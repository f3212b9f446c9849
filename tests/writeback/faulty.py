"""A main API on a bad day."""

import random

from tests.support import main_api
from tests.support.main_api import Delivery, Reply


class MainAPI:
    """So many per cent of its calls fail, each in another way, and it refuses its poison."""

    def __init__(self, seed: int, share: float, poison: set[str], on_call) -> None:
        self.random, self.share, self.poison, self.on_call = random.Random(seed), share, poison, on_call
        self.calls = 0

    def __call__(self, call: Delivery) -> Reply | None:
        self.calls += 1
        if self.on_call(self.calls):
            return Reply(503)  # it was killed in mid-call, and the call came to nothing
        if self.poison & set(call.ids):
            return Reply(422)
        if self.random.random() >= self.share:
            return None
        half = call.ids[: len(call.ids) // 2]
        return self.random.choice(
            [
                Reply(500),
                Reply(503),
                Reply(500, applies=True),
                Reply(429, headers={"Retry-After": "0"}),
                Reply(drop=True),
                Reply(drop=True, applies=True),
                Reply(207, main_api.results(half), applies=half),
                Reply(200, b"<html>oops"),
            ]
        )
