"""The visible checks of the losses: right code passes, mistakes are named."""

import contextlib
import io
from typing import Any

import pytest

from autograder.checks.check_report import CheckFailed
from tests.checks.loss_checks import report_on, show_below
from tests.checks.losses import LOSSES, in_a_loop
from tests.checks.mistakes import (
    ALL,
    NOT_FINITE,
    NOT_IMPLEMENTED,
    OTHER,
    UNREADABLE,
    Mistake,
    added,
    cases,
    label,
    result,
)
from tests.checks.notebook_checks import failures

# Facts of each loss that its notebook teaches, beside what holds of any loss.
FACTS = {"softmax": 2, "hinge": 2, "squared hinge": 2}


@pytest.mark.parametrize("vectorized", [True, False])
@pytest.mark.parametrize("name", LOSSES)
def test_right_code_passes(name: str, vectorized: bool) -> None:
    """Does every line pass, in as many words, without anything to remark?"""
    report = report_on(LOSSES[name], name, vectorized=vectorized)
    assert report.passed
    assert "all checks passed" in str(report)
    assert {line.status for line in report.lines} == {"passed"}
    assert len(report.lines) == 1 + FACTS[name] + 6 + vectorized


@pytest.mark.parametrize("name", LOSSES)
def test_loops_pass_where_they_are_asked_for(name: str) -> None:
    """Does a loop over the examples pass unless `vectorized` is set?"""
    assert report_on(in_a_loop(LOSSES[name]), name).passed
    assert set(failures(report_on(in_a_loop(LOSSES[name]), name, vectorized=True))) == {
        "no loop over the examples"
    }


@pytest.mark.parametrize(("name", "mistake"), cases(ALL), ids=label)
def test_mistakes_are_named(name: str, mistake: Mistake) -> None:
    """Does the line fail that should, and do its words name the mistake?"""
    wrong = mistake.make(LOSSES[name])
    report = report_on(wrong, name, vectorized=mistake.vectorized)
    assert not report.passed
    assert mistake.words in failures(report).get(mistake.line, "(this line did not fail)")
    assert "not right yet" in str(report)
    assert f"  FAILED  {mistake.line}\n" in str(report)
    assert mistake.words in str(report)
    assert "Traceback" not in str(report)


@pytest.mark.parametrize(
    ("name", "mistake"),
    [case for case in cases(ALL) if case[1].line == "gradient"],
    ids=label,
)
def test_a_wrong_gradient_is_not_blamed_on_the_rest(name: str, mistake: Mistake) -> None:
    """Does a mistake in the data's part of dW fail the line of the gradient, and no other?"""
    lines = set(failures(report_on(mistake.make(LOSSES[name]), name)))
    assert lines - {"regularization in the gradient"} == {"gradient"}
    if "nan or inf" not in mistake.words:
        assert lines == {"gradient"}


@pytest.mark.parametrize(("name", "mistake"), cases(NOT_FINITE[2:]), ids=label)
def test_nan_leaves_nothing_to_compare(name: str, mistake: Mistake) -> None:
    """Is regularization not judged, in as many words, where dW holds nan or inf?"""
    seen = failures(report_on(mistake.make(LOSSES[name]), name))
    assert "no finite loss and gradient" in seen["regularization in the gradient"]


@pytest.mark.parametrize("name", LOSSES)
def test_one_entry_is_not_called_a_row(name: str) -> None:
    """Is a single wrong entry told by its index, not as a row or a column?"""
    seen = failures(report_on(added((2, 1))(LOSSES[name]), name))["gradient"]
    assert "dW[2, 1]" in seen
    assert "row" not in seen
    assert "column 1" not in seen


@pytest.mark.parametrize("name", LOSSES)
def test_a_sum_is_told_once(name: str) -> None:
    """Does a loss that is a sum fail what is about the mean, but count every example?"""
    (sums,) = (mistake for mistake in OTHER if mistake.name == "1/N missing in both")
    seen = failures(report_on(sums.make(LOSSES[name]), name))
    assert set(seen) == {"loss at W = 0", "mean over the examples"}


@pytest.mark.parametrize("name", LOSSES)
def test_both_mistakes_are_told(name: str) -> None:
    """Is a missing reg * W told even when the data's part of dW is wrong, too?"""

    def wrong(W: Any, X: Any, y: Any, reg: float) -> Any:
        return LOSSES[name](W, X, y, reg)[0], -LOSSES[name](W, X, y, 0.0)[1]

    seen = failures(report_on(wrong, name))
    assert set(seen) == {"gradient", "regularization in the gradient"}
    assert "wrong sign" in seen["gradient"]
    assert "dW must too" in seen["regularization in the gradient"]


@pytest.mark.parametrize("mistake", UNREADABLE, ids=label)
def test_an_unreadable_result_ends_the_check(mistake: Mistake) -> None:
    """Is a result that can't be read the one and only line?"""
    report = report_on(mistake.make(LOSSES["softmax"]), "softmax", vectorized=True)
    assert [line.name for line in report.lines] == ["result"]


@pytest.mark.parametrize("name", LOSSES)
def test_a_stub_is_not_implemented_yet(name: str) -> None:
    """Does a stub give exactly its name and 'not implemented yet', and no traceback?"""
    stub = NOT_IMPLEMENTED(LOSSES[name])
    stub.__name__ = "my_loss"
    report = report_on(stub, name, vectorized=True)
    assert str(report) == "my_loss: not implemented yet"
    assert not report.passed


@pytest.mark.parametrize("name", LOSSES)
def test_shown_below_the_cell(name: str) -> None:
    """Do the functions that the notebooks call print the report, also of a stub?"""
    for loss, words in ((LOSSES[name], "all checks passed"), (NOT_IMPLEMENTED, "result")):
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            show_below(loss, name)
        assert output.getvalue().startswith(f"{loss.__name__}: ")
        assert words in output.getvalue()


@pytest.mark.parametrize("name", LOSSES)
def test_each_function_checks_its_own_loss(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Does each check pass its own loss, and fail the two others, under `nbgrader validate`?"""
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    show_below(LOSSES[name], name)
    for other in set(LOSSES) - {name}:
        with pytest.raises(CheckFailed):
            show_below(LOSSES[other], name)
    assert capsys.readouterr().out.count("not right yet") == 2


def test_remarks_are_notes() -> None:
    """Is an accepted oddity a note that fails nothing?"""
    odd = result(lambda loss, dW: ([loss], dW))(LOSSES["softmax"])
    report = report_on(odd, "softmax")
    assert report.passed
    notes = [line.said for line in report.lines if line.status == "note"]
    assert len(notes) == 1
    assert "shape (1,)" in notes[0]


@pytest.mark.parametrize("name", LOSSES)
def test_warnings_and_prints_do_not_matter(name: str) -> None:
    """Does a loss pass that warns and prints at each call?"""

    def noisy(W: Any, X: Any, y: Any, reg: float) -> Any:
        import warnings

        warnings.warn("careful", stacklevel=1)
        return LOSSES[name](W, X, y, reg)

    assert report_on(noisy, name, vectorized=True).passed
