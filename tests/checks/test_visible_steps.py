"""The visible check of a step of gradient descent."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.checks.check_report import CheckFailed, Report
from tests.checks.losses import Array
from tests.checks.notebook_checks import check, show

Function = Callable[..., Any]
steady = settings(derandomize=True, deadline=None, max_examples=60)
SHAPE, LARGE, STILL = "shape", "scores in the thousands", "inputs left alone"
LOSS_REG, B_FREE = "regularization in the loss", "b is not regularized"
START, BEFORE = "three equal scores cost log 3", "loss of the weights that came in"
PLAIN, WITH_REG = "against the gradient, reg = 0", "against the gradient, reg = 0.7"


def report_on_descent_step(function: Function) -> Report:
    """Return what the notebook's check of a step reports."""
    return check("linear-classifier", "descent_step", function)


def step_with(
    *, sign: float = 1.0, by: float | None = None, l2: float = 1.0, l2_of_b: float = 0.0
) -> Function:
    """Return a step of gradient descent with one thing changed."""

    def step(W: Array, b: Array, X: Array, y: Array, step: float, reg: float) -> Any:
        P = scipy.special.softmax(X @ W + b, axis=1)
        loss = -scipy.special.log_softmax(X @ W + b, axis=1)[np.arange(len(y)), y].mean()
        G = (P - np.eye(len(b))[y]) / len(y)
        move = sign * (step if by is None else by)
        new_W = W - move * (X.T @ G + l2 * reg * W)
        return loss + reg / 2 * (W**2).sum(), new_W, b - move * (G.sum(0) + l2_of_b * reg * b)

    return step


right_step = step_with()


def step_with_loops(W: Array, b: Array, X: Array, y: Array, step: float, reg: float) -> list[Any]:
    """Go through the examples one by one, and return lists."""
    loss, dW, db = 0.5 * reg * float((W * W).sum()), reg * W, 0.0 * b
    for x, true_class in zip(X, y, strict=True):
        shifted = x @ W + b - np.max(x @ W + b)
        loss += float(np.log(np.exp(shifted).sum()) - shifted[true_class]) / len(y)
        slope = np.exp(shifted) / np.exp(shifted).sum()
        slope[true_class] -= 1.0
        dW, db = dW + np.outer(x, slope) / len(y), db + slope / len(y)
    return [loss, (W - step * dW).tolist(), (b - step * db).tolist()]


def step_on_copies(W: Array, b: Array, *rest: Any) -> Any:
    """Change copies in place."""
    new_W, new_b = W.copy(), b.copy()
    loss, moved_W, moved_b = right_step(W, b, *rest)
    new_W += moved_W - W
    new_b += moved_b - b
    return np.array([loss]), new_W, new_b


def after_the_step(W: Array, b: Array, X: Array, y: Array, step: float, reg: float) -> Any:
    """Return the loss of the new weights."""
    _, W, b = right_step(W, b, X, y, step, reg)
    return right_step(W, b, X, y, step, reg)[0], W, b


def in_place(W: Array, b: Array, *rest: Any) -> Any:
    """Overwrite the caller's W."""
    loss, W[:], b = right_step(W.copy(), b, *rest)
    return loss, W, b


def b_in_the_loss(W: Array, b: Array, X: Array, y: Array, step: float, reg: float) -> Any:
    """Regularize b in the loss."""
    loss, W, new_b = right_step(W, b, X, y, step, reg)
    return loss + reg / 2 * (b**2).sum(), W, new_b


def no_reg_in_the_loss(W: Array, b: Array, X: Array, y: Array, step: float, reg: float) -> Any:
    """Leave reg out of the loss alone."""
    loss, new_W, new_b = right_step(W, b, X, y, step, reg)
    return loss - reg / 2 * (W**2).sum(), new_W, new_b


def raw_exp(W: Array, b: Array, X: Array, y: Array, step: float, reg: float) -> Any:
    """Let exp see the scores as they are."""
    P = np.exp(X @ W + b) / np.exp(X @ W + b).sum(1, keepdims=True)
    G = (P - np.eye(len(b))[y]) / len(y)
    loss = -np.log(P[np.arange(len(y)), y]).mean() + reg / 2 * (W**2).sum()
    return loss, W - step * (X.T @ G + reg * W), b - step * G.sum(0)


def log_of_zero(W: Array, b: Array, X: Array, y: Array, step: float, reg: float) -> Any:
    """Take the log of a safe softmax."""
    P = scipy.special.softmax(X @ W + b, axis=1)
    _, new_W, new_b = right_step(W, b, X, y, step, reg)
    return -np.log(P[np.arange(len(y)), y]).mean() + reg / 2 * (W**2).sum(), new_W, new_b


def transposed_step(W: Array, *rest: Any) -> Any:
    """Return W the wrong way round."""
    loss, W, b = right_step(W, *rest)
    return loss, W.T, b


# The function, the lines that fail, and words of the last of them.
MISTAKES: dict[str, tuple[Function, list[str], str]] = {
    "climbs": (step_with(sign=-1.0), [PLAIN], "W climbs: it moves with the gradient"),
    "stays": (step_with(by=0.0), [PLAIN], "W stays where it is"),
    "own step": (step_with(by=1.0), [PLAIN], "what does step do?"),
    "half a step": (step_with(sign=0.5), [PLAIN], "W does not move by -step times"),
    "no reg in W": (step_with(l2=0.0), [WITH_REG], "W does not move by -step times"),
    "twice reg in W": (step_with(l2=2.0), [WITH_REG], "W does not move by -step times"),
    "reg of b": (step_with(l2_of_b=1.0), [WITH_REG], "b does not move by -step times the gradient"),
    "reg of b in loss": (b_in_the_loss, [LOSS_REG, B_FREE, WITH_REG], "b does not move by -step"),
    "no reg in loss": (no_reg_in_the_loss, [LOSS_REG, WITH_REG], "W does not move by -step"),
    "W in place": (in_place, [STILL], "an argument changed during the call: work on a new array"),
    "raw exp": (raw_exp, [LARGE], "exp must not see large numbers"),
    "log of 0": (log_of_zero, [LARGE], "and the logarithm no 0"),
    "W turned": (
        transposed_step,
        [SHAPE],
        "new W has shape (3, 2), it must be (2, 3): is a transpose",
    ),
    "losses": (
        lambda W, b, *_: (np.ones(7), W, b),
        [SHAPE],
        "loss has shape (7,), it must be one number",
    ),
    "two things": (lambda W, b, *_: (W, b), ["result"], "returned 2 things; it must return 3"),
    "text": (lambda W, b, *_: ("low", W, b), ["result"], "loss is a str; it must be a number"),
    "a lone text": (lambda *_: "low", ["result"], "returned one thing; it must return 3 things"),
    "no return": (lambda *_: None, ["result"], "returned None (is a return line missing?)"),
    "error": (lambda *_: 1 / 0, ["result"], "stopped with ZeroDivisionError: division by zero"),
}


@pytest.mark.parametrize("function", [right_step, step_with_loops, step_on_copies])
def test_right_code_passes(function: Function) -> None:
    """Do all nine lines pass, however the step is written?"""
    report = report_on_descent_step(function)
    assert [line.status for line in report.lines] == 9 * ["passed"], str(report)


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named(name: str) -> None:
    """Do the lines of the mistake fail and no other, in words that name it?"""
    function, names, words = MISTAKES[name]
    failed = [line for line in report_on_descent_step(function).lines if line.status == "FAILED"]
    assert [line.name for line in failed] == names
    assert words in failed[-1].said


@pytest.mark.parametrize(
    ("function", "name", "words"),
    [
        (after_the_step, START, "it must be 1.0986; yours is"),
        (after_the_step, BEFORE, "another step must give the same; yours gives"),
        (b_in_the_loss, LOSS_REG, "not by the course's convention"),
        (b_in_the_loss, B_FREE, "the same amount added to every bias must give the same"),
        (no_reg_in_the_loss, LOSS_REG, "reg does not change the loss"),
    ],
)
def test_words_of_a_line(function: Function, name: str, words: str) -> None:
    """Does each line say what it saw, also when it is not the only one?"""
    lines = {line.name: line.said for line in report_on_descent_step(function).lines}
    assert words in lines[name]


@steady
@given(factor=st.floats(-3.0, 3.0).filter(lambda factor: abs(factor - 1.0) > 1e-3))
def test_any_other_step_fails(factor: float) -> None:
    """Does a step so many times as long fail, and nothing else?"""
    report = report_on_descent_step(step_with(sign=factor))
    failed = [line.name for line in report.lines if line.status == "FAILED"]
    assert failed in ([PLAIN], [PLAIN, WITH_REG])


@steady
@given(l2=st.floats(-3.0, 3.0).filter(lambda l2: abs(l2 - 1.0) > 1e-3))
def test_any_other_regularization_fails(l2: float) -> None:
    """Is a step on W that isn't the gradient of the loss seen, with reg above 0 alone?"""
    failed = [x for x in report_on_descent_step(step_with(l2=l2)).lines if x.status == "FAILED"]
    assert [line.name for line in failed] == [WITH_REG]


def test_a_stub_is_not_implemented_yet() -> None:
    """Does a stub give exactly its name and 'not implemented yet'?"""

    def stub(*_: Any) -> None:
        raise NotImplementedError

    assert str(report_on_descent_step(stub)) == "stub: not implemented yet"


def test_shown_below_the_cell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Is the report printed, and a mistake an error under `nbgrader validate` only?"""
    show("linear-classifier", "descent_step", in_place)
    assert "in_place: not right yet" in capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_VALIDATING", "1")
    show("linear-classifier", "descent_step", right_step)
    with pytest.raises(CheckFailed, match="work on a new array"):
        show("linear-classifier", "descent_step", in_place)
