"""Watch a classifier train: a loss that writes down what it is called with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Call:
    """One call of the loss: W (D, C), a batch X (B, D) with labels y (B,), reg, and its answer."""

    W: Array
    X: Array
    y: Array
    reg: float
    loss: float
    gradient: Array


@dataclass
class RecordingLoss:
    """A loss(W, X, y, reg) that answers with random numbers and keeps every call.

    Random answers tell the steps apart: a trainer that uses them right has one way to go.
    """

    rng: np.random.Generator
    calls: list[Call] = field(default_factory=list)

    def __call__(self, W: Array, X: Array, y: Array, reg: float) -> tuple[float, Array]:
        """Return a random loss and a random gradient of the shape of W."""
        loss, dW = float(self.rng.uniform(1.0, 2.0)), self.rng.normal(size=np.shape(W))
        self.calls.append(Call(np.array(W), np.array(X), np.array(y), float(reg), loss, dW.copy()))
        return loss, dW


@dataclass(frozen=True)
class Training:
    """What a classifier is asked to do: rows X (N, D), labels y (N,), settings."""

    X: Array
    y: Array
    learning_rate: float = 0.05
    reg: float = 0.25
    iterations: int = 60
    batch_size: int = 7

    def run(self, make: Callable[..., Any], loss: Callable[..., Any]) -> tuple[Any, Any]:
        """Make a classifier with this loss, train it, return it and what `train` returned."""
        model = make(loss, seed=1)
        history = model.train(
            self.X.copy(),
            self.y.copy(),
            learning_rate=self.learning_rate,
            reg=self.reg,
            iterations=self.iterations,
            batch_size=self.batch_size,
        )
        return model, history


def random_training(rng: np.random.Generator, N: int = 40, D: int = 5, C: int = 3) -> Training:
    """Return rows that all differ, every class among the labels."""
    return Training(rng.normal(size=(N, D)), rng.permutation(np.arange(N) % C))
