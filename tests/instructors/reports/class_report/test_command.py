"""What `autograder report` writes and says."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from autograder.cli import app
from tests.instructors.reports.class_report.made import ASSIGNMENT, MadeClass


def run(made: MadeClass, *words: str) -> Result:
    """Run the command in the course folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.folder)
        return CliRunner().invoke(app, ["report", *words])


def test_page(made: MadeClass) -> None:
    """Is the page written to reports/ by default, and is it said where?"""
    made.grade("ada", ["loss", "gradient"])
    done = run(made, ASSIGNMENT)
    assert done.exit_code == 0, done.output
    page = made.folder / "reports" / f"{ASSIGNMENT}.html"
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (
        "ps1: 1 graded, 1 need help, 0 await manual grading, 0 pairs worth a look." in done.output
    )
    assert f"The page: {page}" in done.output
    assert [path.name for path in page.parent.iterdir()] == [page.name]


def test_output(made: MadeClass, tmp_path: Path) -> None:
    """Does --output say where, and is a place that isn't there a sentence and code 1?"""
    made.grade("ada")
    page = tmp_path / "page.html"
    assert run(made, ASSIGNMENT, "--output", str(page)).exit_code == 0
    assert "ada" in page.read_text(encoding="utf-8")
    assert not (made.folder / "reports").exists()
    done = run(made, ASSIGNMENT, "--output", str(tmp_path / "nowhere" / "page.html"))
    assert done.exit_code == 1
    assert "can't be written: there is no folder" in done.stderr
    folder = run(made, ASSIGNMENT, "--output", str(tmp_path))
    assert folder.exit_code == 1
    assert "can't be written: " in folder.stderr


def test_json(made: MadeClass) -> None:
    """Is standard output one JSON object with the figures, and no page written?"""
    made.grade("ada", ["inputs"], mistakes=["an argument is changed"])
    made.grade("ben")
    done = run(made, ASSIGNMENT, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["graded"] == 2
    assert found["scores"]["mean"] == 5.5
    assert found["questions"][0]["facets"][2]["passed"] == 1
    assert found["mistakes"][0]["students"] == ["ada"]
    assert not (made.folder / "reports").exists()


def test_anonymous(made: MadeClass) -> None:
    """Does --anonymous keep names out of the page and of the JSON?"""
    made.grade("ada-lovelace", ["inputs"])
    done = run(made, ASSIGNMENT, "--anonymous", "--json", "--output", "page.html")
    assert done.exit_code == 0, done.output
    assert "ada-lovelace" not in done.output
    assert "ada-lovelace" not in (made.folder / "page.html").read_text(encoding="utf-8")
    assert json.loads(done.stdout)["needs"][0]["student"] == "student 1"


def test_nothing_graded(made: MadeClass) -> None:
    """Is a class that nobody has graded a sentence on what to do, and a page that says so?"""
    made.hand_in("ada")
    done = run(made, ASSIGNMENT)
    assert done.exit_code == 0, done.output
    assert "Nothing is graded yet for ps1: run `autograder grade ps1`" in done.output
    assert (made.folder / "reports" / "ps1.html").is_file()


def test_unknown_assignment(made: MadeClass) -> None:
    """Does an unknown name end with one sentence and code 1, and write nothing?"""
    done = run(made, "ps9")
    assert done.exit_code == 1
    assert done.stderr.strip() == "The gradebook knows no assignment ps9: it knows ps1."
    assert not (made.folder / "reports").exists()
