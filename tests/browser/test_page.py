"""What the page promises as a page: light, quick to appear, still while it streams, readable for everybody."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import pages, samples
from tests.browser.conftest import DESKTOP, PHONE
from tests.support import waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

MAX_BYTES = 120_000
MAX_BYTES_WITH_DIALOGS = 120 * 1024
_JS = Path(__file__).parent / "js"
SHIFTS, LISTEN = ((_JS / f"{name}.js").read_text() for name in ("shifts", "listen"))
DRAWN = """(url) => new Promise((resolve) => {
  const image = new Image();
  image.onload = () => resolve(true);
  image.onerror = () => resolve(false);
  image.src = url;
})"""
LOOKS = {"desktop-light": {"viewport": DESKTOP}, "phone-dark": {"viewport": PHONE, "color_scheme": "dark"}}


def eight_types(page, groq, **script):
    groq.queue.append(Script(text=samples.EIGHT_TYPES, tokens_per_write=4, **script))
    pages.ask(page, "Create a quiz with 8 questions on how JavaScript runs")


def test_the_page_weighs_less_than_its_limit(visit, offline):
    page = visit(f"{offline.url}/health/live")
    answers = {}
    page.on("response", lambda response: answers.__setitem__(response.url.removeprefix(offline.url), response))

    def weight():
        return sum(
            len(answer.body()) for path, answer in answers.items() if path == "/" or path.startswith("/static/")
        )

    page.goto(offline.url)
    pages.press(page, page.get_by_role("button", name="Git"))
    pages.until_answered(page)
    assert 50_000 < weight() < MAX_BYTES
    page.get_by_role("button", name="Export").click()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="New", exact=True).click()
    page.get_by_role("button", name="Bring a quiz").click()
    page.get_by_role("button", name="Cancel").click()
    assert {"/static/js/exporting.js", "/static/js/importing.js"} <= answers.keys()
    assert weight() < MAX_BYTES_WITH_DIALOGS


def test_the_tab_has_an_icon_and_its_policy_lets_no_other_origin_draw(visit, offline):
    page = visit(offline.url)
    icon = page.locator("link[rel=icon]").evaluate("(link) => link.href")
    assert page.evaluate(DRAWN, icon)
    assert page.evaluate(DRAWN, f"{offline.url}/favicon.ico")
    assert visit.complaints == []
    with page.expect_console_message(lambda said: "Content Security Policy" in said.text):
        assert not page.evaluate(DRAWN, icon.replace("127.0.0.1", "localhost"))
    del visit.complaints[:]
    answer = offline.get("/favicon.ico", follow_redirects=True)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")


def test_the_page_is_painted_without_any_script(visit, offline):
    held = []
    page = visit(f"{offline.url}/health/live")
    page.route("**/*.js", lambda route: held.append(route))
    page.goto(offline.url, wait_until="commit")
    page.get_by_role("heading", name="What should the quiz be about?").wait_for()
    waiting.until(lambda: page.evaluate("performance.getEntriesByName('first-contentful-paint').length") and held)
    page.unroute("**/*.js")
    waiting.until(lambda: page.evaluate("document.documentElement.dataset.theme"))


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_moves_while_a_quiz_is_written(visit, online, groq, look):
    held = Hold(0)
    page = visit(online.url, init_script=SHIFTS, **LOOKS[look])
    pages.until_drawn(page)
    sent = page.evaluate("performance.now()")
    eight_types(page, groq, delay_secs=0.003, hold=held)
    pages.until_drawn(page)  # the conversation, which takes the place of the welcome: whoever sent it expects that
    begun = page.evaluate("performance.now()")
    held.release()
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(8)
    pages.until_drawn(page)
    by_themselves = [shift for shift in page.evaluate("window.shifts") if not sent < shift[2] < begun]
    assert [shift for shift in by_themselves if shift[0] > 0.02] == []


@pytest.mark.parametrize("look", LOOKS)
def test_the_accessibility_rules_find_nothing(visit, online, groq, look):
    page = visit(online.url, **LOOKS[look])
    assert pages.accessibility_findings(page) == []
    eight_types(page, groq)
    pages.until_answered(page)
    assert pages.accessibility_findings(page) == []
    page.get_by_role("button", name="Show keys").click()
    pages.cards(page).first.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check all").click()
    page.locator(".outcome").first.wait_for()
    assert pages.accessibility_findings(page) == []
    page.get_by_role("button", name="Export").click()
    page.locator("dialog").wait_for()
    assert pages.accessibility_findings(page) == []


def test_landmarks_and_headings_tell_the_way(visit, offline):
    page = visit(offline.url)
    pages.press(page, page.get_by_role("button", name="Git"))
    pages.until_answered(page)
    for role, name in (("banner", None), ("navigation", "Conversations"), ("main", None), ("form", "Message")):
        expect(page.get_by_role(role, name=name)).to_have_count(1)
    expect(page.get_by_role("region", name="Conversation")).to_have_count(1)
    expect(page.get_by_role("region", name="Quiz")).to_have_count(1)
    assert page.locator("h1").inner_text() == "Quiz Agent"
    headings = page.locator("#sheet").get_by_role("heading").all_inner_texts()
    assert headings == ["Git", *(f"Question {n}" for n in range(1, 6))]


def test_an_answer_is_announced_once_and_not_per_token(visit, online, groq):
    page = visit(online.url)
    page.evaluate(LISTEN)
    eight_types(page, groq)
    pages.until_answered(page)
    assert page.evaluate("said") == ["Writing the answer", "The quiz is ready: 8 questions"]


def test_the_first_tab_leads_past_the_header(visit, offline):
    page = visit(offline.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the message box"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('#composer').contains(document.activeElement)")


def test_two_hundred_percent_zoom_needs_no_sideways_scrolling(visit, online, groq):
    page = visit(online.url, viewport={"width": 640, "height": 400})
    eight_types(page, groq)
    pages.until_answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert page.evaluate(
        "document.querySelector('#sheet').scrollWidth <= document.querySelector('#sheet').clientWidth"
    )
    assert page.get_by_label("Your message").is_visible()


def test_a_chosen_colour_scheme_is_kept(visit, offline):
    page = visit(offline.url)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    button = page.get_by_role("button", name="Colours")
    button.click()
    button.click()
    assert button.get_attribute("aria-label") == "Colours: dark"
    dark = page.evaluate(paper)
    assert dark != light
    page.reload()
    waiting.until(lambda: page.evaluate(paper) == dark)


def test_a_page_that_was_asked_for_stillness_is_still(visit, online, groq):
    page = visit(online.url)
    held = Hold("### Q3")
    eight_types(page, groq, hold=held)
    pages.cards(page).first.wait_for()
    assert page.evaluate("document.getAnimations().length") == 0
    held.release()
    pages.until_answered(page)
