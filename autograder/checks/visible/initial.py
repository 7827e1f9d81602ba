"""What a loss must be at W = 0, before anything is learned."""

from collections.abc import Callable

import numpy as np

from autograder.checks.visible.asking import Asking, losses
from autograder.checks.visible.problem import LossFunction, Problem, close, small_problem


def log_of_classes(_: LossFunction) -> Asking:
    """Is the softmax loss at W = 0 the logarithm of the number of classes?"""
    return _at_zero(np.log, "log C", _explain_softmax)


def margins_of_others(_: LossFunction) -> Asking:
    """Is the hinge loss at W = 0 with a margin of 1 the number of wrong classes?"""
    return _at_zero(lambda C: C - 1.0, "C - 1", _explain_hinge)


def margin_counts_once(_: LossFunction) -> Asking:
    """Does a true class that lies 1 below the other cost a margin of 2?"""
    return _margin_of_two(2.0, "count as 2")


def margin_counts_squared(_: LossFunction) -> Asking:
    """Does the same margin of 2 cost 4 when it is squared?"""
    return _margin_of_two(4.0, "count as 4, its square")


def _margin_of_two(expected: float, rule: str) -> Asking:
    one = Problem(W=np.array([[0.0, 1.0]]), X=np.array([[1.0]]), y=np.array([0], dtype=np.int64))
    (loss,) = losses((yield [one]))
    if close(loss, expected):
        return None
    return f"scores (0, 1) with class 0 true: the margin of 2 must {rule}; yours is {loss:.4g}"


def _at_zero(
    expected: Callable[[int], float],
    rule: str,
    explain: Callable[[float, int, int], str],
) -> Asking:
    problems = {C: small_problem(N=4, C=C) for C in (3, 5)}
    zero = [problem.but(W=np.zeros_like(problem.W)) for problem in problems.values()]
    found = losses((yield zero))
    for (C, problem), loss in zip(problems.items(), found, strict=True):
        if not close(loss, expected(C)):
            seen = f"at W = 0 with C = {C} the loss must be {rule}; yours is {loss:.4g}"
            return seen + explain(loss, len(problem.y), C)
    return None


def _explain_softmax(loss: float, N: int, C: int) -> str:
    reasons = {
        N * np.log(C): ", N times as much: is the sum divided by N?",
        -np.log(C): ": is there a minus sign too few?",
        np.log10(C): ": that is log10, the loss needs the natural logarithm",
        np.log2(C): ": that is log2, the loss needs the natural logarithm",
        1.0 / C: ": that is a probability; where is its logarithm?",
        0.0: ": nothing has been added to it",
    }
    return next((text for value, text in reasons.items() if close(loss, float(value))), "")


def _explain_hinge(loss: float, N: int, C: int) -> str:
    reasons = {
        float(C): ", one margin an example too much: what does the true class add?",
        N * (C - 1.0): ", N times as much: is the sum divided by N?",
        0.0: ": nothing has been added to it",
    }
    return next((text for value, text in reasons.items() if close(loss, value)), "")
