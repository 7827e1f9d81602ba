"""The visible checks of a classifier that trains, and of the weights that come of it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks import check_training, check_weights
from autograder.checks.check_report import CheckFailed
from autograder.checks.classifier_check import accuracy, report_on_training, report_on_weights
from autograder.data.splits import ImageSplits, Rows
from tests.checks.classifiers import MISTAKES, RIGHT, Classifier, drawing, moving
from tests.checks.losses import Array, Labels

steady = settings(derandomize=True, deadline=None, max_examples=40)


def rows_of(X: Array, y: Labels, y_val: Labels | None = None) -> Rows:
    """Return rows whose three parts are the same, but perhaps for the labels of the second."""
    images, seen = X.astype(np.uint8), y if y_val is None else y_val
    rows = Rows(ImageSplits("tiny", ("a", "b", "c"), images, y, images, seen, images, y))
    vars(rows).update(X_train=X, X_val=X, X_test=X)  # as if each had been asked for
    return rows


ROWS = rows_of(np.eye(4)[:, :3] + 1.0, np.array([0, 1, 2, 2]))
BEST = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, -1.0, 0.3]])


def returning(value: Any) -> Callable[[Array, Array], Any]:
    """Return a function that returns this, whatever it gets."""
    return lambda _X, _y: value


@pytest.mark.parametrize("make", RIGHT)
def test_right_classifiers_pass(make: type[Classifier]) -> None:
    """Do all three lines pass, with no note, however the classifier is written?"""
    lines = report_on_training(make).lines
    assert [(line.status, line.name) for line in lines] == [
        ("passed", "batches"),
        ("passed", "steps"),
        ("passed", "history"),
    ]


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named(name: str) -> None:
    """Does exactly the line of the mistake fail, in words that name it?"""
    make, names, words = MISTAKES[name]
    failed = [line for line in report_on_training(make).lines if line.status == "FAILED"]
    assert [line.name for line in failed] == names
    assert words in failed[0].said


def test_rows_that_no_seed_repeats_are_a_note() -> None:
    """Does a generator that isn't self.rng pass, with a note?"""
    unseeded = np.random.default_rng()
    report = report_on_training(drawing(lambda _r, N, size, _k: unseeded.integers(0, N, size=size)))
    assert report.passed
    assert [line.name for line in report.lines if line.status == "note"] == ["seed"]
    assert "the same seed draws other rows" in report.lines[-1].said


@steady
@given(factor=st.floats(-100.0, 100.0).filter(lambda factor: abs(factor - 1.0) > 1e-3))
def test_any_other_step_fails(factor: float) -> None:
    """Does a step so many times as long fail, and nothing else?"""
    report = report_on_training(moving(lambda W, rate, dW: W - factor * rate * dW))
    assert [line.name for line in report.lines if line.status == "FAILED"] == ["steps"]


def stub(*_: Any, **__: Any) -> None:
    """Stand for what the student has yet to write."""
    raise NotImplementedError


class Stubborn(Classifier):
    """Has a train that is a stub."""

    def train(self, *_: Any, **__: Any) -> Any:
        """Stand for what the student has yet to write."""
        raise NotImplementedError


def divide(*_: Any, **__: Any) -> float:
    """Stop with an error."""
    return 1 / 0


def test_a_stub_is_not_implemented_yet() -> None:
    """Does a stub give exactly its name and 'not implemented yet'?"""
    assert str(report_on_training(Stubborn)) == "Stubborn: not implemented yet"
    assert str(report_on_weights(stub, ROWS, 0.5)) == "stub: not implemented yet"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (divide, "stopped with ZeroDivisionError: division by zero"),
        (lambda loss: loss, "unexpected keyword argument 'seed'"),
        (lambda loss, seed: None, "'NoneType' object has no attribute 'train'"),  # noqa: ARG005
    ],
)
def test_what_is_no_classifier(make: Callable[..., Any], words: str) -> None:
    """Is it told in the only line why nothing could be trained?"""
    (line,) = report_on_training(make).lines
    assert (line.status, line.name) == ("FAILED", "training")
    assert words in line.said


@pytest.mark.parametrize(
    ("function", "name", "words"),
    [
        (returning(None), "result", "None (is a return line missing?)"),
        (returning("weights"), "result", "returned a str"),
        (returning(Classifier(divide)), "result", "returned a Classifier; it must be"),
        (divide, "result", "stopped with ZeroDivisionError"),
        (returning(BEST[:2]), "shape", "W has shape (2, 3), it must be (3, 3)"),
        (returning(BEST[0]), "shape", "W has shape (3,), it must be (3, 3)"),
        (returning(np.nan * BEST), "finite", "a smaller learning rate"),
        (returning(np.full((3, 3), np.inf)), "finite", "W holds nan or inf"),
        (returning(-BEST), "accuracy", "0.000 on the validation set; more than 0.6 is within"),
        (returning(0.0 * BEST), "accuracy", "0.250 on the validation set"),
    ],
)
def test_weights_that_fail(function: Callable[..., Any], name: str, words: str) -> None:
    """Is it told, in one line, why weights can't be read, or how good they are?"""
    failed = [x for x in report_on_weights(function, ROWS, 0.6).lines if x.status == "FAILED"]
    assert [line.name for line in failed] == [name]
    assert words in failed[0].said


@pytest.mark.parametrize("W", [BEST, BEST.tolist(), BEST.astype("f"), 1e306 * BEST], ids=type)
def test_weights_that_pass(W: Any) -> None:
    """Does a good W pass as an array, as lists, in single precision, and when it is huge?"""
    report = report_on_weights(returning(W), ROWS, 0.6)
    assert [line.status for line in report.lines] == ["passed", "passed"], str(report)


def test_the_goal_must_be_exceeded() -> None:
    """Is an accuracy that only meets the goal too low?"""
    reached = accuracy(BEST, ROWS.X_val, ROWS.y_val)
    assert not report_on_weights(returning(BEST), ROWS, reached).passed
    assert report_on_weights(returning(BEST), ROWS, reached - 0.01).passed


def test_weights_are_scored_on_the_validation_rows() -> None:
    """Does the function get the training rows, as copies, and is W scored on others?"""
    X, y = ROWS.X_train.copy(), ROWS.y_train.copy()
    others = rows_of(X, y, (y + 1) % 3)
    given_rows: list[Array] = []

    def train(X: Array, y: Array) -> Array:
        given_rows.extend([X.copy(), y.copy()])
        X[:] = y[:] = 0
        return BEST

    assert not report_on_weights(train, others, 0.6).passed
    assert np.array_equal(given_rows[0], ROWS.X_train)
    assert np.array_equal(given_rows[1], ROWS.y_train)
    assert np.array_equal(X, ROWS.X_train)


@steady
@given(seed=st.integers(0, 10_000), scale=st.floats(1e-3, 1e3), shift=st.floats(-10.0, 10.0))
def test_accuracy_goes_by_the_order_of_scores(seed: int, scale: float, shift: float) -> None:
    """Is the accuracy a count of rows, the same for weights stretched and shifted alike?"""
    rng = np.random.default_rng(seed)
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(9, 4)), rng.integers(0, 3, size=9)
    share = accuracy(W, X, y)
    assert (
        share
        == sum(max(range(3), key=lambda c: x @ W[:, c]) == k for x, k in zip(X, y, strict=True)) / 9
    )
    assert share == accuracy(scale * W + shift * np.ones((4, 1)), X, y)


def test_shown_below_the_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Are both reports printed, and a mistake an error under `nbgrader validate` only?"""
    wrong = MISTAKES["sign"][0]
    check_training(wrong)
    check_weights(divide, ROWS, 0.6)
    shown = capsys.readouterr().out
    assert "Classifier: not right yet" in shown
    assert "divide: not right yet" in shown
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    check_training(Classifier)
    with pytest.raises(CheckFailed, match="the loss would grow"):
        check_training(wrong)
    with pytest.raises(CheckFailed, match="ZeroDivisionError"):
        check_weights(divide, ROWS, 0.6)
