"""An instructor's day: grades in the formgrader, points by hand, another submission."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from tests.browser.courses import autograder, copy_of_course, write_finished
from tests.browser.server import Lab, running_lab

NAME = "softmax-function"
ANSWER = "why-shift-answer"
FORGETS_TO_SHIFT = {"cell": "softmax", "find": "s - np.max(s)", "replace": "s"}


class Office:
    """An instructor's copy of the course, with two graded submissions and one not graded yet."""

    def __init__(self, lab: Lab, course: Path, home: Path) -> None:
        self.lab, self.course, self.home = lab, course, home

    def gradebook(self) -> Gradebook:
        """Return the course's gradebook, to be closed."""
        return Gradebook(f"sqlite:///{self.course / 'gradebook.db'}")

    def grade(self, *options: str) -> None:
        """Grade what was handed in."""
        autograder(self.course, self.home, "grade", NAME, "--jobs=1", *options)

    def hand_in(self, student: str, **changes: object) -> None:
        """Hand in a finished notebook with these changes."""
        path = self.course / "submitted" / student / NAME / f"{NAME}.ipynb"
        write_finished(NAME, path, **changes)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Yield a course in which ada and bob are graded, in the instructor's JupyterLab."""
    home = tmp_path_factory.mktemp("home")
    course = copy_of_course(tmp_path_factory.mktemp("course"), NAME)
    with running_lab(course, home, "--instructor") as lab:
        room = Office(lab, course, home)
        autograder(course, home, "release", NAME)
        room.hand_in("ada")
        room.hand_in("bob", edit=[FORGETS_TO_SHIFT])
        room.grade()
        yield room


def formgrader(page: Page, office: Office, path: str) -> None:
    """Open a page of the formgrader, as somebody who is logged in."""
    page.set_extra_http_headers({"Authorization": f"token {office.lab.token}"})
    page.goto(f"{office.lab.address}/formgrader/{path}")


def open_submission(page: Page, office: Office, student: str) -> None:
    """Open a student's graded notebook in the formgrader, by its address."""
    with office.gradebook() as gradebook:
        found = gradebook.find_submission_notebook(NAME, NAME, student).id
    formgrader(page, office, f"submissions/{found}/?index=0")


def test_formgrader_opens_in_jupyterlab_and_shows_scores(page: Page, office: Office) -> None:
    """Does the menu lead to the list of submissions, with each student's points?"""
    page.goto(office.lab.url("/lab") + "&reset")
    page.get_by_role("menuitem", name="Nbgrader", exact=True).click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    inside = page.frame_locator("iframe")
    assignment = inside.locator("tr").filter(has_text=NAME)
    assignment.locator(".num-submissions a").click()
    for student, score in (("ada", "20 / 32"), ("bob", "19 / 32")):
        row = inside.locator("tr").filter(has_text=student)
        expect(row.locator(".score")).to_have_text(score)
        expect(row.locator(".status")).to_have_text("needs manual grading")


def test_submission_shows_what_was_seen(page: Page, office: Office) -> None:
    """Does the instructor read the student's code, the points and why some were lost?"""
    open_submission(page, office, "bob")
    expect(page.locator("body")).to_contain_text("softmax: 3 of 4 points")
    expect(page.locator("body")).to_contain_text("np.exp(s)")
    expect(page.locator("#softmax-tests")).to_have_attribute("placeholder", "3")


def test_points_by_hand_are_kept_when_graded_again(page: Page, office: Office) -> None:
    """Do points and a comment for a written answer stay, marked to be looked at once more?"""
    open_submission(page, office, "ada")
    box, comment = page.locator(f"#{ANSWER}"), page.locator(f"#{ANSWER}-comment")
    expect(comment).to_have_attribute("placeholder", re.compile("."))  # the page knows its cells
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.ok):
        box.fill("1.5")
        box.press("Tab")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.ok):
        comment.fill("Which of the two facts?")
        comment.press("Tab")
    for options in ((), ("--force",)):
        office.grade(*options)
        with office.gradebook() as gradebook:
            grade = gradebook.find_grade(ANSWER, NAME, NAME, "ada")
            assert grade.manual_score == 1.5
            assert grade.needs_manual_grade == bool(options)
            said = gradebook.find_comment(ANSWER, NAME, NAME, "ada")
            assert said.manual_comment == "Which of the two facts?"
    formgrader(page, office, f"manage_submissions/{NAME}")
    row = page.locator("tr").filter(has_text="ada")
    expect(row.locator(".score")).to_have_text("21.5 / 32")


def test_autograde_button_grades_in_two_processes(page: Page, office: Office) -> None:
    """Does the formgrader's own button grade a new submission as `autograder grade` does?"""
    office.hand_in("cyd", edit=[FORGETS_TO_SHIFT])
    formgrader(page, office, f"manage_submissions/{NAME}")
    row = page.locator("tr").filter(has_text="cyd")
    expect(row.locator(".status")).to_have_text("needs autograding")
    row.locator(".autograde a").click()
    expect(page.locator("#success-modal")).to_contain_text("Successfully autograded")
    page.locator("#success-modal").get_by_role("button", name="OK").click()
    expect(row.locator(".score")).to_have_text("19 / 32")
    open_submission(page, office, "cyd")
    expect(page.locator("body")).to_contain_text("softmax: 3 of 4 points")
