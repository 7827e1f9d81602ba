"""In another language everything is decided as in English: only the words differ."""

from typing import Any

import numpy as np
import pytest

from autograder.checks.gradients.gradcheck import gradcheck
from autograder.findings import Finding, words
from autograder.findings.language import LANGUAGE
from autograder.results import QuestionResult
from autograder.results.display import in_words
from tests.judging.mistakes.planted import grade_with, label, planted
from tests.support.pseudo_language import PSEUDO

SLIPS = [each for each in planted() if each[0] in ("softmax-function", "svm-loss")][::14]


def decided(result: QuestionResult) -> tuple[Any, ...]:
    """Return all that a result decides."""
    facets = [(each.name, each.points, _codes(each.finding)) for each in result.facets]
    remarks = sorted(str(_codes(each)) for each in result.remarks)
    return facets, [each.name for each in result.mistakes if each.known], remarks


def _codes(found: Finding | None) -> object:
    """Return the codes and the numbers of a finding, without what stands in words already."""
    if found is None:
        return None
    parts = (each for each in found.values.values() if isinstance(each, Finding | int | float))
    return found.code, [_codes(each) if isinstance(each, Finding) else each for each in parts]


@pytest.mark.usefixtures("in_root", "pseudo")
@pytest.mark.parametrize("planted_slip", SLIPS, ids=label)
def test_same_decisions(planted_slip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Are points, facets and names of mistakes the same, and is each line of words another?"""
    assignment, slip = planted_slip
    english = grade_with(assignment, (slip,), 3)
    seen = {each.seen for each in english.facets}
    monkeypatch.setenv(LANGUAGE, PSEUDO)
    other = grade_with(assignment, (slip,), 3)
    assert decided(other) == decided(english)
    assert "points" not in in_words(other).splitlines()[0]
    for facet in other.facets:
        if facet.finding:
            assert words(facet.finding) not in seen


@pytest.mark.usefixtures("pseudo")
def test_gradient_checker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does the checker find the same in the pseudo-language?"""
    X, y = np.ones((4, 2)), np.zeros(4, dtype=np.int64)

    def wrong(W: Any, X: Any, _y: Any, reg: float) -> Any:
        return float(np.sum((X @ W) ** 2) + reg * np.sum(W**2)), 2 * X.T @ (X @ W)

    found = []
    for language in ("", PSEUDO):
        monkeypatch.setenv(LANGUAGE, language)
        verdict = gradcheck(wrong, np.full((2, 3), 0.3), X, y, 0.5)
        found.append((verdict.passed, verdict.part, verdict.why and verdict.why.name))
    assert found[0] == found[1] and not found[0][0]
    assert "FAILED" not in str(verdict)
