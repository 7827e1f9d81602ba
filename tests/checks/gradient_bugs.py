"""The bank of planted gradient bugs: written once, for the tests and `benchmarks/gradcheck.py`.

Each bug turns a right loss(W, X, y, reg) -> (loss, dW) into one whose dW doesn't fit its loss, and
names the diagnosis that the checker should give. The list follows the mistakes that real students
make (docs/curriculum.md), and adds single entries, columns and rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.checks.losses import Array, Labels, Loss, one_hot

ALL, HINGES = ("softmax", "hinge", "squared hinge"), ("hinge", "squared hinge")
Make = Callable[[Loss], Loss]
Scores = Callable[[Array, Array, Labels], Array]


@dataclass(frozen=True)
class Bug:
    """A planted bug: what it does, how to make it, and the name of the diagnosis for it."""

    name: str
    make: Make
    diagnosis: str
    losses: tuple[str, ...] = ALL


def in_data(change: Callable[[Array, Array, Array, Labels], Array]) -> Make:
    """Plant a bug in the data part of dW: `change(dW, W, X, y)`."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            dW = right(W, X, y, 0.0)[1]
            return right(W, X, y, reg)[0], change(dW.copy(), W, X, y) + reg * W

        return wrong

    return make


def in_scores(change: Scores) -> Make:
    """Plant a bug in the derivative by the scores (N, C), of which dW is X transposed times it."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            given = [right(W, X[i : i + 1], y[i : i + 1], 0.0)[1] for i in range(len(y))]
            back = np.array([g.T @ x / (x @ x) for g, x in zip(given, X, strict=True)])
            dW = X.T @ change(back, X, y) / len(y)
            return right(W, X, y, reg)[0], dW + reg * W

        return wrong

    return make


def in_reg(loss: float, gradient: Callable[[Array, float, int], Array]) -> Make:
    """Plant a bug in the regularization: a multiple for the loss, `gradient(W, reg, N)` for dW."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            value, dW = right(W, X, y, 0.0)
            return value + loss * reg * float(np.vdot(W, W)) / 2, dW + gradient(W, reg, len(y))

        return wrong

    return make


def at(index: Any, change: Callable[[Any], Any]) -> Make:
    """Change some entries of the data part of dW."""

    def edit(dW: Array, _W: Array, _X: Array, _y: Labels) -> Array:
        dW[index] = change(dW[index])
        return dW

    return in_data(edit)


def scaled(factor: Callable[[int, int, int], float]) -> Make:
    """Multiply the data part of dW by a number made of N, D and C."""
    return in_data(lambda dW, _W, X, _y: dW * factor(len(X), *dW.shape))


def _set(table: Array, index: Any, value: Any) -> Array:
    table[index] = value
    return table


def _last_only(back: Array, _X: Array, _y: Labels) -> Array:
    return np.vstack([np.zeros_like(back[:-1]), back[-1:]])


def _last_of_each_class(back: Array, _X: Array, _y: Labels) -> Array:
    """Assign to a column where it should be added to: the last example that writes it stays."""
    kept = np.zeros_like(back)
    for c in range(back.shape[1]):
        writers = np.flatnonzero(back[:, c])
        if len(writers):
            kept[writers[-1], c] = back[writers[-1], c]
    return kept


def _true(back: Array, y: Labels) -> Array:
    return one_hot(y, back.shape[1])


def _stale(right: Loss) -> Loss:
    kept: dict[tuple[int, ...], Array] = {}

    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = right(W, X, y, reg)
        return loss, kept.setdefault((*W.shape, *X.shape), dW - reg * W).copy() + reg * W

    return wrong


def _raw_exp(shift: Callable[[Array], Any]) -> Make:
    """Compute the softmax loss with another shift before exp; dW stays right."""

    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            scores = X @ W
            powers = np.exp(scores - shift(scores))
            shares = powers[np.arange(len(y)), y] / powers.sum(axis=1)
            loss = -np.mean(np.log(shares)) + reg * np.vdot(W, W) / 2
            return float(loss), right(W, X, y, reg)[1]

        return wrong

    return make


def _loss_times(factor: float) -> Make:
    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            loss, dW = right(W, X, y, 0.0)
            return factor * loss + reg * np.vdot(W, W) / 2, dW + reg * W

        return wrong

    return make


def _l2_without_reg(right: Loss) -> Loss:
    def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
        loss, dW = right(W, X, y, 0.0)
        return loss + np.vdot(W, W) / 2, dW + reg * W

    return wrong


def _elsewhere(move: Callable[[Array], Array]) -> Make:
    def make(right: Loss) -> Loss:
        def wrong(W: Array, X: Array, y: Labels, reg: float) -> Any:
            return right(W, X, y, reg)[0], right(move(W), X, y, 0.0)[1] + reg * W

        return wrong

    return make


def _without_bias(W: Array, reg: float, _N: int) -> Array:
    return reg * np.vstack([W[:-1], np.zeros_like(W[-1:])])


BUGS: tuple[Bug, ...] = (
    # the whole data part
    Bug("never written", in_data(lambda dW, *_: 0 * dW), "zero"),
    Bug("sign flipped", scaled(lambda *_: -1.0), "sign"),
    Bug("not divided by N", scaled(lambda N, _D, _C: N), "times N"),
    Bug("divided by N twice", scaled(lambda N, _D, _C: 1 / N), "over N"),
    Bug("not divided by N, sign flipped", scaled(lambda N, _D, _C: -N), "times N"),
    Bug("divided by C", scaled(lambda N, _D, C: N / C), "N and C"),
    Bug("doubled", scaled(lambda *_: 2.0), "factor"),
    Bug("halved", scaled(lambda *_: 0.5), "factor"),
    Bug("1 % too large", scaled(lambda *_: 1.01), "factor"),
    Bug("1e-4 too small", scaled(lambda *_: 1 - 1e-3), "factor"),
    Bug("divided by N - 1", scaled(lambda N, _D, _C: N / (N - 1)), "factor"),
    Bug("loss in log10", _loss_times(float(1 / np.log(10))), "logarithm", ("softmax",)),
    Bug("loss in log2", _loss_times(float(1 / np.log(2))), "logarithm", ("softmax",)),
    Bug("loss doubled", _loss_times(2.0), "factor"),
    Bug("loss negated", _loss_times(-1.0), "sign"),
    # the derivative by the scores
    Bug(
        "true class missing",
        in_scores(lambda b, _X, y: b + _true(b, y)),
        "true class missing",
        ("softmax",),
    ),
    Bug(
        "true class gets nothing",
        in_scores(lambda b, _X, y: b * (1 - _true(b, y))),
        "true class missing",
        HINGES,
    ),
    Bug(
        "true class added",
        in_scores(lambda b, _X, y: b + 2 * _true(b, y)),
        "true class sign",
        ("softmax",),
    ),
    Bug(
        "true class with the wrong sign",
        in_scores(lambda b, _X, y: b * (1 - 2 * _true(b, y))),
        "true class sign",
    ),
    Bug("true class twice", in_scores(lambda b, _X, y: b * (1 + _true(b, y))), "true class wrong"),
    Bug(
        "true class once",
        in_scores(lambda b, _X, y: b * (1 - _true(b, y)) - _true(b, y)),
        "true class wrong",
        HINGES,
    ),
    Bug("only the true class", in_scores(lambda b, _X, y: b * _true(b, y)), "only true class"),
    Bug(
        "wrong classes doubled",
        in_scores(lambda b, _X, y: b * (2 - _true(b, y))),
        "wrong classes wrong",
    ),
    Bug(
        "wrong classes with the wrong sign",
        in_scores(lambda b, _X, y: b * (2 * _true(b, y) - 1)),
        "wrong classes wrong",
    ),
    Bug(
        "largest class only",
        in_scores(lambda b, _X, _y: np.where(b == b.max(axis=1, keepdims=True), b, 0)),
        "scores",
        ("softmax",),
    ),
    Bug("last example only", in_scores(_last_only), "one example"),
    Bug(
        "first example only",
        in_scores(lambda b, X, y: _last_only(b[::-1], X, y)[::-1]),
        "one example",
    ),
    Bug("column overwritten", in_scores(_last_of_each_class), "one example", ("softmax",)),
    Bug("column overwritten", in_scores(_last_of_each_class), "overwritten", HINGES),
    Bug("first example left out", in_scores(lambda b, _X, _y: _set(b, 0, 0.0)), "some examples"),
    Bug("last example left out", in_scores(lambda b, _X, _y: _set(b, -1, 0.0)), "some examples"),
    Bug(
        "first example counted twice",
        in_scores(lambda b, _X, _y: _set(b, 0, 2 * b[0])),
        "some examples",
    ),
    Bug("class 0 only", in_scores(lambda b, _X, y: b * (y == 0)[:, None]), "some examples"),
    Bug("squared", in_scores(lambda b, _X, _y: b * np.abs(b)), "scores", ("softmax",)),
    Bug("rounded", in_scores(lambda b, _X, _y: np.round(b, 1)), "scores", ("softmax",)),
    # places
    Bug("first class never updated", at((..., 0), lambda c: 0 * c), "class never updated"),
    Bug("last class never updated", at((..., -1), lambda c: 0 * c), "class never updated"),
    Bug("one class doubled", at((..., 1), lambda c: 2 * c), "one column"),
    Bug("one class negated", at((..., -1), lambda c: -c), "one column"),
    Bug("one class 1 % off", at((..., 2), lambda c: 1.01 * c), "one column"),
    Bug("bias row missing", at(-1, lambda r: 0 * r), "bias row"),
    Bug("bias row doubled", at(-1, lambda r: 2 * r), "bias row"),
    Bug(
        "bias row not divided",
        in_data(lambda dW, _W, _X, y: _set(dW, -1, len(y) * dW[-1])),
        "bias row",
    ),
    Bug("bias row 1 % off", at(-1, lambda r: 1.01 * r), "bias row"),
    Bug("first row missing", at(0, lambda r: 0 * r), "one row"),
    Bug("one row negated", at(2, lambda r: -r), "one row"),
    Bug("one entry moved", at((1, 2), lambda e: e + 1.0), "one entry"),
    Bug("one entry moved a little", at((3, 1), lambda e: e - 0.01), "one entry"),
    Bug("one entry of the bias moved", at((-1, 0), lambda e: e + 0.01), "one entry"),
    Bug(
        "last entry zero", in_data(lambda dW, *_: _set(dW, (-1, -1), dW[-1, -1] + 0.1)), "one entry"
    ),
    Bug(
        "two entries swapped",
        in_data(lambda dW, *_: _set(dW, (-1, [0, 1]), dW[-1, [1, 0]])),
        "bias row",
    ),
    # regularization
    Bug("reg missing from dW", in_reg(1, lambda W, _r, _N: 0 * W), "reg missing from gradient"),
    Bug(
        "full reg missing from dW", in_reg(2, lambda W, _r, _N: 0 * W), "reg missing from gradient"
    ),
    Bug("reg missing from the loss", in_reg(0, lambda W, r, _N: r * W), "reg missing from loss"),
    Bug(
        "full reg missing from the loss",
        in_reg(0, lambda W, r, _N: 2 * r * W),
        "reg missing from loss",
    ),
    Bug("loss full, dW half", in_reg(2, lambda W, r, _N: r * W), "loss full, gradient half"),
    Bug("loss half, dW full", in_reg(1, lambda W, r, _N: 2 * r * W), "loss half, gradient full"),
    Bug("dW quarter", in_reg(1, lambda W, r, _N: 0.5 * r * W), "reg factor"),
    Bug("reg squared in dW", in_reg(1, lambda W, r, _N: r * r * W), "reg factor"),
    Bug("reg negated in dW", in_reg(1, lambda W, r, _N: -r * W), "reg sign"),
    Bug("reg divided by N in dW", in_reg(1, lambda W, r, N: r * W / N), "reg over N"),
    Bug("reg divided by 2N in dW", in_reg(1, lambda W, r, N: r * W / (2 * N)), "reg over N"),
    Bug("bias not regularized in dW", in_reg(1, _without_bias), "reg place"),
    Bug(
        "one class not regularized in dW",
        in_reg(1, lambda W, r, _N: _set(r * W, (..., 0), 0.0)),
        "reg place",
    ),
    Bug("squares in dW", in_reg(1, lambda W, r, _N: r * W * W), "reg shape"),
    Bug("signs in dW", in_reg(1, lambda W, r, _N: r * np.sign(W)), "reg shape"),
    Bug("reg alone in dW", in_reg(1, lambda W, r, _N: r * np.ones_like(W)), "reg shape"),
    Bug("L2 without reg in the loss", _l2_without_reg, "L2 without reg"),
    # other points, other calls, large scores
    Bug("gradient at W = 0", _elsewhere(lambda W: 0 * W), "W ignored"),
    Bug("gradient at 2 W", _elsewhere(lambda W: 2 * W), "wrong point"),
    Bug("gradient of the first call", _stale, "stale"),
    Bug("raw exp in the loss", _raw_exp(lambda _s: 0.0), "overflow", ("softmax",)),
    Bug(
        "maximum added", _raw_exp(lambda s: -s.max(axis=1, keepdims=True)), "overflow", ("softmax",)
    ),
    Bug("maximum of the whole matrix", _raw_exp(lambda s: s.max()), "rows far apart", ("softmax",)),
    Bug("mean for the maximum", _raw_exp(lambda s: s.mean()), "rows far apart", ("softmax",)),
)
