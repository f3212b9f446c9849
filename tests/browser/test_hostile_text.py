"""Nothing that a model writes becomes anything but text: no script runs, nothing loads, no element is strange."""

import random
from pathlib import Path

import pytest

from tests.browser import pages
from tests.browser.payloads import PAYLOADS
from tests.support import waiting
from tests.support.groq_script import Script

_JS = Path(__file__).parent / "js"
TRAP, STRANGERS, DRAW = ((_JS / f"{name}.js").read_text() for name in ("trap", "strangers", "draw"))


@pytest.fixture
def trapped(visit):
    """A page that counts what runs and what its policy had to stop."""

    def open_page(url):
        page = visit(url, init_script=TRAP)
        page.on("request", lambda request: "pwned" in request.url and visit.complaints.append(request.url))
        return page

    return open_page


def assert_harmless(page):
    assert page.evaluate("[window.ran, window.violations]") == [0, []]
    assert page.evaluate(STRANGERS, ["#log", "#quiz", "#threads"]) == []


def test_the_corpus_is_large_and_every_text_its_own():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 150


def test_hostile_text_stays_text_however_it_is_cut(trapped, offline):
    page = trapped(offline.url)
    dice = random.Random(6)
    cuts = [sorted(dice.sample(range(len(text)), min(len(text), 12))) for text in PAYLOADS]
    assert page.evaluate(DRAW, list(zip(PAYLOADS, cuts, strict=True))) == []
    assert_harmless(page)


def test_a_hostile_model_gets_nothing_run_or_loaded(trapped, online, groq):
    lines = [" ".join(text.split()) for text in PAYLOADS]
    talk = "\n\n".join(PAYLOADS)
    quiz = "# <img src=x onerror=pwned()>\n\n" + "".join(
        f"### Q{n} [single_choice | easy]\n{a} what is this?\n- A) {b}\n- B) other\nAnswer: A\nExplanation: {c}\n\n"
        for n, (a, b, c) in enumerate(zip(lines[::3], lines[1::3], lines[2::3], strict=False), 1)
        if n <= 40 and max(len(a), len(b), len(c)) < 300
    )
    page = trapped(online.url)
    for answer, message in ((talk, "Tell me something"), (quiz, "Create a quiz with 40 questions on numbers")):
        groq.queue.append(Script(text=answer, tokens_per_write=20))
        pages.ask(page, message)
        pages.until_answered(page)
        assert_harmless(page)
    assert pages.cards(page).count() > 10
    page.get_by_role("button", name="Show keys").click()
    page.reload()
    pages.cards(page).first.wait_for()
    assert_harmless(page)


def test_a_hostile_user_gets_nothing_run_or_loaded(trapped, offline):
    page = trapped(offline.url)
    pages.ask(page, " ".join(text for text in PAYLOADS if text.isprintable() and len(text) < 300)[:15_000])
    pages.until_answered(page)
    assert_harmless(page)
    page.reload()
    page.locator(".bubble").wait_for()
    assert_harmless(page)


def test_the_trap_would_catch_a_page_that_trusts_its_model(chromium):
    """The control: the same texts, put into a page as HTML and without a policy, do run and do load."""
    context = chromium.new_context()
    page = context.new_page()
    loads = []
    page.route(
        "**/*", lambda route: (loads.append(route.request.url), route.fulfill(body="<p>", content_type="text/html"))
    )
    page.add_init_script(TRAP)
    page.goto("http://control.test/")
    for text in PAYLOADS:
        if "refresh" not in text:
            page.evaluate("(text) => { document.body.innerHTML = text; }", text)
    waiting.until(lambda: page.evaluate("window.ran") >= 10 and sum("pwned" in url for url in loads) >= 5)
    context.close()
