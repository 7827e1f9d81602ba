"""Hidden inputs of the functions that a classifier is trained with."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.grading.arguments import Arguments


def descents(rng: np.random.Generator) -> list[Arguments]:
    """Return weights, biases, rows, labels, a step and a strength of regularization."""
    shapes = {"points in the plane": (9, 2, 3), "one example": (1, 4, 3), "N < C": (3, 5, 7)}
    return [
        _descent(rng, label, *shape, reg=reg)
        for (label, shape), reg in zip(shapes.items(), (0.0, 0.3, 2.0), strict=True)
    ]


def descents_with_large_scores(rng: np.random.Generator) -> list[Arguments]:
    """Return a step from weights whose scores are in the thousands, lowest for the true class.

    Without regularization: a million of it would hide what else is in the loss.
    """
    drawn = _descent(rng, "large scores", 6, 3, 4, reg=0.0)
    W, b, X, _, *settings = drawn.values
    W, X = 100.0 * W, 10.0 * X  # a step is neither lost beside such W nor leads to a loss of 0
    return [Arguments(drawn.label, (W, b, X, (X @ W + b).argmin(axis=1), *settings))]


def _descent(rng: np.random.Generator, label: str, N: int, D: int, C: int, reg: float) -> Arguments:
    W, b = rng.normal(size=(D, C)), rng.normal(size=C)
    X, y = rng.normal(size=(N, D)), rng.integers(0, C, size=N)
    return Arguments(label, (W, b, X, y, float(rng.uniform(0.1, 2.0)), reg))


def weights_and_rows(rng: np.random.Generator) -> list[Arguments]:
    """Return weights with rows to classify; the best class of a row leads, in float32 too.

    Each row has a score above 0, but for those of the last input, and no input has class 0 alone.
    """
    shapes = {"several rows": (9, 4, 3), "one row": (1, 3, 5), "many classes": (6, 4, 12)}
    drawn = []
    for label, (N, D, C) in shapes.items():
        W, X = _drawn_clearly(rng, N, D, C)
        X[(X @ W).max(axis=1) < 0] *= -1.0
        drawn.append(Arguments(label, (_not_class_0_alone(W, X), X)))
    return [*drawn, *weights_and_far_rows(rng)[:1]]


def weights_and_far_rows(rng: np.random.Generator) -> list[Arguments]:
    """Return rows whose scores are all below 0, and all in the thousands."""
    W, X = _drawn_clearly(rng, 7, 4, 5, np.abs)
    return [
        Arguments("scores below 0", (_not_class_0_alone(W, -X), -X)),
        Arguments("scores in the thousands", (_not_class_0_alone(W, X), 1e3 * X)),
    ]


def _drawn_clearly(
    rng: np.random.Generator, N: int, D: int, C: int, change: Callable[..., Any] = np.asarray
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return random W (D, C) and X (N, D); the first two of a row's scores lie 1e-4 apart.

    So do the last two, whose order is that of the first two of the row with the other sign.
    """
    while True:
        W, X = change(rng.normal(size=(D, C))), change(rng.normal(size=(N, D)))
        gaps = np.diff(np.sort(X @ W, axis=1), axis=1)
        if gaps[:, [0, -1]].min() > 1e-4:
            return W, X


def _not_class_0_alone(W: NDArray[np.float64], X: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return W with the columns moved by one if every row of X would be of class 0."""
    return np.roll(W, 1, axis=1) if not (X @ W).argmax(axis=1).any() else W


def grids(rng: np.random.Generator) -> list[Arguments]:
    """Return a score function with rates and strengths to try; one pair is the best."""
    return [_grid(rng, "3 rates, 2 strengths", 3, 2), _grid(rng, "2 rates, 5 strengths", 2, 5)]


def grids_below_zero(rng: np.random.Generator) -> list[Arguments]:
    """Return a grid of one pair, and one on which every score is below 0."""
    return [_grid(rng, "one pair", 1, 1), _grid(rng, "scores below 0", 3, 4, shift=-2.0)]


def _grid(rng: np.random.Generator, label: str, R: int, S: int, shift: float = 0.0) -> Arguments:
    rates = tuple(sorted(rng.uniform(0.1, 1.0, size=R).tolist()))
    strengths = tuple(sorted(rng.uniform(10.0, 99.0, size=S).tolist()))
    table = _scores(rng, R, S) + shift
    return Arguments(label, (_looked_up(rates, strengths, table.tolist()), rates, strengths))


def _scores(rng: np.random.Generator, R: int, S: int) -> NDArray[np.float64]:
    """Return scores (R, S) that all differ.

    The best is neither in the first row or column nor in those of the worst, so that a search
    which keeps its first pair, or takes the lowest, is wrong in both settings at any seed.
    """
    while True:
        table = rng.permutation(np.linspace(0.1, 0.9, R * S)).reshape(R, S)
        best, worst = (np.argwhere(table == extreme)[0] for extreme in (table.max(), table.min()))
        if table.size == 1 or (best.all() and (best != worst).all()):
            return table


def _looked_up(
    rates: tuple[float, ...], strengths: tuple[float, ...], table: list[list[float]]
) -> Callable[[float, float], float]:
    scores = {
        (rate, strength): table[i][j]
        for i, rate in enumerate(rates)
        for j, strength in enumerate(strengths)
    }

    def score(rate: float, strength: float) -> float:
        pair = None if np.ndim(rate) or np.ndim(strength) else (float(rate), float(strength))
        if pair not in scores:  # in words, as a KeyError would show the hidden numbers
            raise ValueError("score takes one of the rates and one of the strengths")
        return scores[pair]

    return score
