"""Facts that hold for any right loss, and what a function that breaks one has usually done.

None of them needs a solution: each compares the student's function with itself.
"""

from collections.abc import Sequence

import numpy as np

from autograder.checks.calls import attempt
from autograder.checks.loops import count_steps, loops_over_examples
from autograder.checks.visible.asking import Asking, losses
from autograder.checks.visible.problem import LossFunction, close, small_problem


def mean_over_examples(_: LossFunction) -> Asking:
    """Does listing every example twice leave the mean loss as it was?"""
    problem = small_problem()
    once, twice = losses((yield [problem, problem.twice()]))
    if close(once, twice):
        return None
    if close(twice, 2 * once):
        return (
            "with every example listed twice your loss doubles; a mean would stay the same. "
            "Is the sum divided by the number of examples?"
        )
    return f"with every example listed twice your loss goes from {once:.4g} to {twice:.4g}"


def each_example_counts(_: LossFunction) -> Asking:
    """Does the loss of two examples equal the mean of their own losses?"""
    pair = small_problem(seed=2, N=2)
    alone = [pair.but(X=pair.X[i : i + 1], y=pair.y[i : i + 1]) for i in (0, 1)]
    both, *singles = losses((yield [pair, *alone]))
    if close(both, sum(singles) / 2) or close(both, sum(singles)):
        return None
    which = [
        f"example {i + 1}" for i in (0, 1) if close(both, singles[i]) or close(2 * both, singles[i])
    ]
    only = f": only {which[0]} of the two seems to count" if len(which) == 1 else ""
    return f"the loss of two examples is not the mean of their two losses{only}"


def regularization_in_loss(_: LossFunction, factors: Sequence[float] = (0.5,)) -> Asking:
    """Does the loss grow with reg by the course's convention?

    `factors` may stand before reg and the sum of squares.
    """
    problem = small_problem()
    reg = 0.7
    without, with_reg = losses((yield [problem, problem.but(reg=reg)]))
    grown = with_reg - without
    square = float(np.sum(problem.W**2))
    if any(close(grown, factor * reg * square) for factor in factors):
        return None
    if close(grown, 0.0):
        return (
            "the loss is the same with reg = 0.7 as with reg = 0: is there a regularization term?"
        )
    if close(grown, reg * square) or close(grown, 0.5 * reg * square):
        times = "twice" if close(grown, reg * square) else "half"
        return f"the regularization term is {times} the course's: look at the convention at the top"
    return "reg changes your loss, but not by the course's convention (it is at the top)"


def inputs_unchanged(function: LossFunction) -> Asking:
    """Does the function leave W, X and y as they were?"""
    yield []
    problem = small_problem().but(reg=0.7)
    arguments = problem.copies()
    attempt(function, *arguments)
    changed = [
        name
        for name, before, after in zip("WXy", problem.copies()[:3], arguments[:3], strict=True)
        if not np.array_equal(before, after)
    ]
    if not changed:
        return None
    return f"{' and '.join(changed)} changed during the call: work on a copy"


def matrices_only(function: LossFunction) -> Asking:
    """Does the work in Python stay the same when there are more examples?"""
    yield []
    few, many = small_problem(N=6), small_problem(N=36)
    _, short = count_steps(function, *few.copies())
    _, long = count_steps(function, *many.copies())
    if not loops_over_examples(short, long, 30):
        return None
    return f"30 more examples cost {long - short} more steps in Python: is there still a loop?"


def rows_far_apart(_: LossFunction) -> Asking:
    """Do large scores, a different size in each row, give the same finite loss?"""
    problem = small_problem()
    W = np.vstack([problem.W, np.ones(problem.W.shape[1])])  # adds one amount to a row's scores
    sizes = {"scores near 1000": 1000.0, "scores near -1000": -1000.0}
    zero = np.zeros((problem.X.shape[0], 1))
    shifts = np.linspace(-2000, 2000, problem.X.shape[0])[:, None]
    columns = [zero, *(zero + size for size in sizes.values()), shifts]
    expected, *near, spread = losses(
        (yield [problem.but(W=W, X=np.hstack([problem.X, column])) for column in columns])
    )
    for name, shifted in zip(sizes, near, strict=True):
        if not abs(shifted - expected) <= 1e-6:
            return f"with {name} your loss is {shifted:.4g}: exp must not see large numbers"
    if not abs(spread - expected) <= 1e-6:
        return (
            f"when the rows of scores lie far apart your loss is {spread:.4g}: "
            "which maximum does each row need?"
        )
    return None
