"""The conversation as people use it: scrolling, lines that break, the machine behind it."""

from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.conftest import PHONE
from tests.support.groq_script import Script

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
BOTTOM = "(node) => node.scrollHeight - node.scrollTop - node.clientHeight < 50"


def test_scrolling_follows_and_yields_to_the_reader(visit, online, groq):
    groq.queue.append(Script(text=LONG, delay_secs=0.002))
    page = visit(online.url)
    pages.ask(page, "Tell me something long")
    chat = page.locator("#chat")
    page.locator(".reply p", has_text="Paragraph 20 ").wait_for()
    assert chat.evaluate(BOTTOM)
    chat.hover()
    page.mouse.wheel(0, -600)
    page.get_by_role("button", name="Latest").wait_for()
    place = chat.evaluate("(node) => node.scrollTop")
    page.locator(".reply p", has_text="Paragraph 40 ").wait_for()
    assert abs(chat.evaluate("(node) => node.scrollTop") - place) < 2
    page.get_by_role("button", name="Latest").click()
    pages.until_answered(page)
    assert chat.evaluate(BOTTOM)


def test_a_broken_line_is_joined_again_without_losing_a_word(visit, online, groq):
    groq.queue.append(Script(text=LONG, delay_secs=0.002))
    page = visit(online.url)
    pages.ask(page, "Tell me something long")
    page.locator(".reply p", has_text="Paragraph 10 ").wait_for()
    page.context.set_offline(True)
    page.locator(".notice", has_text="You are offline").wait_for()
    page.context.set_offline(False)
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
    page.get_by_role("button", name="Try again").click()
    pages.cards(page).nth(4).wait_for()
    del visit.complaints[:]  # Chromium itself notes every try


def test_the_machine_shows_its_queue_and_the_last_answer(visit, online, groq):
    page = visit(online.url)
    page.locator("#machine summary").click()
    pages.ask(page, "Create a quiz with 2 questions on numbers")
    pages.until_answered(page)
    page.get_by_role("button", name="Flush writes").click()
    page.locator("#flushed", has_text="delivered, 0 left").wait_for()
    page.locator("#figures", has_text="Writes waiting0").wait_for()
    rows = page.locator("#figures dt").all_inner_texts()
    figures = dict(zip(rows, page.locator("#figures dd").all_inner_texts(), strict=True))
    assert figures["Run"] == "idle"
    assert figures["Service"] == "healthy"
    assert figures["First words"].endswith(" ms")
    assert " in, " in figures["Tokens"]
    assert int(figures["Delivered"]) >= 3


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
    assert '"optionIds"' in page.evaluate("window.heard")
    page.get_by_role("button", name="Learner").click()
    page.locator(".key").first.wait_for(state="detached")
    page.evaluate("window.heard = ''")
    pages.ask(page, "Create a quiz with 3 questions on SQL")
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(3)
    heard = page.evaluate("window.heard")
    assert '"type":"complete"' in heard
    assert '"optionIds"' not in heard


def test_on_a_phone_the_quiz_comes_forward_when_it_begins(visit, online, groq):
    groq.queue.append(Script(delay_secs=0.004))
    page = visit(online.url, viewport=PHONE, has_touch=True)
    pages.ask(page, "Create a quiz with 6 questions on numbers")
    assert page.locator("#chat").is_visible()
    pages.cards(page).first.wait_for()
    assert page.locator("#chat").is_hidden()
    page.get_by_role("button", name="Conversation", exact=True).tap()
    pages.until_answered(page)
    assert page.locator("#chat").is_visible(), "a choice of the reader is not undone"
