"""The facets of trained weights: how many images right that no notebook shows."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from autograder.checks.visible.classifiers import accuracy
from autograder.data import load_fashion_mnist
from autograder.grading.facets.base import Facet, Trial
from autograder.grading.hidden_images import hidden_rows
from autograder.grading.subject import Unusable

Shares = tuple[float, float]


def accuracy_facets(goals: Mapping[str, float]) -> dict[str, Facet]:
    """Return a facet for each goal: an accuracy, 0 to 1, that hidden images must exceed.

    The student's function is called once, with the training rows of Fashion-MNIST in a new order
    and the classes renumbered, so that weights which were not learned from what came in fail.
    """
    scored: list[Shares | Unusable] = []

    def facet(goal: float) -> Facet:
        def judge(trial: Trial) -> str | None:
            """Do the weights that were trained here classify more hidden images than that?"""
            if not scored:
                scored.append(_train_and_score(trial))
            if isinstance(scored[0], Unusable):
                raise scored[0]
            right, by_old_numbers = scored[0]
            if right > goal:
                return None
            if by_old_numbers > goal:
                return "W was not learned from the X and y that came in: train on those"
            return f"the accuracy on hidden images is not over {goal:g}"

        return judge

    return {name: facet(goal) for name, goal in goals.items()}


def _train_and_score(trial: Trial) -> Shares | Unusable:
    """Return the share of hidden images right, by the classes' new and by their old numbers.

    Without weights, return why: a training that takes long and fails is not repeated.
    """
    clothes = load_fashion_mnist()
    rows, ring = clothes.rows(), trial.rng.permutation(len(clothes.class_names))
    number = np.empty_like(ring)
    number[ring] = np.roll(ring, 1)  # no class keeps its number
    order = trial.rng.permutation(len(rows.y_train))
    try:
        W = _weights(trial, rows.X_train[order], number[rows.y_train[order]])
    except Unusable as reason:
        return reason
    X, y = hidden_rows(rows.mean)
    return accuracy(W, X, number[y]), accuracy(W, X, y)


def _weights(trial: Trial, X: NDArray[np.float64], y: NDArray[np.int64]) -> NDArray[np.float64]:
    outcome = trial.subject.outcome(X, y)
    if outcome.problem:
        raise Unusable(outcome.problem)
    if outcome.value is None:
        raise Unusable("returned None (is a return line missing?)")
    try:
        W = np.asarray(outcome.value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        kind = type(outcome.value).__name__
        raise Unusable(f"returned a {kind}; it must be W, an array") from error
    wanted = X.shape[1], int(y.max()) + 1
    if W.shape != wanted:
        raise Unusable(f"W has shape {W.shape}, it must be {wanted}")
    if not np.isfinite(W).all():
        raise Unusable("W holds nan or inf: a smaller learning rate keeps the steps from growing")
    return W
