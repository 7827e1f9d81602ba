"""Functions of arrays to try a numerical gradient on."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Probe:
    """A scalar function of an array, and a point."""

    label: str
    function: Callable[[Array], float]
    point: Array


def rough_probes(rng: np.random.Generator) -> list[Probe]:
    """Return a quadratic of a vector, one of a matrix, log-sum-exp and a single number."""
    A = rng.normal(size=(4, 4))
    B = rng.normal(size=(3, 2))
    return [
        Probe("a quadratic of a vector", _quadratic(A), rng.normal(size=4)),
        Probe("a quadratic of a matrix", _distance(B), rng.normal(size=(3, 2))),
        Probe("log-sum-exp", _log_sum_exp, rng.normal(size=5)),
        Probe("an array of one entry", _cube, rng.normal(size=1) + 2.0),
    ]


def fine_probes(rng: np.random.Generator) -> list[Probe]:
    """Return curved functions: a forward difference, or a step of 1e-3 or 1e-10, misses them."""
    return [
        Probe("a cube of a vector", _cube, rng.uniform(1.0, 2.0, size=3)),
        Probe("an exponential", _exponential, rng.uniform(0.5, 1.5, size=(2, 2))),
    ]


def _quadratic(A: Array) -> Callable[[Array], float]:
    return lambda x: float(x @ A @ x)


def _distance(B: Array) -> Callable[[Array], float]:
    return lambda x: float(np.sum((x - B) ** 2))


def _log_sum_exp(x: Array) -> float:
    return float(np.log(np.sum(np.exp(x))))


def _cube(x: Array) -> float:
    return float(np.sum(x**3))


def _exponential(x: Array) -> float:
    return float(np.sum(np.exp(3.0 * x)))
