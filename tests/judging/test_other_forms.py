"""Slips that the solutions have no place for: they come with other ways to write the answer."""

import numpy as np
import pytest

from tests.judging.harness import failed, grade, namespace_of

Q_WITH_EPSILON = """
def kl_divergence(p, q):
    if np.any((q == 0) & (p > 0)):
        return np.inf
    used = p > 0
    return np.sum(p[used] * (np.log(p[used]) - np.log(q[used] + 1e-8)))
"""
NOT_MOVED_BACK = """
def numerical_gradient(f, x, h=1e-5):
    gradient, z = np.zeros(x.shape), x.copy()
    for index in np.ndindex(x.shape):
        z[index] = x[index] + h
        above = f(z)
        z[index] = x[index] - h
        gradient[index] = (above - f(z)) / (2 * h)
    return gradient
"""
RELATIVE_STEP = """
def numerical_gradient(f, x, h=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below, step = x.astype(float), x.astype(float), h * np.abs(x[index])
        above[index] += step
        below[index] -= step
        gradient[index] = (f(above) - f(below)) / (2 * step)
    return gradient
"""
BY_THE_PROBABILITY = """
def layer_gradient(W, x, y):
    p = np.exp(x @ W - np.max(x @ W))
    p = p / p.sum()
    dp = np.zeros(len(p))
    dp[y] = -1.0 / p[y]
    return np.outer(x, (np.diag(p) - np.outer(p, p)) @ dp)
"""
SLIPS = [
    ("softmax-function", "kl_divergence", Q_WITH_EPSILON, "stability"),
    ("gradient-check", "numerical_gradient", NOT_MOVED_BACK, "accuracy"),
    ("gradient-check", "numerical_gradient", RELATIVE_STEP, "value"),
    ("gradient-check", "layer_gradient", BY_THE_PROBABILITY, "stability"),
]


@pytest.mark.parametrize(("assignment", "question", "source", "facet"), SLIPS)
def test_a_slip_of_another_form_loses_points(
    assignment: str, question: str, source: str, facet: str
) -> None:
    """Does it lose its facet at each of ten seeds?"""
    with np.errstate(all="ignore"):
        results = [grade(assignment, question, namespace_of(source), seed) for seed in range(10)]
    assert all(facet in failed(result) for result in results)
