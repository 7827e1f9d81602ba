"""Feedback gives no expected value away, however a submission asks for it."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from autograder.instructors.authoring.leaks import secret_lines
from autograder.judging import question
from autograder.judging.reference import reference_of
from autograder.results import QuestionResult, plain
from autograder.results.display import in_words
from tests.judging.harness import ROOT, grade, namespace_of
from tests.judging.mistakes.planted import ASSIGNMENTS, SLOW, grade_with, planted

NAME = "softmax_loss_vectorized"
HEAD = "def softmax_loss_vectorized(W, X, y, reg):\n    N = len(y)\n"

# What is returned as the loss and as dW, and what is done besides. None of it computes the answer.
LOSSES = (
    "0.0",
    "np.log(W.shape[1])",
    "-1.0",
    "float(N)",
    "1e300",
    "np.nan",
    "str(X)",
    "[1.0, 2.0]",
    "np.exp(X).sum()",
    "float(y.sum())",
)
GRADIENTS = ("np.zeros_like(W)", "np.ones_like(W)", "X.T @ X @ W / N", "W.T", "None")
BESIDES = (
    "pass",
    "print(W, X, y, reg)",
)
ASKING = (
    "raise ValueError(W)",
    "raise ValueError(repr((X, y)))",
    "raise AssertionError('expected?')",
    "import warnings; warnings.warn(str(W)); return 0.0, W",
    "return 0.5 * reg * np.sum(W * W), reg * W",
    "import sys; return 0.0, sys._getframe(1).f_locals",
    "import inspect; raise RuntimeError(str([f.frame.f_locals for f in inspect.stack()])[:900])",
    "class Liar:\n        __eq__ = lambda *_: True\n    return Liar(), W",
)


def crafted() -> Iterator[str]:
    """Yield submissions that try to learn the right answer from what is said of them."""
    for loss, gradient, besides in product(LOSSES, GRADIENTS, BESIDES):
        yield f"{HEAD}    {besides}\n    return {loss}, {gradient}\n"
    for line in ASKING:
        yield f"{HEAD}    {line}\n"


def numbers_in(text: str) -> list[float]:
    """Return the numbers of six digits and more: shorter ones are alike by chance."""
    found = re.findall(r"-?\d+\.?\d*(?:e[-+]?\d+)?", text)
    return [float(each) for each in found if len(re.sub(r"\D", "", each.split("e")[0])) >= 6]


def words(result: QuestionResult) -> str:
    """Return what the student reads, without the seed."""
    return re.sub(r"AUTOGRADER_SEED=\d+", "", in_words(result))


@pytest.fixture
def expected(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return the list into which every number goes that the reference answers with."""
    kept: list[float] = []

    def watched(assignment: str, name: str) -> Callable[..., Any]:
        right = reference_of(assignment, name)

        def reference(*args: Any) -> Any:
            loss, dW = right(*args)
            kept.extend([float(loss), *np.ravel(dW).tolist()])
            return loss, dW

        return reference

    monkeypatch.setattr(question, "reference_of", watched)
    return kept


def test_there_are_a_hundred() -> None:
    """Are there at least a hundred crafted submissions, no two alike?"""
    assert len(set(crafted())) >= 100


def test_no_number_of_the_feedback_is_an_expected_one(expected: list[float]) -> None:
    """Is nothing in the feedback of a hundred crafted submissions a number of the reference's?"""
    for source in crafted():
        del expected[:]
        result = grade("softmax-loss", NAME, namespace_of(source), 5)
        assert len(expected) > 100, "the reference was not asked"
        text = f"{in_words(result)} {plain(result)['facets']} {plain(result)['mistakes']}"
        for number in numbers_in(re.sub(r"AUTOGRADER_SEED=\d+", "", text)):
            near = np.isclose(number, expected, rtol=1e-5, atol=0.0)
            assert not near.any(), f"{number} in\n{text}"


def test_the_watch_would_see_it(expected: list[float]) -> None:
    """Would a right answer that stands in the feedback, in eight digits, be found?"""
    result = grade("softmax-loss", NAME, namespace_of(next(iter(crafted()))), 5)
    clean = numbers_in(words(result))
    told = numbers_in(f"{words(result)} It should have been {expected[0]:.8g}.")
    assert not any(np.isclose(number, expected, rtol=1e-5, atol=0.0).any() for number in clean)
    assert any(np.isclose(number, expected, rtol=1e-5, atol=0.0).any() for number in told)


def test_a_hundred_guesses_learn_nothing() -> None:
    """Does each guess of a constant get the same words, right or wrong, at any seed?"""
    seen = set()
    for guess in np.linspace(0.0, 5.0, 100):
        source = f"{HEAD}    return {guess} + 1e-3 * W.sum(), np.zeros_like(W)\n"
        seen.add(words(grade("softmax-loss", NAME, namespace_of(source), int(100 * guess))))
    assert len(seen) == 1, seen


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_feedback_on_mistakes_holds_no_line_of_a_solution(assignment: str) -> None:
    """Does no feedback on a planted mistake hold a line of the solution, nor other words later?"""
    secrets = secret_lines(sorted((ROOT / "solutions" / assignment).glob("*.ipynb")))
    mine = [slip for name, slip in planted() if name == assignment and slip.function not in SLOW]
    for slip in mine[::5]:
        once, again = (grade_with(assignment, (slip,), seed) for seed in (11, 12))
        text = re.sub(r"\s+", "", words(once))
        assert not [line for line in secrets if line in text]
        number = re.compile(r"\d+(\.\d+)?(e[-+]\d+)?")
        assert number.sub("#", words(once)) == number.sub("#", words(again))
        assert once.mistakes == again.mistakes
