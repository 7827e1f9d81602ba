"""What a check says of a function is true of that very function."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from autograder.checks import gradcheck
from autograder.checks.check_report import Report
from autograder.checks.classifier_check import descends
from autograder.checks.function_check import report_on_function
from autograder.checks.function_gradients import goes_back
from autograder.checks.loss_check import report_on
from autograder.checks.small_problems import small_problem
from tests.checks.losses import Array, Labels, hinge, softmax
from tests.checks.notebook_checks import failures


def said(report: Report) -> str:
    """Return all that the report says of what failed."""
    return "\n".join(failures(report).values())


def test_a_quick_check_names_no_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is there no "Worst entry None" where no entry was measured, and one where there was?"""

    def twice(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
        loss, dW = softmax(W, X, y, reg)
        return loss, 2 * dW

    assert "Worst entry dW[" in said(report_on(twice, ()))
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert "does not fit" in said(report_on(twice, ()))
    assert "None" not in said(report_on(twice, ()))
    assert "Worst entry" not in said(report_on(twice, ()))


def test_an_exception_stays_one() -> None:
    """Is an error inside a check told with its line, once, and never as nan?"""

    def only_three(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
        if W.shape != (4, 3) or len(X) != 6:
            raise ValueError("these shapes are not mine")
        return softmax(W, X, y, reg)

    report = report_on(only_three, ())
    assert "ValueError: these shapes are not mine" in said(report)
    assert said(report).count("these shapes are not mine") == 1
    assert "nan" not in said(report)
    assert "mean of" not in said(report)


def test_a_gradient_made_anew_is_not_stale() -> None:
    """Is "what an earlier call computed" asked only of one that X doesn't change, either?"""
    kept: dict[tuple[int, ...], Array] = {}

    def stale(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
        loss, dW = softmax(W, X, y, reg)
        return loss, kept.setdefault(W.shape, dW).copy()

    def without_the_if(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
        every = np.ones((len(X), W.shape[1]))
        every[np.arange(len(y)), y] = 1 - W.shape[1]
        return hinge(W, X, y, reg)[0], X.T @ every / len(y) + reg * W

    problem = small_problem()
    assert "an earlier one computed" in str(gradcheck(stale, *problem.copies()))
    found = str(gradcheck(without_the_if, *problem.copies()))
    assert "earlier" not in found
    assert "though it changes with X" in found


@pytest.mark.parametrize(
    ("anywhere", "words"), [(True, "0 at another W, too"), (False, "is not 0")]
)
def test_a_loss_of_0(anywhere: bool, words: str) -> None:
    """Is "anything added" asked only of a loss that is 0 elsewhere, too?"""
    from autograder.checks.loss_check import at_zero_weights

    def loss(W: Array, X: Array, _y: Labels, _reg: float) -> tuple[float, Array]:
        found = float(np.sum(np.abs(X @ W)))
        return 0.0 if anywhere else found, np.zeros_like(W)

    fact = at_zero_weights("C - 1", lambda C: C - 1)
    assert words in failures(report_on(loss, [fact]))["loss at W = 0"]


def relu(Z: Array) -> Array:
    """Return the way forward."""
    return np.maximum(Z, 0.0)


def test_a_mask_by_chance_is_none() -> None:
    """Is dout said to be its own mask only where it is with other signs, too?"""
    Z = np.array([[1.0, -2.0, 3.0]])
    drawn = np.random.default_rng(1).normal(size=(1, 3))  # as the check draws for one row
    by_chance = np.where(drawn > 0, drawn, 0.0)

    def masked_by_dout(dout: Array, _Z: Array) -> Array:
        return np.where(dout > 0, dout, 0.0)

    def constant_mask(dout: Array, _Z: Array) -> Array:
        return np.where(by_chance > 0, dout, 0.0)

    check = goes_back(["dZ"], relu, Z)
    wrong = report_on_function(masked_by_dout, [check])
    assert "where dout is positive" in said(wrong)
    other = report_on_function(constant_mask, [check])
    assert not other.passed
    assert "where dout is positive" not in said(other)


def test_what_moves_a_little_does_not_stay() -> None:
    """Is "stays" said only of what is where it was?"""

    def loss_of(b: Array) -> float:
        return float(np.sum(b**2))

    def moved(b: Array, by: float) -> tuple[float, Array]:
        return loss_of(b), b - by

    b = np.array([1.0, 2.0])
    check = descends("one step", ["loss", "b"], b, 0.1, step=0.1)
    stays = report_on_function(lambda b, _: moved(b, 0.0), [check])
    moves = report_on_function(lambda b, _: moved(b, 1e-9), [check])
    assert "b stays where it is" in said(stays)
    assert not moves.passed
    assert "stays" not in said(moves)
    lost = report_on_function(lambda b, _: (loss_of(b), b.sum() * 0.9), [check])
    assert "b has shape (), it must be (2,)" in said(lost)


@contextlib.contextmanager
def shell() -> Iterator[InteractiveShell]:
    """Have a notebook's shell, as the checks ask for it."""
    InteractiveShell.clear_instance()
    try:
        yield InteractiveShell.instance()
    finally:
        InteractiveShell.clear_instance()


_CELLS = """
def f(W, X, y, reg):
    raise NotImplementedError()
"""


@pytest.mark.parametrize("check", ["check_loss(f)", "gradcheck(f, W, X, y, 0.0)"])
def test_after_a_syntax_error_the_older_function_is_not_judged(
    check: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Does the check say that the newest cell did not run, and judge it once it has?"""
    with shell() as its:

        def run(source: str) -> Any:
            return its.run_cell(source, store_history=True)

        run("from autograder.checks import check_loss, gradcheck")
        run("from autograder.checks.small_problems import small_problem")
        run("W, X, y, _ = small_problem().copies()")
        run(_CELLS)
        run("def f(W, X, y, reg):\n    loss = (X @ W\n    return loss, W")
        capsys.readouterr()
        run(f"print({check})")
        told = capsys.readouterr().out
        assert "f is still the one from before" in told
        assert "line 2" in told
        assert "not implemented" not in told
        run("def f(W, X, y, reg):\n    return 1.0, W")
        run(f"print({check})")
        assert "from before" not in capsys.readouterr().out


def test_a_name_in_a_text_is_no_definition(capsys: pytest.CaptureFixture[str]) -> None:
    """Is a cell that can't be read of no concern if it defines something else?"""
    with shell() as its:
        for source in (_CELLS, "def g(:\n    pass  # f", "x = 'def f('\nif:"):
            its.run_cell(source, store_history=True)
        its.run_cell("from autograder.checks import check_loss\ncheck_loss(f)", store_history=True)
    assert "○ TO DO  f: Not implemented yet" in capsys.readouterr().out
