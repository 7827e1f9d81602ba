"""Watch a classifier train: what mini-batch SGD must do with the loss that it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.loss_result import real_array
from autograder.findings import Code, Finding

Array = NDArray[Any]


@dataclass(frozen=True)
class Call:
    """One call of the loss: W (D, C), a batch X (B, D) with labels y (B,), reg, and its answer."""

    W: Array
    X: Array
    y: Array
    reg: float
    loss: float
    gradient: Array


@dataclass
class RecordingLoss:
    """A loss(W, X, y, reg) that answers with random numbers and keeps every call.

    Random answers tell the steps apart: a trainer that uses them right has one way to go.
    """

    rng: np.random.Generator
    calls: list[Call] = field(default_factory=list)
    most_numbers: int = 10_000  # of an array that is kept; of a larger one it is the shape
    most_calls: int = 1_000

    def __call__(self, W: Array, X: Array, y: Array, reg: float) -> tuple[float, Array]:
        """Return a random loss and a random gradient of the shape of W."""
        loss, dW = float(self.rng.uniform(1.0, 2.0)), self.rng.normal(size=np.shape(W))
        if len(self.calls) < self.most_calls:
            W, X, y = self._kept(W), self._kept(X), self._kept(y)
            self.calls.append(Call(W, X, y, float(reg), loss, dW.copy()))
        return loss, dW

    def _kept(self, given: Array) -> Array:
        """Return a copy, or an array of nan of the same shape, which takes no memory."""
        array = np.asarray(given)
        small = array.size <= self.most_numbers
        return array.copy() if small else np.broadcast_to(np.nan, array.shape)


@dataclass(frozen=True)
class Training:
    """What a classifier is asked to do: rows X (N, D), labels y (N,), settings."""

    X: Array
    y: Array
    learning_rate: float = 0.05
    reg: float = 0.25
    iterations: int = 60
    batch_size: int = 7
    seed: int = 1

    def run(self, make: Callable[..., Any], loss: Callable[..., Any]) -> tuple[Any, Any]:
        """Make a classifier with this loss, train it, return it and what `train` returned."""
        model = make(loss, seed=self.seed)
        history = model.train(
            self.X.copy(),
            self.y.copy(),
            learning_rate=self.learning_rate,
            reg=self.reg,
            iterations=self.iterations,
            batch_size=self.batch_size,
        )
        return model, history


def random_training(rng: np.random.Generator, N: int = 40, D: int = 5, C: int = 3) -> Training:
    """Return rows that all differ, every class among the labels."""
    return Training(rng.normal(size=(N, D)), rng.permutation(np.arange(N) % C))


_NEVER = 1e-9


def batches(asked: Training, calls: Sequence[Call]) -> Finding | None:
    """Does each step see rows of X with their own labels, drawn anew and at random?"""
    if len(calls) != asked.iterations:
        return Finding.of(Code.CALLS_COUNT, calls=len(calls), iterations=asked.iterations)
    drawn = [_row_real_array(asked, call) for call in calls]
    for rows, call in zip(drawn, calls, strict=True):
        if call.X.shape != (asked.batch_size, asked.X.shape[1]):
            return Finding.of(Code.BATCH_SHAPE, shape=call.X.shape, size=asked.batch_size)
        if call.reg != asked.reg:
            return Finding(Code.REG_NOT_GIVEN)
        if rows is None:
            return Finding(Code.BATCH_NOT_IN_X)
        if not np.array_equal(call.y, asked.y[rows]):
            return Finding(Code.BATCH_LABELS)
    return _drawn_at_random(asked, np.array(drawn))


# Of the gaps between neighbours in batches, of those that a draw of so many rows can have.
_GAPS_OF_A_DRAW = 0.8


def follows_no_rule(
    asked: Training, calls: Sequence[Call], others: Sequence[Call]
) -> Finding | None:
    """Do two trainings with different seeds see different rows, or at least rows without a rule?

    A generator with a seed of its own is a draw, too: its gaps are of every size.
    """
    drawn, again = ([_row_real_array(asked, call) for call in each] for each in (calls, others))
    pairs = zip(drawn, again, strict=len(drawn) == len(again))
    if not all(a is not None and b is not None and np.array_equal(a, b) for a, b in pairs):
        return None
    gaps = np.unique(np.diff(np.array(drawn), axis=1) % len(asked.X))
    few = len(gaps) < _GAPS_OF_A_DRAW * len(asked.X)
    return Finding(Code.SAME_FOR_ANY_SEED) if few else None


def _drawn_at_random(asked: Training, drawn: NDArray[np.intp]) -> Finding | None:
    if (drawn == drawn[0]).all():
        return Finding(Code.SAME_ROWS)
    if (np.diff(drawn, axis=1) % len(asked.X) == 1).all():  # past the end it may start again
        return Finding(Code.ROWS_IN_LINE)
    seen, count = len(np.unique(drawn)), len(asked.X)
    enough = count if _each_row_must_come(asked, drawn.size) else 0.8 * count
    return Finding.of(Code.FEW_ROWS, seen=seen, count=count) if seen < enough else None


def _each_row_must_come(asked: Training, draws: int) -> bool:
    """Return whether no fair draw, and no walk through shuffled rows, leaves a row out."""
    count = len(asked.X)
    chance_to_miss_one = count * (1.0 - 1.0 / count) ** draws
    return count % asked.batch_size == 0 and chance_to_miss_one < _NEVER


def steps(asked: Training, calls: Sequence[Call], final: Any) -> Finding | None:  # noqa: ANN401
    """Does W move by -learning_rate times the gradient of its batch, step after step?

    `final` is the classifier's W after training.
    """
    if not calls:
        return Finding(Code.LOSS_NEVER_CALLED)
    path = []
    for k, value in enumerate([*(call.W for call in calls), final]):
        W, wanted = real_array(value), (asked.X.shape[1], int(asked.y.max()) + 1)
        if W is None or W.shape != wanted:
            at = Finding.of(Code.AT_STEP, step=k + 1)
            return wrong_shape(W, at if k < len(calls) else Finding(Code.AFTER_TRAINING), wanted)
        path.append(W)
    with np.errstate(over="ignore", invalid="ignore"):  # W may hold inf
        moved = np.array([new - old for old, new in pairwise(path)])
    right = -asked.learning_rate * np.array([call.gradient for call in calls])
    for factor, code in _MOVES:
        if _close(moved, factor * right):
            return Finding(code) if code else None
    if _close(moved, right / asked.learning_rate):
        return Finding(Code.MOVES_BY_GRADIENT)
    if _close(moved[:-1], right[:-1]):
        return Finding(Code.LAST_STEP_MISSING)
    return Finding(Code.MOVES_OTHERWISE)


# Single precision inside rounds weights and losses of about 1 to 1e-7.
_close = partial(np.allclose, rtol=1e-5, atol=1e-6)

_MOVES: tuple[tuple[float, Code | None], ...] = (
    (1.0, None),
    (-1.0, Code.MOVES_WITH_GRADIENT),
    (0.0, Code.NEVER_MOVES),
)


def history(asked: Training, calls: Sequence[Call], returned: Any) -> Finding | None:  # noqa: ANN401
    """Does train return the loss of every step, in order?"""
    if returned is None:
        return Finding(Code.TRAIN_RETURNED_NONE)
    losses = real_array(returned)
    if losses is None:
        return Finding(Code.HISTORY_NO_NUMBERS)
    if losses.shape != (asked.iterations,):
        return Finding.of(Code.HISTORY_SHAPE, shape=losses.shape, count=asked.iterations)
    answers = np.array([call.loss for call in calls])
    if losses.shape == answers.shape and _close(losses, answers):
        return None
    return Finding(Code.HISTORY_WRONG)


def wrong_shape(W: NDArray[Any] | None, when: Finding, wanted: tuple[int, ...]) -> Finding:
    """Return that W has another shape than `wanted`, or is no array of numbers."""
    if W is None:
        return Finding.of(Code.W_NO_NUMBERS, when=when, wanted=wanted)
    return Finding.of(Code.W_SHAPE, shape=W.shape, when=when, wanted=wanted)


def _row_real_array(asked: Training, call: Call) -> NDArray[np.intp] | None:
    """Return where the rows of the batch stand in X, None if one doesn't."""
    if call.X.ndim != 2 or call.X.shape[1] != asked.X.shape[1]:
        return None
    equal = (call.X[:, np.newaxis, :] == asked.X[np.newaxis, :, :]).all(axis=2)
    return equal.argmax(axis=1) if equal.any(axis=1).all() else None
