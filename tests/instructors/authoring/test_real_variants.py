"""The right solution of each variant of the kit's own assignments is wrong by every other one."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.batch.fits import fits_of
from autograder.batch.opening import Options, open_class
from autograder.course.variant_copy import variant_course
from autograder.course.variant_list import write_listed
from autograder.course.variants import read_variants
from autograder.engine.submission.specification import Submission
from autograder.findings import Code
from autograder.gradebook.course import Course
from autograder.gradebook.variants import MadeVariants
from autograder.instructors.authoring import release, variants
from autograder.notebooks.marks import without_marks
from autograder.results import CellResult, read_graded

NAMES = ("softmax-loss", "svm-loss")


@dataclass
class Graded:
    """A class in which for each pair of variants somebody has one, and the other's answers."""

    folder: Path
    name: str
    letters: tuple[str, ...]

    def tests(self, own: str, answers: str) -> dict[str, CellResult]:
        """Return the results of who has variant `own` and handed in the `answers` of one."""
        folder = self.folder / "autograded" / f"{own}-{answers}" / self.name
        return read_graded((folder / f"{self.name}.ipynb").read_bytes()).tests


@pytest.fixture(scope="module", params=NAMES)
def graded(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Graded:
    """Return such a class, graded."""
    name, folder = str(request.param), tmp_path_factory.mktemp("variants")
    for part in ("solutions", "mistakes", "audits"):
        shutil.copytree(root / part, folder / part)
    (folder / "variants").mkdir()
    shutil.copy(root / "variants" / f"{name}.toml", folder / "variants")
    shutil.copy(root / "nbgrader_config.py", folder)
    letters = read_variants(folder, name).letters
    pairs = [(own, answers) for own in letters for answers in letters]
    write_listed(folder, name, {f"{own}-{answers}": own for own, answers in pairs})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for module in (release, variants):  # what checks know of a function is not asked here
            patch.setattr(module, "write_fingerprints", lambda *_: None)
        variants.make_variants(folder, name)
        solved = {letter: _solutions(folder, name, letter) for letter in letters}
        for own, answers in pairs:
            given = json.loads((folder / f"assignments-{own}" / name / f"{name}.ipynb").read_text())
            for cell in given["cells"]:
                cell["source"] = solved[answers].get(cell["id"], cell["source"])
            target = folder / "submitted" / f"{own}-{answers}" / name / f"{name}.ipynb"
            target.parent.mkdir(parents=True)
            target.write_text(json.dumps(given))
        with open_class(folder, name, Options(jobs=1)) as opened:
            assert {each.state for each in opened.outcomes} == {"graded"}
    return Graded(folder, name, letters)


def _solutions(folder: Path, name: str, letter: str) -> dict[str, str]:
    """Return the code of a variant's solution cells, by cell."""
    with variant_course(folder, read_variants(folder, name), letter) as copy:
        source: dict[str, Any] = json.loads(
            (copy / "solutions" / name / f"{name}.ipynb").read_text(encoding="utf-8")
        )
    return {
        cell["id"]: without_marks("".join(cell["source"]))
        for cell in source["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    }


def test_the_own_solution_has_all_points(graded: Graded) -> None:
    """Has the right solution of each variant all points of its tests?"""
    for letter in graded.letters:
        tests = graded.tests(letter, letter)
        assert tests
        short = {key: each.points for key, each in tests.items() if each.points != each.max_points}
        assert not short, letter


def test_the_neighbours_solution_loses_points(graded: Graded) -> None:
    """Does it lose points of every function that the two variants ask for differently?"""
    for own in graded.letters:
        for answers in graded.letters:
            if own != answers:
                tests = graded.tests(own, answers).values()
                lost = [each.cell for each in tests if (each.points or 0.0) < each.max_points]
                assert len(lost) >= 3, (own, answers)


def test_whom_it_fits_is_named(graded: Graded) -> None:
    """Is each of them named with the variant that it fits, and nobody with the own answers?"""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(graded.folder)
        found = fits_of(graded.folder, graded.name, jobs=1)
    named = {(each.student, each.other) for each in found}
    pairs = {(own, answers) for own in graded.letters for answers in graded.letters}
    assert {(f"{own}-{answers}", answers) for own, answers in pairs if own != answers} <= named
    assert not any(student == f"{own}-{own}" for student, _ in named for own in graded.letters)


def test_which_one_a_notebook_without_names_is(graded: Graded) -> None:
    """Is it known of each variant's, and are those told whose own is another?"""
    made = MadeVariants(Course(graded.folder), graded.name)
    for own in graded.letters:
        for letter in graded.letters:
            path = graded.folder / f"assignments-{letter}" / graded.name / f"{graded.name}.ipynb"
            given = json.loads(path.read_bytes()) | {"nbformat_minor": 4}
            given["cells"] = [
                {key: each[key] for key in each if key != "id"} | {"metadata": {}}
                for each in given["cells"]
            ]
            handed = Submission(f"{own}-{letter}", json.dumps(given).encode())
            chosen, earlier, remark = made.chosen(graded.name, handed)
            assert (chosen, earlier) == (own, None)
            assert (remark is None) == (own == letter), (own, letter, remark)
            if remark:
                assert remark.code is Code.OTHER_VARIANT


@pytest.mark.parametrize(
    ("name", "letter"), [("softmax-loss", "b"), ("softmax-loss", "c"), ("svm-loss", "d")]
)
def test_its_checks_know_what_is_right(root: Path, name: str, letter: str, tmp_path: Path) -> None:
    """Do a variant's checks and fingerprints pass its own solution, and not that of variant a?"""
    known = read_variants(root, name)
    variants.release_variant(root, known, letter, tmp_path, str)
    folder = tmp_path / "handout"
    assert (folder / f"{name}.fingerprints.json").is_file()
    for answers, passes in ((letter, True), ("a", False)):
        said = _said_by_checks(folder / f"{name}.ipynb", _solutions(root, name, answers))
        assert len(said) >= 3
        assert {("PASSED" in each, "NOT YET" in each) for each in said.values()} == {
            (passes, not passes)
        }, said
        assert not passes or all("the same as what is right" in each for each in said.values())


def _said_by_checks(path: Path, solutions: dict[str, str]) -> dict[str, str]:
    """Return what the checks below a handout's answers say, when these are filled in."""
    notebook = nbformat.read(path, as_version=4)
    cells = []
    for cell in notebook.cells:
        flags = cell.metadata.get("nbgrader", {})
        if cell.id in solutions:
            cell.source = solutions[cell.id]
        if cell.id in (*solutions, "setup") or (cell.cell_type == "code" and flags.get("grade")):
            cells.append(cell)
    notebook.cells = cells
    place = {"metadata": {"path": str(path.parent)}}
    NotebookClient(notebook, timeout=300, allow_errors=True, resources=place).execute()
    return {
        cell.id: "\n".join(str(each.get("data", {}).get("text/plain")) for each in cell.outputs)
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
