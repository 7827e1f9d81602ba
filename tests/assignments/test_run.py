"""The notebooks run from top to bottom as a student meets them."""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ASSIGNMENTS = (
    "softmax-function",
    "gradient-check",
    "softmax-loss",
    "svm-loss",
    "linear-classifier",
    "two-layer-net",
    "nearest-neighbours-and-features",
    "net-on-images",
    "reverse-mode",
)
# These train long, some on full sizes; what is graded of them runs each day, elsewhere.
_SECONDS = {
    "gradient-check": 15,
    "reverse-mode": 15,
    "softmax-loss": 15,
    "svm-loss": 15,
    "two-layer-net": 20,
    "nearest-neighbours-and-features": 35,
    "linear-classifier": 45,
    "net-on-images": 45,
}
_LONG = {
    name: pytest.mark.nightly(seconds, f"the solution of {name}")
    for name, seconds in _SECONDS.items()
}
SOLUTIONS = [pytest.param(name, marks=_LONG.get(name, ()), id=name) for name in ASSIGNMENTS]
CHECKS = re.compile(r"^check_\w+\((\w+)", re.MULTILINE)


@cache
def run(path: Path) -> nbformat.NotebookNode:
    """Execute a notebook in its own folder, going on after errors, and return it."""
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NBGRADER_EXECUTION", "NBGRADER_VALIDATING", "AUTOGRADER_CIFAR10"):
            patch.delenv(name, raising=False)
        execute(notebook, path.parent)
    return notebook


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Run all cells in place, in this folder, going on after errors."""
    NotebookClient(
        notebook,
        timeout=600,
        allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
    ).execute()


def texts(cell: nbformat.NotebookNode) -> str:
    """Return everything that a code cell showed, as plain text."""
    shown = [output.get("text", "") for output in cell.outputs]
    shown += [output.get("data", {}).get("text/plain", "") for output in cell.outputs]
    return "\n".join(shown)


def errors(notebook: nbformat.NotebookNode) -> list[str]:
    """Return the errors of all cells, and what stood on stderr."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                found.append(f"{cell.id}: {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr":
                found.append(f"{cell.id}: {output.text}")
    return found


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_student_notebook_says_not_implemented_yet(root: Path, name: str) -> None:
    """Does every cell run without a stack trace, and every check say 'not implemented yet'?"""
    notebook = run(root / "assignments" / name / f"{name}.ipynb")
    assert errors(notebook) == []
    checked = 0
    for cell in notebook.cells:
        for function in CHECKS.findall(cell.source):
            assert f"○ TO DO  {function}: Not implemented yet" in texts(cell)
            checked += 1
    assert checked == sum("### BEGIN HIDDEN" in c.source for c in _source(root, name).cells)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_solution_notebook_passes_every_check(root: Path, name: str) -> None:
    """Does every cell of the solution run on the full sizes, every check pass, with full points?"""
    notebook = run(root / "solutions" / name / f"{name}.ipynb")
    assert errors(notebook) == []
    for cell in notebook.cells:
        if cell.cell_type == "code":  # two notebooks have a mistake for the checker to find
            wrong = "gradcheck(planted_loss" in cell.source or "found_svm_loss, W" in cell.source
            assert ("FAILED" in texts(cell)) == wrong, cell.id
        if "### BEGIN HIDDEN" in cell.source:
            points = float(cell.outputs[-1].data["text/plain"])
            assert points == cell.metadata.nbgrader.points


@pytest.mark.parametrize("name", SOLUTIONS)
def test_pictures_are_drawn(root: Path, name: str) -> None:
    """Does every cell that draws show an image with its description?"""
    notebook = run(root / "solutions" / name / f"{name}.ipynb")
    drawn = [cell for cell in notebook.cells if "plots." in cell.source and cell.outputs]
    assert len(drawn) >= 1
    for cell in drawn:
        html = "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)
        assert re.search(r'<img alt="[^"]{20,}" [^>]*src="data:image/png;base64,', html), cell.id


def _source(root: Path, name: str) -> nbformat.NotebookNode:
    path = root / "solutions" / name / f"{name}.ipynb"
    notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    return notebook
