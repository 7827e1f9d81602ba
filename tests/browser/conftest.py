"""A browser, and a new window of it for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

SECONDS = 120  # that a busy machine may take for what is there at once on an idle one
_NONE = (
    "These tests need Chromium, and there is none: apt install chromium, or (with a network) "
    ".venv/bin/playwright install chromium. All others: pytest --ignore=tests/browser."
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield the system's Chromium, or Playwright's own; without either a test fails and says so."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or _own(playwright)
        if program is None:
            pytest.fail(_NONE, pytrace=False)
        found = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Yield an empty page that reaches this computer alone."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(1000 * SECONDS)
    context.route("**/*", _only_here)
    expect.set_options(timeout=1000 * SECONDS)
    yield context.new_page()
    context.close()


def _own(playwright: Playwright) -> str | None:
    program = playwright.chromium.executable_path
    return program if Path(program).exists() else None


def _only_here(route: Route) -> None:
    if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()
