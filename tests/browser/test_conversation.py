"""The conversation as people use it: scrolling, lines that break, the machine behind it."""

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.conftest import PHONE
from tests.support import aside, proxy, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

LONG = "\n\n".join(
    f"Paragraph {n} of a long answer, with enough words to fill a line or two of it." for n in range(60)
)
EAVESDROP = """
window.heard = "";
const ask = window.fetch;
window.fetch = async (...request) => {
  const response = await ask(...request);
  response.clone().text().then((text) => { window.heard += text; });
  return response;
};
"""
HEARD_TO_ITS_END = '"type":"complete"'
BOTTOM = "(node) => node.scrollHeight - node.scrollTop - node.clientHeight < 50"
PLACE = "(node) => node.scrollTop"
FIGURES = """() => Object.fromEntries([...document.querySelectorAll("#figures dt")]
  .map((name) => [name.textContent, name.nextSibling.textContent]))"""


def test_scrolling_follows_and_yields_to_the_reader(visit, online, groq):
    held = Hold("Paragraph 20 ", "Paragraph 40 ")
    groq.queue.append(Script(text=LONG, hold=held))
    page = visit(online.url)
    pages.ask(page, "Tell me something long")
    chat = page.locator("#chat")
    page.locator(".reply p", has_text="Paragraph 20 ").wait_for()
    waiting.until(lambda: chat.evaluate(BOTTOM))
    place = chat.evaluate(PLACE) - 600
    chat.hover()
    page.mouse.wheel(0, -600)
    waiting.until(lambda: abs(chat.evaluate(PLACE) - place) < 2)
    page.get_by_role("button", name="Latest").wait_for()
    held.release()
    page.locator(".reply p", has_text="Paragraph 40 ").wait_for()
    pages.until_drawn(page)
    assert abs(chat.evaluate(PLACE) - place) < 2
    page.get_by_role("button", name="Latest").click()
    held.release()
    pages.until_answered(page)
    waiting.until(lambda: chat.evaluate(BOTTOM))


@pytest.fixture
def line(online):
    """The way to the service, which a test can break."""
    with aside.running(proxy.between(online.port)) as line:
        yield line


@pytest.mark.parametrize("door", ["SSE", "WebSocket"])
def test_a_broken_line_is_joined_again_without_losing_a_word(visit, line, groq, door):
    held = Hold("Paragraph 10 ", "Paragraph 40 ")
    groq.queue.append(Script(text=LONG, hold=held))
    page = visit(f"http://127.0.0.1:{line.port}/")
    pages.go_over(page, door)
    pages.ask(page, "Tell me something long")
    page.locator(".reply p", has_text="Paragraph 10 ").wait_for()
    page.context.set_offline(True)
    page.locator(".notice", has_text="You are offline").wait_for()
    line.break_all()
    page.locator(".reply .state", has_text="Offline: waiting for the network").wait_for()
    held.release()
    page.context.set_offline(False)
    page.locator(".reply p", has_text="Paragraph 40 ").wait_for()
    held.release()
    pages.until_answered(page)
    paragraphs = page.locator(".reply .md p").all_inner_texts()
    assert paragraphs == LONG.split("\n\n")
    del visit.complaints[:]  # Chromium itself notes the broken line


def test_a_service_that_cannot_be_reached_is_said_to_be(visit, offline):
    page = visit(offline.url)
    page.route("**/chat/stream", lambda route: route.abort())
    page.evaluate("Math.random = () => -1")  # no waiting between the tries
    pages.ask(page, "Create a quiz on Git")
    page.locator(".failure", has_text="cannot be reached").wait_for()
    page.unroute("**/chat/stream")
    pages.press(page, page.get_by_role("button", name="Try again"))
    pages.cards(page).nth(4).wait_for()
    del visit.complaints[:]  # Chromium itself notes every try


def test_the_machine_shows_its_queue_and_the_last_answer(visit, online, groq):
    page = visit(online.url)
    page.locator("#machine summary").click()
    waiting.until(lambda: "Delivered" in page.evaluate(FIGURES))
    before = int(page.evaluate(FIGURES)["Delivered"])
    pages.ask(page, "Create a quiz with 2 questions on numbers")
    pages.until_answered(page)
    page.get_by_role("button", name="Flush writes").click()
    page.locator("#flushed", has_text="delivered, 0 left").wait_for()
    waiting.until(lambda: int(page.evaluate(FIGURES)["Delivered"]) >= before + 3)
    waiting.until(lambda: page.evaluate(FIGURES)["Writes waiting"] == "0")
    figures = page.evaluate(FIGURES)
    assert figures["Run"] == "idle"
    assert figures["Service"] == "healthy"
    assert figures["First words"].endswith(" ms")
    assert " in, " in figures["Tokens"]


def test_options_go_with_the_message(visit, offline):
    page = visit(offline.url)
    page.locator("#options summary").click()
    page.get_by_label("Questions").fill("3")
    page.get_by_label("Difficulty").select_option("easy")
    with page.expect_request("**/chat/stream") as request:
        pages.ask(page, "Create a quiz on Git")
    assert request.value.post_data_json["quizOptions"] == {"count": 3, "difficulty": "easy"}
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(3)
    assert page.locator("#options-label").inner_text() == "3 questions, easy"


def test_a_learner_is_never_sent_a_key(visit, offline):
    page = visit(offline.url, init_script=EAVESDROP)
    pages.ask(page, "Create a quiz with 2 questions on Git")
    pages.until_answered(page)
    waiting.until(lambda: HEARD_TO_ITS_END in page.evaluate("window.heard"))
    assert '"optionIds"' in page.evaluate("window.heard")
    page.get_by_role("button", name="Learner").click()
    page.locator(".key").first.wait_for(state="detached")
    page.evaluate("window.heard = ''")
    pages.ask(page, "Create a quiz with 3 questions on SQL")
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(3)
    waiting.until(lambda: HEARD_TO_ITS_END in page.evaluate("window.heard"))
    assert '"optionIds"' not in page.evaluate("window.heard")


def test_on_a_phone_the_quiz_comes_forward_when_it_begins(visit, online, groq):
    held = Hold(0, "### Q3")
    groq.queue.append(Script(hold=held))
    page = visit(online.url, viewport=PHONE, has_touch=True)
    pages.ask(page, "Create a quiz with 6 questions on numbers")
    assert page.locator("#chat").is_visible()
    held.release()
    pages.cards(page).first.wait_for()
    assert page.locator("#chat").is_hidden()
    page.get_by_role("button", name="Conversation", exact=True).tap()
    held.release()
    pages.until_answered(page)
    assert page.locator("#chat").is_visible(), "a choice of the reader is not undone"
