"""Hidden inputs of plain functions: ordinary ones, and extreme ones that must be survived."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.checks.calls import copies_of


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call, with a name that a message can use."""

    label: str
    values: tuple[Any, ...]

    def copies(self) -> tuple[Any, ...]:
        """Return fresh arrays, so that no call can spoil the next."""
        return tuple(copies_of(self.values))


def vectors(rng: np.random.Generator) -> list[Arguments]:
    """Return vectors of scores."""
    sizes = (2, 3, 7, 12)
    return [Arguments(f"{C} scores", (rng.normal(scale=2.0, size=C),)) for C in sizes]


def extreme_vectors(rng: np.random.Generator) -> list[Arguments]:
    """Return vectors of large scores."""
    wiggle = rng.normal(size=3)
    return [
        Arguments("scores near 1000", (1000.0 + wiggle,)),
        Arguments("scores near -1000", (-1000.0 + wiggle,)),
        Arguments("scores 333 apart", (np.array([123.0, 456.0, 789.0]) + wiggle,)),
    ]


def rows(rng: np.random.Generator) -> list[Arguments]:
    """Return rows of scores."""
    shapes = {"several rows": (5, 3), "one row": (1, 4), "more classes than rows": (3, 8)}
    return [Arguments(name, (rng.normal(scale=2.0, size=s),)) for name, s in shapes.items()]


def extreme_rows(rng: np.random.Generator) -> list[Arguments]:
    """Return rows of scores that lie far away or far apart."""
    S = rng.normal(size=(5, 4))
    apart = rng.permutation(np.linspace(-2000.0, 2000.0, 5))[:, np.newaxis]
    return [
        Arguments("rows near 1000", (S + 1000.0,)),
        Arguments("rows near -1000", (S - 1000.0,)),
        Arguments("rows that lie far apart", (S + apart,)),
    ]


def scores_and_class(rng: np.random.Generator) -> list[Arguments]:
    """Return scores with a true class below two others, or below the only other.

    So more than one margin is violated: their sum is not the largest of them.
    """
    drawn = []
    for C in (2, 3, 5, 12):
        true_class = int(rng.integers(C))
        scores = rng.normal(scale=2.0, size=C)
        second = np.sort(np.delete(scores, true_class))[-2:][0]
        scores[true_class] = second - rng.uniform(0.2, 0.8)
        drawn.append(Arguments(f"{C} classes", (scores, true_class)))
    return drawn


def extreme_scores_and_class(rng: np.random.Generator) -> list[Arguments]:
    """Return large scores and a large gap, with a true class."""
    wiggle = rng.normal(size=3)
    return [
        Arguments("scores near 1000", (1000.0 + wiggle, 1)),
        Arguments("scores near -1000", (-1000.0 + wiggle, 2)),
        Arguments("the true class 900 below the maximum", (np.array([900.0, 0, 1]) + wiggle, 1)),
        Arguments("the true class 900 above the others", (np.array([900.0, 0, 1]) + wiggle, 0)),
    ]


def distributions(rng: np.random.Generator) -> list[Arguments]:
    """Return distributions."""
    return [Arguments(f"{C} outcomes", (rng.dirichlet(np.ones(C)),)) for C in (2, 3, 6)]


def two_distributions(rng: np.random.Generator) -> list[Arguments]:
    """Return pairs of distributions."""
    return [
        Arguments(f"{C} outcomes", (rng.dirichlet(np.ones(C)), rng.dirichlet(np.ones(C))))
        for C in (2, 3, 6)
    ]


def with_zero(rng: np.random.Generator) -> list[Arguments]:
    """Return a distribution with a probability of 0."""
    p = np.append(rng.dirichlet(np.ones(3)), 0.0)
    return [Arguments("a probability of 0", (p,))]


def two_with_zero(rng: np.random.Generator) -> list[Arguments]:
    """Return two distributions, the first with a probability of 0."""
    p = np.append(rng.dirichlet(np.ones(3)), 0.0)
    return [Arguments("a probability of 0", (p, rng.dirichlet(np.ones(4))))]


def pairs_of_arrays(rng: np.random.Generator) -> list[Arguments]:
    """Return pairs of arrays of one shape."""
    shapes: tuple[tuple[int, ...], ...] = ((4,), (2, 3))
    return [
        Arguments(f"arrays of shape {shape}", (rng.normal(size=shape), rng.normal(size=shape)))
        for shape in shapes
    ]


def pairs_with_zeros(rng: np.random.Generator) -> list[Arguments]:
    """Return pairs of arrays with zeros and tiny entries."""
    a, b = rng.normal(size=4), rng.normal(size=4)
    a[:2] = b[1:3] = 0.0
    return [
        Arguments("entries of 0", (a, b)),
        Arguments("both 0", (np.zeros(3), np.zeros(3))),
        Arguments("tiny entries", (1e-12 * a, 1e-12 * b)),
    ]


def layers(rng: np.random.Generator) -> list[Arguments]:
    """Return weights, an input and a true class."""
    return [
        Arguments(
            f"D = {D}, C = {C}",
            (rng.normal(size=(D, C)), rng.normal(size=D), int(rng.integers(C))),
        )
        for D, C in ((2, 3), (5, 2), (4, 4))
    ]


def layers_with_large_scores(rng: np.random.Generator) -> list[Arguments]:
    """Return layers whose scores are all near 1000, and all near -1000."""
    W, x = rng.normal(size=(3, 4)), rng.normal(size=3)
    shift = np.outer(1000.0 * x / (x @ x), np.ones(4))
    return [
        Arguments("scores near 1000", (W + shift, x, 1)),
        Arguments("scores near -1000", (W - shift, x, 1)),
    ]
