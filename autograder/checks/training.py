"""What mini-batch SGD must do with the loss that it is given, seen from the loss's side."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.recording import Call, Training
from autograder.checks.results import real_array

Finding = str | None
_NEVER = 1e-9


def batches(asked: Training, calls: Sequence[Call]) -> Finding:
    """Does each step see rows of X with their own labels, drawn anew and at random?"""
    if len(calls) != asked.iterations:
        return f"the loss is called {len(calls)} times in {asked.iterations} iterations"
    drawn = [_row_real_array(asked, call) for call in calls]
    for rows, call in zip(drawn, calls, strict=True):
        if call.X.shape != (asked.batch_size, asked.X.shape[1]):
            return f"a batch has shape {call.X.shape}; batch_size is {asked.batch_size}"
        if call.reg != asked.reg:
            return "the loss is not called with the reg that train was given"
        if rows is None:
            return "a batch holds rows that are not in X"
        if not np.array_equal(call.y, asked.y[rows]):
            return "the labels of a batch are not those of its rows"
    return _drawn_at_random(asked, np.array(drawn))


def _drawn_at_random(asked: Training, drawn: NDArray[np.intp]) -> Finding:
    if (drawn == drawn[0]).all():
        return "every step sees the same rows: draw new ones inside the loop"
    if (np.diff(drawn, axis=1) % len(asked.X) == 1).all():  # past the end it may start again
        return "the rows of a batch stand in line in X: draw them at random"
    seen, count = len(np.unique(drawn)), len(asked.X)
    enough = count if _each_row_must_come(asked, drawn.size) else 0.8 * count
    return f"only {seen} of {count} rows were ever drawn" if seen < enough else None


def _each_row_must_come(asked: Training, draws: int) -> bool:
    """Return whether no fair draw, and no walk through shuffled rows, leaves a row out."""
    count = len(asked.X)
    chance_to_miss_one = count * (1.0 - 1.0 / count) ** draws
    return count % asked.batch_size == 0 and chance_to_miss_one < _NEVER


def steps(asked: Training, calls: Sequence[Call], final: Any) -> Finding:  # noqa: ANN401
    """Does W move by -learning_rate times the gradient of its batch, step after step?

    `final` is the classifier's W after training.
    """
    if not calls:
        return "the loss is never called"
    path = []
    for k, value in enumerate([*(call.W for call in calls), final]):
        W, wanted = real_array(value), (asked.X.shape[1], int(asked.y.max()) + 1)
        if W is None or W.shape != wanted:
            when = f"at step {k + 1}" if k < len(calls) else "after training"
            return f"W {shape_in_words(W)} {when}; it must have shape {wanted}"
        path.append(W)
    with np.errstate(over="ignore", invalid="ignore"):  # W may hold inf
        moved = np.array([new - old for old, new in pairwise(path)])
    right = -asked.learning_rate * np.array([call.gradient for call in calls])
    for factor, words in _MOVES:
        if _close(moved, factor * right):
            return words
    if _close(moved, right / asked.learning_rate):
        return "W moves by the gradient itself: what does learning_rate do?"
    if _close(moved[:-1], right[:-1]):
        return "W misses the last step"
    return "W does not move by -learning_rate times the gradient that the loss returned"


# Single precision inside rounds weights and losses of about 1 to 1e-7.
_close = partial(np.allclose, rtol=1e-5, atol=1e-6)

_MOVES: tuple[tuple[float, Finding], ...] = (
    (1.0, None),
    (-1.0, "W moves with the gradient, not against it: the loss would grow"),
    (0.0, "W never changes"),
)


def history(asked: Training, calls: Sequence[Call], returned: Any) -> Finding:  # noqa: ANN401
    """Does train return the loss of every step, in order?"""
    if returned is None:
        return "train returned None (is a return line missing?)"
    losses = real_array(returned)
    if losses is None:
        return "what train returns is not a list of numbers"
    if losses.shape != (asked.iterations,):
        return f"history has shape {losses.shape}: it must hold {asked.iterations} losses"
    answers = np.array([call.loss for call in calls])
    if losses.shape == answers.shape and _close(losses, answers):
        return None
    return "history does not hold the losses of the steps, in order"


def shape_in_words(array: NDArray[Any] | None) -> str:
    """Say which shape the array has, or that there is none."""
    return "is no array of numbers" if array is None else f"has shape {array.shape}"


def _row_real_array(asked: Training, call: Call) -> NDArray[np.intp] | None:
    """Return where the rows of the batch stand in X, None if one doesn't."""
    if call.X.ndim != 2 or call.X.shape[1] != asked.X.shape[1]:
        return None
    equal = (call.X[:, np.newaxis, :] == asked.X[np.newaxis, :, :]).all(axis=2)
    return equal.argmax(axis=1) if equal.any(axis=1).all() else None
