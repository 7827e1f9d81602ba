"""Photograph a day in JupyterLab: the start page of `autograder lab`, and the formgrader."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Gradebook
from pages import ASSIGNMENT, STUDENT, grade_examples
from playwright.sync_api import Browser, BrowserContext, Route

from autograder.course.folders import assignments

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.courses import copy_of_course  # noqa: E402
from tests.browser.server import Lab, running_lab  # noqa: E402

WINDOW = {"width": 1100, "height": 760}
QUESTION = "softmax-loss-naive-tests"
SECONDS = 120


def photograph_lab(browser: Browser, folder: Path, output: Path) -> None:
    """Take the start page that a student sees."""
    copy_of_course(folder, *assignments(ROOT))
    with _lab(browser, folder) as (lab, context):
        page = context.new_page()
        page.goto(f"{lab.address}/")
        page.get_by_role("heading", name="Start here").wait_for()
        page.get_by_role("link", name="Softmax loss").wait_for()
        page.screenshot(path=output / "lab-start-page.png")
    print(output / "lab-start-page.png")


def photograph_formgrader(browser: Browser, folder: Path, output: Path) -> None:
    """Take the example class in the formgrader, and one of its notebooks at the first question."""
    grade_examples(folder)
    with _lab(browser, folder, "--instructor") as (lab, context):
        page = context.new_page()
        page.goto(f"{lab.address}/formgrader/manage_submissions/{ASSIGNMENT}")
        page.locator("tr .score").nth(8).wait_for()  # of ten on a page
        page.screenshot(path=output / "formgrader.png")
        page.goto(f"{lab.address}/formgrader/submissions/{_number_of(folder)}/?index=0")
        place = page.locator(f"#{QUESTION}")
        place.wait_for()
        place.evaluate("each => each.scrollIntoView({block: 'start'})")
        page.evaluate("window.scrollBy(0, -80)")  # the page has a bar at its top
        page.screenshot(path=output / "formgrader-submission.png")
    print(output / "formgrader.png", output / "formgrader-submission.png", sep="\n")


def _number_of(folder: Path) -> str:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        found = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, STUDENT)
        return str(found.id)


@contextmanager
def _lab(browser: Browser, course: Path, *options: str) -> Iterator[tuple[Lab, BrowserContext]]:
    """Run `autograder lab`; yield it, and windows of somebody who is logged in."""
    home = course / ".home"
    home.mkdir()
    with running_lab(course, home, *options) as lab:
        context = browser.new_context(viewport=WINDOW)
        context.set_default_timeout(1000 * SECONDS)
        context.set_extra_http_headers({"Authorization": f"token {lab.token}"})
        context.route("**/*", _only_here)
        yield lab, context
        context.close()


def _only_here(route: Route) -> None:
    """Let no picture depend on a network."""
    if route.request.url.startswith("http://127.0.0.1:"):
        route.continue_()
    else:
        route.abort()
