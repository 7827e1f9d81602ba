"""The numbers of curriculum sections 1 and 2: computed by the reference, said in a notebook."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.special

from autograder.judging.reference import load_reference
from tests.assignments.curriculum.test_numbers import text_of

SAID = {
    "softmax-function": (
        r"\(1, 2, 3\)",
        r"\(0\.09, 0\.24, 0\.67\)",
        r"0\.0057 0\.839  0\.0418 0\.1135",
        r"\(0\.17, 0\.33, 0\.5\)",
        r"a lead of 1 makes a class 2\.72 times as likely",
        r"the classes 1 and 3 have 0\.486 each",
        r"0\.9, 0\.9 and 0\.05",
        r"\(123, 456, 789\)",
        r"\(-666, -333, 0\)",
        r"about 745",
        r"a = \(1\.4, 3\.2, 5\.0\)",
        r"p = \(0\.02, 0\.14, 0\.84\)",
        r"y = \(0, 0, 1\)",
        r"0\.1761",
        r"0\.17\)",
        r"0\.1755",
        r"5\.1755",
        r"KL\(p \\,\\\|\\, q\) = H\(p, q\) - H\(p\)",
        r"\\text\{diag\}\(p\) - p\\,p\^\\top",
        r"softmax\(\[z, 0\]\)\[0\]",
        r"scipy\.special\.log_softmax",
        r"torch\.nn\.functional\.cross_entropy",
    ),
    "gradient-check": (
        r"f\(x\+h\) - f\(x-h\)\}\{2h\}",
        r"p - \\text\{onehot\}\(y\)",
        r"x\^\\top \(p - y\)",
        r"log-sum-exp",
        r"3,073 . 10",
        r"B has the mistake, and it even falls a little faster",
        r"u = \(1, -1\)\$ both are \$-2\$",
        r"Ten wrong numbers among 30,730",
        r"\\max\(0, x\)",
        r"10\^\{-5\}",
    ),
}


@pytest.mark.parametrize(("name", "number"), [(n, each) for n in SAID for each in SAID[n]])
def test_number_stands_in_the_notebook(root: Path, name: str, number: str) -> None:
    """Does the student read this number?"""
    assert re.search(number, text_of(root, name))


@pytest.fixture
def functions(in_root: None) -> dict[str, Any]:  # noqa: ARG001 - found from the current folder
    """Return the references of both notebooks."""
    return {**load_reference("softmax-function"), **load_reference("gradient-check")}


@pytest.mark.parametrize(
    ("scores", "digits", "probabilities"),
    [
        ([1, 2, 3], 2, [0.09, 0.24, 0.67]),
        ([-3, 2, -1, 0], 4, [0.0057, 0.8390, 0.0418, 0.1135]),
        ([1.4, 3.2, 5.0], 2, [0.02, 0.14, 0.84]),
    ],
)
def test_softmax(
    functions: dict[str, Any], scores: list[float], digits: int, probabilities: list[float]
) -> None:
    """Does softmax give the numbers of the text, and the same as scipy?"""
    p = functions["softmax"](np.array(scores, dtype=float))
    assert np.round(p, digits).tolist() == probabilities
    np.testing.assert_allclose(p, scipy.special.softmax(scores), rtol=1e-14)
    np.testing.assert_allclose(functions["softmax_rows"](np.array([scores]))[0], p)


def test_overflow_and_underflow(functions: dict[str, Any]) -> None:
    """Are (123, 456, 789) safe, and a true class 1000 below the maximum, too?"""
    large = np.array([123.0, 456.0, 789.0])
    np.testing.assert_array_equal(functions["softmax"](large), functions["softmax"](large - 789))
    assert functions["cross_entropy"](np.array([0.0, 1000.0]), 0) == 1000.0
    with np.errstate(under="ignore"):
        assert np.exp(-746.0) == 0.0 < np.exp(-745.0)


def test_layer(functions: dict[str, Any]) -> None:
    """Are the layer's scores 1.4, 3.2, 5.0 and its loss 0.1761, cut from 0.17615?"""
    W = np.arange(1, 10).reshape(3, 3) / 10
    a = W @ np.array([1.0, 2.0, 3.0])
    np.testing.assert_allclose(a, [1.4, 3.2, 5.0])
    loss = functions["cross_entropy"](a, 2)
    assert np.floor(loss * 1e4) / 1e4 == 0.1761
    assert round(-np.log(0.84), 2) == 0.17


def test_cross_entropy(functions: dict[str, Any]) -> None:
    """Does (-3, 2, -1, 0) cost 0.1755 with class 1 true, 5.1755 with class 0, as in scipy?"""
    s = np.array([-3.0, 2.0, -1.0, 0.0])
    assert round(functions["cross_entropy"](s, 1), 4) == 0.1755
    assert round(functions["cross_entropy"](s, 0), 4) == 5.1755
    assert functions["cross_entropy"](s, 0) == pytest.approx(-scipy.special.log_softmax(s)[0])


def test_divergence_is_the_difference_of_entropies(functions: dict[str, Any]) -> None:
    """Is KL(p, q) = H(p, q) - H(p)?"""
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.6, 0.3])
    difference = -np.sum(p * np.log(q)) + np.sum(p * np.log(p))
    assert functions["kl_divergence"](p, q) == pytest.approx(difference)


def test_two_classes_are_logistic_regression(functions: dict[str, Any]) -> None:
    """Is softmax of (z, 0) the sigmoid of z, and are the losses equal?"""
    for z in (-2.0, 0.0, 1.5):
        both = np.array([z, 0.0])
        assert functions["softmax"](both)[0] == pytest.approx(scipy.special.expit(z))
        assert functions["cross_entropy"](both, 0) == pytest.approx(np.log1p(np.exp(-z)))


def test_jacobian(functions: dict[str, Any]) -> None:
    """Do the rows of the Jacobian sum to 0, and is it the numerical derivative of softmax?"""
    s = np.array([-3.0, 2.0, -1.0, 0.0])
    J = functions["softmax_jacobian"](functions["softmax"](s))
    np.testing.assert_allclose(J.sum(axis=1), 0.0, atol=1e-15)
    gradient = functions["numerical_gradient"]
    rows = [gradient(lambda x, k=k: functions["softmax"](x)[k], s) for k in range(4)]
    np.testing.assert_allclose(rows, J, atol=1e-10)


def test_layer_gradient_is_numerical(functions: dict[str, Any]) -> None:
    """Does the chain rule through the scores give the numerical gradient?"""
    rng = np.random.default_rng(0)
    W, x = rng.normal(size=(3, 4)), rng.normal(size=3)
    numeric = functions["numerical_gradient"](lambda V: functions["cross_entropy"](x @ V, 2), W)
    error = functions["relative_error"](functions["layer_gradient"](W, x, 2), numeric)
    assert error.max() < 1e-7


def test_ten_entries_miss() -> None:
    """Do ten of 3,073 x 10 entries miss a wrong bias row in 99.7 %, a wrong column in 35 %?"""
    assert round(100 * (1 - 1 / 3073) ** 10, 1) == 99.7
    assert round(100 * 0.9**10) == 35
    assert round(100 * (1 - 0.95**10)) == 40


def test_a_lead_is_a_factor(functions: dict[str, Any]) -> None:
    """Does a lead of 1 make a class e times as likely, and has a tie 0.486 for each of two?"""
    one, two, _ = functions["softmax"](np.array([1.0, 2.0, 3.0]))
    assert two / one == pytest.approx(np.exp(1.0))
    tied = functions["softmax"](np.array([-3.0, 2.0, -1.0, 2.0]))
    assert np.round(tied[[1, 3]], 3).tolist() == [0.486, 0.486]
    assert np.prod([0.6] * 3) > np.prod([0.9, 0.9, 0.05])
    assert np.mean([0.6] * 3) < np.mean([0.9, 0.9, 0.05])


def test_a_wrong_gradient_descends_faster() -> None:
    """In the bowl x² + 5 y², does (2x, 5y) fall below (2x, 10y) in each step?"""
    values = []
    for slope in ([2.0, 10.0], [2.0, 5.0]):
        at, found = np.array([2.0, 1.0]), []
        for _ in range(5):
            at = at - 0.15 * at * slope
            found.append(at[0] ** 2 + 5 * at[1] ** 2)
        values.append(found)
    assert np.all(np.array(values[1]) < values[0])


def test_a_direction_finds_the_planted_row(functions: dict[str, Any]) -> None:
    """Do the text's numbers come out, and do ten wrong numbers show in a direction?"""
    squares = functions["slopes_along"](
        lambda x: float(x @ x), np.array([1.0, 2.0]), np.array([2.0, 4.0]), np.array([1.0, -1.0])
    )
    assert squares == pytest.approx((-2.0, -2.0))
    rng = np.random.default_rng(2)
    X = np.hstack([rng.normal(size=(30, 3072)), np.ones((30, 1))])
    target, W = np.eye(10)[rng.integers(0, 10, size=30)], 0.01 * rng.normal(size=(3073, 10))
    right = X.T @ (X @ W - target) / 30 + 0.1 * W
    wrong = np.vstack([right[:-1], 2 * right[-1:]])
    assert wrong.size == 30_730

    def loss(V: Any) -> float:
        return float(0.5 * np.sum((X @ V - target) ** 2) / 30 + 0.05 * np.sum(V * V))

    for _ in range(3):
        u = rng.choice([-1.0, 1.0], size=W.shape) * rng.uniform(0.5, 1.0, size=W.shape)
        measured, promised = functions["slopes_along"](loss, W, right, u)
        assert measured == pytest.approx(promised, rel=1e-9)
        assert functions["slopes_along"](loss, W, wrong, u)[1] != pytest.approx(measured, rel=1e-5)
