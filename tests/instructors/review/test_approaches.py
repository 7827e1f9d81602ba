"""Right answers are told apart by what their code does."""

import ast
from itertools import combinations

import pytest

from autograder.instructors.review.approaches import approach_of
from tests.variants.bank import BANK

LOOPS = """
def f(W, X, y):
    for i in range(len(X)):
        for k in range(len(W)):
            y += X[i] @ W[k]
    return y
"""
COMPREHENSION = "def f(X):\n    return [a + b for a in X for b in X]"
MATRIX = "def f(W, X, y):\n    return X @ W"
EINSUM = "def f(W, X, y):\n    return np.einsum('nd,dc->nc', X, W)"
SHIFTED = "def f(S):\n    return np.exp(S - S.max())"
SUMMED = "def f(S):\n    return scipy.special.logsumexp(S)"
ALL = (LOOPS, COMPREHENSION, MATRIX, EINSUM, SHIFTED, SUMMED)


@pytest.mark.parametrize(("one", "other"), [*combinations(ALL, 2)])
def test_approaches_are_apart(one: str, other: str) -> None:
    """Is each way of computing another approach?"""
    assert approach_of(one) != approach_of(other)


def test_names_and_order_do_not_count() -> None:
    """Are two answers with other names and lines in another order one approach?"""
    one = "def f(X):\n    a = X @ X\n    b = 1\n    return a + b"
    other = "def g(Z):\n    c = 1\n    q = Z @ Z\n    return c + q"
    assert approach_of(one) == approach_of(other)


def test_all_of_the_bank() -> None:
    """Has every right answer of the bank an approach, in words, and are there few of them?"""
    found = {each.source: approach_of(each.source) for each in BANK}
    assert all(found.values())
    assert not any("(" in part for approach in found.values() for part in approach)
    assert len(set(found.values())) < len(found)


@pytest.mark.parametrize("source", ["def f(:", "", "x" * 10, "(" * 500])
def test_what_is_no_code(source: str) -> None:
    """Is there no error for what can't be read?"""
    try:
        ast.parse(source)
    except (SyntaxError, MemoryError):
        assert approach_of(source) == ()
