"""Hidden inputs of the functions that a classifier is trained with."""

from collections.abc import Callable

import numpy as np

from autograder.grading.arguments import Arguments


def descents(rng: np.random.Generator) -> list[Arguments]:
    """Return weights, biases, rows, labels, a step and a strength of regularization."""
    shapes = {"points in the plane": (9, 2, 3), "one example": (1, 4, 3), "N < C": (3, 5, 7)}
    return [
        _descent(rng, label, *shape, reg=reg)
        for (label, shape), reg in zip(shapes.items(), (0.0, 0.3, 2.0), strict=True)
    ]


def descents_with_large_scores(rng: np.random.Generator) -> list[Arguments]:
    """Return steps from weights whose scores are in the thousands."""
    return [_descent(rng, "large scores", 6, 3, 4, reg=0.1, scale=1000.0)]


def _descent(
    rng: np.random.Generator, label: str, N: int, D: int, C: int, reg: float, scale: float = 1.0
) -> Arguments:
    W, b = scale * rng.normal(size=(D, C)), rng.normal(size=C)
    X, y = rng.normal(size=(N, D)), rng.integers(0, C, size=N)
    return Arguments(label, (W, b, X, y, float(rng.uniform(0.1, 2.0)), reg))


def weights_and_rows(rng: np.random.Generator) -> list[Arguments]:
    """Return weights with rows to classify; no two scores of a row are equal."""
    shapes = {"several rows": (9, 4, 3), "one row": (1, 3, 5), "many classes": (6, 4, 12)}
    return [
        Arguments(label, (rng.normal(size=(D, C)), rng.normal(size=(N, D))))
        for label, (N, D, C) in shapes.items()
    ]


def weights_and_far_rows(rng: np.random.Generator) -> list[Arguments]:
    """Return rows whose scores are all below 0, and all in the thousands."""
    W, X = np.abs(rng.normal(size=(4, 5))), np.abs(rng.normal(size=(7, 4)))
    return [
        Arguments("scores below 0", (W, -X)),
        Arguments("scores in the thousands", (W, 1e3 * X)),
    ]


def grids(rng: np.random.Generator) -> list[Arguments]:
    """Return a score function with rates and strengths to try; one pair is the best."""
    return [_grid(rng, "3 rates, 2 strengths", 3, 2), _grid(rng, "2 rates, 5 strengths", 2, 5)]


def grids_below_zero(rng: np.random.Generator) -> list[Arguments]:
    """Return a grid of one pair, and one on which every score is below 0."""
    return [_grid(rng, "one pair", 1, 1), _grid(rng, "scores below 0", 3, 4, shift=-2.0)]


def _grid(rng: np.random.Generator, label: str, R: int, S: int, shift: float = 0.0) -> Arguments:
    rates = sorted(rng.uniform(0.1, 1.0, size=R).tolist())
    strengths = sorted(rng.uniform(10.0, 99.0, size=S).tolist())
    table = rng.permutation(np.linspace(0.1, 0.9, R * S)).reshape(R, S) + shift
    return Arguments(label, (_looked_up(rates, strengths, table.tolist()), rates, strengths))


def _looked_up(
    rates: list[float], strengths: list[float], table: list[list[float]]
) -> Callable[[float, float], float]:
    scores = {
        (rate, strength): table[i][j]
        for i, rate in enumerate(rates)
        for j, strength in enumerate(strengths)
    }
    return lambda rate, strength: scores[float(rate), float(strength)]
