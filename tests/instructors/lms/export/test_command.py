"""`autograder export`, and the exporters behind nbgrader's own command."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli import app
from tests.gradebook.course import CONFIG
from tests.instructors.lms.export.classbook import HW1, ClassBook
from tests.support.commands import NBGRADER, python

HEADER = "Student,ID,SIS User ID,SIS Login ID,Section,Softmax loss (81)\n"
TEMPLATE = (
    HEADER + '    Points Possible,,,,,20\n"Lovelace, Ada",501,,ada,Lab,\n"Bo, Bea",5,,bea,,\n'
)


@pytest.fixture
def course(book: ClassBook, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a course in which ada is graded; it is the current one."""
    (book.folder / "nbgrader_config.py").write_text(CONFIG)
    (book.folder / "template.csv").write_text(TEMPLATE)
    book.graded("ada", points=8.0)
    monkeypatch.chdir(book.folder)
    return book.folder


def run(*words: str) -> Result:
    """Run `autograder export` with words."""
    return CliRunner().invoke(app, ["export", *words])


def test_into_a_template(course: Path) -> None:
    """Is the file written, the counts said, and what is not plain told on stderr?"""
    done = run(HW1, "--to", "canvas", "--template", "template.csv")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"canvas.csv: 1 grade of {HW1}.\n"
    assert "Canvas has 20 points possible, the gradebook 12" in done.stderr
    assert "no student of the gradebook, unchanged: Bo, Bea" in done.stderr
    found = (course / "canvas.csv").read_text()
    assert found == TEMPLATE.replace("ada,Lab,", "ada,Lab,10")


@pytest.mark.usefixtures("course")
def test_json() -> None:
    """Is standard output one JSON object, with all that is told?"""
    done = run(HW1, "--to", "moodle", "--json")
    found = json.loads(done.stdout)
    assert found["file"] == "moodle.csv"
    assert found["written"] == {HW1: 1}
    assert len(found["notices"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["hw9", "--to", "canvas"], "The gradebook knows no assignment hw9"),
        ([HW1, "--to", "canvas", "--template", "none.csv"], "none.csv can't be read"),
        ([HW1, "--to", "moodle", "--column", "x"], "not of the form ASSIGNMENT=TITLE"),
        ([HW1, "--to", "canvas", "--column", "hw9=x"], "--column names hw9, which is not"),
        ([HW1, "--to", "canvas", "--student", "zoe"], "knows no student zoe"),
        (
            [HW1, "--to", "canvas", "--template", "template.csv", "--file", "template.csv"],
            "is the template itself",
        ),
    ],
)
def test_mistakes(course: Path, words: list[str], said: str) -> None:
    """Does a mistake end in one sentence, without a file or a traceback?"""
    done = run(*words)
    assert done.exit_code == 1
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (course / "canvas.csv").exists()
    assert (course / "template.csv").read_text() == TEMPLATE


@pytest.mark.parametrize(
    ("there", "lost"), [(TEMPLATE, "the column Softmax loss (81)"), ("\x89PNG\n", "no table")]
)
def test_a_download_is_never_replaced(course: Path, there: str, lost: str) -> None:
    """Is a file left alone that is no earlier export, and the way out said?"""
    (course / "grades.csv").write_text(there, encoding="latin-1")
    done = run(HW1, "--to", "canvas", "--file", "grades.csv")
    assert done.exit_code == 1
    assert lost in done.stderr and "--template" in done.stderr
    assert (course / "grades.csv").read_text(encoding="latin-1") == there


def test_no_gradebook(course: Path) -> None:
    """Is a course without a gradebook told of, and none made?"""
    (course / "gradebook.db").unlink()
    done = run(HW1, "--to", "canvas")
    assert done.exit_code == 1
    assert "There is no gradebook at" in done.stderr
    assert not (course / "gradebook.db").exists()


@pytest.mark.usefixtures("course")
def test_an_earlier_export_is_replaced() -> None:
    """Can the same command be run again, with and without the template?"""
    for options in ((), ("--template", "template.csv")):
        words = (HW1, "--to", "canvas", "--file", f"out-{len(options)}.csv", *options)
        assert [run(*words).exit_code for _ in range(2)] == [0, 0]


def test_by_nbgrader(course: Path) -> None:
    """Does nbgrader's command write the same file with our exporter, and say why if it can't?"""
    exporter = "--exporter=autograder.instructors.lms.platforms.canvas.CanvasExporter"
    words = [exporter, f"--assignment=['{HW1}']", "--to", "canvas.csv"]
    done = nbgrader(*words, "--CanvasExporter.template=template.csv")
    assert done.returncode == 0, done.stderr
    assert (course / "canvas.csv").read_text() == TEMPLATE.replace("ada,Lab,", "ada,Lab,10")
    assert "Canvas has 20 points possible" in done.stderr
    done = nbgrader(exporter, "--assignment=['hw9']", "--to", "canvas.csv")
    assert done.returncode == 1
    assert "The gradebook knows no assignment hw9" in done.stderr
    assert "Traceback" not in done.stderr


def nbgrader(*words: str) -> subprocess.CompletedProcess[str]:
    """Run `nbgrader export` with words in the current folder."""
    return python([*NBGRADER, "export", *words], Path.cwd(), os.environ)
