import base64

import pytest

from tests.support import main_api
from writeback import signature

# The vector that the specification's own libraries test with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another key of a rotation").decode()


def test_it_signs_as_the_published_vector_says():
    signed = signature.sign(
        signature.keys(SECRET),
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        body=b'{"test": 2432232314}',
    )
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n"])
def test_several_secrets_each_sign(between):
    keys = signature.keys(SECRET + between + OTHER)
    signed = signature.sign(keys, message_id="msg_1", timestamp=1, body=b"{}")
    assert len(signed.split()) == 2
    assert set(signed.split()) == {
        signature.sign(signature.keys(secret), message_id="msg_1", timestamp=1, body=b"{}")
        for secret in (SECRET, OTHER)
    }


def test_no_secret_is_no_key():
    assert signature.keys("") == []


@pytest.mark.parametrize("secret", ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_", "whsec_not*base64", f"{SECRET} x"])
def test_a_malformed_secret_is_refused(secret):
    with pytest.raises(ValueError, match="whsec_"):
        signature.keys(secret)


def test_the_receiver_of_the_tests_refuses_a_changed_body(monkeypatch):
    monkeypatch.setattr(main_api.time, "time", lambda: 1614265330)
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert main_api.verify(SECRET, headers, b'{"test": 2432232314}')
    assert not main_api.verify(SECRET, headers, b'{"test": 2432232315}')
    assert not main_api.verify(OTHER, headers, b'{"test": 2432232314}')
