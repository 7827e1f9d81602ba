"""The notebooks' checks of plain functions: right functions pass, mistakes are named."""

# ruff: noqa: ARG005 - wrong functions take what right ones take

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special

from autograder.checks.check_report import Report
from tests.checks.notebook_checks import check, failures

Function = Callable[..., Any]
HOMES = {
    "softmax-function": (
        "softmax",
        "softmax_rows",
        "cross_entropy",
        "kl_divergence",
        "softmax_jacobian",
    ),
    "gradient-check": ("numerical_gradient", "relative_error", "layer_gradient"),
}
HOME = {question: assignment for assignment, names in HOMES.items() for question in names}


def report_on(question: str, function: Function) -> Report:
    """Return what the notebook's check reports."""
    with np.errstate(all="ignore"):
        return check(HOME[question], question, function)


def raw(S: Any) -> Any:
    """Let exp see the scores as they are."""
    return np.exp(S) / np.exp(S).sum(axis=-1, keepdims=True)


def one_maximum(S: Any) -> Any:
    """Subtract the maximum of the whole array."""
    return raw(S - S.max())


def in_place(S: Any) -> Any:
    """Shift the caller's scores."""
    S -= S.max(axis=-1, keepdims=True)
    return raw(S)


def cost(s: Any, y: int) -> Any:
    """Return the cross-entropy, safely."""
    return -scipy.special.log_softmax(s)[y]


def divergence(p: Any, q: Any) -> Any:
    """Return the divergence, safely."""
    return scipy.special.rel_entr(p, q).sum()


def central(f: Function, x: Any, h: float = 1e-5, ahead: float = 1.0, behind: float = 1.0) -> Any:
    """Return a difference that looks so many steps ahead and behind."""
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = h
        gradient[index] = (f(x + ahead * step) - f(x - behind * step)) / ((ahead + behind) * h)
    return gradient


def without_restoring(f: Function, x: Any) -> Any:
    """Leave the last step in each entry of x."""
    gradient = central(f, x)
    x -= 1e-5
    return gradient


def relative(a: Any, b: Any) -> Any:
    """Return the relative error, 0 where both are 0."""
    larger = np.maximum(np.abs(a), np.abs(b))
    return np.abs(a - b) / np.where(larger > 0, larger, 1.0)


def layer(W: Any, x: Any, y: int, true: float = 1.0) -> Any:
    """Return a layer's gradient, with so much subtracted at the true class."""
    p = scipy.special.softmax(x @ W)
    p[y] -= true
    return np.outer(x, p)


RIGHT: dict[str, tuple[int, list[Function]]] = {
    "softmax": (6, [scipy.special.softmax, lambda s: scipy.special.softmax(s).tolist()]),
    "softmax_rows": (5, [lambda S: scipy.special.softmax(S, axis=1)]),
    "cross_entropy": (6, [cost, lambda s, y: np.array([cost(s, y)])]),
    "kl_divergence": (5, [divergence]),
    "softmax_jacobian": (4, [lambda p: np.diag(p) - np.outer(p, p)]),
    "numerical_gradient": (5, [central, lambda f, x: central(f, x, h=1e-6).tolist()]),
    "relative_error": (6, [relative]),
    "layer_gradient": (5, [layer, lambda *given: layer(*given).tolist()]),
}

CUBES = "sum of cubes at (1, 2), where it is (3, 12)"
# The question, a wrong function, the lines that fail, and words of the first of them.
WRONG: list[tuple[str, Function, list[str], str]] = [
    ("softmax", raw, ["large scores"], "scores near 1000 must give the same; yours gives [nan nan"),
    ("softmax", in_place, ["inputs left alone"], "changed during the call: work on a new array"),
    (
        "softmax",
        lambda s: np.exp(s - s.max()),
        ["scores 1, 2, 3", "scores -3, 2, -1, 0", "sums to 1"],
        "it must be 0.09, 0.24, 0.67; yours is 0.14, 0.37, 1.00",
    ),
    ("softmax", lambda s: raw(s)[:, None], ["shape"], "p has shape (3, 1), it must be (3,)"),
    ("softmax", lambda s: None, ["result"], "returned None (is a return line missing?)"),
    ("softmax", lambda s: 1 / 0, ["result"], "stopped with ZeroDivisionError: division by zero"),
    ("softmax", lambda s: "much", ["result"], "returned a str; it must be a number or an array"),
    (
        "softmax_rows",
        one_maximum,
        ["rows that lie far apart"],
        "rows near 2000 and -2000 must give the same: which maximum does each row need?",
    ),
    (
        "softmax_rows",
        lambda S: scipy.special.softmax(S),
        ["row 1, 2, 3", "rows sum to 1", "rows that lie far apart"][1:],
        "the rows sum to [0.",
    ),
    ("softmax_rows", in_place, ["inputs left alone"], "work on a new array"),
    (
        "cross_entropy",
        lambda s, y: -np.log(raw(s)[y]),
        ["scores near 1000", "a gap of 1000"],
        "result is nan",
    ),
    (
        "cross_entropy",
        lambda s, y: -np.log(scipy.special.softmax(s)[y]),
        ["a gap of 1000"],
        "the result is inf: is it the logarithm of 0?",
    ),
    (
        "cross_entropy",
        lambda s, y: cost(s, y) / np.log(2),
        ["scores -3, 2, -1, 0, class 1 true", "scores -3, 2, -1, 0, class 0 true"],
        "it must be 0.1755; yours is 0.2532",
    ),
    ("cross_entropy", lambda s, y: cost(s, y) + 0 * s, ["shape"], "(4,), it must be one number"),
    (
        "kl_divergence",
        lambda p, q: np.sum(p * np.log(p / q)),
        ["p = (1, 0, 0)"],
        "the result is nan: what is 0 times log 0?",
    ),
    (
        "kl_divergence",
        lambda p, q: -divergence(p, q),
        ["positive for different ones"],
        "it must be above 0; yours is -0.1733",
    ),
    (
        "softmax_jacobian",
        lambda p: np.diag(p * (1 - p)),
        ["p = (0.5, 0.5)", "rows sum to 0"],
        "it must be 0.2500, -0.2500, -0.2500, 0.2500; yours is 0.2500, 0.0000, 0.0000",
    ),
    (
        "softmax_jacobian",
        lambda p: np.diag(p),
        ["p = (0.5, 0.5)", "rows sum to 0"],
        "yours is 0.5000, 0.0000",
    ),
    (
        "numerical_gradient",
        lambda f, x: central(f, x, behind=0.0),
        ["sum of squares at (1, 2)", CUBES],
        "it must be 2.000000, 4.000000; yours is 2.000010, 4.000010",
    ),
    (
        "numerical_gradient",
        lambda f, x: central(f, x, h=2e-3),
        [CUBES],
        "the error is 4.0e-06; a central difference with h = 1e-5 has less than 1e-9",
    ),
    (
        "numerical_gradient",
        without_restoring,
        ["inputs left alone"],
        "an argument changed during the call: restore each entry of x",
    ),
    ("numerical_gradient", lambda f, x: f(x), ["shape"], "(), it must be (3, 2)"),
    (
        "relative_error",
        lambda a, b: np.abs(a - b) / np.maximum(np.abs(a), np.abs(b)),
        ["equal entries, zeros too"],
        "it must be 0.000000, 0.000000; yours is nan, 0.000000",
    ),
    (
        "relative_error",
        lambda a, b: np.abs(a - b) / (np.maximum(np.abs(a), np.abs(b)) + 1e-8),
        ["tiny entries"],
        "it must be 0.500000; yours is 0.000100",
    ),
    (
        "relative_error",
        lambda a, b: np.abs(a - b) / (np.abs(a) + np.abs(b) + 1e-30),
        ["entries 1 and 2"],
        "it must be 0.500000; yours is 0.333333",
    ),
    (
        "layer_gradient",
        lambda W, x, y: layer(W, x, y, true=0.0),
        ["rows sum to 0, as p and onehot both sum to 1", "W = 0, two classes, class 0 true"],
        "the rows sum to [1. 2.]",
    ),
    (
        "layer_gradient",
        lambda W, x, y: layer(W, x, y)[::-1],
        ["proportional to x", "W = 0, two classes, class 0 true"],
        "feature 2 is twice feature 1, so row 2 must be twice row 1",
    ),
    (
        "layer_gradient",
        lambda W, x, y: -layer(W, x, y),
        ["W = 0, two classes, class 0 true"],
        "it must be -0.5000, 0.5000, -1.0000, 1.0000; yours is 0.5000, -0.5000",
    ),
    (
        "layer_gradient",
        lambda W, x, y: layer(W, x, y).T,
        ["shape"],
        "gradient has shape (3, 2), it must be (2, 3): is a transpose missing?",
    ),
]


@pytest.mark.parametrize("question", RIGHT)
def test_right_functions_pass(question: str) -> None:
    """Does every line pass, however the result comes?"""
    count, functions = RIGHT[question]
    for function in functions:
        report = report_on(question, function)
        assert [line.status for line in report.lines] == count * ["passed"], str(report)


@pytest.mark.parametrize(("question", "function", "lines", "words"), WRONG)
def test_mistakes_are_named(
    question: str, function: Function, lines: list[str], words: str
) -> None:
    """Do the lines of the mistake fail and no other, in words that name it?"""
    seen = failures(report_on(question, function))
    assert list(seen) == lines
    assert words in seen[lines[0]]


@pytest.mark.parametrize("question", RIGHT)
def test_a_stub_is_not_implemented_yet(question: str) -> None:
    """Does a stub give exactly its name and 'not implemented yet'?"""

    def stub(*_: Any) -> None:
        raise NotImplementedError

    assert str(report_on(question, stub)) == "stub: not implemented yet"
