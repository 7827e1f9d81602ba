"""Photograph the pages that the kit writes about a graded class."""

from pathlib import Path

from playwright.sync_api import Browser

from autograder.batch.opening import Options, open_class
from autograder.engine.sandbox.isolation import Isolation
from autograder.instructors.authoring.example_class import DemoCourse
from autograder.instructors.reports.feedback.publish import Feedback
from autograder.judging.pictures import picture_of

ROOT = Path(__file__).resolve().parents[2]
STUDENT, ASSIGNMENT = "gradient-without-reg", "softmax-loss"
FEEDBACK_WINDOW = {"width": 820, "height": 1180}


def photograph_feedback(browser: Browser, folder: Path, output: Path) -> None:
    """Grade one of the example class, and take the first question of the student's page."""
    grade_examples(folder, STUDENT)
    (written,) = Feedback(folder, ASSIGNMENT, [STUDENT], picture_of).write()
    photograph(browser, written.page, output / "feedback.png", FEEDBACK_WINDOW, ".question")


def grade_examples(folder: Path, *students: str) -> None:
    """Make a course of the example class, and grade these of it, by default all."""
    course = DemoCourse(ROOT, folder)
    course.prepare()
    isolation = None if course.sandboxed else Isolation.PROCESS
    with open_class(folder, ASSIGNMENT, Options(students=students, isolation=isolation)) as run:
        list(run.outcomes)


def photograph(
    browser: Browser, file: Path, picture: Path, window: dict[str, int], first: str = "body"
) -> None:
    """Take a page from the first place of a selector on."""
    page = browser.new_page(viewport=window)
    page.goto(file.as_uri())
    page.locator(first).first.evaluate("each => each.scrollIntoView({block: 'start'})")
    page.screenshot(path=picture)
    page.close()
    print(picture)
