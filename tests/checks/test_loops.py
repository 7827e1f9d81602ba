"""Loops in Python are told from matrix operations."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.findings.effort import loops_over_examples, measured
from autograder.findings.outcome import Outcome
from tests.checks.losses import LOSSES, Array, in_a_loop, normal


def count_steps(function: Callable[..., Any], *args: Any) -> tuple[Outcome, int]:
    """Return what came of a call, and the lines of its own that it executed."""
    outcome, effort = measured(function, *args)
    return outcome, effort.lines


def _by_for(X: Array) -> Any:
    total = 0.0
    for row in X:
        total += row.sum()
    return total


def _by_while(X: Array) -> Any:
    i = 0
    while i < len(X):
        i += 1
    return i


def _by_while_in_a_line(X: Array) -> Any:
    rows = list(range(len(X)))
    while rows: rows.pop()  # noqa: E701 - students write such lines  # fmt: skip


def _by_comprehension(X: Array) -> Any:
    return [row.sum() for row in X]


def _by_set_comprehension(X: Array) -> Any:
    return {float(row[0]) for row in X}


def _by_generator(X: Array) -> Any:
    return sum(row.sum() for row in X)


def _by_map(X: Array) -> Any:
    return list(map(lambda row: row.sum(), X))  # noqa: C417 - students write such lines


def _by_map_of_numpy(X: Array) -> Any:
    return list(map(np.sum, X))


def _by_apply_along_axis(X: Array) -> Any:
    return np.apply_along_axis(lambda row: row.sum(), 1, X)


def _by_vectorize(X: Array) -> Any:
    return np.vectorize(lambda value: value + 1)(X[:, 0])


def _by_recursion(X: Array) -> Any:
    return X[0].sum() + _by_recursion(X[1:]) if len(X) else 0.0


def _by_sort_key(X: Array) -> Any:
    return sorted(range(len(X)), key=lambda i: X[i, 0])


def _by_helper(X: Array) -> Any:
    return _by_for(X)


def _by_matrices(X: Array) -> Any:
    scores = X @ np.ones((3, 4))
    scores -= scores.max(axis=1, keepdims=True)
    return np.mean(np.exp(scores)[np.arange(len(X)), 0])


def _by_classes(X: Array) -> Any:
    total = np.zeros(len(X))
    for column in range(X.shape[1]):
        total += X[:, column]
    return total


def _by_einsum(X: Array) -> Any:
    return np.einsum("nd,nd->n", X, X)


def _by_stacking(X: Array) -> Any:
    return np.where(np.vstack([X, X]) > 0, 1.0, 0.0).sum()


def looped(function: Callable[[Array], Any]) -> bool:
    """Return what the visible check would say, with 6 and 36 examples."""
    _, few = count_steps(function, np.ones((6, 3)))
    _, many = count_steps(function, np.ones((36, 3)))
    return loops_over_examples(few, many, 30)


@pytest.mark.parametrize(
    "function",
    [
        _by_for,
        _by_while,
        _by_while_in_a_line,
        _by_comprehension,
        _by_set_comprehension,
        _by_generator,
        _by_map,
        _by_map_of_numpy,
        _by_apply_along_axis,
        _by_vectorize,
        _by_recursion,
        _by_sort_key,
        _by_helper,
    ],
)
def test_loops_are_seen(function: Callable[[Array], Any]) -> None:
    """Is every way to do something once an example seen?"""
    assert looped(function)


@pytest.mark.parametrize("function", [_by_matrices, _by_classes, _by_einsum, _by_stacking])
def test_matrices_are_no_loop(function: Callable[[Array], Any]) -> None:
    """Is work on whole matrices, or a loop over the classes, left in peace?"""
    assert not looped(function)


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name: str) -> None:
    """Are the losses told apart in their two forms?"""
    few, many = (*normal(0, N=6), 0.1), (*normal(0, N=36), 0.1)
    for loss, expected in ((LOSSES[name], False), (in_a_loop(LOSSES[name]), True)):
        steps = count_steps(loss, *few)[1], count_steps(loss, *many)[1]
        assert loops_over_examples(*steps, 30) is expected


def test_outcome_is_that_of_the_call() -> None:
    """Does the value come back as from a plain call, and the count repeat exactly?"""
    X = np.ones((6, 3))
    outcome, steps = count_steps(_by_for, X)
    assert outcome.value == 18.0
    assert outcome.error is None
    assert count_steps(_by_for, X)[1] == steps


def _stops(_X: Array) -> None:
    raise ValueError("no")


def _interrupted(_X: Array) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def own_tracer() -> Any:
    """Set a tracer as a debugger or coverage does, and put the old one back."""

    def tracer(*_: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    yield tracer
    sys.settrace(before)


def test_tracer_is_put_back(own_tracer: object) -> None:
    """Is the tracer of a debugger in place again afterwards?"""
    count_steps(_by_for, np.ones((2, 3)))
    assert sys.gettrace() is own_tracer


def test_tracer_is_put_back_after_an_exception(own_tracer: object) -> None:
    """Is it in place again when the function failed, and is the error in the outcome?"""
    outcome, steps = count_steps(_stops, np.ones((2, 3)))
    assert sys.gettrace() is own_tracer
    assert isinstance(outcome.error, ValueError)
    assert steps > 0


def test_tracer_is_put_back_after_an_interrupt(own_tracer: object) -> None:
    """Is it in place again when the student pressed stop?"""
    with pytest.raises(KeyboardInterrupt):
        count_steps(_interrupted, np.ones((2, 3)))
    assert sys.gettrace() is own_tracer


@pytest.mark.parametrize(("extra", "expected"), [(0, False), (15, False), (16, True), (30, True)])
def test_half_a_step_an_example_is_the_limit(extra: int, expected: bool) -> None:
    """Do more than 15 steps for 30 more examples count as a loop?"""
    assert loops_over_examples(100, 100 + extra, 30) is expected
