"""Example submissions are small changes to the solution, and say so when they no longer fit."""

from pathlib import Path

import nbformat
import pytest

from autograder.course.folders import CourseError
from autograder.instructors.authoring.example_class import load_examples, submission

ID = "softmax-loss-naive"


@pytest.fixture
def notebooks(root: Path) -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """Return source and released notebook of softmax-loss."""
    source, released = (
        nbformat.read(root / folder / "softmax-loss/softmax-loss.ipynb", as_version=4)
        for folder in ("solutions", "assignments")
    )
    return source, released


def cell(notebook: nbformat.NotebookNode, cell_id: str) -> str:
    """Return a cell's source."""
    text: str = next(cell.source for cell in notebook.cells if cell.id == cell_id)
    return text


def test_an_example_is_the_solution_but_for_its_edits(
    notebooks: tuple[nbformat.NotebookNode, nbformat.NotebookNode],
) -> None:
    """Are edits made, cells left, markers removed, and hidden tests absent?"""
    changes = {
        "leave": ["softmax-loss-vectorized"],
        "edit": [{"cell": ID, "find": "0.5 * reg", "replace": "reg"}],
    }
    made = submission(changes, *notebooks)
    assert "loss += reg * np.sum(W * W)" in cell(made, ID)
    assert "raise NotImplementedError()" in cell(made, "softmax-loss-vectorized")
    text = "\n".join(cell.source for cell in made.cells)
    assert "SOLUTION" not in text and "grade_loss" not in text


@pytest.mark.parametrize("find", ["no such line", "N"])
def test_an_edit_that_no_longer_fits(
    notebooks: tuple[nbformat.NotebookNode, nbformat.NotebookNode], find: str
) -> None:
    """Does an edit that fits nowhere, or in several places, stop with its cell and text?"""
    changes = {"edit": [{"cell": ID, "find": find, "replace": ""}]}
    with pytest.raises(CourseError, match=rf"edit of {ID} finds '{find}' \d+ times, not once"):
        submission(changes, *notebooks)


def test_missing_or_broken_examples(tmp_path: Path) -> None:
    """Is an empty folder, or an example that can't be read, told by its path?"""
    with pytest.raises(CourseError, match="No example submissions"):
        load_examples(tmp_path)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "edits.toml").write_text("story = ", encoding="utf-8")
    with pytest.raises(CourseError, match="one can't be read"):
        load_examples(tmp_path)
