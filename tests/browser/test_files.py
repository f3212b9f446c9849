"""Taking a quiz along, on paper and as a file, and bringing one in."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser import pages, samples
from tests.support.groq_script import Script

GIFT = "::One::What is 2 + 2? {=4 ~5 ~6}\n\n::Two::Water boils at 100 °C at sea level. {T}\n\nBroken {"


@pytest.fixture
def quiz(visit, online, groq):
    """A page with a question of every type on its sheet."""
    groq.queue.append(Script(text=samples.EIGHT_TYPES, tokens_per_write=50))
    page = visit(online.url)
    pages.ask(page, "Create a quiz with 8 questions on how JavaScript runs")
    pages.until_answered(page)
    return page


def test_every_format_is_saved_and_says_what_it_loses(quiz):
    quiz.get_by_role("button", name="Export").click()
    rows = quiz.locator(".formats li")
    names = ["JSON", "Markdown", "GIFT", "Moodle XML", "QTI 2.1", "Aiken", "CSV", "Anki"]
    expect(rows.locator("b")).to_have_text(names)
    assert "carries 2 of 8 questions" in rows.nth(5).inner_text()
    for name in names:
        with quiz.expect_download() as saved:
            quiz.get_by_role("button", name=f"Save as {name}").click()
        assert saved.value.path().stat().st_size > 100
        quiz.get_by_text(f"Saved as {saved.value.suggested_filename}").wait_for()
    quiz.get_by_role("button", name="Save as GIFT").click()
    quiz.locator(".said summary").click()
    assert (
        "Question 5: The question is left out: GIFT has one gap in a question." in quiz.locator(".said").inner_text()
    )


def test_an_exported_quiz_comes_back_from_its_file(quiz, visit, online):
    quiz.get_by_role("button", name="Export").click()
    with quiz.expect_download() as saved:
        quiz.get_by_role("button", name="Save as JSON").click()
    other = visit(online.url)
    other.get_by_role("button", name="Bring a quiz").click()
    other.get_by_label("or a file").set_input_files(saved.value.path())
    other.get_by_role("button", name="Import").click()
    other.get_by_text("Imported 8 questions.").wait_for()
    assert json.loads(saved.value.path().read_text())["title"] == other.locator("#sheet-title").inner_text()
    expect(pages.cards(other)).to_have_count(8)
    other.reload()
    pages.cards(other).nth(7).wait_for()


def test_a_pasted_quiz_is_read_and_what_cannot_be_read_is_named(visit, offline):
    page = visit(offline.url)
    page.get_by_role("button", name="Bring a quiz").click()
    page.locator("#import-text").fill(GIFT)
    page.get_by_role("button", name="Import").click()
    page.locator(".notice", has_text="Imported 2 questions.").wait_for()
    assert "no answers in braces" in page.locator(".notice").inner_text()
    assert page.locator("#quiz .stem").all_inner_texts() == ["What is 2 + 2?", "Water boils at 100 °C at sea level."]


def test_a_paste_without_questions_is_refused_in_words(visit, offline):
    page = visit(offline.url)
    page.get_by_role("button", name="Bring a quiz").click()
    page.locator("#import-text").fill("just a sentence")
    page.get_by_role("button", name="Import").click()
    page.locator("dialog .failure", has_text=" ").wait_for()
    assert page.locator("dialog").is_visible()
    del visit.complaints[:]  # Chromium itself notes the 422


def print_choice(page, name):
    """What the browser would print, as it stands while its print dialog is open."""
    page.evaluate("window.print = () => {}")
    page.locator(".toolbar .menu summary").click()
    page.get_by_role("button", name=name).click()
    page.emulate_media(media="print")


def test_the_paper_holds_questions_alone(quiz):
    print_choice(quiz, "Questions only")
    not_on_paper = quiz.locator(".key:visible, .toolbar:visible, .tools:visible, #chat:visible, .top:visible")
    expect(not_on_paper).to_have_count(0)
    assert quiz.locator(".stem:visible, .cloze:visible").count() >= 8


def test_the_key_is_printed_when_it_is_asked_for(quiz):
    print_choice(quiz, "With the answers")
    expect(quiz.locator(".key:visible")).to_have_count(8)
    assert quiz.pdf()[:5] == b"%PDF-"
