"""A browser, and a new window of it for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect, sync_playwright

from autograder.instructors.authoring.site import make_site
from tests.browser.courses import ROOT
from tests.browser.site_course import NAME, NAMED_HOST, Served, serving
from tests.support.pyodide import Missing, NotAsChosen, get_pyodide

SECONDS = 120  # that a busy machine may take for what is there at once on an idle one
# For workers, too, which Playwright's routes don't reach. With a name, this computer's address is
# none that a browser takes for secure.
NO_OTHER_HOST = (
    f"--host-resolver-rules=MAP {NAMED_HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
)
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
            executable_path=program, args=["--no-sandbox", "--disable-gpu", NO_OTHER_HOST]
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


@pytest.fixture(scope="session")
def pyodide() -> Path:
    """Return a Pyodide; where none can be had, those who need it are left out, with the reason.

    It is no part of a machine that somebody sets up, as a browser is: it is fetched. What was
    fetched and is something else is a failure.
    """
    try:
        return get_pyodide()
    except NotAsChosen as error:
        pytest.fail(str(error), pytrace=False)
    except Missing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, pyodide: Path) -> Path:
    """Return the site of one assignment."""
    return make_site(ROOT, [NAME], tmp_path_factory.mktemp("site") / "public", str(pyodide)).folder


@pytest.fixture
def served(built: Path) -> Iterator[Served]:
    """Yield the site on an address of its own, so that each test has a browser that knows none."""
    with serving(built) as site:
        yield site


@pytest.fixture
def tab(browser: Browser, served: Served) -> Iterator[Page]:
    """Yield an empty tab; at the end, no page or worker has asked another host for anything.

    Requests are not routed, as that would go past the service worker: the browser finds no other
    host.
    """
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.set_default_timeout(1000 * SECONDS)
    expect.set_options(timeout=1000 * SECONDS)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield context.new_page()
    cookies = context.cookies()
    context.close()
    ours = (served.address, served.named_address, "data:", "blob:")
    assert not [url for url in asked if not url.startswith(ours)]
    assert asked and not cookies


def _own(playwright: Playwright) -> str | None:
    program = playwright.chromium.executable_path
    return program if Path(program).exists() else None


def _only_here(route: Route) -> None:
    if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        route.continue_()
    else:
        route.abort()
