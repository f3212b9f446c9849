"""The pictures of `docs/tour.md`. Every run takes them; with `TOUR=write` in the environment `docs/img` gets them."""

import os
from pathlib import Path

import pytest

from tests.browser import pages, samples
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_taking import answer_all, choose
from tests.support.groq_script import Script
from tests.support.hold import Hold

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "img"
MAX_BYTES = 150_000
REQUEST = "Create a quiz with 8 questions on how JavaScript runs"


@pytest.fixture
def picture(tmp_path):
    folder = IMAGES if os.environ.get("TOUR") == "write" else tmp_path

    def take(page, name):
        image = page.screenshot(path=folder / f"{name}.png", animations="disabled", caret="hide")
        assert 10_000 < len(image) < MAX_BYTES

    return take


def test_the_tour_shows_a_quiz_from_its_request_to_its_mark(visit, online, groq, picture):
    page = visit(online.url, viewport=DESKTOP)
    picture(page, "welcome")
    held = Hold("### Q3")
    groq.queue.append(Script(text=samples.EIGHT_TYPES, hold=held))
    pages.ask(page, REQUEST)
    pages.cards(page).nth(1).wait_for()
    picture(page, "streaming")
    held.release()
    pages.until_answered(page)
    answer_all(page)
    choose(pages.cards(page).first, '"null"')
    page.get_by_role("button", name="Check all").click()
    page.locator(".outcome").first.wait_for()
    page.locator("#sheet").evaluate("(node) => node.scrollTo(0, 0)")
    picture(page, "checked")
    page.get_by_role("button", name="Export").click()
    page.locator("dialog").wait_for()
    picture(page, "export")


def test_the_tour_shows_the_dark_and_the_machine(visit, online, groq, picture):
    page = visit(online.url, viewport=DESKTOP, color_scheme="dark")
    groq.queue.append(Script(text=samples.EIGHT_TYPES, tokens_per_write=50))
    pages.ask(page, REQUEST)
    pages.until_answered(page)
    page.locator("#machine summary").click()
    page.get_by_role("button", name="Flush writes").click()
    page.locator("#flushed", has_text="0 left").wait_for()
    page.locator("#figures", has_text="Writes waiting0").wait_for()
    page.get_by_role("button", name="Show keys").click()
    picture(page, "dark")


def test_the_tour_shows_the_phone(visit, online, groq, picture):
    page = visit(online.url, viewport=PHONE, has_touch=True)
    groq.queue.append(Script(text=samples.EIGHT_TYPES, tokens_per_write=50))
    pages.ask(page, REQUEST)
    pages.until_answered(page)
    picture(page, "phone")
    page.locator(".order").scroll_into_view_if_needed()
    picture(page, "phone-order")
