"""What plain functions are called with, by the name that a hidden test gives."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.grading.arguments import (
    Arguments,
    distributions,
    extreme_rows,
    extreme_scores_and_class,
    extreme_vectors,
    layers,
    layers_with_large_scores,
    pairs_of_arrays,
    pairs_with_zeros,
    rows,
    scores_and_class,
    two_distributions,
    two_with_zero,
    vectors,
    with_zero,
)
from autograder.grading.learning import (
    descents,
    descents_with_large_scores,
    grids,
    grids_below_zero,
    weights_and_far_rows,
    weights_and_rows,
)
from autograder.grading.probes import Probe, fine_probes, rough_probes

Draw = Callable[[np.random.Generator], list[Arguments]]


@dataclass(frozen=True)
class Kind:
    """How to draw ordinary inputs of a function, and extreme ones that must be survived.

    Each has a relative error that right code may have, single precision inside too: scores of
    some thousands round to 2e-4 there. `parts` names the things that a function returns, where it
    is more than one.
    """

    ordinary: Draw
    extreme: Draw
    tolerance: float = 1e-5
    extreme_tolerance: float = 1e-5
    parts: tuple[str, ...] = ()


# For extreme inputs that are large scores.
_LARGE = 1e-3


def rough_points(rng: np.random.Generator) -> list[Arguments]:
    """Return functions with points of many shapes."""
    return _with_points(rough_probes(rng))


def fine_points(rng: np.random.Generator) -> list[Arguments]:
    """Return functions on which only a central difference with a fit step is accurate."""
    return _with_points(fine_probes(rng))


def _with_points(probes: list[Probe]) -> list[Arguments]:
    return [Arguments(probe.label, (probe.function, probe.point)) for probe in probes]


KINDS: dict[str, Kind] = {
    "scores": Kind(vectors, extreme_vectors, extreme_tolerance=_LARGE),
    "rows of scores": Kind(rows, extreme_rows, extreme_tolerance=_LARGE),
    "scores and class": Kind(scores_and_class, extreme_scores_and_class, extreme_tolerance=_LARGE),
    "distribution": Kind(distributions, with_zero),
    "two distributions": Kind(two_distributions, two_with_zero),
    "two arrays": Kind(pairs_of_arrays, pairs_with_zeros),
    "layer": Kind(layers, layers_with_large_scores, extreme_tolerance=_LARGE),
    "function and point": Kind(rough_points, fine_points, tolerance=1e-2, extreme_tolerance=1e-6),
    "descent": Kind(
        descents,
        descents_with_large_scores,
        extreme_tolerance=1e-4,
        parts=("loss", "W", "b"),
    ),
    "weights and rows": Kind(weights_and_rows, weights_and_far_rows),
    "grid": Kind(grids, grids_below_zero, parts=("table", "best_rate", "best_strength")),
}
