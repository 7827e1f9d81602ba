"""The solutions as a student would hand them in."""

import json
from pathlib import Path

from autograder.notebooks.cells import read_source_cells

# linear-classifier asks for losses of earlier notebooks: its own solution looks them up where no
# student can, so they are pasted, as its text asks for.
_PASTED = {
    "softmax-loss-again": ("softmax-loss", "softmax-loss-vectorized", "softmax_loss"),
    "svm-loss-again": ("svm-loss", "svm-loss-vectorized", "svm_loss"),
}


def hand_in_solution(root: Path, name: str, target: Path) -> None:
    """Write the solution notebook of an assignment into the folder `target`, losses pasted."""
    path = root / "solutions" / name / f"{name}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] in _PASTED:
            cell["source"] = _pasted(root, *_PASTED[cell["id"]])
    target.mkdir(parents=True)
    (target / path.name).write_text(json.dumps(notebook), encoding="utf-8")


def _pasted(root: Path, assignment: str, key: str, name: str) -> str:
    cells = read_source_cells(root / "solutions" / assignment / f"{assignment}.ipynb")
    source = next(cell.source for cell in cells if cell.id == key)
    return f"{source}\n\n{name} = {key.replace('-', '_')}"
