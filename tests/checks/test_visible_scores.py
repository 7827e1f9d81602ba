"""The visible check of a hinge loss of one example's scores."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.checks.check_report import CheckFailed, Report
from tests.checks.losses import Array
from tests.checks.notebook_checks import check, show

Scores = Callable[[Array, int], Any]


def report_on_scores(function: Scores) -> Report:
    """Return what the notebook's check of a hinge loss reports."""
    return check("svm-loss", "hinge_loss", function)


def right(scores: Array, y: int) -> float:
    """Return the hinge loss, one class after the other."""
    return sum(max(0.0, float(s - scores[y]) + 1.0) for j, s in enumerate(scores) if j != y)


def counts_itself(scores: Array, y: int) -> float:
    """Forget to leave the true class out."""
    return right(scores, y) + 1.0


def no_maximum(scores: Array, y: int) -> float:
    """Forget that a margin below 0 costs nothing."""
    return sum(float(s - scores[y]) + 1.0 for j, s in enumerate(scores) if j != y)


def no_margin(scores: Array, y: int) -> float:
    """Forget the 1."""
    return float((scores - scores[y]).clip(0).sum())


def squared(scores: Array, y: int) -> float:
    """Square what isn't to be squared."""
    return sum(max(0.0, float(s - scores[y]) + 1.0) ** 2 for j, s in enumerate(scores) if j != y)


def only_the_largest(scores: Array, y: int) -> float:
    """Take the worst class only."""
    return max(max(0.0, float(s - scores[y]) + 1.0) for j, s in enumerate(scores) if j != y)


def in_place(scores: Array, y: int) -> float:
    """Spoil the scores."""
    loss = right(scores, y)
    scores -= scores[y]
    return loss


def returning(value: Any) -> Scores:
    """Return a function that returns this, whatever it gets."""
    return lambda _scores, _y: value


def stub(scores: Array, y: int) -> float:
    """Stand for what the student has yet to write."""
    raise NotImplementedError


def test_right_code_passes() -> None:
    """Does every case pass, also for a result in a 0-d or in a numpy number?"""
    for function in (
        right,
        lambda s, y: np.array(right(s, y)),
        lambda s, y: np.float32(right(s, y)),
    ):
        report = report_on_scores(function)
        assert report.passed
        assert {line.status for line in report.lines} == {"passed"}
        assert len(report.lines) == 5


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (counts_itself, "does the true class count itself?"),
        (no_maximum, "no class may take anything off the loss"),
        (no_margin, "must be 3.0000; yours is 0.0000"),
        (squared, "must be 1.5000; yours is 2.2500"),
        (only_the_largest, "must be 3.0000; yours is 1.0000"),
        (in_place, "an argument changed during the call: work on a new array"),
        (returning(np.nan), "yours is nan"),
        (returning(np.inf), "yours is inf"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_mistakes_are_named(function: Scores, words: str) -> None:
    """Does a line fail whose words name the mistake?"""
    report = report_on_scores(function)
    assert not report.passed
    assert any(words in line.said for line in report.lines if line.status == "FAILED")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "is a return line missing?"),
        (np.zeros(3), "loss has shape (3,), it must be one number"),
        ("1.5", "returned a str; it must be a number"),
        ((1.5, 2.0), "loss has shape (2,), it must be one number"),
        (1j, "returned a complex; it must be a number"),
    ],
    ids=str,
)
def test_an_unreadable_result_ends_the_check(value: Any, words: str) -> None:
    """Is what can't be read told once, in the only line?"""
    report = report_on_scores(returning(value))
    assert [line.name for line in report.lines] in (["result"], ["shape"])
    assert words in report.lines[0].said


def test_a_stub_is_not_implemented_yet() -> None:
    """Does a stub give exactly its name and 'not implemented yet'?"""
    assert str(report_on_scores(stub)) == "stub: not implemented yet"


def test_shown_below_the_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is the report printed, and a mistake an error under `nbgrader validate` only?"""
    show("svm-loss", "hinge_loss", counts_itself)
    assert "counts_itself: not right yet" in capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    show("svm-loss", "hinge_loss", right)
    with pytest.raises(CheckFailed, match="does the true class count itself"):
        show("svm-loss", "hinge_loss", counts_itself)
