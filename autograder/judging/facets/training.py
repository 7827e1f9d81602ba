"""The facets of a classifier that trains, and of the weights or guesses that come of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograder.checks.training_record as sgd
from autograder.checks.classifier_check import accuracy
from autograder.checks.loss_check import squared_error
from autograder.checks.loss_result import real_array
from autograder.checks.training_record import RecordingLoss, Training, random_training
from autograder.data import Rows, load_fashion_mnist
from autograder.data.arrays import read_npz
from autograder.findings import Code, Finding
from autograder.judging.facets.facet import Facet, FacetInput
from autograder.judging.facets.hidden import HIDDEN_IMAGES
from autograder.judging.subject import Unusable


def hidden_rows(mean: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return 1,000 rows (N, D + 1) with the mean image (D,) subtracted, and labels (N,).

    Raises DataError when the file is missing or damaged.
    """
    arrays = read_npz(HIDDEN_IMAGES, ("X", "y"))
    pixels = arrays["X"].reshape(len(arrays["X"]), -1).astype(np.float64) - mean
    return np.hstack([pixels, np.ones((len(pixels), 1))]), arrays["y"].astype(np.int64)


Shares = tuple[float, float]


def accuracy_facets(goals: Mapping[str, float]) -> dict[str, Facet]:
    """Return a facet for each goal: an accuracy, 0 to 1, that hidden images must exceed.

    The student's function is called once, with the training rows of Fashion-MNIST and their pixels
    in a new order and the classes renumbered, so that weights which were not learned from what came
    in fail, also if their columns are put in the classes' order.
    """
    return goal_facets(goals, _train_and_score, Code.NOT_LEARNED)


def goal_facets(
    goals: Mapping[str, float],
    train_and_score: Callable[[FacetInput], Shares | Unusable],
    not_learned: Code,
) -> dict[str, Facet]:
    """Return a facet for each goal of what is trained once; `not_learned` is what cheats are told.

    Scored are the shares right as asked, and as they would be without what was changed.
    """
    scored: list[Shares | Unusable] = []

    def facet(goal: float) -> Facet:
        def judge(facet_input: FacetInput) -> Finding | None:
            """Are more of the hidden images classified right than that?"""
            if not scored:
                scored.append(train_and_score(facet_input))
            if isinstance(scored[0], Unusable):
                raise scored[0]
            right, learned_elsewhere = scored[0]
            if right > goal:
                return None
            if learned_elsewhere > goal:
                return Finding(not_learned)
            return Finding.of(Code.ACCURACY_LOW, goal=goal)

        return judge

    return {name: facet(goal) for name, goal in goals.items()}


Numbers = NDArray[np.int64]


def shuffled(rng: np.random.Generator) -> tuple[Rows, Numbers, Numbers, Numbers]:
    """Return Fashion-MNIST, new numbers of its classes, an order of rows and one of pixels."""
    clothes = load_fashion_mnist()
    rows, ring = clothes.rows(), rng.permutation(len(clothes.class_names))
    number = np.empty_like(ring)
    number[ring] = np.roll(ring, 1)  # no class keeps its number
    return rows, number, rng.permutation(len(rows.y_train)), rng.permutation(len(rows.mean))


def _train_and_score(facet_input: FacetInput) -> Shares | Unusable:
    """Return the share of hidden images right, as asked and with what was changed as it was.

    Without weights, return why: a training that takes long and fails is not repeated.
    """
    rows, number, order, pixels = shuffled(facet_input.rng)
    pixels = np.append(pixels, len(rows.mean))  # the ones last
    try:
        W = _weights(facet_input, rows.X_train[np.ix_(order, pixels)], number[rows.y_train[order]])
    except Unusable as reason:
        return reason
    X, y = hidden_rows(rows.mean)
    learned_elsewhere = max(accuracy(W, X, labels) for labels in (y, number[y]))
    return accuracy(W, X[:, pixels], number[y]), learned_elsewhere


def _returned(facet_input: FacetInput, *arguments: NDArray[Any]) -> object:
    outcome = facet_input.subject.outcome(*arguments)
    if outcome.finding:
        raise Unusable(outcome.finding)
    if outcome.value is None:
        raise Unusable(Finding(Code.RETURNED_NONE))
    return outcome.value


def _weights(
    facet_input: FacetInput, X: NDArray[np.float64], y: NDArray[np.int64]
) -> NDArray[np.float64]:
    returned = _returned(facet_input, X, y)
    try:
        W = np.asarray(returned, dtype=np.float64)
    except (TypeError, ValueError) as error:
        kind = type(returned).__name__
        raise Unusable(Finding.of(Code.WEIGHTS_NO_ARRAY, kind=kind)) from error
    wanted = X.shape[1], int(y.max()) + 1
    if W.shape != wanted:
        raise Unusable(Finding.of(Code.WEIGHTS_SHAPE, shape=W.shape, wanted=wanted))
    if not np.isfinite(W).all():
        raise Unusable(Finding(Code.WEIGHTS_NOT_FINITE))
    return W


# Twice a batch, so few that each row comes in one of the batches, by chance or in turn.
_ROWS = 14
# Clouds this far apart are told apart by any line that is nearly right.
_APART, _GOAL = 6.0, 0.9


def batches(facet_input: FacetInput) -> Finding | None:
    """Does each step see rows of X with their own labels, drawn at random?"""
    asked, spy, _, _ = _watch(facet_input)
    found = sgd.batches(asked, spy.calls)
    if found:
        return found
    another = RecordingLoss(facet_input.rng)
    _trained(facet_input, replace(asked, seed=asked.seed + 1), another)
    return sgd.follows_no_rule(asked, spy.calls, another.calls)


def steps(facet_input: FacetInput) -> Finding | None:
    """Does W move against the gradient of each batch?"""
    asked, spy, model, _ = _watch(facet_input)
    return sgd.steps(asked, spy.calls, getattr(model, "W", np.nan))


def history(facet_input: FacetInput) -> Finding | None:
    """Does train return the losses in order?"""
    asked, spy, _, returned = _watch(facet_input)
    return sgd.history(asked, spy.calls, returned)


def learning(facet_input: FacetInput) -> Finding | None:
    """Do the trained weights classify points that they have never seen?"""
    centres = _APART * facet_input.rng.permutation(np.eye(6))[:5]  # five aren't told apart by luck
    X, y = _clouds(facet_input.rng, centres, 150)
    asked = Training(X, y, learning_rate=0.05, reg=1e-3, iterations=300, batch_size=40)
    model, _ = _trained(facet_input, asked, squared_error)
    W = real_array(getattr(model, "W", np.nan))
    wanted = X.shape[1], len(centres)
    if W is None or W.shape != wanted:
        return sgd.wrong_shape(W, Finding(Code.AFTER_TRAINING), wanted)
    if not np.isfinite(W).all():
        return Finding(Code.TRAINED_NOT_FINITE)
    if accuracy(W, *_clouds(facet_input.rng, centres, 300)) > _GOAL:
        return None
    return Finding(Code.CLOUDS_NOT_TOLD_APART)


def _watch(facet_input: FacetInput) -> tuple[Training, RecordingLoss, object, object]:
    asked = random_training(facet_input.rng, _ROWS, D=4, C=3)  # one N, as some words tell of it
    spy = RecordingLoss(facet_input.rng)
    return asked, spy, *_trained(facet_input, asked, spy)


def _trained(facet_input: FacetInput, asked: Training, loss: object) -> tuple[object, object]:
    outcome = facet_input.subject.call_with(asked.run, loss)
    if outcome.finding:
        raise Unusable(outcome.finding)
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


def guess_facets(goals: Mapping[str, float]) -> dict[str, Facet]:
    """Return a facet for each goal: an accuracy, 0 to 1, that guesses of hidden images must exceed.

    The student's function is called once, with the training rows of Fashion-MNIST, their classes,
    and the hidden rows. Pixels are in a new order and classes renumbered, so that guesses which
    were not learned from what came in fail.
    """
    return goal_facets(goals, _train_and_guess, Code.GUESSES_NOT_LEARNED)


def _train_and_guess(facet_input: FacetInput) -> Shares | Unusable:
    """Return the share of hidden images right, as asked and with the classes' own numbers.

    Without guesses, return why: a training that takes long and fails is not repeated.
    """
    rows, number, order, pixels = shuffled(facet_input.rng)
    hidden, y = hidden_rows(rows.mean)
    known, asked = rows.X_train[np.ix_(order, pixels)] / 255, hidden[:, pixels] / 255
    try:
        guesses = _guesses(facet_input, known, number[rows.y_train[order]], asked)
    except Unusable as reason:
        return reason
    return float(np.mean(guesses == number[y])), float(np.mean(guesses == y))


def _guesses(
    facet_input: FacetInput,
    X: NDArray[np.float64],
    y: NDArray[np.int64],
    asked: NDArray[np.float64],
) -> NDArray[np.float64]:
    returned = _returned(facet_input, X, y, asked)
    try:
        guesses = np.array(returned, dtype=np.float64)
    except (TypeError, ValueError) as error:
        kind = type(returned).__name__
        raise Unusable(Finding.of(Code.RETURNED_NO_ARRAY, name="", kind=kind)) from error
    if guesses.shape != (len(asked),):
        said = {"shape": guesses.shape, "count": len(asked)}
        raise Unusable(Finding.of(Code.GUESSES_SHAPE, **said))
    return guesses
