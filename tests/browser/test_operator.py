"""The operator's way: a write that fails is found, understood, sent back and delivered; quizzes and figures are read.

Every run takes the pictures of `docs/admin.md`; with `TOUR=write` in the environment `docs/img` gets them.
"""

import contextlib
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth import hashers
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.conftest import DESKTOP, PHONE
from tests.support import main_api, service, waiting

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "img"
IN_THE_DOCS = ("admin-dead-letter-desktop-light", "admin-quiz-desktop-light")
MAX_BYTES = 150_000
NAME, PASSWORD = "ada", "a right long password"
LIST = "/admin/writeback/writeoperation/"
DEVICES = {"desktop": {"viewport": DESKTOP}, "phone": {"viewport": PHONE, "has_touch": True}}
COLOUR_RULES = ("color-contrast", "link-in-text-block")
# All of them by day, those that depend on colours by night.
RULES = {
    ("desktop", "light"): (),
    ("desktop", "dark"): COLOUR_RULES,
    ("phone", "light"): (),
    ("phone", "dark"): COLOUR_RULES,
}
# Django's own search form: its label is a picture with an alternative text, which this rule does not count as words.
DJANGOS_OWN = [("label-title-only", "#searchbar")]


@dataclass
class Operated:
    """The service behind keys, in front of a main API that a test can break."""

    service: service.Service
    api: main_api.MainAPI

    def ask(self, message: str) -> dict:
        headers = {"Authorization": "Bearer sk_two"}
        return self.service.post("/chat", json={"message": message}, headers=headers).json()

    def breaks(self) -> None:
        self.api.behave = _refuse_quizzes

    def recovers(self) -> None:
        self.api.behave = lambda delivery: None

    def write_back(self) -> dict:
        return self.service.get("/system/status").json()["writeBack"]


def _refuse_quizzes(delivery: main_api.Delivery) -> main_api.Reply:
    """The API takes everything but quizzes."""
    operations = json.loads(delivery.body)["operations"]
    refused = {one["id"]: 500 for one in operations if one["type"] == "quiz_save"}
    taken = [one["id"] for one in operations if one["id"] not in refused]
    return main_api.Reply(body=main_api.results(delivery.ids, **refused), applies=taken)


def make_operator(started: service.Service) -> None:
    """Straight into its database: a process for `createsuperuser` takes longer than a test."""
    person = {
        "username": NAME,
        "password": hashers.make_password(PASSWORD, hasher=hashers.Argon2PasswordHasher()),
        "email": "ada@example.com",
        "first_name": "",
        "last_name": "",
        "is_superuser": 1,
        "is_staff": 1,
        "is_active": 1,
        "date_joined": timezone.now().isoformat(" "),
    }
    places = ", ".join(f":{name}" for name in person)
    with contextlib.closing(sqlite3.connect(started.log.parent / "db.sqlite3", timeout=10)) as database, database:
        database.execute(f"INSERT INTO auth_user ({', '.join(person)}) VALUES ({places})", person)


@pytest.fixture(scope="module")
def operated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    folder = tmp_path_factory.mktemp("operated")
    with main_api.in_thread() as api:
        settings = {
            "MAIN_API_URL": api.url,
            "WRITEBACK_MAX_ATTEMPTS": "2",
            "WRITEBACK_INTERVAL_SECONDS": "0.05",
            "SERVICE_API_KEYS": "sk_one,sk_two",
        }
        with service.serve(folder, **settings) as started:
            started.wait_until_ready()
            make_operator(started)
            yield Operated(started, api)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[service.Service]:
    """The service without a main API, with some turns in its database."""
    folder = tmp_path_factory.mktemp("stored")
    with service.serve(folder, WRITEBACK_INTERVAL_SECONDS="0.05") as started:
        started.wait_until_ready()
        make_operator(started)
        for count, topic in ((8, "JavaScript"), (5, "Python"), (3, "SQL")):
            started.post(
                "/chat", json={"message": f"Create a quiz with {count} questions on {topic}"}
            ).raise_for_status()
        waiting.until(lambda: started.get("/system/status").json()["writeBack"]["delivered"] >= 9, timeout_secs=30)
        yield started


@pytest.fixture
def look_at(device, tmp_path):
    """Looks at a page in light and in dark: axe finds nothing, and its picture is taken."""

    def look(page, name):
        page.wait_for_function("document.fonts.status === 'loaded'")
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            if (rules := RULES.get((device, scheme))) is not None:
                assert pages.accessibility_findings(page, rules=rules, known=DJANGOS_OWN) == []
            picture = f"{name}-{device}-{scheme}"
            folder = IMAGES if os.environ.get("TOUR") == "write" and picture in IN_THE_DOCS else tmp_path
            image = page.screenshot(path=folder / f"{picture}.png", animations="disabled", caret="hide")
            assert 5_000 < len(image) < MAX_BYTES

    return look


def log_in(page) -> None:
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page, page.get_by_role("button", name="Log in"))
    page.get_by_role("heading", name="Site administration").wait_for()


def follow(page, locator) -> None:
    """A click that leads to another page; that page has loaded afterwards."""
    with page.expect_navigation():
        locator.click()


def does_not_scroll_sideways(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("device", DEVICES)
def test_a_failing_write_is_found_understood_sent_back_and_delivered(visit, operated, look_at, device):
    operated.breaks()
    asked = operated.ask("Create a quiz with 3 questions on JavaScript")
    waiting.until(lambda: operated.write_back()["failed"] == 1, timeout_secs=30)
    operation_id, thread_id = asked["writeBackStatus"]["queued"][0], asked["threadId"]

    page = visit(f"{operated.service.url}/admin/", **DEVICES[device])
    log_in(page)
    look_at(page, "admin-front")
    follow(page, page.get_by_role("link", name="1 dead letter"))
    page.get_by_label("Search", exact=True).or_(page.locator("#searchbar")).first.fill(thread_id)
    follow(page, page.get_by_role("button", name="Search"))
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    look_at(page, "admin-dead-letters")

    follow(page, page.get_by_role("link", name=operation_id))
    words = page.locator("#content").inner_text()
    assert len(re.findall(r"\d\d:\d\d:\d\d .*500", words)) == 2
    assert "JavaScript" not in words
    page.get_by_role("link", name="show").click()
    assert "JavaScript" in page.locator("pre").inner_text()
    look_at(page, "admin-dead-letter")

    operated.recovers()
    page.goto(f"{operated.service.url}{LIST}?state__exact=failed&type__exact=quiz_save")
    page.locator("#result_list tbody input[type=checkbox]").check()
    page.get_by_label("Action:").select_option(label="Requeue: try to deliver again")
    follow(page, page.get_by_role("button", name="Go"))
    page.get_by_label("Reason").fill("The main API takes quizzes again")
    look_at(page, "admin-reason")
    follow(page, page.get_by_role("button", name="Requeue"))
    page.get_by_text("Requeued: The main API takes quizzes again: 1.").wait_for()

    waiting.until(lambda: operated.api.effects[operation_id] == 1, timeout_secs=30)
    waiting.until(lambda: operated.write_back()["failed"] == operated.write_back()["pending"] == 0, timeout_secs=30)
    page.goto(f"{operated.service.url}/admin/")
    page.get_by_text("No dead letters.").wait_for()
    page.goto(f"{operated.service.url}/admin/admin/logentry/?q={operation_id}")
    assert "Requeued: The main API takes quizzes again" in page.locator("#result_list").inner_text()
    look_at(page, "admin-log")
    page.goto(f"{operated.service.url}/admin/writeback/writerecord/analytics/")
    assert "Records go to the main API at 127.0.0.1" in page.locator("#content").inner_text()


@pytest.mark.parametrize("device", DEVICES)
def test_a_saved_quiz_is_read_and_the_days_figures_are_seen(visit, stored, look_at, device):
    page = visit(f"{stored.url}/admin/", **DEVICES[device])
    log_in(page)
    page.goto(f"{stored.url}/admin/writeback/writerecord/?type__exact=quiz_save&q=JavaScript")
    look_at(page, "admin-records")
    follow(page, page.locator("#result_list tbody th a"))
    page.locator(".quiz").wait_for()
    expect(page.locator(".quiz > ol > li")).to_have_count(8)
    assert page.locator(".quiz .key").count() >= 8
    page.locator(".quiz").scroll_into_view_if_needed()
    assert does_not_scroll_sideways(page)
    page.locator(".quiz").evaluate("(node) => node.scrollIntoView()")
    look_at(page, "admin-quiz")

    page.goto(f"{stored.url}/admin/")
    follow(page, page.get_by_role("link", name="Figures per day"))
    charts = page.get_by_role("img")
    expect(charts).to_have_count(5)
    assert [charts.nth(at).locator(".bar").last.bounding_box()["height"] > 10 for at in range(2)] == [True, True]
    today = page.locator(".figures tbody tr").first.inner_text().split()
    assert today[1:3] == ["3", "3"]
    assert does_not_scroll_sideways(page)
    look_at(page, "admin-figures")


def test_a_key_is_asked_for_where_the_service_wants_one(visit, operated):
    page = visit(operated.service.url)
    pages.ask(page, "Create a quiz with 2 questions on Git")
    page.get_by_label("API key").fill("sk_one")
    page.get_by_role("button", name="Use it").click()
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(2)
    page.reload()
    pages.cards(page).nth(1).wait_for()
    waiting.until(lambda: operated.write_back()["pending"] == 0, timeout_secs=30)
    del visit.complaints[:]  # Chromium itself notes the 401
