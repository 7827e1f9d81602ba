"""No page of any assignment gives away a hidden test or a solution."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.batch.opening import Options, open_class
from autograder.course.folders import RELEASE_FOLDER, SOURCE_FOLDERS, assignments
from autograder.engine.sandbox.backends import backend_problem
from autograder.engine.sandbox.isolation import Isolation
from autograder.instructors.authoring.example_class import DemoCourse, load_examples
from autograder.instructors.authoring.leaks import secret_lines
from autograder.instructors.reports.feedback.publish import Feedback
from autograder.judging.pictures import picture_of
from autograder.notebooks.cells import read_cells
from tests.conftest import ROOT
from tests.instructors.reports.feedback.reader import Reader
from tests.support.commands import fingerprints_as_released, forked_releases
from tests.support.depth import much

STUB = "stub"
ALL = assignments(ROOT)
# By day one of each kind of page: right, wrong with a name and a picture, ended by an error.
_DAILY = ("all-correct", "gradient-without-reg", "crashes")
_WHOLE = load_examples(ROOT / "examples" / "class")
EXAMPLES = [example for example in _WHOLE if much() or example.name in _DAILY]


class OneAssignment(DemoCourse):
    """Of an assignment what the example class hands in, and the stubs as another student's work."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(ROOT, folder)
        self.assignments = [name]
        self.examples = [
            replace(each, submissions={name: each.submissions[name]})
            for each in EXAMPLES
            if name in each.submissions
        ]

    def hand_in_all(self) -> None:
        """Prepare the course."""
        with forked_releases(), fingerprints_as_released():
            self.prepare()
        (name,) = self.assignments
        source = self.folder / RELEASE_FOLDER / name / f"{name}.ipynb"
        target = self.folder / "submitted" / STUB / name / source.name
        target.parent.mkdir(parents=True)
        target.write_bytes(source.read_bytes())


class Courses(dict[str, Path]):
    """Courses with their feedback pages, by the assignment that each has; made when asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, name: str) -> Path:
        """Hand in, grade and write the pages."""
        made = OneAssignment(self._folder / name, name)
        made.hand_in_all()
        isolation = Isolation.PROCESS if backend_problem() else Isolation.SANDBOX
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(made.folder)
            patch.delenv("AUTOGRADER_SEED", raising=False)
            with open_class(made.folder, name, Options(isolation=isolation, jobs=1)) as run:
                assert all(outcome.state == "graded" for outcome in run.outcomes)
            written = Feedback(made.folder, name, (), picture_of).write()
            assert all(each.state == "written" for each in written)
        self[name] = made.folder
        return made.folder


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Courses:
    """Return the courses, none made yet."""
    return Courses(tmp_path_factory.mktemp("leaks"))


def squeezed(text: str) -> str:
    """Return a text without white space, which hides no secret."""
    return re.sub(r"\s+", "", text)


def sources(path: Path) -> str:
    """Return the sources of all cells of a notebook."""
    return "\n".join(cell.source for cell in read_cells(path))


def secrets_in(text: str, name: str) -> dict[str, str]:
    """Return the secret lines of an assignment that stand anywhere in a text."""
    found = secret_lines(sorted((ROOT / SOURCE_FOLDERS[0] / name).glob("*.ipynb")))
    whole = squeezed(text)
    return {line: place for line, place in found.items() if line in whole}


def _tests_in(notebook: Path, name: str) -> list[str]:
    found = secrets_in(sources(notebook), name).values()
    return [place for place in found if place.endswith("-tests")]


@pytest.mark.parametrize("name", ALL)
def test_no_page_holds_a_secret(courses: Courses, name: str) -> None:
    """Does each page hold no line of a hidden test, nor of a solution but the student's own?"""
    course = courses[name]
    assert _tests_in(
        course / "autograded" / STUB / name / f"{name}.ipynb", name
    )  # so it could fail
    pages = sorted((course / "feedback").glob(f"*/{name}/*.html"))
    assert len(pages) == len(list(course.glob(f"submitted/*/{name}/*.ipynb"))) > 0
    for page in pages:
        source = page.read_text(encoding="utf-8")
        student = page.parts[-3]
        handed_in = course / "submitted" / student / name / f"{page.stem}.ipynb"
        own = squeezed(sources(handed_in))
        for text in (source, html.unescape(source), Reader(source).text):
            found = secrets_in(text, name)
            assert not [place for place in found.values() if place.endswith("-tests")], page
            assert not {line for line in found if line not in own}, page


def test_a_mistake_has_its_picture(courses: Courses) -> None:
    """Has the page of a named mistake in dW the residual, described in words?"""
    course = courses["softmax-loss"]
    path = course / "feedback" / "gradient-without-reg" / "softmax-loss" / "softmax-loss.html"
    read = Reader(path.read_text(encoding="utf-8"))
    pictures = [each for each in read.of("img") if each["alt"].startswith("The residual")]
    assert len(pictures) == 2
    assert "the regularization is missing from dW" in read.text
    assert "on a small example" in read.text
