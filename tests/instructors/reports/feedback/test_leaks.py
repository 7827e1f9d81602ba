"""No page of any assignment gives away a hidden test or a solution."""

import html
import re
from pathlib import Path

import pytest

from autograder.batch.opening import Options, open_class
from autograder.course.folders import RELEASE_FOLDER, SOURCE_FOLDERS, assignments
from autograder.engine.sandbox.backends import backend_problem
from autograder.engine.sandbox.isolation import Isolation
from autograder.instructors.authoring import example_class
from autograder.instructors.authoring.example_class import DemoCourse, load_examples
from autograder.instructors.authoring.leaks import secret_lines
from autograder.instructors.reports.feedback.publish import Feedback
from autograder.judging.pictures import picture_of
from autograder.notebooks.cells import read_cells
from tests.conftest import ROOT
from tests.instructors.reports.feedback.reader import Reader
from tests.support.commands import forked_releases
from tests.support.depth import much

STUB = "stub"
ALL = assignments(ROOT)
# By day one of each kind of page: right, wrong with a name and a picture, ended by an error.
_DAILY = ("all-correct", "gradient-without-reg", "crashes")
_WHOLE = load_examples(ROOT / "examples" / "class")
EXAMPLES = [example for example in _WHOLE if much() or example.name in _DAILY]


class AllAssignments(DemoCourse):
    """The example class, and in each assignment a student who hands the stubs in."""

    def hand_in_all(self) -> None:
        """Prepare the course with all assignments."""
        self.assignments = ALL
        with forked_releases():
            self.prepare()
        for name in ALL:
            source = self.folder / RELEASE_FOLDER / name / f"{name}.ipynb"
            target = self.folder / "submitted" / STUB / name / source.name
            target.parent.mkdir(parents=True)
            target.write_bytes(source.read_bytes())


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the course, graded, with its feedback pages."""
    made = AllAssignments(ROOT, tmp_path_factory.mktemp("leaks") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example_class, "load_examples", lambda _: EXAMPLES)
        made.hand_in_all()
    isolation = Isolation.PROCESS if backend_problem() else Isolation.SANDBOX
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.folder)
        patch.delenv("AUTOGRADER_SEED", raising=False)
        for name in ALL:
            with open_class(made.folder, name, Options(isolation=isolation, jobs=1)) as run:
                assert all(outcome.state == "graded" for outcome in run.outcomes)
            assert all(
                each.state == "written"
                for each in Feedback(made.folder, name, (), picture_of).write()
            )
    return made.folder


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


@pytest.mark.parametrize("name", ALL)
def test_no_page_holds_a_secret(course: Path, name: str) -> None:
    """Does each page hold no line of a hidden test, nor of a solution but the student's own?"""
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


@pytest.mark.parametrize("name", ALL)
def test_there_is_something_to_leak(course: Path, name: str) -> None:
    """Are secrets in what pages are made from, so that the test above could fail?"""
    graded = course / "autograded" / STUB / name / f"{name}.ipynb"
    assert [
        place for place in secrets_in(sources(graded), name).values() if place.endswith("-tests")
    ]


def test_a_mistake_of_the_class_has_its_picture(course: Path) -> None:
    """Has the page of a named mistake in dW the residual, described in words?"""
    path = course / "feedback" / "gradient-without-reg" / "softmax-loss" / "softmax-loss.html"
    read = Reader(path.read_text(encoding="utf-8"))
    pictures = [each for each in read.of("img") if each["alt"].startswith("The residual")]
    assert len(pictures) == 2
    assert "the regularization is missing from dW" in read.text
    assert "on a small example" in read.text
