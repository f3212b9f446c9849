"""What several tests do on the page."""

from collections.abc import Collection, Sequence
from typing import Any


def ask(page: Any, message: str) -> None:
    page.get_by_label("Your message").fill(message)
    page.keyboard.press("Enter")


def until_answered(page: Any) -> None:
    """Returns when no answer is being written any more."""
    page.locator("#stop").wait_for(state="hidden")


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
    options = {"resultTypes": ["violations"], "preload": False} | ({"runOnly": list(rules)} if rules else {})
    violations = Axe().run(page, options=options).response["violations"]
    return [
        (found["id"], found["impact"], node["html"][:120])
        for found in violations
        if found["impact"] in ("serious", "critical", "moderate")
        for node in found["nodes"]
        if (found["id"], *node["target"]) not in known
    ]
