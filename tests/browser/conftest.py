"""A real Chromium on the real service: as it starts without a key, and with the scripted Groq server behind it."""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import fake_groq, service

# The first draws no window of its own around each page, which is a fourth of the time.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, _BROWSERS)), None)
_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
_HERE = Path(__file__).parent
_PATIENCE_MS = 30_000  # for what will come: how long it takes is the machine's business


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if reason := _missing():
                item.add_marker(pytest.mark.skip(reason=reason))


def _missing() -> str:
    if importlib.util.find_spec("playwright") is None:
        return "playwright is not installed"
    return "" if CHROMIUM else "no Chromium on PATH"


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """For this package alone: while the driver lives, its event loop counts as running."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[service.Service]:
    """The service as it starts without a key."""
    with service.serve(tmp_path_factory.mktemp("offline")) as started:
        started.wait_until_ready()
        yield started


@pytest.fixture(scope="package")
def groq() -> Iterator[fake_groq.FakeGroq]:
    with fake_groq.in_thread() as server:
        yield server


@pytest.fixture(scope="package")
def online(groq: fake_groq.FakeGroq, tmp_path_factory: pytest.TempPathFactory) -> Iterator[service.Service]:
    """The service with the scripted Groq server as its provider; `groq.queue` says how the next turn goes."""
    settings = {
        "LLM_PROVIDER": "groq",
        "GROQ_API_KEY": "gsk_test",
        "GROQ_BASE_URL": groq.url,
        "LLM_FIRST_TOKEN_TIMEOUT_SECONDS": "60",  # an answer may be held while a test looks at the page
        "LLM_TOKEN_TIMEOUT_SECONDS": "60",
    }
    with service.serve(tmp_path_factory.mktemp("online"), **settings) as started:
        started.wait_until_ready()
        yield started


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`visit(url, viewport=…, …)` opens a page in a profile of its own.

    At the end no page may have said anything on its console, broken its policy or asked another origin for anything.
    """
    contexts, complaints = [], []

    def open_page(url: str, *, init_script: str = "", **options: Any) -> Any:
        context = chromium.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **options})
        contexts.append(context)
        context.set_default_timeout(_PATIENCE_MS)
        context.add_init_script(init_script)
        page = context.new_page()
        origin = url.split("/", 3)[2]
        page.on("console", lambda message: complaints.append(f"console: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on("dialog", lambda dialog: complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: _check_origin(request.url, origin, complaints))
        page.goto(url)
        return page

    open_page.complaints = complaints  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _check_origin(url: str, origin: str, complaints: list[str]) -> None:
    if not url.startswith(("blob:", "data:")) and url.split("/", 3)[2] != origin:
        complaints.append(f"foreign request: {url}")
