from chat.llm.circuit import Circuit


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
