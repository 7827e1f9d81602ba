"""A verdict reads well as a truth value, as text, as HTML and as a picture."""

import dataclasses

import numpy as np
import pytest

from autograder.checks import Entry, GradientError, Verdict
from autograder.checks.gradients.diagnoses import DIAGNOSES

RESIDUAL = np.array([[0.0, 0.5, 0.0], [0.0, -2.0, 1e-9]])
PASSED = Verdict(True, 16, worst=Entry((1, 2), 0.25, 0.25), name="my_loss")
FAILED = Verdict(False, 29, worst=Entry((1, 1), -1.0, 1.0), residual=RESIDUAL, name="my_loss")
HALVED = Verdict(False, 90, worst=Entry((700, 1), -1.0, 1.0), name="my_loss")
PROBLEM = Verdict(False, 1, problem="returned None", name="my_loss")


def test_true_only_if_passed() -> None:
    """Is a verdict true when it passed, and false else?"""
    assert PASSED
    assert not any([FAILED, HALVED, PROBLEM])


def test_text_of_a_pass() -> None:
    """Does it say who passed, at which cost, and show an entry with its values?"""
    text = str(PASSED)
    assert text.startswith("my_loss: ")
    assert "passed" in text
    assert "16 evaluations" in text
    assert "dW[1, 2]: yours 0.25, numerical 0.25, relative error 0.0e+00" in text
    assert "FAILED" not in text


def test_text_of_a_failure() -> None:
    """Does it say FAILED in words, how many entries are off, and where the worst is?"""
    text = str(FAILED)
    assert text.startswith("my_loss: ")
    assert "FAILED" in text
    assert "passed" not in text
    assert "where: 2 of 6 entries" in text
    assert "dW[1, 1]: yours -1, numerical 1, relative error 2.0e+00" in text
    assert "29 evaluations" in text


def test_text_after_halving() -> None:
    """Is nothing said of how many entries are off when they were not all measured?"""
    assert "FAILED" in str(HALVED)
    assert "entries" not in str(HALVED)
    assert "dW[700, 1]" in str(HALVED)


def test_text_of_a_problem() -> None:
    """Is a problem the name and the sentence, and nothing else?"""
    assert str(PROBLEM) == "my_loss: returned None"


@pytest.mark.parametrize("verdict", [PASSED, FAILED, HALVED, PROBLEM])
def test_repr_is_the_text(verdict: Verdict) -> None:
    """Does a terminal show the text, not a list of fields?"""
    assert repr(verdict) == str(verdict)


def test_html_of_a_failure_holds_the_picture() -> None:
    """Is the residual drawn below the text of a failure?"""
    html = FAILED._repr_html_()
    assert "✗ not yet" in html
    assert html.count("<img ") == 1
    assert "data:image/png;base64," in html


@pytest.mark.parametrize(
    "verdict", [PASSED, HALVED, PROBLEM, dataclasses.replace(PASSED, residual=RESIDUAL)]
)
def test_html_of_anything_else_holds_none(verdict: Verdict) -> None:
    """Is there no picture of a pass, nor where there is no residual?"""
    assert "<img" not in verdict._repr_html_()


@pytest.mark.parametrize("mode", ["autograde", "validate"])
def test_html_without_pictures_while_graded(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does nbgrader get the sentence about the residual instead of the picture?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", mode)
    html = FAILED._repr_html_()
    assert "<img" not in html
    assert "✗ not yet" in html
    assert "feature 1, class 1" in html


def test_html_escapes() -> None:
    """Does a name or a problem with angle brackets stay text?"""
    for verdict in (PROBLEM, PASSED, FAILED):
        named = dataclasses.replace(verdict, name="<lambda>")
        assert "&lt;lambda&gt;" in named._repr_html_()
        assert "<lambda>" not in named._repr_html_()
    problem = dataclasses.replace(PROBLEM, problem="<script>alert('x')</script>")
    assert "<script>" not in problem._repr_html_()


def test_draw() -> None:
    """Does the picture of a failure name the largest residual and its place?"""
    summary = FAILED.draw().summary
    assert "-2" in summary
    assert "feature 1, class 1" in summary


@pytest.mark.parametrize("verdict", [PASSED, HALVED, PROBLEM])
def test_draw_needs_a_residual(verdict: Verdict) -> None:
    """Is there an error, in words, where there is nothing to draw?"""
    with pytest.raises(ValueError, match="nothing to draw"):
        verdict.draw()


def test_raise_if_failed() -> None:
    """Does only a failure raise, with the verdict's text?"""
    PASSED.raise_if_failed()
    with pytest.raises(GradientError, match="my_loss: returned None"):
        PROBLEM.raise_if_failed()


def test_entry_relative_error() -> None:
    """Is the relative error |a - n| / max(|a|, |n|), 0 for two zeros and nan for nan?"""
    assert Entry((0,), 3.0, 4.0).relative_error == 0.25
    assert Entry((0,), 0.0, 0.0).relative_error == 0.0
    assert Entry((0,), 1.0, -1.0).relative_error == 2.0
    assert np.isnan(Entry((0,), 1.0, np.nan).relative_error)


def test_verdict_cannot_be_changed() -> None:
    """Is `verdict.passed = True` an error?"""
    with pytest.raises(dataclasses.FrozenInstanceError):
        FAILED.passed = True  # type: ignore[misc]


def test_a_card_has_the_cause_as_its_title_and_the_entry_as_evidence() -> None:
    """Does a named failure begin with what it is, with yours and measured in rows?"""
    named = dataclasses.replace(FAILED, why=DIAGNOSES["sign"])
    card = named.card
    assert card.title == "dW is the right one with the wrong sign"
    rows = dict(card.evidence)
    assert rows["entry"] == "dW[1, 1]"
    assert (rows["yours"], rows["measured"]) == ("-1", "1")
    assert rows["where"] == "2 of 6 entries"
    assert card.said[-1].startswith("Re-read ")
    assert FAILED.card.title == "The gradient is off"
    assert PASSED.card.title == "Gradient right, 16 evaluations"
    assert "where" not in dict(PASSED.card.evidence)
    assert not PROBLEM.card.evidence
