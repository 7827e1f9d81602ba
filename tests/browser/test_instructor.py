"""An instructor's day: grades in the formgrader, points by hand, another submission."""

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import nbformat
import psutil
import pytest
from nbconvert.filters.markdown import markdown2html
from nbgrader.api import Gradebook
from playwright.sync_api import Locator, Page, expect

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
    expect(page.get_by_text("3 of 4 points")).to_be_visible()
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


def workers(office: Office) -> set[int]:
    """Return the numbers of the processes that grade for the instructor's JupyterLab."""
    found = set()
    for process in psutil.Process(office.lab.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it may just have ended
            if "autograder.engine.workers" in process.cmdline():
                found.add(process.pid)
    return found


def click_autograde(page: Page, student: str) -> Locator:
    """Let the formgrader's button grade a submission; return the student's row."""
    row = page.locator("tr").filter(has_text=student)
    expect(row.locator(".status")).to_have_text("needs autograding")
    row.locator(".autograde a").click()
    expect(page.locator("#success-modal")).to_contain_text("Successfully autograded")
    page.locator("#success-modal").get_by_role("button", name="OK").click()
    expect(row.locator(".score")).not_to_have_text("")
    return row


def test_autograde_button_grades_in_two_processes(page: Page, office: Office) -> None:
    """Does the button grade as `autograder grade` does, and one worker all submissions?"""
    office.hand_in("cyd", edit=[FORGETS_TO_SHIFT])
    office.hand_in("eve")
    formgrader(page, office, f"manage_submissions/{NAME}")
    expect(click_autograde(page, "cyd").locator(".score")).to_have_text("19 / 32")
    first = workers(office)
    expect(click_autograde(page, "eve").locator(".score")).to_have_text("20 / 32")
    assert len(first) == 1 and workers(office) == first
    open_submission(page, office, "cyd")
    expect(page.get_by_text("3 of 4 points")).to_be_visible()


PICTURES = (
    "![x](http://pictures.example/a.png) <b>b</b>",
    "![x][1]\n\n[1]: //pictures.example/b.png",
    "<img src='http://pictures.example/c.png'> <img src='//pictures.example/d.png'>",
)
SHOWS = """
from IPython.display import HTML, Markdown, display
for text in {pictures!r}:
    display(HTML(text), Markdown(text))
"""


def test_no_page_asks_another_machine(page: Page, office: Office) -> None:
    """Does looking at a submission tell nobody, whatever pictures its texts and outputs name?"""
    path = office.course / "submitted" / "dan" / NAME / f"{NAME}.ipynb"
    write_finished(NAME, path)
    notebook = nbformat.read(path, as_version=4)
    answers = {cell["id"]: cell for cell in notebook.cells}
    answers[ANSWER].source = "My answer\n\n" + "\n\n".join(PICTURES)
    answers["softmax"].source += SHOWS.format(pictures=PICTURES)
    nbformat.write(notebook, path)
    office.grade()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_submission(page, office, "dan")
    expect(page.locator("body")).to_contain_text("My answer")
    page.wait_for_load_state("load")
    assert asked
    # nbgrader's page asks for MathJax by itself, where it has none of its own.
    assert [url for url in asked if "pictures.example" in url] == []


def test_the_page_would_ask(page: Page, office: Office) -> None:
    """Would the same pictures be asked for, if they stood in the page as they were handed in?"""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(office.lab.url("/api"))
    page.set_content("".join(map(markdown2html, PICTURES)))
    page.wait_for_load_state("load")
    assert {url[-5] for url in asked if "pictures.example" in url} == set("abcd")
