"""Right losses, written anew for these tests, and the inputs to try them on."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]
Loss = Callable[[Array, Array, Labels, float], Any]
Input = tuple[Array, Array, Labels]


def one_hot(y: Labels, C: int) -> Array:
    """Return (N, C) with a single 1 in each row, at the true class."""
    return np.asarray(np.equal.outer(y, np.arange(C)), dtype=np.float64)


def softmax(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
    """Return the mean cross-entropy of the softmax and its gradient."""
    scores, true = X @ W, one_hot(y, W.shape[1])
    log_sums = np.logaddexp.reduce(scores, axis=1)
    probabilities = np.exp(scores - log_sums[:, None])
    loss = (log_sums.sum() - (scores * true).sum()) / len(y)
    return _regularized(loss, X.T @ (probabilities - true) / len(y), W, reg)


def hinge(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
    """Return the mean multiclass hinge loss (margin 1) and its gradient."""
    margins, wrong = _margins(W, X, y)
    paid = wrong * (margins > 0)
    slopes = paid - (1 - wrong) * paid.sum(axis=1, keepdims=True)
    return _regularized((paid * margins).sum() / len(y), X.T @ slopes / len(y), W, reg)


def squared_hinge(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
    """Return the mean squared multiclass hinge loss (margin 1) and its gradient."""
    margins, wrong = _margins(W, X, y)
    paid = wrong * margins.clip(0)
    slopes = 2 * (paid - (1 - wrong) * paid.sum(axis=1, keepdims=True))
    return _regularized((paid**2).sum() / len(y), X.T @ slopes / len(y), W, reg)


def in_a_loop(loss: Loss) -> Loss:
    """Return the same loss, computed one example at a time."""

    def looped(W: Array, X: Array, y: Labels, reg: float) -> tuple[float, Array]:
        total, dW = 0.0, np.zeros(W.shape)
        for i in range(len(y)):
            one, gradient = loss(W, X[i : i + 1], y[i : i + 1], 0.0)
            total += one / len(y)
            dW += gradient / len(y)
        return _regularized(total, dW, W, reg)

    return looped


def _margins(W: Array, X: Array, y: Labels) -> tuple[Array, Array]:
    scores, true = X @ W, one_hot(y, W.shape[1])
    return scores - (scores * true).sum(axis=1, keepdims=True) + 1, 1 - true


def _regularized(loss: float, dW: Array, W: Array, reg: float) -> tuple[float, Array]:
    return float(loss + reg * np.vdot(W, W) / 2), dW + reg * W


LOSSES: dict[str, Loss] = {"softmax": softmax, "hinge": hinge, "squared hinge": squared_hinge}


def normal(seed: int, N: int = 6, D: int = 4, C: int = 3, scale: float = 1.0) -> Input:
    """Return W, X, y drawn from normal distributions."""
    rng = np.random.default_rng(seed)
    return scale * rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, N)


def pixels(seed: int, scale: float = 1e-3) -> Input:
    """Return twenty pictures of 784 values up to 255, half of them black, and a bias of 1."""
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 256, (20, 784)) * (rng.random((20, 784)) < 0.5)
    rows = np.hstack([X, np.ones((20, 1))])
    return scale * rng.normal(size=(785, 10)), rows, rng.integers(0, 10, 20)


def whole(seed: int, scale: float = 1.0) -> Input:
    """Return whole numbers, with which many hinge margins are exactly 0."""
    rng = np.random.default_rng(seed)
    W = np.round(2 * scale * rng.normal(size=(4, 3)))
    return W, rng.integers(-2, 3, (6, 4)).astype(np.float64), rng.integers(0, 3, 6)


def nearly_whole(seed: int, scale: float = 1.0) -> Input:
    """Return whole numbers moved by 1e-5 to 1e-9: kinks lie within a step of the point."""
    W, X, y = whole(seed, scale)
    rng = np.random.default_rng(seed)
    return W + 10.0 ** -(5 + seed % 5) * rng.normal(size=W.shape), X, y
