"""Every planted gradient bug is found, and named."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.checks import gradcheck
from autograder.checks.gradients.diagnoses import DIAGNOSES
from tests.checks.gradient_bugs import BUGS, Bug
from tests.checks.losses import LOSSES, Array, Input, Labels
from tests.support.depth import seeds

AT_NIGHT = pytest.mark.nightly(20, "the bank of gradient bugs with other inputs")
CASES = [(bug, loss) for bug in BUGS for loss in bug.losses]


def rows(seed: int) -> Input:
    """Return 12 rows of 6 numbers and a 1, in 4 classes."""
    rng = np.random.default_rng(seed)
    X = np.hstack([rng.normal(size=(12, 6)), np.ones((12, 1))])
    return rng.normal(size=(7, 4)), X, rng.integers(0, 4, 12)


def case_name(value: object) -> str:
    """Name a case in pytest's output."""
    return value.name if isinstance(value, Bug) else str(value)


def test_the_bank_is_large() -> None:
    """Are there at least 60 bugs, each under a name of its own in each loss?"""
    assert len({bug.name for bug in BUGS}) >= 60
    assert len({(bug.name, loss) for bug, loss in CASES}) == len(CASES)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=AT_NIGHT)])
@pytest.mark.parametrize(("bug", "loss"), CASES, ids=case_name)
def test_bug_is_found_and_named(bug: Bug, loss: str, seed: int) -> None:
    """Does the check fail, with the right diagnosis?"""
    verdict = gradcheck(bug.make(LOSSES[loss]), *rows(seed), 0.7, seed=seed)
    assert not verdict.passed
    assert verdict.why is not None, str(verdict)
    assert verdict.why.name == bug.diagnosis, str(verdict)
    assert verdict.why.seen in str(verdict) and verdict.why.reread in str(verdict)


@pytest.mark.parametrize("loss", LOSSES)
def test_right_code_is_not_accused(loss: str) -> None:
    """Does right code pass at every seed on the same inputs?"""
    for seed in seeds(10, 30):
        verdict = gradcheck(LOSSES[loss], *rows(seed), 0.7, seed=seed)
        assert verdict.passed, str(verdict)
        assert verdict.evaluations <= 64


def test_every_diagnosis_is_tried_but_one() -> None:
    """Does the bank try every diagnosis that a loss can get?"""
    assert set(DIAGNOSES) - {bug.diagnosis for bug in BUGS} == {"transposed"}


@pytest.mark.parametrize("name", DIAGNOSES)
def test_diagnosis_sends_to_a_section(root: Path, name: str) -> None:
    """Has a notebook a section with the heading that a diagnosis says to re-read?"""
    texts = [
        path.read_text(encoding="utf-8").lower() for path in root.glob("assignments/*/*.ipynb")
    ]
    heading = re.compile(rf"## \d · {re.escape(DIAGNOSES[name].reread)}\b")
    assert any(map(heading.search, texts))


# What a quick check leaves to others: large scores, and examples that happen to have no loss.
NOT_QUICK = {"large scores", "rows far apart", "overflow"}


@pytest.mark.parametrize(("bug", "loss"), CASES, ids=case_name)
def test_bug_is_found_quickly(bug: Bug, loss: str) -> None:
    """Does a quick check fail, say where, and cost little; and is what it misses left out of it?"""
    verdict = gradcheck(bug.make(LOSSES[loss]), *rows(0), 0.7, quick=True)
    if bug.diagnosis in NOT_QUICK:
        assert verdict.passed
        return
    assert not verdict.passed
    assert verdict.problem or (verdict.why is None and "run this cell yourself" in str(verdict))
    assert verdict.residual is None and verdict.bands is None


@pytest.mark.parametrize("reg", [0.0, 0.7])
@pytest.mark.parametrize("loss", LOSSES)
def test_a_quick_check_of_right_code(loss: str, reg: float) -> None:
    """Does right code pass at every seed with few evaluations?"""
    for seed in seeds(10, 30):
        W, X, y = rows(seed)
        verdict = gradcheck(LOSSES[loss], W, X, y, reg, seed=seed, quick=True)
        assert verdict.passed, str(verdict)
        assert verdict.evaluations <= 40
    assert gradcheck(LOSSES[loss], *rows(0), reg, quick=True).evaluations <= 20


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("loss", LOSSES)
def test_right_code_in_single_precision(loss: str, quick: bool) -> None:
    """Does a right loss that computes in float32 pass at every seed, with large scores, too?"""
    for seed in seeds(10, 30):
        verdict = gradcheck(in_single(LOSSES[loss]), *rows(seed), 0.7, seed=seed, quick=quick)
        assert verdict.passed, str(verdict)


def test_it_is_quick_while_nbgrader_grades(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is the check quick by itself then, and whole where it is asked for?"""
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    right = LOSSES["softmax"]
    assert gradcheck(right, *rows(0), 0.7).evaluations <= 20
    assert gradcheck(right, *rows(0), 0.7, quick=False).evaluations > 20


def in_single(loss: Any) -> Any:
    """Return a loss that computes in single precision."""

    def single(W: Array, X: Array, y: Labels, reg: float) -> Any:
        return loss(W.astype(np.float32), X.astype(np.float32), y, np.float32(reg))

    return single
