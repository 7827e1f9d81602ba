"""The numbers of curriculum section 5: computed by the reference, said in a notebook."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.special

from autograder.data import load_fashion_mnist, spiral
from autograder.judging.reference import load_reference
from tests.assignments.curriculum.test_numbers import text_of

SAID = (
    r"300 points on three spiral arms",
    r"0\.01 \* np\.random\.default_rng\(0\)\.normal\(size=\(2, 3\)\), np\.zeros\(3\)",
    r"step=1\.0, reg=1e-3",
    r"for _ in range\(200\)",
    r"Start near zero and take 200 steps of size 1 with reg = 0\.001",
    r"About half of the points, 160 of 300, are right, and after five steps it was 163",
    r"211 of 300 points right and the data loss 0\.8795, the trained ones 160 and 0\.7350",
    r"every strength from 0 to 10 gives 0\.832",
    r"0\.658 with 200, 0\.145 with 785, 0\.799 with 6,000",
    r"there is no pit: 0\.762, 0\.769, 0\.787",
    r"scores \$\(1, -2, 0\)\$, with probabilities \$\(0\.7, 0\.04, 0\.26\)\$",
    r"Halved they are \$\(0\.5, -1, 0\)\$, with \$\(0\.55, 0\.12, 0\.33\)\$",
    r"\\log 3 \\approx 1\.10\$, at \$3 - 1 = 2\$, and at ½",
    r"the mean image is subtracted and a 1 is appended",
    r"3,073 features",
    r"rates from 1\.4e-7 to 1\.6e-7, strengths from 8e3 to 2\.1e4, 3,000 steps, batches of 200",
    r"Softmax and linear SVM differ only in the loss",
    r"orange where the class wants light pixels, blue where it wants dark ones",
)


@pytest.fixture
def reference(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the reference of linear-classifier."""
    return load_reference("linear-classifier")


@pytest.mark.parametrize("number", SAID)
def test_number_stands_in_the_notebook(root: Path, number: str) -> None:
    """Does the student read this number?"""
    assert re.search(number, text_of(root, "linear-classifier"))


def test_spiral_stops_near_half(reference: dict[str, Any]) -> None:
    """Do 200 steps from 0.01 randn get half of the 300 points right, and 2,000 no more?"""
    points, arms = spiral()
    W, b = 0.01 * np.random.default_rng(0).normal(size=(2, 3)), np.zeros(3)
    losses, right = [], {}
    for step in range(1, 2001):
        loss, W, b = reference["descent_step"](W, b, points, arms, 1.0, 1e-3)
        losses.append(loss)
        right[step] = np.mean((points @ W + b).argmax(axis=1) == arms)
    assert losses[0] == pytest.approx(np.log(3), abs=0.01)
    assert losses[:200] == sorted(losses[:200], reverse=True)
    assert right[200] == pytest.approx(0.5, abs=0.06)
    assert right[2000] == pytest.approx(right[200], abs=0.02)


def test_more_points_right_at_a_higher_loss() -> None:
    """Have the other weights 211 points right at 0.8795, where 160 are right at 0.7350?"""
    points, arms = spiral()
    others = np.array([[0.6, 0.33, -0.19], [-2.28, 2.05, -0.7]]), np.array([-0.77, 0.1, -0.1])
    trained = np.array([[1.19, 1.07, -2.26], [-2.64, 3.08, -0.44]]), np.array([-0.05, -0.01, 0.06])
    for (W, b), right, loss in ((others, 211, 0.8795), (trained, 160, 0.7350)):
        log_p = scipy.special.log_softmax(points @ W + b, axis=1)
        assert np.sum(log_p.argmax(axis=1) == arms) == right
        assert -log_p[np.arange(300), arms].mean() == pytest.approx(loss, abs=1e-4)


def test_regularization_helps_where_data_are_few() -> None:
    """Does the least squared error fail at N = D = 785, and not with reg = 0.1?"""
    rows = load_fashion_mnist().rows()
    scale = np.append(np.full(784, 255.0), 1.0)
    X, X_val, targets = rows.X_train / scale, rows.X_val / scale, np.eye(10)[rows.y_train]
    found = {}
    for N in (200, 785, 6000):
        A, B = X[:N], targets[:N]
        free = np.linalg.lstsq(A, B)[0]
        held = np.linalg.solve(A.T @ A / N + 0.1 * np.eye(785), A.T @ B / N)
        found[N] = [np.mean((X_val @ W).argmax(axis=1) == rows.y_val) for W in (free, held)]
    assert found[200] == pytest.approx([0.658, 0.762], abs=0.01)
    assert found[785] == pytest.approx([0.145, 0.769], abs=0.05)  # the pit is deep, not exact
    assert found[6000] == pytest.approx([0.799, 0.787], abs=0.01)


def test_halved_scores_flatten() -> None:
    """Do halved scores keep the order and even out the probabilities, to the digits in the text?"""
    full, half = (scipy.special.softmax(c * np.array([1.0, -2.0, 0.0])) for c in (1.0, 0.5))
    assert np.round(full, 2).tolist() == [0.71, 0.04, 0.26]  # 0.705: the text says 0.7
    assert np.round(half, 2).tolist() == [0.55, 0.12, 0.33]
    assert full.argsort().tolist() == half.argsort().tolist()
    assert full.max() - full.min() > half.max() - half.min()


@pytest.mark.parametrize(("loss", "start"), [("softmax_loss", np.log(10)), ("svm_loss", 9.0)])
def test_classifiers_differ_only_in_the_loss(
    reference: dict[str, Any], loss: str, start: float
) -> None:
    """Does one class, given either loss, start where that loss starts and get clothes right?"""
    rows = load_fashion_mnist().rows()
    model = reference["LinearClassifier"](reference[loss])
    history = model.train(rows.X_train, rows.y_train, 3e-6, 10.0, 300, 200)
    assert history[0] == pytest.approx(start, rel=0.1)
    assert np.mean(history[-20:]) < 0.5 * history[0]
    assert np.mean(model.predict(rows.X_test) == rows.y_test) > 0.78


def test_stronger_regularization_makes_weights_small_and_unsure(reference: dict[str, Any]) -> None:
    """Do weights, accuracy on the training set and confidence fall from weak to strong?"""
    images = load_fashion_mnist()
    rows = images.rows()
    seen = []
    for strength in 1000.0 * np.array([0.01, 1.0, 10.0]):
        model = reference["LinearClassifier"](reference["softmax_loss"])
        model.train(rows.X_train, rows.y_train, 1e-5, strength, 500, 200)
        P = scipy.special.softmax(rows.X_val @ model.W, axis=1)
        right = np.mean(model.predict(rows.X_train) == rows.y_train)
        seen.append((np.sum(model.W**2), right, P.max(axis=1).mean()))
    for quantity in zip(*seen, strict=True):
        assert list(quantity) == sorted(quantity, reverse=True)


def test_every_row_of_the_table_is_true(root: Path) -> None:
    """Does each cell and test that docs/curriculum.md names exist?"""
    page = (root / "docs" / "curriculum.md").read_text(encoding="utf-8")
    tests = "\n".join(path.read_text() for path in (root / "tests").rglob("test_*.py"))
    known = {
        cell["id"]
        for path in (root / "assignments").glob("*/*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    }
    rows = [line.split("|")[1:-1] for line in page.splitlines() if line.startswith("| ")]
    rows = [row for row in rows if "`" in row[1]]
    assert len(rows) > 35
    for _, cells, names in rows:
        for name in re.findall(r"`(test_\w+)`", names):
            assert f"def {name}(" in tests, name
        for cell in re.findall(r"`([a-z0-9-]+)(-\*)?`", cells):
            assert any(each == cell[0] or (cell[1] and each.startswith(cell[0])) for each in known)
