"""The check of a function of an author's own names what a wrong gradient looks like."""

# ruff: noqa: ARG005 - wrong functions take what right ones take

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checks import (
    check_function,
    goes_back,
    has_gradients,
    has_shapes,
    is_near,
    leaves_alone,
)
from autograder.checks.check_report import Report
from autograder.checks.function_check import Check

RNG = np.random.default_rng(5)
X, W, B = RNG.normal(size=(4, 2)), RNG.normal(size=(2, 3)), RNG.normal(size=3)
Z = np.array([[-2.0, 0.5, 3.0], [1.0, -0.1, -4.0]])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return what runs checks on a function and gives the text that a student sees."""
    shown: list[Report] = []
    monkeypatch.setattr(Report, "show", lambda report: shown.append(report))

    def ask(function: Callable[..., Any], *checks: Check) -> str:
        shown.clear()
        check_function(function, checks)
        (report,) = shown
        return str(report)

    return ask


def affine(X: Any, W: Any, b: Any) -> Any:
    """Return an affine layer's output."""
    return X @ W + b


def back(**wrong: Callable[[Any, Any, Any, Any], Any]) -> Callable[..., Any]:
    """Return an affine layer's way back with some of its answers replaced."""
    right: dict[str, Callable[[Any, Any, Any, Any], Any]] = {
        "dX": lambda dout, X, W, b: dout @ W.T,
        "dW": lambda dout, X, W, b: X.T @ dout,
        "db": lambda dout, X, W, b: dout.sum(axis=0),
    }
    parts = right | wrong
    return lambda *given: tuple(part(*given) for part in parts.values())


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({}, "nothing wrong was seen"),
        ({"db": lambda dout, *_: dout.sum(axis=1)}, "is it summed along the wrong axis?"),
        ({"dW": lambda dout, X, *_: dout.T @ X}, "dW has shape (3, 2), it must be (2, 3): is a tr"),
        ({"db": lambda dout, *_: dout.mean(axis=0)}, "db is 4 times too small"),
        ({"dX": lambda dout, X, W, b: -dout @ W.T}, "dX has the wrong sign"),
        ({"dX": lambda dout, X, W, b: 2 * dout @ W.T}, "dX is twice too large"),
        ({"dW": lambda dout, X, W, b: 0 * W}, "dW is 0: has it been written?"),
        ({"dW": lambda dout, X, W, b: X.T @ dout + W}, "dW is off by 1 times the parameter itself"),
        ({"dW": lambda dout, X, W, b: X.T @ dout / 0}, "dW holds nan or inf"),
        ({"db": lambda dout, *_: dout[0]}, "db differs in 3 of 3 entries"),
    ],
)
def test_the_way_back_names_the_mistake(
    asked: Callable[..., str], wrong: dict[str, Any], words: str
) -> None:
    """Does a wrong part of an affine layer's way back get words that lead to it?"""
    with np.errstate(all="ignore"):
        text = asked(back(**wrong), goes_back(("dX", "dW", "db"), affine, X, W, B))
    assert words in text


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda dout, Z: dout * (Z > 0), "nothing wrong was seen"),
        (lambda dout, Z: dout, "dZ is dout as it came"),
        (lambda dout, Z: dout * (dout > 0), "dout where dout is positive"),
        (lambda dout, Z: (dout * (Z > 0)).astype(np.float32), "nothing wrong was seen"),
        (lambda dout, Z: "much", "it must be a number or an array"),
    ],
)
def test_the_way_back_of_relu(
    asked: Callable[..., str], function: Callable[..., Any], words: str
) -> None:
    """Is a forgotten mask seen, and one that looks at the wrong array, but no float32?"""
    assert words in asked(function, goes_back(("dZ",), lambda Z: np.maximum(Z, 0), Z))


def test_a_way_forward_that_is_missing(asked: Callable[..., str]) -> None:
    """Does a missing way forward get a sentence, and no stack trace?"""

    def gone(*_: Any) -> Any:
        raise NameError("name 'affine_forward' is not defined")

    text = asked(back(), goes_back(("dX", "dW", "db"), gone, X, W, B))
    assert "on the way forward there is nothing: stopped with NameError" in text


def squares(x: Any, times: float = 2.0, more: float = 0.0) -> Any:
    """Return a mean of squares and its gradient, which `times` and `more` spoil."""
    return np.mean(x**2), times * x / len(x) + more * x


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        ({}, "nothing wrong was seen"),
        ({"times": 8.0}, "dx is 4 times too large, and there are 4 examples"),
        ({"times": -2.0}, "dx has the wrong sign"),
        ({"more": 0.3}, "dx is off by 0.3 times the parameter itself: does reg"),
    ],
)
def test_a_gradient_is_compared_with_its_own_number(
    asked: Callable[..., str], spoiled: dict[str, float], words: str
) -> None:
    """Is a gradient that doesn't belong to the number that is returned told apart?"""
    x = np.array([1.0, -2.0, 0.5, 3.0])
    text = asked(lambda x: squares(x, **spoiled), has_gradients(("loss", "dx"), x))
    assert words in text


def test_a_stub_is_not_implemented_yet(asked: Callable[..., str]) -> None:
    """Does a stub get that one line, whatever is asked first?"""

    def stub(*_: Any) -> Any:
        raise NotImplementedError

    stub.__name__ = "f"
    own = ("mine", lambda f: "no" if f(X) else None)
    for check in (has_shapes({"Y": (2,)}, X), is_near("t", [1.0], 2, X), own):
        assert asked(stub, check, leaves_alone(X)) == "f: not implemented yet"


def test_nothing_is_compared_after_a_wrong_shape(asked: Callable[..., str]) -> None:
    """Does the report end at a wrong shape, with the transpose named?"""
    text = asked(lambda X: X.T, has_shapes({"Y": (4, 2)}, X), leaves_alone(X))
    assert "Y has shape (2, 4), it must be (4, 2): is a transpose missing?" in text
    assert "inputs left alone" not in text


def test_an_error_in_an_authors_question_is_a_sentence(asked: Callable[..., str]) -> None:
    """Does a question that stumbles over an odd result say so, and do the others go on?"""
    text = asked(lambda X: None, ("mine", lambda f: f(X)[0]), ("other", lambda f: None))
    assert "could not be asked: it stopped with TypeError" in text
    assert "passed  other" in text
