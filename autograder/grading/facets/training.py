"""The facets of a classifier: what it does with a loss that it is given, and what it learns."""

import numpy as np
from numpy.typing import NDArray

import autograder.checks.training as sgd
from autograder.checks.ahead import squared_error
from autograder.checks.recording import RecordingLoss, Training, random_training
from autograder.checks.results import real_array
from autograder.checks.visible.classifiers import accuracy
from autograder.grading.facets.base import Facet, Trial
from autograder.grading.subject import Unusable

# Twice a batch, so few that each row comes in one of the batches, by chance or in turn.
_ROWS = 14
# Clouds this far apart are told apart by any line that is nearly right.
_APART, _GOAL = 6.0, 0.9


def batches(trial: Trial) -> str | None:
    """Does each step see rows of X with their own labels, drawn at random?"""
    asked, spy, _, _ = _watch(trial)
    return sgd.batches(asked, spy.calls)


def steps(trial: Trial) -> str | None:
    """Does W move against the gradient of each batch?"""
    asked, spy, model, _ = _watch(trial)
    return sgd.steps(asked, spy.calls, getattr(model, "W", np.nan))


def history(trial: Trial) -> str | None:
    """Does train return the losses in order?"""
    asked, spy, _, returned = _watch(trial)
    return sgd.history(asked, spy.calls, returned)


def learning(trial: Trial) -> str | None:
    """Do the trained weights classify points that they have never seen?"""
    centres = _APART * trial.rng.permutation(np.eye(6))[:5]  # five aren't told apart by luck
    X, y = _clouds(trial.rng, centres, 150)
    asked = Training(X, y, learning_rate=0.05, reg=1e-3, iterations=300, batch_size=40)
    model, _ = _trained(trial, asked, squared_error)
    W = real_array(getattr(model, "W", np.nan))
    wanted = X.shape[1], len(centres)
    if W is None or W.shape != wanted:
        return f"W {sgd.shape_in_words(W)} after training; it must have shape {wanted}"
    if not np.isfinite(W).all():
        return "W holds nan or inf after training"
    if accuracy(W, *_clouds(trial.rng, centres, 300)) > _GOAL:
        return None
    return "the trained W fails on new points of five clouds that lie far apart"


def _watch(trial: Trial) -> tuple[Training, RecordingLoss, object, object]:
    asked = random_training(trial.rng, _ROWS, D=4, C=3)  # one N, as some words tell of it
    spy = RecordingLoss(trial.rng)
    return asked, spy, *_trained(trial, asked, spy)


def _trained(trial: Trial, asked: Training, loss: object) -> tuple[object, object]:
    outcome = trial.subject.use(asked.run, loss)
    if outcome.problem:
        raise Unusable(outcome.problem)
    model, returned = outcome.value
    return model, returned


def _clouds(
    rng: np.random.Generator, centres: NDArray[np.float64], N: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return N points around the centres, with a column of ones, and which cloud each is of."""
    y = rng.permutation(np.arange(N) % len(centres))
    points = centres[y] + rng.normal(size=(N, centres.shape[1]))
    return np.hstack([points, np.ones((N, 1))]), y


TRAINING_FACETS: dict[str, Facet] = {
    "batches": batches,
    "steps": steps,
    "history": history,
    "learning": learning,
}
