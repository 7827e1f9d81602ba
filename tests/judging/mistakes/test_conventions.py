"""Regularization with one half, without, or either: what each course accepts."""

from typing import Any

import pytest

from autograder.checks.loss_check import Convention, large_scores, report_on
from autograder.course.folders import CourseError
from autograder.judging.facets import LOSS_FACETS
from autograder.judging.question import judge
from autograder.results import QuestionResult
from autograder.results.display import in_words
from tests.judging.harness import ROOT, cells, edited, namespace_of
from tests.judging.mistakes.planted import names

POINTS = {"loss": 2, "gradient": 3, "regularization": 2, "agreement": 1}
LOSS, GRADIENT = ("0.5 * reg", "reg"), ("+ reg * W", "+ 2.0 * reg * W")
WRITTEN = {"half": (), "full": (LOSS, GRADIENT), "loss full": (LOSS,), "dW full": (GRADIENT,)}


def judged(written: str, convention: Any, monkeypatch: pytest.MonkeyPatch) -> QuestionResult:
    """Grade a softmax loss whose regularization is written in one of these ways."""
    monkeypatch.chdir(ROOT)
    return judge(
        LOSS_FACETS,
        "softmax-loss",
        namespace_of(source_of(written)),
        "softmax_loss_vectorized",
        POINTS,
        regularization=convention,
    )


def source_of(written: str) -> str:
    """Return the solution with its regularization written in this way."""
    return edited(cells("softmax-loss")["softmax-loss-vectorized"], *WRITTEN[written])


@pytest.mark.parametrize(
    ("convention", "written"),
    [("half", "half"), ("full", "full"), ("either", "half"), ("either", "full")],
)
def test_accepted(convention: Convention, written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does what the course accepts get all points?"""
    result = judged(written, convention, monkeypatch)
    assert result.points == result.max_points, in_words(result)


@pytest.mark.parametrize(
    ("convention", "written", "name"),
    [
        ("half", "full", "the regularization follows the other convention"),
        ("full", "half", "the regularization is halved"),
        ("half", "loss full", "the regularization in the loss is doubled"),
        ("half", "dW full", "the regularization in dW is doubled"),
        ("full", "loss full", "the regularization in dW is halved"),
        ("full", "dW full", "the regularization in the loss is halved"),
        ("either", "loss full", "the regularization in dW is halved"),
        ("either", "dW full", "the regularization in dW is doubled"),
    ],
)
def test_named(
    convention: Convention, written: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Is the other convention named, and a mixture always?"""
    result = judged(written, convention, monkeypatch)
    assert [f.name for f in result.facets if f.seen] == ["regularization", "agreement"]
    assert names(result) == [name]


def test_another_word_is_the_instructors_to_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a word that is none of the three say so?"""
    with pytest.raises(CourseError, match="half, full or either"):
        judged("half", "both", monkeypatch)


@pytest.mark.parametrize(
    ("convention", "written", "passed"),
    [
        ("half", "half", True),
        ("half", "full", False),
        ("full", "half", False),
        ("full", "full", True),
        ("either", "half", True),
        ("either", "full", True),
    ],
)
def test_the_visible_check_asks_for_the_same(
    convention: Convention, written: str, passed: bool
) -> None:
    """Does the check in the notebook accept what the grader accepts?"""
    function = namespace_of(source_of(written))["softmax_loss_vectorized"]
    report = str(report_on(function, [large_scores()], True, convention))
    assert ("FAILED" not in report) == passed
