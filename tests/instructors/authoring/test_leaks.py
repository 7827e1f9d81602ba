"""No secret reaches the students, and one that would is found."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.course.folders import CourseError
from autograder.instructors.authoring.leaks import find_leaks, secret_lines
from autograder.instructors.authoring.release import check_for_leaks

SECRETS = {
    "a line of a solution": "    log_total = np.log(np.exp(scores).sum(axis=1))",
    "the same with a comment": "log_total = np.log( np.exp(scores).sum(axis=1) )  # mine",
    "a line of a hidden test": "from autograder.judging import grade_loss",
    "a line of a model answer": None,
}


def sources(root: Path) -> list[Path]:
    """Return the source notebooks."""
    return sorted(root.glob("solutions/*/*.ipynb"))


def test_students_get_no_secret(root: Path) -> None:
    """Does nothing under assignments/ hold a line of a solution or of a hidden test?"""
    assert len(secret_lines(sources(root))) > 60
    assert find_leaks(sources(root), root / "assignments") == []


def test_student_packages_hold_no_secret(root: Path) -> None:
    """Do the packages that students import hold no line of a solution or of a hidden test?"""
    for package in ("checks", "data", "plots"):
        assert find_leaks(sources(root), root / "autograder" / package) == []


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("where", ["a cell", "an output", "a text file"])
def test_a_planted_secret_is_found(root: Path, tmp_path: Path, name: str, where: str) -> None:
    """Is a planted line found, with its file and what it gives away?"""
    folder = tmp_path / "assignments" / "softmax-loss"
    shutil.copytree(root / "assignments" / "softmax-loss", folder)
    secret = SECRETS[name] or _model_answer(root)
    path = _plant(folder, where, secret)
    leaks = find_leaks(sources(root), tmp_path / "assignments")
    assert len(leaks) == 1
    assert leaks[0].path == path
    assert "-loss, cell " in str(leaks[0])


def test_release_refuses_a_secret(root: Path, tmp_path: Path) -> None:
    """Does a release stop with the leaking line?"""
    shutil.copytree(root / "solutions", tmp_path / "solutions")
    shutil.copytree(root / "assignments", tmp_path / "assignments")
    check_for_leaks(tmp_path, "softmax-loss")
    _plant(tmp_path / "assignments" / "softmax-loss", "a cell", "dscores[np.arange(N), y] -= 1.0")
    with pytest.raises(CourseError, match=r"must not be handed out[^:]*:\n.*softmax-loss\.ipynb"):
        check_for_leaks(tmp_path, "softmax-loss")


def _model_answer(root: Path) -> str:
    notebook = nbformat.read(root / "solutions/softmax-loss/softmax-loss.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "why-faster-answer")
    text: str = cell.source.splitlines()[1]
    return text


def _plant(folder: Path, where: str, secret: str) -> Path:
    if where == "a text file":
        path = folder / "notes.txt"
        path.write_text(f"some notes\n{secret}\n", encoding="utf-8")
        return path
    path = folder / "softmax-loss.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "two-examples-scores")
    if where == "a cell":
        cell["source"] = f"x = 1\n{secret}\n"
    else:
        cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": f"{secret}\n"}]
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path
