"""The example class through stock nbgrader: the whole way from stub to grade."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.course.folders import CourseError
from autograder.instructors.authoring import example_class
from autograder.instructors.authoring.example_class import DemoCourse, Example, load_examples
from autograder.instructors.authoring.leaks import find_leaks
from autograder.instructors.reports.class_table import Score, read_results
from tests.conftest import ROOT
from tests.support.commands import fingerprints_as_released, forked_releases
from tests.support.depth import much

# By day one of each kind of outcome; at night test_two_ways.py has the whole class graded, too.
_DAILY = ("all-correct", "crashes", "gradient-without-reg", "not-divided-by-n", "untouched")
_WHOLE = load_examples(ROOT / "examples" / "class")
EXAMPLES = [example for example in _WHOLE if much() or example.name in _DAILY]
HANDED_IN = [(example, name) for example in EXAMPLES for name in example.submissions]
IDS = [f"{example.name}:{name}" for example, name in HANDED_IN]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Grade the class once; return the course's folder and what the command printed."""
    folder = tmp_path_factory.mktemp("demo") / "course"
    with pytest.MonkeyPatch.context() as patch, forked_releases(), fingerprints_as_released():
        patch.chdir(ROOT)
        patch.setattr(example_class, "load_examples", lambda _: EXAMPLES)
        patch.delenv("AUTOGRADER_SEED", raising=False)
        done = CliRunner().invoke(app, ["demo", "--folder", str(folder)])
    assert done.exit_code == 0, done.output
    return folder, done.output


@pytest.fixture(scope="module")
def scores(demo: tuple[Path, str]) -> list[Score]:
    """Return the results that the autograded notebooks hold."""
    return read_results(demo[0])


@pytest.fixture(scope="module")
def gradebook(demo: tuple[Path, str]) -> Iterator[Gradebook]:
    """Open nbgrader's own gradebook of the course."""
    with Gradebook(f"sqlite:///{demo[0] / 'gradebook.db'}") as book:
        yield book
        book.engine.dispose()


@pytest.mark.parametrize(("example", "assignment"), HANDED_IN, ids=IDS)
def test_example_gets_its_points(
    example: Example, assignment: str, scores: list[Score], gradebook: Gradebook
) -> None:
    """Do the notebook's results and nbgrader's gradebook both say what expected.json says?"""
    expected = example.expected[assignment]
    mine = {
        score.question: score
        for score in scores
        if (score.student, score.assignment) == (example.name, assignment)
    }
    assert {name: score.points for name, score in mine.items()} == {
        name: outcome["points"] for name, outcome in expected.items()
    }
    notebook = gradebook.find_submission_notebook(assignment, assignment, example.name)
    recorded = {grade.name: grade.auto_score for grade in notebook.grades if grade.cell}
    for question, score in mine.items():
        assert recorded[f"{question.replace('_', '-')}-tests"] == score.points


def test_full_points_for_the_solutions(gradebook: Gradebook) -> None:
    """Does the solution itself get all the points that are not given by hand?"""
    for assignment in ("softmax-loss", "svm-loss"):
        notebook = gradebook.find_submission_notebook(assignment, assignment, "all-correct")
        for grade in notebook.grades:
            if grade.name.endswith("-tests"):
                assert grade.auto_score == grade.max_score
            else:
                assert grade.needs_manual_grade


def test_untouched_answers_need_no_grading(gradebook: Gradebook) -> None:
    """Does an answer that was not written count 0 without a look?"""
    notebook = gradebook.find_submission_notebook("svm-loss", "svm-loss", "untouched")
    assert notebook.score == 0
    assert not notebook.needs_manual_grade


def test_results_hold_their_seeds(demo: tuple[Path, str]) -> None:
    """Was each submission graded with a seed of its own that its notebook holds?"""
    seeds = set()
    for path in (demo[0] / "autograded").glob("*/*/*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                result = output.get("data", {}).get("application/vnd.autograder.result+json")
                seeds |= {result["seed"]} if result else set()
    assert len(seeds) > len(HANDED_IN)


def test_table_shows_points_and_facets(demo: tuple[Path, str]) -> None:
    """Does the printed table hold every student, the points and the failing facets?"""
    printed = demo[1]
    assert all(example.name in printed for example in EXAMPLES)
    assert "8 (reg)" in printed and "4 (loss, grad)" in printed and "0 (all)" in printed
    assert str(demo[0] / "gradebook.db") in printed


def test_feedback_pages(demo: tuple[Path, str]) -> None:
    """Is there a page for each submission, with messages and without secrets?"""
    pages = {p.parts[-3:-1]: p for p in (demo[0] / "feedback").glob("*/*/*.html")}
    assert set(pages) == {(example.name, name) for example, name in HANDED_IN}
    sources = sorted((demo[0] / "solutions").glob("*/*.ipynb"))
    wrong = pages["gradient-without-reg", "softmax-loss"].read_text(encoding="utf-8")
    assert "dW has no regularization term" in wrong
    for (student, _), page in pages.items():
        text = re.sub(r"<[^>]*>", "", page.read_text(encoding="utf-8"))
        plain = page.with_suffix(".txt")
        plain.write_text(html.unescape(text), encoding="utf-8")
        leaks = [str(leak) for leak in find_leaks(sources, page.parent) if leak.path == plain]
        hidden = [leak for leak in leaks if "-tests: " in leak]
        assert "def " in text and not hidden
        assert student != "untouched" or not leaks


def test_a_crash_is_told_in_a_sentence(demo: tuple[Path, str]) -> None:
    """Does the page of a crashing function name the error and its line?"""
    page = demo[0] / "feedback" / "crashes" / "softmax-loss" / "softmax-loss.html"
    text = page.read_text(encoding="utf-8")
    assert "stopped with ValueError: matmul" in text
    assert "of softmax_loss_naive)" in text


def test_demo_keeps_what_is_there(tmp_path: Path) -> None:
    """Does a folder that holds something stay as it is?"""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CourseError, match="is not empty"):
        DemoCourse(ROOT, tmp_path).prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
