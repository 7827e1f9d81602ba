"""The facets inputs and matrices: how the function goes about it, whatever it computes."""

import numpy as np

from autograder.checks.loops import count_steps, loops_over_examples
from autograder.grading.cases import Case, draw
from autograder.grading.facets.base import Trial


def inputs(trial: Trial) -> str | None:
    """Are W, X and y the same after the call as before?"""
    case = draw(trial.rng, "inputs", 7, 5, 4).but(reg=0.5)
    trial.subject.must_compute(case)
    arguments = case.W.copy(), case.X.copy(), case.y.copy()
    trial.subject.outcome(*arguments, case.reg)
    changed = [
        name
        for name, before, after in zip("WXy", (case.W, case.X, case.y), arguments, strict=True)
        if not np.array_equal(before, after)
    ]
    return f"{' and '.join(changed)} changed during the call" if changed else None


def matrices(trial: Trial) -> str | None:
    """Does Python execute as many steps for many examples as for few?"""
    few, many = draw(trial.rng, "few", 8, 5, 4), draw(trial.rng, "many", 48, 5, 4)
    (seen,) = trial.subject.must_compute(few)
    if not np.any(seen.gradient):
        return "dW is all zeros, so there is nothing to judge"
    short, long = (_steps(trial, case) for case in (few, many))
    if not loops_over_examples(short, long, 40):
        return None
    return f"40 more examples cost {long - short} more steps in Python: a loop over examples"


def _steps(trial: Trial, case: Case) -> int:
    arguments = case.W.copy(), case.X.copy(), case.y.copy(), case.reg
    return int(trial.subject.use(lambda function: count_steps(function, *arguments)[1]).value or 0)
