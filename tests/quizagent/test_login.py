"""The admin's door: it opens to the right password, and stays shut after too many wrong ones."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client

from quizagent import throttle

pytestmark = pytest.mark.django_db

URL = "/admin/login/?next=/admin/"
PASSWORD = "a right long password"
REFUSED = "Too many attempts."


@pytest.fixture(autouse=True)
def staff():
    _forget()
    yield User.objects.create_superuser("ada", password=PASSWORD)
    _forget()


def _forget() -> None:
    caches["threads"].delete_pattern("login:*")
    caches["default"].clear()


def log_in(password: str = PASSWORD, *, name: str = "ada", address: str = "192.0.2.1"):
    return Client(REMOTE_ADDR=address).post(URL, {"username": name, "password": password})


def fail(times: int, **who: str) -> None:
    for _ in range(times):
        assert REFUSED not in log_in("wrong", **who).content.decode()


def test_the_page_has_a_heading():
    assert "<h1>Log in</h1>" in Client().get(URL).content.decode()


def test_the_right_password_opens():
    fail(throttle.FAILURES - 1)
    assert log_in().status_code == 302


def test_after_too_many_wrong_ones_even_the_right_one_is_refused():
    fail(throttle.FAILURES)
    answer = log_in()
    assert answer.status_code == 200
    assert REFUSED in answer.content.decode()
    assert REFUSED in log_in(name="ADA").content.decode()


def test_other_people_and_other_places_are_not_shut_out():
    User.objects.create_superuser("bob", password=PASSWORD)
    fail(throttle.FAILURES)
    assert log_in(name="bob").status_code == 302
    assert log_in(address="192.0.2.2").status_code == 302


def test_an_address_that_tries_many_names_is_refused(monkeypatch):
    monkeypatch.setattr(throttle, "FAILURES_PER_ADDRESS", 6)
    for at in range(6):
        fail(1, name=f"guess{at}")
    assert log_in().status_code == 200
    assert log_in(address="192.0.2.2").status_code == 302


def test_it_ends_ten_minutes_after_the_first(monkeypatch):
    fail(throttle.FAILURES)
    key = throttle._key("192.0.2.1", "ada")
    assert 590 < caches["threads"].ttl(key) <= 600
    caches["threads"].delete(key)
    assert log_in().status_code == 302


@pytest.mark.filterwarnings("ignore")
def test_it_counts_alone_while_redis_is_away(settings):
    away = {**settings.CACHES["threads"], "LOCATION": "redis://127.0.0.1:1"}
    settings.CACHES = {**settings.CACHES, "threads": away}
    for _ in range(throttle.FAILURES):
        log_in("wrong")
    assert caches["default"].get(throttle._key("192.0.2.1", "ada")) == throttle.FAILURES
    assert REFUSED in log_in().content.decode()
    assert log_in(name="bob").status_code == 200
    assert log_in(address="192.0.2.2").status_code == 302


def test_a_person_without_staff_rights_stays_outside():
    User.objects.create_user("eve", password=PASSWORD)
    assert log_in(name="eve").status_code == 200
    assert Client().get("/admin/").status_code == 302


def test_the_cookies_are_strict():
    answer = log_in()
    cookie = answer.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    form = Client().get(URL)
    assert (form.cookies["csrftoken"]["httponly"], form.cookies["csrftoken"]["samesite"]) == (True, "Strict")


def test_browsers_may_say_where_a_form_comes_from():
    """Under the header's `no-referrer` they send `Origin: null`, which is refused."""
    assert '<meta name="referrer" content="same-origin">' in Client().get(URL).content.decode()
    strict = Client(enforce_csrf_checks=True)
    token = strict.get(URL).cookies["csrftoken"].value
    form = {"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert strict.post(URL, form, headers={"Origin": "null"}).status_code == 403
    assert strict.post(URL, form, headers={"Origin": "http://testserver"}).status_code == 302
