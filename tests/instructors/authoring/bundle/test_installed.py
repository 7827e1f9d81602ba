"""What a student has after unpacking and installing works, and is all that there is."""

import json
from pathlib import Path
from typing import Any

import pytest

from autograder.instructors.authoring import make_bundle
from autograder.notebooks.cells import read_source_cells
from tests.assignments.test_run import CHECKS
from tests.conftest import ROOT
from tests.instructors.authoring.bundle.installed import Installed

NAME = "softmax-loss"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Return an unpacked and installed bundle."""
    folder = tmp_path_factory.mktemp("bundle")
    bundle, _ = make_bundle(ROOT, [NAME], folder / "given.zip")
    return Installed(bundle, folder / "unpacked")


def texts(cell: dict[str, Any]) -> str:
    """Return everything that a cell showed, as plain text."""
    shown = [str(output.get("text", "")) for output in cell.get("outputs", [])]
    shown += [str(each.get("data", {}).get("text/plain", "")) for each in cell.get("outputs", [])]
    return "\n".join(shown)


def errors(cells: list[dict[str, Any]]) -> list[str]:
    """Return the errors of all cells."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return [str(each["evalue"]) for each in outputs if each["output_type"] == "error"]


def notebook_of(installed: Installed) -> Path:
    """Return the student's notebook."""
    return installed.folder / "assignments" / NAME / f"{NAME}.ipynb"


@pytest.fixture(scope="module")
def fresh(installed: Installed) -> list[dict[str, Any]]:
    """Return the cells of the student's notebook, run as it is handed out."""
    return installed.run(notebook_of(installed))


def test_a_fresh_notebook_says_not_implemented_yet(fresh: list[dict[str, Any]]) -> None:
    """Does the notebook run from top to bottom, and each check say so?"""
    assert errors(fresh) == []
    checked = [(name, cell) for cell in fresh for name in CHECKS.findall(cell["source"])]
    assert len(checked) == 3
    assert all(f"○ TO DO  {name}: Not implemented yet" in texts(cell) for name, cell in checked)


def test_only_the_bundle_is_there(installed: Installed, fresh: list[dict[str, Any]]) -> None:
    """Is `autograder` the bundle's, and nothing that grades importable?"""
    file, grading = texts(fresh[-1]).split()
    assert Path(file) == installed.folder / "autograder" / "__init__.py"
    assert grading == "None"


def test_solved_notebook_passes(installed: Installed) -> None:
    """Does every check pass once the solution stands in the student's notebook?"""
    solutions = {
        cell.id: cell.source
        for cell in read_source_cells(ROOT / "solutions" / NAME / f"{NAME}.ipynb")
        if cell.solution and cell.kind == "code"
    }
    notebook = json.loads(notebook_of(installed).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = solutions.get(cell["id"], cell["source"])
    solved = notebook_of(installed).with_name("solved.ipynb")
    solved.write_text(json.dumps(notebook), encoding="utf-8")
    cells = installed.run(solved)
    assert errors(cells) == []
    shown = "\n".join(map(texts, cells))
    assert "ot implemented yet" not in shown
    checked = [(name, cell) for cell in cells for name in CHECKS.findall(cell["source"])]
    assert all(f"✓ PASSED  {name}: " in texts(cell) for name, cell in checked)
    assert not [cell["id"] for cell in cells if "FAILED" in texts(cell)]
