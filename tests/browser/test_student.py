"""A student's day in JupyterLab, from the start page to handing in."""

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.courses import ROOT, autograder, copy_of_course, nbgrader, write_finished
from tests.browser.notebook_page import NotebookPage
from tests.browser.server import Lab, running_lab

NAME = "softmax-function"
NOTEBOOK = f"{NAME}/{NAME}.ipynb"
OVERFLOWS = "def softmax(s):\n    e = np.exp(s)\n    return e / e.sum()"
RIGHT = "def softmax(s):\n    e = np.exp(s - np.max(s))\n    return e / e.sum()"
OTHER = "gradient-check"
FINISHED = f"{OTHER}/{OTHER}.ipynb"


class Room:
    """A student's copy of the course, and the JupyterLab that shows it."""

    def __init__(self, lab: Lab, course: Path, home: Path) -> None:
        self.lab, self.course, self.home = lab, course, home
        self.folder = course / "assignments"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Yield a room with two notebooks: one released to an exchange, the other finished."""
    home, exchange = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    course = copy_of_course(tmp_path_factory.mktemp("course"), NAME, OTHER)
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.Exchange.root = {str(exchange)!r}\n")
    nbgrader(course, home, "release_assignment", NAME)
    write_finished(OTHER, course / "assignments" / FINISHED)
    with running_lab(course, home) as lab:
        yield Room(lab, course, home)


@pytest.fixture
def room(shared: Room) -> Iterator[Room]:
    """Yield the room with the notebook as it is handed out."""
    (shared.folder / NOTEBOOK).write_bytes((ROOT / "assignments" / NOTEBOOK).read_bytes())
    yield shared
    shared.lab.end_kernels()


def test_start_page_opens_rendered_and_leads_to_a_notebook(page: Page, room: Room) -> None:
    """Does JupyterLab open on a page of links, in the course's order, that open notebooks?"""
    page.goto(room.lab.url())
    shown = page.locator(".jp-MarkdownViewer")
    expect(shown.get_by_role("heading", name="Start here")).to_be_visible()
    names = [line for line in shown.get_by_role("link").all_inner_texts() if len(line) > 1]
    assert names[:2] == ["The softmax function", "Checking gradients"]
    expect(page.get_by_text("Would you like to get notified")).to_have_count(0)
    shown.get_by_role("link", name="The softmax function").click()
    NotebookPage(page, room.folder / NOTEBOOK).ready()


def test_students_have_no_formgrader(page: Page, room: Room) -> None:
    """Does a student's menu hold the list of assignments, and nothing for instructors?"""
    NotebookPage.open(page, room.lab, room.folder, NOTEBOOK).menu("Nbgrader")
    expect(page.get_by_role("menuitem", name="Assignment List")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Formgrader")).to_have_count(0)
    expect(page.get_by_text("Create Assignment")).to_have_count(0)


def test_unfinished_notebook_runs_and_says_what_is_missing(page: Page, room: Room) -> None:
    """Does every check say 'not implemented yet', and no cell fail?"""
    notebook = NotebookPage.open(page, room.lab, room.folder, NOTEBOOK)
    notebook.run_all()
    for key in ("softmax", "softmax-rows", "cross-entropy", "kl-divergence", "softmax-jacobian"):
        expect(notebook.output(f"{key}-tests")).to_contain_text("Not implemented yet")
    expect(page.get_by_text("Traceback")).to_have_count(0)


def test_a_mistake_is_named_then_passes_then_validates(page: Page, room: Room) -> None:
    """Does the check name the mistake, then pass what mends it, and does Validate agree?"""
    notebook = NotebookPage.open(page, room.lab, room.folder, NOTEBOOK)
    notebook.run("setup")
    notebook.write("softmax", OVERFLOWS)
    notebook.run("softmax")
    notebook.run("softmax-tests")
    expect(notebook.output("softmax-tests")).to_contain_text(re.compile("overflow|nan", re.I))
    notebook.write("softmax", RIGHT)
    notebook.run("softmax")
    notebook.run("softmax-tests")
    expect(notebook.output("softmax-tests")).to_contain_text("passed")
    notebook.save()
    said = notebook.validate()
    expect(said).to_contain_text("softmax_rows: not implemented yet")
    expect(said).not_to_contain_text("check_function(softmax,")


def test_validate_passes_a_finished_notebook(page: Page, room: Room) -> None:
    """Does nbgrader's button say that a finished notebook passes?"""
    notebook = NotebookPage.open(page, room.lab, room.folder, FINISHED)
    expect(notebook.validate()).to_contain_text("Success! Your notebook passes all the tests.")


def test_submit_reaches_the_instructor(page: Page, room: Room) -> None:
    """Does the button Submit of the list hand in what stands in the notebook, as it is saved?"""
    notebook = NotebookPage.open(page, room.lab, room.folder, NOTEBOOK)
    notebook.write("softmax", RIGHT)
    notebook.save()
    notebook.menu("Nbgrader", "Assignment List")
    mine = page.locator("#fetched_assignments_list .list_item").filter(has_text=NAME).first
    mine.get_by_role("button", name="Submit").click()
    done = page.locator("#submitted_assignments_list .list_item").filter(has_text=NAME)
    expect(done.first).to_be_visible()
    nbgrader(room.course, room.home, "collect", NAME)
    (collected,) = (room.course / "submitted").glob(f"*/{NAME}/{NAME}.ipynb")
    assert RIGHT in sources(collected)


def test_a_zip_reaches_the_instructor(page: Page, room: Room, tmp_path: Path) -> None:
    """Does a notebook come back in that was downloaded, zipped and uploaded to Canvas?"""
    notebook = NotebookPage.open(page, room.lab, room.folder, NOTEBOOK)
    notebook.write("softmax", RIGHT)
    notebook.save()
    with page.expect_download() as download:
        notebook.menu("File", "Download")
    mine = tmp_path / download.value.suggested_filename
    download.value.save_as(mine)
    zipped(tmp_path / "mine.zip", {mine.name: mine})
    uploaded = "byronada_4711_815_mine.zip"  # as Canvas names it in its download of all
    zipped(tmp_path / "submissions.zip", {uploaded: tmp_path / "mine.zip"})
    autograder(room.course, room.home, "collect", NAME, str(tmp_path / "submissions.zip"))
    assert RIGHT in sources(room.course / "submitted" / "byronada-4711" / NAME / f"{NAME}.ipynb")


def zipped(path: Path, files: dict[str, Path]) -> None:
    """Write a zip of files by the names in it."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, file in files.items():
            archive.write(file, name)


def sources(path: Path) -> list[str]:
    """Return the text of each cell of a notebook."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells]
