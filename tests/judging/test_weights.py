"""Trained weights are graded on images that no notebook shows, with the classes renumbered."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.data import load_fashion_mnist
from autograder.results import QuestionResult
from autograder.results.display import in_words
from tests.checks.losses import Array, Labels
from tests.judging.harness import cells, edited, failed, grade, namespace_of

ASSIGNMENT = "linear-classifier"
BOTH = ["over 70 %", "over 80 %"]
HEAD = "import numpy as np, scipy\nimport scipy.special\nfrom autograder.checks import progress\n"
NEEDED = ("predict", "linear-classifier", "softmax-loss-again")
NOT_LEARNED = "W was not learned from the X and y that came in: train on those"


def judged(source: str, seed: int) -> QuestionResult:
    """Grade the source of best_weights, after the cells that it needs."""
    solutions = cells(ASSIGNMENT)
    names = namespace_of(HEAD, *(solutions[cell] for cell in NEEDED), source)
    return grade(ASSIGNMENT, "best_weights", names, seed)


def judged_function(function: Callable[[Array, Labels], Any], seed: int = 1) -> QuestionResult:
    """Grade a function that a test defines."""
    return grade(ASSIGNMENT, "best_weights", {"best_weights": function}, seed)


def solution(*edits: tuple[str, str]) -> str:
    """Return the solution's cell, edited."""
    return edited(cells(ASSIGNMENT)["best-weights"], *edits)


def seen(result: QuestionResult) -> list[str]:
    """Return what the facets saw."""
    return [facet.seen for facet in result.facets]


def test_the_solution_has_full_points() -> None:
    """Does the solution get full points at two seeds?"""
    for seed in (1, 2):
        result = judged(solution(), seed)
        assert not failed(result), in_words(result)
        assert result.points == 6


def test_too_small_a_learning_rate_learns_too_little() -> None:
    """Are both facets lost, each with its own goal in words and no accuracy told?"""
    source = solution(("learning_rate=5e-6", "learning_rate=1e-14"), ("=1000", "=100"))
    for seed in (1, 2):
        assert seen(judged(source, seed)) == [
            "the accuracy on hidden images is not over 0.7",
            "the accuracy on hidden images is not over 0.8",
        ]


def test_one_goal_may_be_reached_without_the_other() -> None:
    """Does a short training get the points for 70 %, and lose those for 80 %?"""
    for seed in (1, 2):
        result = judged(solution(("iterations=1000", "iterations=25")), seed)
        assert failed(result) == ["over 80 %"], in_words(result)
        assert result.points == 3


def test_y_that_is_ignored_is_seen() -> None:
    """Does training on the shipped images and labels, instead of those given, fail as such?"""
    source = "from autograder import data\n" + solution(
        ("champion.train(X, y,", "champion.train(ROWS.X_train, ROWS.y_train,"),
        ("    champion = ", "    ROWS = data.load_fashion_mnist().rows()\n    champion = "),
        (
            "learning_rate=5e-6, reg=10, iterations=1000",
            "learning_rate=1e-5, reg=10, iterations=400",
        ),
    )
    for seed in (1, 2):
        assert seen(judged(source, seed)) == [NOT_LEARNED, NOT_LEARNED]


def test_weights_that_are_written_into_the_cell_are_seen() -> None:
    """Do good weights for the shipped order of the classes fail at any seed?"""
    names = namespace_of(HEAD, *(cells(ASSIGNMENT)[cell] for cell in NEEDED), solution())
    rows = load_fashion_mnist().rows()
    W = names["best_weights"](rows.X_train, rows.y_train)
    for seed in range(5):
        assert seen(judged_function(lambda _X, _y: W, seed)) == [NOT_LEARNED, NOT_LEARNED]


@pytest.mark.parametrize("by", ["the rows' sums", "what the weights say"])
def test_weights_whose_columns_are_put_in_order_are_seen(by: str) -> None:
    """Do good weights fail that are written into the cell, with columns matched to the classes?"""
    names = namespace_of(HEAD, *(cells(ASSIGNMENT)[cell] for cell in NEEDED), solution())
    rows = load_fashion_mnist().rows()
    W = names["best_weights"](rows.X_train, rows.y_train)

    def paste(X: Array, y: Labels) -> Array:
        if by == "the rows' sums":
            mine = rows.y_train[np.argsort(rows.X_train.sum(axis=1), kind="stable")]
            theirs = y[np.argsort(X.sum(axis=1), kind="stable")]
        else:
            mine, theirs = (X @ W).argmax(axis=1), y
        counts = np.zeros((10, 10))
        np.add.at(counts, (theirs, mine), 1)
        return np.asarray(W[:, counts.argmax(axis=1)])

    lost = seen(judged_function(paste, 3))
    assert len(lost) == 2 and all(lost)
    if by == "the rows' sums":
        assert lost == [NOT_LEARNED, NOT_LEARNED]


def test_the_training_rows_come_in_a_new_order() -> None:
    """Does the function get all 6,000 rows in another order, with the classes renumbered?"""
    rows = load_fashion_mnist().rows()
    given: list[tuple[Array, Labels]] = []

    def look(X: Array, y: Labels) -> Array:
        given.append((X.copy(), y.copy()))
        return np.zeros((785, 10))

    for seed in (1, 2):
        judged_function(look, seed)
    for X, y in given:
        assert X.shape == rows.X_train.shape
        assert not np.array_equal(X, rows.X_train)
        assert np.allclose(np.sort(X.sum(axis=1)), np.sort(rows.X_train.sum(axis=1)))
        assert not np.allclose(X.std(axis=0), rows.X_train.std(axis=0))
        assert (X[:, -1] == 1.0).all()
        assert np.bincount(y).tolist() == [600] * 10
    assert not np.array_equal(given[0][1], given[1][1])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.zeros((785, 10)), "the accuracy on hidden images is not over 0.7"),
        (np.ones((10, 785)), "W has shape (10, 785), it must be (785, 10)"),
        (np.ones((784, 10)), "W has shape (784, 10), it must be (785, 10)"),
        (np.full((785, 10), np.nan), "W holds nan or inf: a smaller learning rate"),
        (np.full((785, 10), -np.inf), "W holds nan or inf: a smaller learning rate"),
        (np.full((785, 10), 1e308), "the accuracy on hidden images is not over 0.7"),
        ("weights", "returned a str; it must be W, an array"),
        (object(), "it must be W, an array"),
        (None, "returned None (is a return line missing?)"),
    ],
    ids=["zeros", "turned", "no bias", "nan", "inf", "huge", "text", "object", "None"],
)
def test_what_is_no_good_w(value: Any, words: str) -> None:
    """Is a W that can't be used, or holds nothing, told in words, the same at any seed?"""
    results = [judged_function(lambda _X, _y: value, seed) for seed in (1, 2)]
    for result in results:
        assert failed(result) == BOTH
        assert words in result.facets[0].seen
        assert "could not be judged" not in in_words(result)
    assert seen(results[0]) == seen(results[1])


@pytest.mark.parametrize(
    ("error", "words"),
    [(NotImplementedError(), "not implemented yet"), (KeyError("W"), "stopped with KeyError: 'W'")],
)
def test_a_training_that_stops_is_not_repeated(error: Exception, words: str) -> None:
    """Is the function called once for both facets, also when it fails?"""
    calls: list[int] = []

    def train(X: Array, y: Labels) -> Array:
        calls.append(len(X) + len(y))
        raise error

    result = judged_function(train)
    assert calls == [12_000]
    assert seen(result) == [result.facets[0].seen] * 2
    assert result.facets[0].seen.startswith(words)


def test_a_training_that_works_is_not_repeated() -> None:
    """Is the function called once for both facets?"""
    calls: list[int] = []

    def train(X: Array, y: Labels) -> Array:
        calls.append(len(X) + len(y))
        return np.zeros((785, 10))

    assert failed(judged_function(train)) == BOTH
    assert calls == [12_000]
