"""The gradient checker on random smooth functions that are no losses at all."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks import gradcheck
from tests.checks.losses import Array, Labels

Shape = tuple[int, int]

shapes = st.one_of(
    st.tuples(st.integers(1, 8), st.integers(1, 6)),
    st.tuples(st.integers(60, 120), st.integers(7, 10)),  # too many entries to measure them all
)
seeds = st.integers(0, 10_000)
kinds = st.sampled_from(["quadratic", "waves", "log-sum-exp", "cubic"])


def smooth_function(kind: str, shape: Shape, seed: int) -> Callable[..., tuple[float, Array]]:
    """Return a random smooth function of W with its gradient, in the form of a loss."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=shape), rng.normal(size=shape)

    def function(W: Array, _X: Array, _y: Labels, reg: float) -> tuple[float, Array]:
        z = a * W + b
        value, slope = {
            "quadratic": (np.sum(z**2), 2 * z),
            "waves": (np.sum(np.sin(z)), np.cos(z)),
            "log-sum-exp": (np.logaddexp.reduce(z, axis=None), _softmax(z)),
            "cubic": (np.sum(z**3), 3 * z**2),
        }[kind]
        return float(value) + reg * float(np.sum(W**2)) / 2, slope * a + reg * W

    return function


def _softmax(z: Array) -> Array:
    return np.asarray(np.exp(z - np.logaddexp.reduce(z, axis=None)))


def _arguments(shape: Shape, seed: int) -> tuple[Array, Array, Labels, float]:
    rng = np.random.default_rng([seed, 1])
    X = rng.normal(size=(3, shape[0]))
    return rng.normal(size=shape), X, np.zeros(3, dtype=np.int64), float(rng.uniform(0, 1))


@given(kind=kinds, shape=shapes, seed=seeds)
def test_the_right_gradient_passes(kind: str, shape: Shape, seed: int) -> None:
    """Does any smooth function pass with its own gradient, in at most 64 evaluations?"""
    verdict = gradcheck(smooth_function(kind, shape, seed), *_arguments(shape, seed), seed=seed)
    assert verdict.passed
    assert verdict.evaluations <= 64


@given(kind=kinds, shape=shapes, seed=seeds, data=st.data())
def test_one_entry_off_by_a_hundredth_fails(
    kind: str, shape: Shape, seed: int, data: st.DataObject
) -> None:
    """Does it fail with one entry off by 1 % of the largest, and point at that entry?"""
    index = data.draw(st.tuples(*(st.integers(0, size - 1) for size in shape)))
    right = smooth_function(kind, shape, seed)

    def wrong(*arguments: Any) -> tuple[float, Array]:
        value, gradient = right(*arguments)
        gradient[index] += 0.01 * np.abs(gradient).max()
        return value, gradient

    verdict = gradcheck(wrong, *_arguments(shape, seed), seed=seed)
    assert not verdict.passed
    assert verdict.worst is not None
    assert verdict.worst.index == index
