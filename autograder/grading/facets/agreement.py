"""The facet agreement: the vectorized version computes what the naive one does."""

from autograder.checks.results import LossResult
from autograder.grading.cases import Case, draw_cases
from autograder.grading.compare import same
from autograder.grading.facets.base import Trial
from autograder.grading.subject import read_reference


def agreement(trial: Trial) -> str | None:
    """Does the function agree with the student's naive version, or with the right answer?

    So a faithful translation of a wrong loop keeps these points, and so does a right answer
    beside a naive version that is missing.
    """
    cases = [case.but(reg=0.2) for case in draw_cases(trial.rng)]
    naive = trial.partner.results(cases) if trial.partner else [""] * len(cases)
    _, *found = trial.subject.must_compute(cases[-1], *cases)
    for case, yours, other in zip(cases, found, naive, strict=True):
        agree = not isinstance(other, str) and _alike(yours, other, case)
        if not agree and not _right(trial, case, yours):
            name = trial.partner.name if trial.partner else "your naive version"
            return f"differs from {name} on an input with {case.label}"
    return None


def _right(trial: Trial, case: Case, yours: LossResult) -> bool:
    return _alike(yours, read_reference(trial.reference, case), case)


def _alike(a: LossResult, b: LossResult, case: Case) -> bool:
    return same(a.loss, b.loss, case.tolerance) and same(a.gradient, b.gradient, case.tolerance)
