"""Classifiers that train with SGD: right ones in several styles, and ones with a mistake."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.checks.losses import Array

Rows = NDArray[np.int64]


class Classifier:
    """A right classifier, whose parts the others change."""

    def __init__(self, loss: Callable[..., Any], seed: int = 0) -> None:
        self.loss, self.rng = loss, np.random.default_rng(seed)
        self.W: Any = None

    def train(
        self,
        X: Array,
        y: Array,
        learning_rate: float,
        reg: float,
        iterations: int,
        batch_size: int,
    ) -> Any:
        """Take so many steps of SGD and return the losses."""
        self.W = 1e-4 * self.rng.normal(size=(X.shape[1], y.max() + 1))
        history = []
        for _, rows in zip(range(iterations), self.batches(len(X), batch_size), strict=False):
            loss, dW = self.ask(X, y, rows, reg)
            history.append(loss)
            self.move(learning_rate, dW)
        return self.told(history)

    def batches(self, N: int, size: int) -> Iterator[Rows]:
        """Draw rows, the same one more than once."""
        while True:
            yield self.rng.integers(0, N, size=size)

    def ask(self, X: Array, y: Array, rows: Rows, reg: float) -> Any:
        """Call the loss with a batch."""
        return self.loss(self.W, X[rows], y[rows], reg)

    def move(self, learning_rate: float, dW: Array) -> None:
        """Take a step."""
        self.W = self.W - learning_rate * dW

    def told(self, history: list[float]) -> Any:
        """Return what train returns."""
        return history


class NoRowTwice(Classifier):
    """Draws without replacement, steps in place, returns an array."""

    def batches(self, N: int, size: int) -> Iterator[Rows]:
        """Draw rows."""
        while True:
            yield self.rng.choice(N, size, replace=False)

    def move(self, learning_rate: float, dW: Array) -> None:
        """Take a step in place."""
        self.W -= learning_rate * dW

    def told(self, history: list[float]) -> Any:
        """Return an array."""
        return np.array(history)


class Epochs(Classifier):
    """Goes through a new permutation again and again, and through whole batches only."""

    def batches(self, N: int, size: int) -> Iterator[Rows]:
        """Draw rows."""
        while True:
            order = self.rng.permutation(N)
            for start in range(0, N - size + 1, size):
                yield order[start : start + size]


class Keywords(Classifier):
    """Calls the loss with names, and changes the gradient that it got."""

    def ask(self, X: Array, y: Array, rows: Rows, reg: float) -> Any:
        """Call the loss by names."""
        return self.loss(reg=reg, y=np.take(y, rows), X=np.take(X, rows, axis=0), W=self.W)

    def move(self, learning_rate: float, dW: Array) -> None:
        """Take a step in place."""
        dW *= -learning_rate
        self.W += dW


RIGHT = (Classifier, NoRowTwice, Epochs, Keywords)


def but(**parts: Callable[..., Any]) -> type[Classifier]:
    """Return the right classifier with some of its methods replaced."""
    return type("Classifier", (Classifier,), parts)


def drawing(draw: Callable[[Any, int, int, int], Any]) -> type[Classifier]:
    """Return a classifier that draws the rows of step k with draw(rng, N, size, k)."""

    def batches(self: Classifier, N: int, size: int) -> Iterator[Any]:
        k = 0
        while True:
            yield draw(self.rng, N, size, k)
            k += 1

    return but(batches=batches)


def asking(call: Callable[..., Any]) -> type[Classifier]:
    """Return a classifier that calls call(loss, W, X, y, rows, reg)."""
    return but(ask=lambda self, *given: call(self.loss, self.W, *given))


def moving(step: Callable[[Any, float, Array], Any]) -> type[Classifier]:
    """Return a classifier whose new W is step(W, learning_rate, dW)."""

    def move(self: Classifier, learning_rate: float, dW: Array) -> None:
        self.W = step(self.W, learning_rate, dW)

    return but(move=move)


def telling(tell: Callable[[list[float]], Any]) -> type[Classifier]:
    """Return a classifier whose train returns tell(history)."""
    return but(told=lambda _self, history: tell(history))


# The classifier, the lines of the visible check that fail, and words of the first
MISTAKES: dict[str, tuple[type[Classifier], list[str], str]] = {
    "same rows": (
        drawing(lambda _r, _N, size, _k: np.arange(size)),
        ["batches"],
        "inside the loop",
    ),
    "in line": (
        drawing(lambda r, N, size, _k: r.integers(N - size) + np.arange(size)),
        ["batches"],
        "stand in line in X",
    ),
    "in line, round": (
        drawing(lambda _r, N, size, k: (k * size + np.arange(size)) % N),
        ["batches"],
        "stand in line in X",
    ),
    "first rows only": (
        drawing(lambda r, _N, size, _k: r.integers(0, size, size=size)),
        ["batches"],
        "only 7 of 40 rows were ever drawn",
    ),
    "whole X": (
        drawing(lambda r, N, _size, _k: r.permutation(N)),
        ["batches"],
        "a batch has shape (40, 5); batch_size is 7",
    ),
    "other labels": (
        asking(lambda loss, W, X, y, rows, reg: loss(W, X[rows], y[: len(rows)], reg)),
        ["batches"],
        "labels of a batch are not those of its rows",
    ),
    "other rows": (
        asking(lambda loss, W, X, y, rows, reg: loss(W, X[rows] + 1.0, y[rows], reg)),
        ["batches"],
        "rows that are not in X",
    ),
    "reg not passed on": (
        asking(lambda loss, W, X, y, rows, _reg: loss(W, X[rows], y[rows], 0.0)),
        ["batches"],
        "not called with the reg that train was given",
    ),
    "reg left out": (
        asking(lambda loss, W, X, y, rows, _reg: loss(W, X[rows], y[rows])),
        ["training"],
        "missing 1 required positional argument: 'reg'",
    ),
    "loss called twice": (
        asking(lambda loss, *a: [loss(a[0], a[1][a[3]], a[2][a[3]], a[4]) for _ in "12"][1]),
        ["batches", "steps", "history"],
        "the loss is called 120 times in 60 iterations",
    ),
    "no update": (moving(lambda W, *_: W), ["steps"], "W never changes"),
    "sign": (
        moving(lambda W, rate, dW: W + rate * dW),
        ["steps"],
        "with the gradient, not against",
    ),
    "rate forgotten": (
        moving(lambda W, _rate, dW: W - dW),
        ["steps"],
        "what does learning_rate do?",
    ),
    "half the rate": (moving(lambda W, rate, dW: W - rate / 2 * dW), ["steps"], "does not move by"),
    "W of lists": (moving(lambda *_: [["w"] * 3] * 5), ["steps"], "no array of numbers at"),
    "W too short": (moving(lambda W, *_: W[:4]), ["steps"], "has shape (4, 3) at step 2; it"),
    "short history": (telling(lambda h: h[:-1]), ["history"], "has shape (59,): it must hold 60"),
    "last loss": (telling(lambda h: h[-1]), ["history"], "has shape (): it must hold 60 losses"),
    "backwards": (telling(lambda h: h[::-1]), ["history"], "the losses of the steps, in order"),
    "no return": (telling(lambda _: None), ["history"], "None (is a return line missing?)"),
    "a text": (telling(lambda _: "done"), ["history"], "is not a list of numbers"),
}
