"""With CIFAR-10 on the computer linear-classifier uses it, from the same cells."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from tests.assignments.test_run import errors, execute, texts

# The grid of CIFAR-10 takes minutes: one pair and a few steps go the same way.
SHORTER = {
    "(1.4e-7, 1.5e-7, 1.6e-7), (8e3, 1.5e4, 2.1e4), 3000": "(1.5e-7,), (8e3,), 20",
    "(steps,) = data.demonstration_size(2000, graded=(20,))": "steps = 20",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Write an .npz of random images in the form of CIFAR-10."""
    rng = np.random.default_rng(0)
    images = {
        part: rng.integers(0, 256, size=(count, 32, 32, 3), dtype=np.uint8)
        for part, count in (("train", 1200), ("test", 60))
    }
    labels = {part: rng.integers(0, 10, size=len(X)) for part, X in images.items()}
    np.savez(
        tmp_path / "images.npz",
        X_train=images["train"],
        y_train=labels["train"],
        X_test=images["test"],
        y_test=labels["test"],
    )
    return tmp_path / "images.npz"


def test_last_notebook_uses_it(root: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does every cell run on 3,073 features, weights in colour included, without an error?"""
    path = root / "solutions" / "linear-classifier" / "linear-classifier.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        for long, short in SHORTER.items():
            cell.source = cell.source.replace(long, short)
    assert sum(short in c.source for c in notebook.cells for short in SHORTER.values()) == 2
    monkeypatch.setenv("AUTOGRADER_CIFAR10", str(copy))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    execute(notebook, path.parent)
    assert errors(notebook) == []
    cells = {cell.id: cell for cell in notebook.cells}
    assert "CIFAR-10: 200 train, 1,000 validation, 60 test images" in texts(cells["images-load"])
    assert "best" in texts(cells["grid-picture"])
    for name in ("weights-picture", "strength-effect-run", "disagree-run"):
        shown = "".join(o.get("data", {}).get("text/html", "") for o in cells[name].outputs)
        assert "airplane" in shown and "data:image/png" in shown, name
