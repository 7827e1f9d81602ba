"""A bank of planted mistakes: each turns a right loss into a wrong one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.checks.losses import (
    LOSSES,
    Array,
    Labels,
    Loss,
    hinge,
    in_a_loop,
    one_hot,
    squared_hinge,
)

Change = Callable[[float, Array], Any]


@dataclass(frozen=True)
class Mistake:
    """A mistake by name: how to make it, the line that must fail, words that name it."""

    name: str
    make: Callable[[Loss], Loss]
    line: str
    words: str
    losses: tuple[str, ...] = tuple(LOSSES)
    vectorized: bool = False


def result(change: Change) -> Callable[[Loss], Loss]:
    """Plant a mistake in what comes out."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            return change(*right(W, X, y, reg))

        return wrong

    return make


def gradient(change: Callable[[Array, Array, Array, Labels], Array]) -> Callable[[Loss], Loss]:
    """Plant a mistake in the data part of dW alone: `change(dW, W, X, y)`."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            dW = right(W, X, y, 0.0)[1]
            return right(W, X, y, reg)[0], change(dW, W, X, y) + reg * W

        return wrong

    return make


def regs(for_loss: float, for_gradient: float) -> Callable[[Loss], Loss]:
    """Multiply reg by one number for the loss and by another for the gradient."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            return right(W, X, y, for_loss * reg)[0], right(W, X, y, for_gradient * reg)[1]

        return wrong

    return make


def added(index: tuple[int, int], amount: float = 0.1) -> Callable[[Loss], Loss]:
    """Add an amount to one entry of dW, if it has that entry."""

    def change(dW: Array, _W: Array, _X: Array, _y: Labels) -> Array:
        inside = index[0] < dW.shape[0] and index[1] < dW.shape[1]
        return _with(dW, index, dW[index] + amount) if inside else dW

    return gradient(change)


def _with(array: Array, index: Any, value: Any) -> Array:
    changed = array.copy()
    changed[index] = value
    return changed


def _examples(part: slice) -> Callable[[Loss], Loss]:
    def make(right: Loss) -> Loss:
        return lambda W, X, y, reg: right(W, X[part], y[part], reg)

    return make


def _sum_in_loss(right: Loss) -> Loss:
    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = right(W, X, y, 0.0)
        return loss * len(y) + reg * np.vdot(W, W) / 2, dW + reg * W

    return wrong


def _sum_in_both(right: Loss) -> Loss:
    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = right(W, X, y, 0.0)
        return loss * len(y) + reg * np.vdot(W, W) / 2, dW * len(y) + reg * W

    return wrong


def _no_true_class(dW: Array, W: Array, X: Array, y: Labels) -> Array:
    """Leave out the -1 that the true class gets."""
    return dW + X.T @ one_hot(y, W.shape[1]) / len(y)


def _scores_of(shift: Callable[[Array], Any], log: Callable[[Any], Any]) -> Callable[[Loss], Loss]:
    """Write the softmax loss by hand: which shift before exp, which logarithm."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            scores = X @ W
            powers = np.exp(scores - shift(scores))
            true = (powers * one_hot(y, W.shape[1])).sum(axis=1)
            loss = -np.mean(log(true / powers.sum(axis=1)))
            return float(loss) + reg * np.vdot(W, W) / 2, right(W, X, y, reg)[1]

        return wrong

    return make


def _true_class_pays(right: Loss) -> Loss:
    """Let the true class pay its own margin of 1."""

    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = right(W, X, y, reg)
        return loss + 1.0, dW

    return wrong


def _margin_of_zero(right: Loss) -> Loss:
    """Forget the 1 in the margins."""

    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        scores = X @ W
        lead = scores - scores[np.arange(len(y)), y][:, None]
        return float(lead.clip(0).sum() / len(y)) + reg * np.vdot(W, W) / 2, right(W, X, y, reg)[1]

    return wrong


def _in_place(change: Callable[[Array, Array, Labels], object]) -> Callable[[Loss], Loss]:
    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            answer = right(W, X, y, reg)
            change(W, X, y)
            return answer

        return wrong

    return make


def _empty_data(_W: Array, X: Array, y: Labels) -> None:
    X.fill(0.0)
    y.fill(0)


def _shrinks_weights(right: Loss) -> Loss:
    """Add the penalty's gradient to W itself, which shows only when reg is not 0."""

    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        answer = right(W, X, y, reg)
        W *= 1 - reg
        return answer

    return wrong


def _three_classes(right: Loss) -> Loss:
    """Depend on the number of classes in a way that three classes don't show."""

    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = right(W, X, y, reg)
        return loss + 0.1 * max(0, W.shape[1] - 3), dW

    return wrong


def _raises(error: BaseException) -> Callable[[Loss], Loss]:
    def make(_right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:  # noqa: ARG001 - a loss
            raise error

        return wrong

    return make


# The loss is right and dW is not: the gradient checker must see every one of them.
WRONG_GRADIENT = (
    Mistake("wrong single entry", added((2, 1)), "gradient", "dW[2, 1]"),
    Mistake(
        "wrong column",
        gradient(lambda dW, _W, _X, _y: _with(dW, (..., 1), 2 * dW[:, 1])),
        "gradient",
        "one class is off",
    ),
    Mistake(
        "bias row missing",
        gradient(lambda dW, _W, _X, _y: _with(dW, -1, 0.0)),
        "gradient",
        "only the last row is off",
    ),
    Mistake(
        "1/N missing in the gradient",
        gradient(lambda dW, _W, _X, y: dW * len(y)),
        "gradient",
        "is the loss divided by N, and dW not?",
    ),
    Mistake(
        "1/N twice in the gradient",
        gradient(lambda dW, _W, _X, y: dW / len(y)),
        "gradient",
        "is dW divided by N once more than the loss?",
    ),
    Mistake("sign flipped", gradient(lambda dW, _W, _X, _y: -dW), "gradient", "wrong sign"),
    Mistake("half", gradient(lambda dW, _W, _X, _y: dW / 2), "gradient", "off by one factor"),
    Mistake("all zeros", gradient(lambda dW, _W, _X, _y: 0 * dW), "gradient", "all zeros"),
    Mistake("true class missing", gradient(_no_true_class), "gradient", "the true class"),
    Mistake(
        "two entries swapped",
        gradient(lambda dW, _W, _X, _y: _with(dW, (-1, [0, 1]), dW[-1, [1, 0]])),
        "gradient",
        "only the last row is off",
    ),
    Mistake(
        "reg missing in the gradient",
        regs(1, 0),
        "regularization in the gradient",
        "the loss changes, dW must too",
    ),
    Mistake(
        "reg doubled in the gradient",
        regs(1, 2),
        "regularization in the gradient",
        "compare the two reg terms",
    ),
    Mistake(
        "reg doubled in the loss",
        regs(2, 1),
        "regularization in the loss",
        "twice the course's",
    ),
    Mistake(
        "reg missing in the loss",
        regs(0, 1),
        "regularization in the loss",
        "is there a regularization term?",
    ),
    Mistake("1/N missing in the loss", _sum_in_loss, "loss at W = 0", "N times as much"),
)

# dW fits the loss, or the loss is no loss at all.
OTHER = (
    Mistake("1/N missing in both", _sum_in_both, "loss at W = 0", "is the sum divided by N?"),
    Mistake("doubled when listed twice", _sum_in_both, "mean over the examples", "doubles"),
    Mistake(
        "reg missing in both",
        regs(0, 0),
        "regularization in the loss",
        "is there a regularization term?",
    ),
    Mistake("reg doubled", regs(2, 2), "regularization in the loss", "twice the course's"),
    Mistake("reg tripled", regs(3, 3), "regularization in the loss", "convention"),
    Mistake("last example only", _examples(slice(-1, None)), "every example counts", "example 2"),
    Mistake("first example only", _examples(slice(1)), "every example counts", "example 1"),
    Mistake(
        "loss sign flipped",
        result(lambda loss, dW: (-loss, -dW)),
        "loss at W = 0",
        "minus sign",
        losses=("softmax",),
    ),
    Mistake(
        "log10",
        _scores_of(lambda s: s.max(axis=1, keepdims=True), np.log10),
        "loss at W = 0",
        "log10",
        losses=("softmax",),
    ),
    Mistake(
        "log2",
        _scores_of(lambda s: s.max(axis=1, keepdims=True), np.log2),
        "loss at W = 0",
        "log2",
        losses=("softmax",),
    ),
    Mistake(
        "no logarithm",
        _scores_of(lambda s: s.max(axis=1, keepdims=True), lambda p: -p),
        "loss at W = 0",
        "where is its logarithm?",
        losses=("softmax",),
    ),
    Mistake(
        "no max shift",
        _scores_of(lambda _s: 0.0, np.log),
        "large scores",
        "exp must not see large numbers",
        losses=("softmax",),
    ),
    Mistake(
        "maximum over the whole matrix",
        _scores_of(lambda s: s.max(), np.log),
        "large scores",
        "which maximum does each row need?",
        losses=("softmax",),
    ),
    Mistake(
        "shifts low scores only",
        _scores_of(lambda s: s.min(axis=1, keepdims=True).clip(None, 0), np.log),
        "large scores",
        "with scores near 1000",
        losses=("softmax",),
    ),
    Mistake(
        "shifts high scores only",
        _scores_of(lambda s: s.max(axis=1, keepdims=True).clip(0), np.log),
        "large scores",
        "with scores near -1000",
        losses=("softmax",),
    ),
    Mistake("right for three classes only", _three_classes, "loss at W = 0", "C = 5"),
    Mistake(
        "true class not skipped",
        _true_class_pays,
        "loss at W = 0",
        "what does the true class add?",
        losses=("hinge", "squared hinge"),
    ),
    Mistake(
        "margin of 0",
        _margin_of_zero,
        "loss at W = 0",
        "what does an example cost when all scores are equal?",
        losses=("hinge",),
    ),
    Mistake(
        "squared, but asked for plain",
        lambda _right: squared_hinge,
        "a violation of 2",
        "scores (0, 1) with class 0 true must cost 2",
        losses=("hinge",),
    ),
    Mistake(
        "plain, but asked for squared",
        lambda _right: hinge,
        "a violation of 2, squared",
        "scores (0, 1) with class 0 true must cost 4",
        losses=("squared hinge",),
    ),
    Mistake(
        "W changed in place",
        _in_place(lambda W, _X, _y: W.__imul__(0.5)),
        "inputs left alone",
        "W changed",
    ),
    Mistake(
        "W shrunk by the reg term",
        _shrinks_weights,
        "inputs left alone",
        "W changed",
    ),
    Mistake(
        "X and y changed in place",
        _in_place(_empty_data),
        "inputs left alone",
        "X and y changed",
    ),
    Mistake(
        "loops in vectorized",
        in_a_loop,
        "no loop over the examples",
        "is there still a loop?",
        vectorized=True,
    ),
)

# What comes back can't be read as a loss and a gradient: the report has this one line.
UNREADABLE = (
    Mistake("no return", result(lambda _loss, _dW: None), "result", "is a return line missing?"),
    Mistake("loss alone", result(lambda loss, _dW: loss), "result", "must return two things"),
    Mistake("one value", result(lambda loss, _dW: (loss,)), "result", "a tuple of 1"),
    Mistake("three values", result(lambda loss, dW: (loss, dW, 0)), "result", "a tuple of 3"),
    Mistake("swapped", result(lambda loss, dW: (dW, loss)), "result", "must be one number"),
    Mistake(
        "loss of each example",
        result(lambda loss, dW: (np.full(6, loss), dW)),
        "result",
        "sum or average it",
    ),
    Mistake("loss is None", result(lambda _loss, dW: (None, dW)), "result", "the loss is None"),
    Mistake("loss is text", result(lambda _loss, dW: ("2.3", dW)), "result", "the loss is a str"),
    Mistake("complex loss", result(lambda loss, dW: (loss + 0j, dW)), "result", "one real number"),
    Mistake("dW is None", result(lambda loss, _dW: (loss, None)), "result", "dW is None"),
    Mistake("dW is text", result(lambda loss, _dW: (loss, "dW")), "result", "dW is a str"),
    Mistake("transposed", result(lambda loss, dW: (loss, dW.T)), "result", "looks transposed"),
    Mistake(
        "a row short", result(lambda loss, dW: (loss, dW[1:])), "result", "dW has shape (3, 3)"
    ),
    Mistake("flat", result(lambda loss, dW: (loss, dW.ravel())), "result", "dW has shape (12,)"),
    Mistake("raises", _raises(IndexError("too far")), "result", "stopped with IndexError: too far"),
    Mistake("exits", _raises(SystemExit(3)), "result", "stopped with SystemExit: 3"),
)

# There is a number, but not one that can be worked with.
NOT_FINITE = (
    Mistake("loss is nan", result(lambda _l, dW: (np.nan, dW)), "loss at W = 0", "yours is nan"),
    Mistake("loss is inf", result(lambda _l, dW: (np.inf, dW)), "loss at W = 0", "yours is inf"),
    Mistake("dW is nan", result(lambda loss, dW: (loss, dW * np.nan)), "gradient", "nan or inf"),
    Mistake(
        "one entry is inf",
        result(lambda loss, dW: (loss, _with(dW, (-1, -1), np.inf))),
        "gradient",
        "1 entries that are nan or inf",
    ),
)

ALL = (*WRONG_GRADIENT, *OTHER, *UNREADABLE, *NOT_FINITE)
NOT_IMPLEMENTED = _raises(NotImplementedError("write me"))


def cases(bank: tuple[Mistake, ...]) -> list[tuple[str, Mistake]]:
    """Return each mistake with the name of each loss that it can be made in."""
    return [(name, mistake) for mistake in bank for name in mistake.losses]


def label(value: object) -> str:
    """Name a case in pytest's output."""
    return value.name if isinstance(value, Mistake) else str(value)
