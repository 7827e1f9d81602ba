"""The summary of each course figure tells in words and numbers what the figure shows."""

import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from autograder.plots import (
    Picture,
    accuracy_bars,
    bars_of_probabilities,
    decision_boundary,
    error_against_step,
    heat_map,
    loss_curve,
    weight_images,
)

nan, inf = float("nan"), float("inf")
SQUARE = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def rightmost(points: NDArray[np.float64]) -> NDArray[np.int_]:
    """Return class 1 for the points in the right half."""
    return (points[:, 0] > 0.5).astype(int)


def constant(answer: object) -> Callable[[object], object]:
    """Return a function that ignores its input."""
    return lambda _: answer


SUMMARIES = [
    (
        decision_boundary(rightmost, SQUARE, [0, 1, 1, 1], "Square"),
        "Square: 3 of 4 points right; class 0 1 of 1, class 1 2 of 3.",
    ),
    (
        decision_boundary(rightmost, [[3.0, 3.0]], [1], "One"),
        "One: 1 of 1 points right; class 1 1 of 1.",
    ),
    (
        loss_curve([2.5, 1.0, 0.25, 0.5], "Loss"),
        "Loss: first 2.5, last 0.5, lowest 0.25 at iteration 2.",
    ),
    (
        loss_curve({"a": [2.0, 1.0], "b": [3.0]}, "Two"),
        "Two: a: first 2, last 1, lowest 1 at iteration 1; "
        "b: first 3, last 3, lowest 3 at iteration 0.",
    ),
    (
        loss_curve([2.0, 9.0, inf, nan], "Up"),
        "Up: first 2, last nan, lowest 2 at iteration 0, 2 of 4 nan or inf, from iteration 2.",
    ),
    (loss_curve([nan, -inf], "Lost"), "Lost: first nan, last -inf, no value is finite."),
    (
        heat_map([[0.1, 0.389], [nan, 0.2]], [1e-7, 5e-7], [0.0, "none"], "Grid", "reg", "rate"),
        "Grid: best 0.389 at rate 1e-07, reg none; 1 of 4 cells failed.",
    ),
    (heat_map([[0.3], [0.3]], [1, 2], ["x"], "Tie", "a", "b"), "Tie: best 0.300 at b 1, a x."),
    (heat_map([[nan, inf]], [1], [2, 3], "None", "a", "b"), "None: all 2 cells failed."),
    (
        weight_images([[-1.5, 0.0], [0.25, 2.0]], ["cat", "dog"], (1, 2), "W"),
        "W: cat, dog; weights from -1.5 to 2.",
    ),
    (
        weight_images([[-1.0], [nan], [99.0]], ["cat"], (2, 1), "Bias"),
        "Bias: cat; weights from -1 to -1; 1 of 2 nan or inf.",
    ),
    (weight_images([[nan]], ["cat"], (1, 1), "Nan"), "Nan: cat; no weight is finite."),
    (
        error_against_step([0.1, 1e-5], {"forward": [-0.1, 1e-5], "central": [1e-2, 0]}, "h"),
        "h: forward: best step 1e-05 with error 1e-05; central: best step 1e-05 with error 0.",
    ),
    (
        error_against_step([0.1, 0.2], {"a": [nan, 3.0], "b": [nan, inf]}, "Nan"),
        "Nan: a: best step 0.2 with error 3, 1 of 2 nan or inf; b: no error is finite.",
    ),
    (
        accuracy_bars({"softmax": 0.389, "lost": nan}, "Test", chance=0.1),
        "Test: softmax 38.9%, lost failed, chance is 10.0%.",
    ),
    (accuracy_bars({}, "Soon"), "Soon: no accuracy yet."),
    (
        bars_of_probabilities([[0.7, 0.3], [0.125, 0.875]], [0, 0], ["cat", "dog"], "P"),
        "P; probability of the true class: example 0, cat 0.7; example 1, cat 0.125.",
    ),
    (
        bars_of_probabilities([[nan]], [0]),
        "Probability of each class; probability of the true class: example 0, class 0 nan.",
    ),
]


@pytest.mark.parametrize(("picture", "summary"), SUMMARIES)
def test_summary(picture: Picture, summary: str) -> None:
    """Is the sentence the one that is expected, with its numbers?"""
    assert picture.summary == summary


@pytest.mark.parametrize(("picture", "summary"), SUMMARIES)
def test_drawn_without_a_warning(picture: Picture, summary: str) -> None:
    """Are odd values, single classes and single rows drawn, too?"""
    assert picture.png().startswith(b"\x89PNG"), summary


MISTAKES: list[tuple[Callable[[], Picture], str]] = [
    (lambda: decision_boundary(rightmost, [[1.0] * 3], [0], "t"), r"X has shape \(1, 3\)"),
    (lambda: decision_boundary(rightmost, np.empty((0, 2)), [], "t"), r"X has shape \(0, 2\)"),
    (lambda: decision_boundary(rightmost, SQUARE, [0], "t"), r"y has shape \(1,\), .* 4 points"),
    (lambda: decision_boundary(rightmost, [[nan, 1.0]], [0], "t"), "X holds nan"),
    (
        lambda: decision_boundary(constant(None), SQUARE, [0] * 4, "t"),  # type: ignore[arg-type]
        "predict returned None",
    ),
    (
        lambda: decision_boundary(lambda p: p, SQUARE, [0] * 4, "t"),
        r"predict returned shape \(4, 2\); for 4 points it must be \(4,\)",
    ),
    (
        lambda: decision_boundary(lambda p: p[:, 0] * nan, SQUARE, [0] * 4, "t"),
        "predict returned nan",
    ),
    (lambda: decision_boundary(rightmost, SQUARE, [0, 0, 0, nan], "t"), "y holds nan"),
    (lambda: loss_curve([], "t"), "'loss' is empty"),
    (lambda: loss_curve({"a": [1.0], "b": []}, "t"), "'b' is empty"),
    (lambda: loss_curve({}, "t"), "history holds no sequence"),
    (lambda: loss_curve(np.ones((2, 2)), "t"), r"'loss' has shape \(2, 2\)"),  # type: ignore[arg-type]
    (lambda: heat_map([[1.0]], [1, 2], [1], "t", "a", "b"), r"\(1, 1\), .* 2 rows and 1 columns"),
    (lambda: heat_map([], [], [], "t", "a", "b"), "0 rows and 0 columns"),
    (
        lambda: weight_images(np.ones((783, 1)), ["a"], (28, 28), "t"),
        r"W has shape \(783, 1\); images of shape \(28, 28\) need 784 rows, or 785",
    ),
    (lambda: weight_images(np.ones(4), ["a"], (2, 2), "t"), r"W has shape \(4,\)"),
    (lambda: weight_images(np.ones((4, 2)), ["a"], (2, 2), "t"), "2 columns for 1 class names"),
    (lambda: weight_images(np.ones((4, 1)), ["a"], (1, 2, 2), "t"), r"give \(H, W\) or \(H, W, 3"),
    (lambda: error_against_step([0.1, 0.0], {"a": [1, 2]}, "t"), "not a positive number"),
    (lambda: error_against_step([0.1], {"a": [1, 2]}, "t"), r"'a' has shape \(2,\) for 1 steps"),
    (lambda: error_against_step([], {"a": []}, "t"), "needs a sequence of steps"),
    (lambda: error_against_step([0.1], {}, "t"), "one error for each"),
    (lambda: accuracy_bars({"svm": 38.9}, "t"), "'svm' is 38.9, not a fraction"),
    (lambda: accuracy_bars({"svm": 0.3}, "t", chance=-1), "'chance' is -1"),
    (lambda: bars_of_probabilities([0.5, 0.5], [0], None), r"P has shape \(2,\)"),
    (lambda: bars_of_probabilities([[0.5, 0.5]], [0, 1]), "1 class numbers"),
    (lambda: bars_of_probabilities([[0.5, 0.5]], [0.0]), "1 class numbers"),
    (lambda: bars_of_probabilities([[0.5, 0.5]], [2]), "not from 0 to 1"),
    (lambda: bars_of_probabilities([[0.5, 0.5]], [-1]), "not from 0 to 1"),
    (lambda: bars_of_probabilities([[0.5, 0.5]], [0], ["a"]), "2 columns for 1 class names"),
]


@pytest.mark.parametrize(("make", "sentence"), MISTAKES)
def test_mistakes_are_told_in_one_sentence(make: Callable[[], Picture], sentence: str) -> None:
    """Does what doesn't fit raise at once, drawn or not, saying what is wrong?"""
    with pytest.raises(ValueError, match=sentence) as raised:
        make()
    assert "\n" not in str(raised.value)


def test_predict_cannot_spoil_the_points() -> None:
    """Does a predict that writes to its input leave the caller's array alone?"""

    def spoils(points: NDArray[np.float64]) -> NDArray[np.int_]:
        points[:] = 7.0
        return np.zeros(len(points), dtype=int)

    X = SQUARE.copy()
    decision_boundary(spoils, X, [0] * 4, "t").draw()
    np.testing.assert_array_equal(X, SQUARE)


def test_changes_after_the_call_are_not_drawn() -> None:
    """Does a picture show the values of the moment when it was made?"""
    losses = np.array([3.0, 2.0])
    picture = loss_curve({"a": losses}, "t")  # type: ignore[dict-item]
    losses[:] = 0.0
    drawn = picture.draw().axes[0].get_lines()[0].get_ydata()
    np.testing.assert_array_equal(drawn, [3.0, 2.0])


def test_matplotlib_waits_for_a_drawing() -> None:
    """Do all the summaries get by without matplotlib, which a drawing then imports?"""
    source = (
        "import sys; from tests.plots.test_course_summaries import SUMMARIES\n"
        "assert [picture.summary for picture, _ in SUMMARIES]\n"
        "assert 'matplotlib' not in sys.modules\n"
        "SUMMARIES[0][0].draw(); assert 'matplotlib' in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
