"""A loss that writes down its calls, what is read from them, and the progress bar."""

import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import progress
from autograder.checks.loss_result import real_array
from autograder.checks.training_record import (
    Call,
    RecordingLoss,
    Training,
    batches,
    history,
    random_training,
    steps,
)
from tests.checks.classifiers import RIGHT, Classifier, but
from tests.checks.losses import Array
from tests.said import said

ASKED = random_training(np.random.default_rng(3))
ODD: list[Any] = [
    None,
    "text",
    ["a", "b"],
    {},
    object(),
    [[1.0], [2.0, 3.0]],
    1j,
    np.zeros(0),
    True,
]


class Unreadable:
    """A value that stops whoever reads it as an array."""

    def __array__(self, *_: Any, **__: Any) -> Array:
        raise LookupError


def watched(make: type[Classifier] = Classifier) -> tuple[list[Call], Classifier, Any]:
    """Train a classifier and return the calls of the loss, the classifier and its history."""
    spy = RecordingLoss(np.random.default_rng(4))
    model, returned = ASKED.run(make, spy)
    return spy.calls, model, returned


@pytest.fixture
def calls() -> list[Call]:
    """Return the calls of a right training."""
    return watched()[0]


def test_a_call_is_written_down_as_it_was() -> None:
    """Are arguments and answer kept as copies, whatever the trainer does to its arrays?"""
    spy, W = RecordingLoss(np.random.default_rng(1)), np.ones((2, 3))
    X, y = np.arange(4.0).reshape(2, 2), np.array([0, 2])
    loss, dW = spy(W, X, y, reg=0.5)
    (call,), slope = spy.calls, dW.copy()
    for array in (W, X, y, dW):
        array[...] = -7
    assert (call.W == 1.0).all()
    assert call.X.tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert call.y.tolist() == [0, 2]
    assert (call.loss, call.reg) == (loss, 0.5)
    assert np.array_equal(call.gradient, slope)
    assert slope.shape == (2, 3)


def test_answers_differ_from_call_to_call() -> None:
    """Are no two answers alike, but the same again for the same generator?"""
    one, other = (RecordingLoss(np.random.default_rng(1)) for _ in range(2))
    X, y, W = ASKED.X, ASKED.y, np.zeros((5, 3))
    first, second = one(W, X, y, 0.0), one(W, X, y, 0.0)
    assert first[0] != second[0]
    assert not (first[1] == second[1]).any()
    assert other(W, X, y, 0.0)[0] == first[0]


def test_training_hands_on_copies_and_settings() -> None:
    """Does the classifier get every setting, and can it spoil neither X nor y?"""

    class Spoiler:
        def __init__(self, loss: Any, seed: int) -> None:
            self.made_with = loss, seed

        def train(self, X: Array, y: Array, **asked: float) -> dict[str, float]:
            X[:], y[:] = 0.0, 0
            return asked

    X, y = ASKED.X.copy(), ASKED.y.copy()
    model, returned = ASKED.run(Spoiler, len)
    assert model.made_with == (len, 1)
    assert returned == {"learning_rate": 0.05, "reg": 0.25, "iterations": 60, "batch_size": 7}
    assert np.array_equal(ASKED.X, X)
    assert np.array_equal(ASKED.y, y)


@given(seed=st.integers(0, 10_000), N=st.integers(5, 60), C=st.integers(2, 5))
def test_random_rows_differ_and_have_every_class(seed: int, N: int, C: int) -> None:
    """Can each row be found again in X, and does every class occur?"""
    asked = random_training(np.random.default_rng(seed), N=N, D=3, C=C)
    assert len(np.unique(asked.X, axis=0)) == N
    assert set(asked.y.tolist()) == set(range(C))


@pytest.mark.parametrize("make", RIGHT)
def test_a_right_training_has_no_findings(make: type[Classifier]) -> None:
    """Is nothing found, whatever way the rows are drawn and W is moved?"""
    calls, model, returned = watched(make)
    assert batches(ASKED, calls) is None
    assert steps(ASKED, calls, model.W) is None
    assert history(ASKED, calls, returned) is None


def test_a_loss_that_is_never_called() -> None:
    """Do all three say so, each in its way, rather than stop?"""
    assert said(batches(ASKED, [])) == "the loss is called 0 times in 60 iterations"
    assert said(steps(ASKED, [], np.zeros((5, 3)))) == "the loss is never called"
    assert said(history(ASKED, [], np.ones(60))) == (
        "history does not hold the losses of the steps, in order"
    )


@pytest.mark.parametrize("value", [*ODD, Unreadable()], ids=lambda value: type(value).__name__)
def test_odd_histories(value: Any, calls: list[Call]) -> None:
    """Is every value that is no list of 60 numbers told in words?"""
    seen = said(history(ASKED, calls, value))
    assert seen in (
        "train returned None (is a return line missing?)",
        "what train returns is not a list of numbers",
        "history has shape (0,): it must hold 60 losses",
    )
    assert (value is None) == (seen == "train returned None (is a return line missing?)")


@pytest.mark.parametrize("value", [*ODD, Unreadable()], ids=lambda value: type(value).__name__)
def test_odd_weights_after_training(value: Any, calls: list[Call]) -> None:
    """Is every W that is no (D, C) array told in words?"""
    seen = said(steps(ASKED, calls, value))
    assert seen in (
        "W is no array of numbers after training; it must have shape (5, 3)",
        "W has shape (0,) after training; it must have shape (5, 3)",
    )


@pytest.mark.parametrize("W", [None, "text", np.zeros(3), np.zeros((3, 5)), [["a"] * 3] * 5])
def test_odd_weights_while_training(W: Any) -> None:
    """Does the loss answer an odd W all the same, and is W told with its step?"""

    def spoil(self: Classifier, _rate: float, _dW: Array) -> None:
        self.W = W

    calls, model, _ = watched(but(move=spoil))
    assert len(calls) == 60
    seen = said(steps(ASKED, calls, model.W))
    assert seen
    assert seen.startswith(("W is no array of numbers at step 2", "W has shape (3"))
    assert seen.endswith("it must have shape (5, 3)")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_that_are_not_finite(value: float, calls: list[Call]) -> None:
    """Do nan and inf in the last W, and in all of them, fail without a warning?"""
    lost = np.full((5, 3), value)
    assert said(steps(ASKED, calls, lost)) == "W misses the last step"
    everywhere = [Call(lost, c.X, c.y, c.reg, c.loss, c.gradient) for c in calls]
    assert said(steps(ASKED, everywhere, lost)) == (
        "W does not move by -learning_rate times the gradient that the loss returned"
    )


def test_a_last_step_that_is_missing(calls: list[Call]) -> None:
    """Is it seen that W stays where the last call met it?"""
    assert said(steps(ASKED, calls, calls[-1].W)) == "W misses the last step"


@pytest.mark.parametrize("X", [np.zeros((7, 5)), np.full((7, 5), np.nan), np.full((7, 5), "a")])
def test_batches_of_other_rows(X: Array, calls: list[Call]) -> None:
    """Are rows that are not in X seen, whatever they hold?"""
    odd = Call(calls[0].W, X, calls[0].y, ASKED.reg, 1.0, calls[0].gradient)
    assert said(batches(ASKED, [*calls[:-1], odd])) == "a batch holds rows that are not in X"


@pytest.mark.parametrize("shape", [(), (7,), (6, 5), (8, 5), (7, 4), (1, 7, 5), (0, 5)])
def test_batches_of_another_shape(shape: tuple[int, ...], calls: list[Call]) -> None:
    """Is the shape told, also for a batch that is no matrix?"""
    odd = Call(calls[0].W, np.zeros(shape), calls[0].y, ASKED.reg, 1.0, calls[0].gradient)
    assert said(batches(ASKED, [*calls[:-1], odd])) == f"a batch has shape {shape}; batch_size is 7"


@pytest.mark.parametrize("y", [np.zeros(6), np.array(0), np.array(["a"] * 7), np.full(7, np.nan)])
def test_batches_with_odd_labels(y: Array, calls: list[Call]) -> None:
    """Are labels of another shape or type not those of the rows?"""
    odd = Call(calls[0].W, calls[0].X, y, ASKED.reg, 1.0, calls[0].gradient)
    assert (
        said(batches(ASKED, [odd, *calls[1:]])) == "the labels of a batch are not those of its rows"
    )


@given(rows=st.lists(st.permutations(range(40)), min_size=20, max_size=20, unique_by=tuple))
def test_any_permutations_are_batches(rows: list[list[int]]) -> None:
    """Do batches of rows in any mixed order pass, when all rows come up?"""
    asked = Training(ASKED.X, ASKED.y, iterations=20, batch_size=40)
    W, order = np.zeros((5, 3)), np.array(rows)
    drawn = [Call(W, asked.X[k], asked.y[k], asked.reg, 1.0, W) for k in order]
    in_line = bool((np.diff(order, axis=1) % 40 == 1).all())
    assert (batches(asked, drawn) is None) != in_line


@given(values=st.lists(st.floats(-1e3, 1e3), min_size=60, max_size=60))
def test_other_losses_are_no_history(values: list[float]) -> None:
    """Do other numbers fail, and the true ones pass with rounding?"""
    calls = watched()[0]
    losses = np.array([call.loss for call in calls])
    assert history(ASKED, calls, values) is not None
    assert history(ASKED, calls, (losses * (1.0 + 1e-12)).tolist()) is None


def test_numbers() -> None:
    """Are whole numbers and floats read, in lists, too, and everything else refused?"""
    read: list[Any] = [1, [1, 2.5], np.float32(2.0)]
    refused: list[Any] = ["1", ["1"], True, None, 1j, {}, Unreadable()]
    assert not any(real_array(value) is None for value in read)
    assert all(real_array(value) is None for value in refused)


def test_progress_counts() -> None:
    """Does it yield what range yields?"""
    for iterations in (0, 1, 7):
        assert list(progress(iterations)) == list(range(iterations))


@pytest.mark.parametrize(("graded", "seconds", "bar"), [
    (False, 0.0, False), (False, 1.3, True), (True, 1.3, False),
])  # fmt: skip
def test_progress_bar(
    graded: bool,
    seconds: float,
    bar: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Is there a bar on stdout for a long loop alone, none while graded, and never on stderr?"""
    if graded:
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    for k in progress(4):
        if k == 1:
            time.sleep(seconds)
    shown = capsys.readouterr()
    assert shown.err == ""
    assert ("2/4" in shown.out) == bar
    assert bar or shown.out == ""
