"""What several tests do on the page."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from playwright.sync_api import expect


def ask(page: Any, message: str) -> None:
    """Returns when the answer is under way, or already there."""
    with _one_more_answer(page):
        page.get_by_label("Your message").fill(message)
        page.keyboard.press("Enter")


def press(page: Any, button: Any) -> None:
    """A button that asks for an answer; returns as `ask` does."""
    with _one_more_answer(page):
        button.click()


@contextlib.contextmanager
def _one_more_answer(page: Any) -> Iterator[None]:
    answers = page.locator("#log .reply")
    before = answers.count()
    yield
    expect(answers).to_have_count(before + 1)


def go_over(page: Any, door: str) -> None:
    """Streams come by this door from now on, "SSE" or "WebSocket"."""
    page.locator("#machine summary").click()
    page.get_by_role("radio", name=door).check()


def until_answered(page: Any) -> None:
    """Returns when no answer is being written any more."""
    expect(page.locator("#log .reply")).not_to_have_count(0)
    expect(page.locator("#stop")).to_be_hidden()


def until_drawn(page: Any) -> None:
    """Returns when what the page holds now is on the screen."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def cards(page: Any) -> Any:
    return page.locator("#quiz .question")


def thread_of(page: Any) -> str:
    return page.url.rsplit("/", 1)[-1]


def accessibility_findings(
    page: Any, *, rules: Sequence[str] = (), known: Collection[tuple[str, str]] = ()
) -> list[tuple[str, str, str]]:
    """What axe finds at moderate or worse, as rule, impact and node: by all rules where none are named.

    `known` holds pairs of rule and selector that are left out.
    """
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.getAnimations().forEach((one) => one.finish())")  # colours on their way to others
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": list(rules)} if rules else {})
    violations = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    return [
        (found["id"], found["impact"], node["html"][:120])
        for found in violations
        if found["impact"] in ("serious", "critical", "moderate")
        for node in found["nodes"]
        if (found["id"], *node["target"]) not in known
    ]
