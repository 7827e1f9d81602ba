"""The facet regularization: what reg adds to the loss and to the gradient."""

import numpy as np

from autograder.checks.results import LossResult
from autograder.grading.cases import Case, draw
from autograder.grading.compare import same
from autograder.grading.facets.base import Trial
from autograder.grading.subject import read_reference

_STRENGTHS = (0.3, 40.0)


def regularization(trial: Trial) -> str | None:
    """Do loss and gradient grow with reg as the course's convention says?

    Only the difference to reg = 0 counts, so a wrong data loss costs nothing here.
    """
    cases = [draw(trial.rng, f"reg = {reg}", 6, 5, 4).but(reg=reg) for reg in _STRENGTHS]
    found = trial.subject.on_all([each for case in cases for each in (case.but(reg=0.0), case)])
    for case, plain, grown in zip(cases, found[::2], found[1::2], strict=True):
        finding = _judge(trial, case, plain, grown)
        if finding:
            return finding
    return None


def _judge(trial: Trial, case: Case, plain: LossResult, grown: LossResult) -> str | None:
    before = read_reference(trial.reference, case.but(reg=0.0))
    after = read_reference(trial.reference, case)
    findings = [
        _name(part, yours, right, case)
        for part, yours, right in (
            ("the loss", grown.loss - plain.loss, after.loss - before.loss),
            ("dW", grown.gradient - plain.gradient, after.gradient - before.gradient),
        )
    ]
    return _combine([finding for finding in findings if finding])


def _name(part: str, yours: object, right: object, case: Case) -> tuple[str, str] | None:
    mine, true = np.asarray(yours, dtype=np.float64), np.asarray(right, dtype=np.float64)
    tolerance = case.tolerance
    if same(mine, true, tolerance):
        return None
    looks = (
        (0.0 * true, "has no regularization term"),
        (2.0 * true, "has twice the regularization of the course's convention"),
        (0.5 * true, "has half the regularization of the course's convention"),
        (true / len(case.y), "has its regularization divided by N"),
        (-true, "has a regularization term of the wrong sign"),
    )
    text = next((text for guess, text in looks if same(mine, guess, tolerance)), "")
    return part, text or "does not change with reg as the course's convention says"


def _combine(findings: list[tuple[str, str]]) -> str | None:
    if not findings:
        return None
    texts = {text for _, text in findings}
    if len(findings) > 1 and len(texts) == 1:
        return f"the loss and dW: each {texts.pop()}"
    return "; ".join(f"{part} {text}" for part, text in findings)
