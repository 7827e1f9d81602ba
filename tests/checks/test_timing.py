"""Two versions of a loss, timed and compared."""

from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.checks import Timing, compare_times
from tests.checks.losses import Array, Labels, hinge, in_a_loop, normal, softmax
from tests.checks.mistakes import NOT_IMPLEMENTED, added, result

ARGUMENTS = (*normal(0), 0.1)


def stub(W: Array, X: Array, y: Labels, reg: float) -> Any:
    """Stand for what has yet to be written."""
    raise NotImplementedError


def test_equal_results() -> None:
    """Are both times there in their order, and both gaps about 0?"""
    timing = compare_times(in_a_loop(softmax), softmax, *ARGUMENTS)
    assert list(timing.seconds) == ["looped", "softmax"]
    assert all(seconds > 0 for seconds in timing.seconds.values())
    assert timing.problems == {}
    assert timing.loss_gap == pytest.approx(0.0, abs=1e-12)
    assert timing.gradient_gap == pytest.approx(0.0, abs=1e-12)


def test_gaps() -> None:
    """Are the gaps |loss - loss| and the Frobenius norm of dW - dW?"""

    def other(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = added((0, 1), 3.0)(added((2, 2), -4.0)(softmax))(W, X, y, reg)
        return loss - 0.25, dW

    timing = compare_times(softmax, other, *ARGUMENTS)
    assert timing.loss_gap == pytest.approx(0.25)
    assert timing.gradient_gap == pytest.approx(5.0)


@pytest.mark.parametrize(
    ("slow", "fast", "timed"),
    [(stub, softmax, ["softmax"]), (softmax, stub, ["softmax"])],
    ids=["slow", "fast"],
)
def test_one_stub(slow: Any, fast: Any, timed: list[str]) -> None:
    """Is a stub told in words, the other timed, and nothing compared?"""
    timing = compare_times(slow, fast, *ARGUMENTS)
    assert list(timing.seconds) == timed
    assert timing.problems == {"stub": "not implemented yet"}
    assert timing.loss_gap is None
    assert timing.gradient_gap is None
    text = str(timing)
    assert "stub: not implemented yet" in text
    assert "times as fast" not in text
    assert "difference" not in text


def test_two_stubs() -> None:
    """Are two stubs, even of one name, told one by one?"""
    first = second = NOT_IMPLEMENTED(softmax)
    timing = compare_times(first, second, *ARGUMENTS)
    assert timing.seconds == {}
    assert len(timing.problems) == 2
    assert str(timing).count("not implemented yet") == 2


def test_unreadable_results() -> None:
    """Is a result that can't be read told in words?"""
    nothing = result(lambda _loss, _dW: None)(softmax)
    assert "must return two things" in compare_times(nothing, softmax, *ARGUMENTS).problems["wrong"]


def test_one_function_twice() -> None:
    """Can a function be compared with itself, or one without a name with another?"""
    text = str(compare_times(softmax, softmax, *ARGUMENTS))
    assert text.count("softmax") == 2
    assert "difference: loss 0.0e+00, gradient 0.0e+00" in text
    assert len(compare_times(partial(softmax), partial(softmax), *ARGUMENTS).seconds) == 2


def test_clock_that_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is there a text even if the clock is too coarse to see a call?"""
    monkeypatch.setattr("autograder.checks.helpers.time.perf_counter", lambda: 5.0)
    assert "1.0 times as fast" in str(compare_times(softmax, hinge, *ARGUMENTS))


@pytest.mark.parametrize(
    ("slow", "fast", "words"),
    [
        (2.0, 0.01, "200 times as fast"),
        (0.5, 0.25, "2.0 times as fast"),
        (0.1, 0.2, "0.5 times as fast"),
    ],
)
def test_text(slow: float, fast: float, words: str) -> None:
    """Does the text tell both times, the ratio and both gaps?"""
    text = str(Timing({"loops": slow, "matrices": fast}, {}, 1e-16, 2e-15))
    assert text.splitlines() == [
        f"loops: {slow:.4f} s",
        f"matrices: {fast:.4f} s",
        words,
        "difference: loss 1.0e-16, gradient 2.0e-15",
    ]


def test_numbers_are_plain_floats() -> None:
    """Are the gaps and times floats, ready to draw or to save?"""
    timing = compare_times(softmax, hinge, *ARGUMENTS)
    assert type(timing.loss_gap) is float
    assert type(timing.gradient_gap) is float
    assert all(type(value) is float for value in timing.seconds.values())
    assert np.isfinite(timing.loss_gap)
