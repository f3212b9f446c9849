"""The way of a teacher: ask, watch, answer, fix a question, take it along."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.support.groq_script import Script
from tests.support.hold import Hold


def test_a_quiz_is_on_the_sheet_after_one_click(visit, offline):
    page = visit(offline.url)
    pages.press(page, page.get_by_role("button", name="JavaScript"))
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(10)
    assert page.locator("#provider").inner_text() == "Offline: no model answers"


def test_the_first_card_is_there_before_the_stream_ends(visit, online, groq):
    held = Hold("### Q3")
    groq.queue.append(Script(hold=held))
    page = visit(online.url)
    pages.ask(page, "Create a quiz with 8 questions on numbers")
    expect(pages.cards(page)).to_have_count(2)
    assert page.locator("#stop").is_visible()
    held.release()
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(8)


def test_the_text_is_drawn_as_it_arrives(visit, online, groq):
    held = Hold("two")
    groq.queue.append(Script(text="A **bold** word, `code` and $x^2$.\n\n- one\n- two\n\nThe end.", hold=held))
    page = visit(online.url)
    pages.ask(page, "What can you do?")
    page.locator(".reply strong", has_text="bold").wait_for()
    expect(page.locator(".reply .md li")).to_have_text(["one", "two"])
    expect(page.locator(".reply")).not_to_contain_text("The end.")
    assert page.locator("#stop").is_visible()
    held.release()
    pages.until_answered(page)
    assert page.locator(".reply .md p").last.inner_text() == "The end."
    assert page.locator(".reply .md li").all_inner_texts() == ["one", "two"]
    expect(page.locator(".reply math msup")).to_have_count(1)


@pytest.mark.parametrize("door", ["SSE", "WebSocket"])
def test_a_reload_in_mid_stream_brings_everything_back_and_goes_on(visit, online, groq, door):
    held = Hold("### Q3")
    groq.queue.append(Script(hold=held))
    page = visit(online.url)
    pages.go_over(page, door)
    pages.ask(page, "Create a quiz with 8 questions on numbers")
    pages.cards(page).first.wait_for()
    page.reload()
    page.locator(".mine", has_text="8 questions").wait_for()
    expect(pages.cards(page)).to_have_count(2)
    held.release()
    pages.until_answered(page)
    page.get_by_text("8 questions · revision 1").first.wait_for()
    expect(pages.cards(page)).to_have_count(8)
    expect(page.locator(".mine")).to_have_count(1)


def test_a_shared_address_shows_the_conversation_in_another_browser(visit, offline):
    page = visit(offline.url)
    pages.press(page, page.get_by_role("button", name="JavaScript"))
    pages.until_answered(page)
    other = visit(page.url)
    other.get_by_text("10 questions · revision 1").first.wait_for()
    expect(pages.cards(other)).to_have_count(10)
    assert other.locator(".mine .bubble").inner_text() == "Create a quiz on JavaScript"


def test_stopping_keeps_what_was_finished(visit, online, groq):
    groq.queue.append(Script(hold=Hold("### Q4")))
    page = visit(online.url)
    pages.ask(page, "Create a quiz with 12 questions on numbers")
    expect(pages.cards(page)).to_have_count(3)
    page.get_by_role("button", name="Stop the answer").click()
    pages.until_answered(page)
    assert pages.cards(page).count() == 3
    assert "stopped" in page.locator(".meta").last.inner_text()
    assert "missing" in page.locator(".caution").inner_text()


def test_an_error_says_why_and_can_be_tried_again(visit, online, groq):
    groq.queue.append(Script(fault="cut", at=5))
    page = visit(online.url)
    pages.ask(page, "Create a quiz with 2 questions on numbers")
    page.locator(".failure").wait_for()
    assert re.search(r"[a-z]{3,}.*Reference req_", page.locator(".failure").inner_text())
    pages.press(page, page.get_by_role("button", name="Try again"))
    pages.cards(page).nth(1).wait_for()


def test_a_message_can_be_edited_and_sent_again(visit, offline):
    page = visit(offline.url)
    pages.ask(page, "Create a quiz with 2 questions on Git")
    pages.until_answered(page)
    page.get_by_role("button", name="Edit and send again").click()
    assert page.get_by_label("Your message").input_value() == "Create a quiz with 2 questions on Git"
    pages.ask(page, "Create a quiz with 3 questions on Git")
    page.get_by_text("3 questions · revision 1").first.wait_for()


def test_an_answer_and_a_message_can_be_copied(visit, online, groq):
    text = "An answer with **marks**, `code` and $x^2$."
    groq.queue.append(Script(text=text))
    page = visit(online.url, permissions=["clipboard-read", "clipboard-write"])
    pages.ask(page, "What can you do?")
    pages.until_answered(page)
    for place, copied in ((".reply", text), (".mine", "What can you do?")):
        page.locator(place).get_by_role("button", name="Copy").click()
        page.locator("#says", has_text="Copied").wait_for(state="attached")
        assert page.evaluate("navigator.clipboard.readText()") == copied
        page.evaluate("document.querySelector('#says').textContent = ''")


def test_shift_enter_makes_a_line_and_enter_sends(visit, offline):
    page = visit(offline.url)
    box = page.get_by_label("Your message")
    box.press_sequentially("one")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    assert box.input_value() == "one\ntwo"
    box.press("Enter")
    page.locator(".bubble", has_text="two").wait_for()
    assert box.input_value() == ""


def test_a_question_is_deleted_and_brought_back_from_its_card(visit, offline):
    page = visit(offline.url)
    pages.ask(page, "Create a quiz with 4 questions on SQL")
    pages.until_answered(page)
    stems = page.locator("#quiz .stem").all_inner_texts()
    pages.press(page, pages.cards(page).nth(1).get_by_role("button", name="Delete"))
    pages.until_answered(page)
    page.get_by_text("3 questions · revision 2").first.wait_for()
    assert page.locator("#quiz .stem").all_inner_texts() == [stems[0], *stems[2:]]
    pages.press(page, page.get_by_role("button", name="Undo"))
    pages.until_answered(page)
    page.get_by_text("4 questions · revision 3").first.wait_for()
    assert page.locator("#quiz .stem").all_inner_texts() == stems


def test_one_question_is_rewritten_in_its_place(visit, online, groq):
    page = visit(online.url)
    pages.ask(page, "Create a quiz with 4 questions on numbers")
    pages.until_answered(page)
    stems = page.locator("#quiz .stem").all_inner_texts()
    held = Hold(0)
    groq.queue.append(Script(hold=held))
    pages.press(page, pages.cards(page).nth(1).get_by_role("button", name="Harder"))
    page.locator("#quiz .waiting").wait_for()
    expect(pages.cards(page)).to_have_count(4)
    held.release()
    pages.until_answered(page)
    page.get_by_text("4 questions · revision 2").first.wait_for()
    expect(page.locator("#quiz .waiting")).to_have_count(0)
    now = page.locator("#quiz .stem").all_inner_texts()
    assert now[1] != stems[1]
    assert [now[0], *now[2:]] == [stems[0], *stems[2:]]


def test_answers_survive_a_change_of_another_question_and_a_reload(visit, offline):
    page = visit(offline.url)
    pages.ask(page, "Create a quiz with 4 questions on SQL")
    pages.until_answered(page)
    first = pages.cards(page).first.get_by_role("radio").first
    first.check()
    pages.press(page, pages.cards(page).nth(2).get_by_role("button", name="Delete"))
    pages.until_answered(page)
    page.get_by_text("3 questions · revision 2").first.wait_for()
    assert first.is_checked()
    page.reload()
    pages.cards(page).nth(2).wait_for()
    assert first.is_checked()


def test_the_same_turn_works_over_a_websocket(visit, online, groq):
    page = visit(online.url)
    pages.go_over(page, "WebSocket")
    with page.expect_websocket() as socket:
        pages.ask(page, "Create a quiz with 3 questions on numbers")
    assert socket.value.url.endswith("/ws/chat")
    pages.until_answered(page)
    expect(pages.cards(page)).to_have_count(3)


def test_a_thread_is_listed_with_its_time_and_can_be_deleted(visit, offline):
    page = visit(offline.url)
    pages.press(page, page.get_by_role("button", name="JavaScript"))
    pages.until_answered(page)
    entry = page.locator("#threads li")
    assert entry.inner_text().split("\n")[:2] == ["JavaScript", "24 h left"]
    thread = pages.thread_of(page)
    entry.hover()
    entry.get_by_role("button").click()
    entry.get_by_role("button").click()
    page.get_by_role("heading", name="What should the quiz be about?").wait_for()
    assert offline.get(f"/thread/{thread}").status_code == 404


def test_a_forgotten_thread_is_said_to_be_forgotten(visit, offline):
    page = visit(f"{offline.url}/#/t/thread_that_never_was")
    page.get_by_text("does not know this conversation any more").wait_for()
    del visit.complaints[:]  # Chromium itself notes the 404
