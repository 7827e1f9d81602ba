"""Hidden inputs of plain functions, by the name that a hidden test gives their kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.grading.probes import Probe, fine_probes, rough_probes


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call, with a name that a message can use."""

    label: str
    values: tuple[Any, ...]

    def copies(self) -> tuple[Any, ...]:
        """Return fresh arrays, so that no call can spoil the next."""
        return tuple(v.copy() if isinstance(v, np.ndarray) else v for v in self.values)


Draw = Callable[[np.random.Generator], list[Arguments]]


@dataclass(frozen=True)
class Kind:
    """How to draw ordinary inputs of a function, and extreme ones that must be survived."""

    ordinary: Draw
    extreme: Draw
    tolerance: float = 1e-6


def _vectors(rng: np.random.Generator) -> list[Arguments]:
    sizes = (2, 3, 7, 12)
    return [Arguments(f"{C} scores", (rng.normal(scale=2.0, size=C),)) for C in sizes]


def _extreme_vectors(rng: np.random.Generator) -> list[Arguments]:
    wiggle = rng.normal(size=3)
    return [
        Arguments("scores near 1000", (1000.0 + wiggle,)),
        Arguments("scores near -1000", (-1000.0 + wiggle,)),
        Arguments("scores 333 apart", (np.array([123.0, 456.0, 789.0]) + wiggle,)),
    ]


def _rows(rng: np.random.Generator) -> list[Arguments]:
    shapes = {"several rows": (5, 3), "one row": (1, 4), "more classes than rows": (3, 8)}
    return [Arguments(name, (rng.normal(scale=2.0, size=s),)) for name, s in shapes.items()]


def _extreme_rows(rng: np.random.Generator) -> list[Arguments]:
    S = rng.normal(size=(5, 4))
    apart = rng.permutation(np.linspace(-2000.0, 2000.0, 5))[:, np.newaxis]
    return [
        Arguments("rows near 1000", (S + 1000.0,)),
        Arguments("rows near -1000", (S - 1000.0,)),
        Arguments("rows that lie far apart", (S + apart,)),
    ]


def _scores_and_class(rng: np.random.Generator) -> list[Arguments]:
    drawn = []
    for C in (2, 3, 5, 12):
        true_class = int(rng.integers(C))
        scores = rng.normal(scale=2.0, size=C)
        scores[true_class] = scores.max() - rng.uniform(0.2, 0.8)  # no margin is met by all
        drawn.append(Arguments(f"{C} classes", (scores, true_class)))
    return drawn


def _extreme_scores_and_class(rng: np.random.Generator) -> list[Arguments]:
    wiggle = rng.normal(size=3)
    return [
        Arguments("scores near 1000", (1000.0 + wiggle, 1)),
        Arguments("scores near -1000", (-1000.0 + wiggle, 2)),
        Arguments("the true class 900 below the maximum", (np.array([900.0, 0, 1]) + wiggle, 1)),
    ]


def _distributions(rng: np.random.Generator) -> list[Arguments]:
    return [Arguments(f"{C} outcomes", (rng.dirichlet(np.ones(C)),)) for C in (2, 3, 6)]


def _two_distributions(rng: np.random.Generator) -> list[Arguments]:
    return [
        Arguments(f"{C} outcomes", (rng.dirichlet(np.ones(C)), rng.dirichlet(np.ones(C))))
        for C in (2, 3, 6)
    ]


def _with_zero(rng: np.random.Generator) -> list[Arguments]:
    p = np.append(rng.dirichlet(np.ones(3)), 0.0)
    return [Arguments("a probability of 0", (p,))]


def _two_with_zero(rng: np.random.Generator) -> list[Arguments]:
    p = np.append(rng.dirichlet(np.ones(3)), 0.0)
    return [Arguments("a probability of 0", (p, rng.dirichlet(np.ones(4))))]


def _pairs_of_arrays(rng: np.random.Generator) -> list[Arguments]:
    shapes: tuple[tuple[int, ...], ...] = ((4,), (2, 3))
    return [
        Arguments(f"arrays of shape {shape}", (rng.normal(size=shape), rng.normal(size=shape)))
        for shape in shapes
    ]


def _pairs_with_zeros(rng: np.random.Generator) -> list[Arguments]:
    a, b = rng.normal(size=4), rng.normal(size=4)
    a[:2] = b[1:3] = 0.0
    return [
        Arguments("entries of 0", (a, b)),
        Arguments("both 0", (np.zeros(3), np.zeros(3))),
        Arguments("tiny entries", (1e-12 * a, 1e-12 * b)),
    ]


def _layers(rng: np.random.Generator) -> list[Arguments]:
    return [
        Arguments(
            f"D = {D}, C = {C}",
            (rng.normal(size=(D, C)), rng.normal(size=D), int(rng.integers(C))),
        )
        for D, C in ((2, 3), (5, 2), (4, 4))
    ]


def _layers_with_large_scores(rng: np.random.Generator) -> list[Arguments]:
    W, x = rng.normal(size=(3, 4)), rng.normal(size=3)
    return [Arguments("large scores", (1000.0 * W, x, 1))]


def rough_points(rng: np.random.Generator) -> list[Arguments]:
    """Return functions with points of many shapes."""
    return _with_points(rough_probes(rng))


def fine_points(rng: np.random.Generator) -> list[Arguments]:
    """Return functions on which only a central difference with a fit step is accurate."""
    return _with_points(fine_probes(rng))


def _with_points(probes: list[Probe]) -> list[Arguments]:
    return [Arguments(probe.label, (probe.function, probe.point)) for probe in probes]


KINDS: dict[str, Kind] = {
    "scores": Kind(_vectors, _extreme_vectors),
    "rows of scores": Kind(_rows, _extreme_rows),
    "scores and class": Kind(_scores_and_class, _extreme_scores_and_class),
    "distribution": Kind(_distributions, _with_zero),
    "two distributions": Kind(_two_distributions, _two_with_zero),
    "two arrays": Kind(_pairs_of_arrays, _pairs_with_zeros),
    "layer": Kind(_layers, _layers_with_large_scores),
    "function and point": Kind(rough_points, fine_points, tolerance=1e-2),
}
