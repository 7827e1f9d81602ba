"""The facet agreement: the vectorized version computes what the naive one does."""

from autograder.checks.results import LossResult
from autograder.grading.cases import Case, draw_cases
from autograder.grading.compare import same
from autograder.grading.facets.base import Trial
from autograder.grading.subject import Unusable, read_reference


def agreement(trial: Trial) -> str | None:
    """Does the function agree with the student's naive version, or with the right answer?

    So a faithful translation of a wrong loop keeps these points, and so does a right answer
    beside a naive version that is missing.
    """
    for case in (case.but(reg=0.2) for case in draw_cases(trial.rng)):
        yours = trial.subject.on(case)
        if not (_partner_agrees(trial, case, yours) or _right(trial, case, yours)):
            name = trial.partner.name if trial.partner else "your naive version"
            return f"differs from {name} on an input with {case.label}"
    trial.subject.must_compute(case)
    return None


def _partner_agrees(trial: Trial, case: Case, yours: LossResult) -> bool:
    if trial.partner is None:
        return False
    try:
        return _alike(yours, trial.partner.on(case), case)
    except Unusable:
        return False


def _right(trial: Trial, case: Case, yours: LossResult) -> bool:
    return _alike(yours, read_reference(trial.reference, case), case)


def _alike(a: LossResult, b: LossResult, case: Case) -> bool:
    return same(a.loss, b.loss, case.tolerance) and same(a.gradient, b.gradient, case.tolerance)
