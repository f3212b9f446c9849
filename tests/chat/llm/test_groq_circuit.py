import asyncio

from chat.llm.attempts import Attempts
from chat.llm.circuit import Circuit
from chat.llm.errors import LLMUnavailable


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Circuit:
    circuit = Circuit(clock)
    for _ in range(5):
        circuit.failed()
    return circuit


def test_it_opens_after_five_failures_in_a_row():
    circuit = Circuit(Clock())
    for _ in range(4):
        circuit.failed()
    circuit.succeeded()
    for _ in range(4):
        circuit.failed()
    assert circuit.admits()
    circuit.failed()
    assert not circuit.admits()


def test_what_began_before_the_last_success_says_nothing():
    clock = Clock()
    circuit = Circuit(clock)
    began = clock.now
    clock.now += 20
    circuit.succeeded()
    for _ in range(10):
        circuit.failed(began)
    assert circuit.admits()
    for _ in range(5):
        circuit.failed(clock.now)
    assert not circuit.admits()


def test_while_open_one_call_a_second_goes_through():
    clock = Clock()
    circuit = opened(clock)
    admitted = 0
    for _ in range(40):
        clock.now += 0.25
        admitted += circuit.admits()
        circuit.failed()
    assert admitted == 10  # 40 x 0.25 s


def test_one_success_closes_it():
    clock = Clock()
    circuit = opened(clock)
    clock.now += 1.1
    assert circuit.admits()
    circuit.succeeded()
    assert circuit.admits()
    assert not circuit.is_open


def test_retries_stay_a_share_of_the_calls():
    circuit, retried = Circuit(Clock()), 0
    for _ in range(1000):
        assert circuit.admits()
        retried += circuit.may_retry()
    assert 200 <= retried <= 203  # one call in five, and the three it starts with


def test_nothing_is_retried_while_it_is_open():
    assert not opened(Clock()).may_retry()


async def test_the_calls_of_one_bad_moment_shut_nobody_else_out():
    attempts, moment = Attempts(), asyncio.Event()

    async def fail(model):
        await moment.wait()
        raise LLMUnavailable(retry_after_secs=9)

    async def answer(model):
        return "an answer"

    begun = [asyncio.create_task(attempts.first_of(["a"], fail, most_wait_secs=1)) for _ in range(10)]
    await asyncio.sleep(0.01)
    assert await attempts.first_of(["a"], answer, most_wait_secs=1) == "an answer"
    moment.set()
    assert {type(fault) for fault in await asyncio.gather(*begun, return_exceptions=True)} == {LLMUnavailable}
    assert attempts.available
