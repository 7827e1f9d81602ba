"""When two values count as the same, and how they differ when they don't."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograder.checks.small_problems import Reduction
from autograder.findings import Code, Finding
from autograder.judging.random_problems import Problem

# A wrong value that is a multiple of the right one on every input, and what that looks like.
MULTIPLES: tuple[tuple[float, Code], ...] = (
    (0.0, Code.ZERO),
    (-1.0, Code.WRONG_SIGN),
    (2.0, Code.TWICE),
    (0.5, Code.HALF),
)


@dataclass(frozen=True)
class ComparedPair:
    """The student's and the reference's value (a number or an array) on one problem."""

    problem: Problem
    yours: NDArray[Any]
    right: NDArray[Any]

    @property
    def agree(self) -> bool:
        """Whether the two are the same within the problem's tolerance."""
        return same(self.yours, self.right, self.problem.tolerance)


def same(a: ArrayLike, b: ArrayLike, tolerance: float, least: float = 1e-3) -> bool:
    """Return whether two arrays differ by at most `tolerance` times the larger one's size.

    The size is the largest entry, at least `least`: small entries beside large ones need not have
    all their digits. False when either holds nan or inf.
    """
    left, right = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    if left.shape != right.shape:
        return False
    sizes = largest(left), largest(right)
    if not (math.isfinite(sizes[0]) and math.isfinite(sizes[1])):
        return False
    return largest(left - right) <= tolerance * max(*sizes, least)


def largest(array: NDArray[np.float64]) -> float:
    """Return the largest magnitude in an array, 0 if it is empty; nan or inf if it holds one.

    Thousands of comparisons are asked for in a submission, of losses mostly: of a number Python is
    ten times as fast as numpy.
    """
    return abs(array.item()) if array.size == 1 else float(np.abs(array).max(initial=0.0))


# What the student's value would be, made from the right one, and what that looks like.
_Guess = tuple[Callable[[ComparedPair], object], Code]

_COMMON: tuple[_Guess, ...] = (
    *((lambda p, factor=factor: factor * p.right, text) for factor, text in MULTIPLES),
)


def _over_examples(reduction: Reduction) -> tuple[_Guess, ...]:
    by_n: _Guess = (lambda p: p.right / len(p.problem.y), Code.BY_N)
    if reduction == "sum":
        return ((by_n[0], Code.A_MEAN),)
    return (lambda p: len(p.problem.y) * p.right, Code.TIMES_N), by_n


_LOSS: tuple[_Guess, ...] = (
    (lambda p: p.right / np.log(10.0), Code.LOGARITHM_SMALL),
    (lambda p: p.right / np.log(2.0), Code.LOGARITHM_LARGE),
    (lambda p: p.right + 1.0, Code.ONE_MORE_TRUE_CLASS),
)


def explain_loss(pairs: Sequence[ComparedPair], reduction: Reduction = "mean") -> Finding:
    """Return what the wrong losses have in common."""
    return _explain(pairs, (*_COMMON, *_over_examples(reduction), *_LOSS))


def explain_gradient(pairs: Sequence[ComparedPair], reduction: Reduction = "mean") -> Finding:
    """Return what the wrong gradients have in common."""

    def of_true_class(pair: ComparedPair) -> NDArray[np.float64]:
        return _true_class_part(pair) * (len(pair.problem.y) if reduction == "sum" else 1.0)

    in_gradient: tuple[_Guess, ...] = (
        (lambda p: p.right + of_true_class(p), Code.TRUE_CLASS_MISSING),
        (lambda p: p.right + 2.0 * of_true_class(p), Code.TRUE_CLASS_SIGN),
    )
    return _explain(pairs, (*_COMMON, *_over_examples(reduction), *in_gradient))


def _explain(pairs: Sequence[ComparedPair], guesses: Sequence[_Guess]) -> Finding:
    if not all(np.isfinite(pair.yours).all() for pair in pairs):
        bad = [pair for pair in pairs if not np.isfinite(pair.yours).all()]
        return Finding.of(Code.NOT_FINITE_ON, inputs=_where(bad, pairs))
    for guess, code in guesses:
        if all(same(pair.yours, guess(pair), 10 * pair.problem.tolerance) for pair in pairs):  # type: ignore[arg-type]
            return Finding(code)
    wrong = [pair for pair in pairs if not pair.agree]
    return Finding.of(Code.WRONG_ON, inputs=_where(wrong, pairs))


def _where(wrong: Sequence[ComparedPair], pairs: Sequence[ComparedPair]) -> Finding:
    """Name the inputs by what is special about them, if they are few.

    A mistake that is general may spare an input by chance: the words must not depend on it.
    """
    if 2 * len(wrong) > len(pairs):
        return Finding(Code.ORDINARY_INPUTS)
    return Finding.of(Code.ODD_INPUTS, inputs=tuple(pair.problem.label for pair in wrong))


def _true_class_part(pair: ComparedPair) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Return (1/N) times X transposed times onehot(y), of shape (D, C)."""
    problem = pair.problem
    onehot = np.eye(problem.W.shape[1])[problem.y]
    part: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = problem.X.T @ onehot / len(problem.y)
    return part
