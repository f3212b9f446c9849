"""Taking a quiz of all eight types: by mouse, by touch, by keyboard; marked by the service."""

import pytest
from playwright.sync_api import expect

from tests.browser import pages, samples
from tests.browser.conftest import PHONE
from tests.support.groq_script import Script


@pytest.fixture
def quiz(visit, online, groq):
    """A page with a question of every type on its sheet."""

    def open_page(**options):
        groq.queue.append(Script(text=samples.EIGHT_TYPES, tokens_per_write=50))
        page = visit(online.url, **options)
        pages.ask(page, "Create a quiz with 8 questions on how JavaScript runs")
        pages.until_answered(page)
        page.locator(".sheet-head", has_text="8 questions · revision 1").wait_for()
        return page

    return open_page


def order_of(page):
    return page.locator(".order .words").all_inner_texts()


def move_to_place(page, text, place):
    """One item of the ordering question, with its button."""
    while text not in order_of(page)[place]:
        item = page.locator(".order li", has_text=text)
        up = [text in one for one in order_of(page)].index(True) > place
        item.get_by_role("button", name="Up" if up else "Down").click()


def choose(card, text):
    card.locator(".option").get_by_text(text, exact=True).click()


def answer_all(page):
    """Everything right, by mouse or touch."""
    card = pages.cards(page)
    choose(card.nth(0), '"object"')
    choose(card.nth(1), "0")
    choose(card.nth(1), "NaN")
    choose(card.nth(2), "True")
    card.nth(3).get_by_role("textbox").fill("JSON.parse()")
    card.nth(4).get_by_label("Blank 1").fill("pending")
    card.nth(4).get_by_label("Blank 2").fill("Rejected ")
    for left, right in (("let", "the nearest block"), ("var", "the whole function")):
        letter = card.nth(5).locator(".bank li", has_text=right).locator(".letter").inner_text()
        card.nth(5).locator(".left li", has_text=left).get_by_role("combobox").select_option(letter)
    move_to_place(page, "take a task", 3)  # by chance the items stand in their right order: that is no answer yet
    for place, text in enumerate(("take a task", "run it to its end", "run all microtasks", "draw the page")):
        move_to_place(page, text, place)
    card.nth(7).get_by_role("textbox").fill("1,024")


@pytest.mark.parametrize("device", [{}, {"viewport": PHONE, "has_touch": True}], ids=["desktop", "phone"])
def test_all_eight_types_are_answered_and_marked(quiz, device):
    page = quiz(**device)
    answer_all(page)
    assert page.locator(".score").inner_text() == "8 of 8 answered"
    page.get_by_role("button", name="Check all").click()
    page.locator(".score", has_text="8 of 8 points").wait_for()
    expect(page.locator(".outcome.good")).to_have_count(8)
    assert "An accident of the first implementation" in pages.cards(page).first.locator(".outcome").inner_text()
    assert page.locator("#says").inner_text() == "Score: 8 of 8 points"


def test_one_question_is_checked_and_the_others_stay_hidden(quiz):
    page = quiz()
    first = pages.cards(page).first
    choose(first, '"null"')
    first.get_by_role("button", name="Check").click()
    first.locator(".outcome.bad").wait_for()
    assert first.locator(".result").inner_text() == "Not right, 0 of 1 point"
    assert first.locator(".option.wrong").inner_text().split("\n") == ["A", '"null"', "not right"]
    assert "There is no such type." in first.locator(".outcome").inner_text()
    assert first.locator(".option.right").inner_text().split("\n") == ["B", '"object"', "the key"]
    expect(page.locator(".outcome:visible")).to_have_count(1)
    choose(first, '"object"')
    expect(page.locator(".outcome:visible")).to_have_count(0)


def test_wrong_words_and_orders_are_shown_the_right_ones(quiz):
    page = quiz()
    card = pages.cards(page)
    card.nth(3).get_by_role("textbox").fill("eval")
    card.nth(4).get_by_label("Blank 2").fill("rejected")
    move_to_place(page, "draw the page", 0)
    card.nth(7).get_by_role("textbox").fill("10")
    page.get_by_role("button", name="Check all").click()
    card.nth(7).locator(".outcome.bad").wait_for()
    assert "JSON.parse" in card.nth(3).locator(".outcome .key-text").inner_text()
    assert card.nth(4).locator(".result").inner_text().startswith("Partly right, 0.5 of 1 point")
    assert card.nth(6).locator(".outcome .key-text li").first.inner_text() == "take a task from the queue"
    assert card.nth(7).locator(".outcome .key-text").inner_text().split() == ["ANSWER", "1024"]
    assert card.nth(1).locator(".result").inner_text() == "Not answered, 0 of 1 point"
    page.get_by_role("button", name="Again", exact=True).click()
    expect(page.locator(".outcome:visible")).to_have_count(0)
    assert page.locator(".score").inner_text() == "0 of 8 answered"


def test_the_keyboard_alone_is_enough(quiz):
    page = quiz()
    card = pages.cards(page)
    card.nth(0).get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    assert card.nth(0).get_by_role("radio").nth(1).is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    card.nth(0).locator(".outcome.good").wait_for()
    before = order_of(page)
    card.nth(6).get_by_role("button", name="Move").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert [text[3:] for text in order_of(page)] == [before[at][3:] for at in (1, 2, 0, 3)]
    assert page.locator("#says").inner_text() == "Now at place 3 of 4"


def test_an_item_is_dragged_to_its_place(quiz):
    page = quiz()
    before = [text[3:] for text in order_of(page)]
    items = page.locator(".order li")
    items.first.scroll_into_view_if_needed()
    start = items.first.locator(".grip").bounding_box()
    end = items.last.bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + end["height"] - 4, steps=6)
    page.mouse.up()
    assert [text[3:] for text in order_of(page)] == [*before[1:], before[0]]


def test_keys_are_revealed_to_authors_and_absent_for_learners(quiz):
    page = quiz()
    expect(page.locator(".key:visible")).to_have_count(0)
    page.get_by_role("button", name="Show keys").click()
    expect(page.locator(".key:visible")).to_have_count(8)
    assert "An accident of the first implementation" in page.locator(".key").first.inner_text()
    with page.expect_response("**/quizzes/*?view=learner") as answer:
        page.get_by_role("button", name="Learner").click()
    assert "An accident" not in answer.value.text()
    page.locator(".asks").first.wait_for(state="detached")
    expect(page.locator(".key")).to_have_count(0)
    expect(page.get_by_role("button", name="Show keys")).to_have_count(0)
    answer_all(page)
    page.get_by_role("button", name="Check all").click()
    page.locator(".score", has_text="8 of 8 points").wait_for()


def test_a_flag_says_what_it_means(visit, online, groq):
    text = (
        "# Flags\n\n### Q1 [single_choice | easy]\nWhich planet is known as the red one of them all?\n- A) Venus\n"
        "- B) Mars, the fourth planet from the Sun, with two small moons\n- C) Earth\n- D) Pluto\nAnswer: B\n"
    )
    groq.queue.append(Script(text=text))
    page = visit(online.url)
    pages.ask(page, "Create a quiz with 1 question on planets")
    pages.until_answered(page)
    flag = pages.cards(page).first.locator(".flags details", has_text="key longest")
    flag.click()
    assert "much longer than the others" in flag.inner_text()
