"""What several tests do on the page."""

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
