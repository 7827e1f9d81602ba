"""Functions of an author's own: inputs that the test draws, parts, and facets that it adds."""

# ruff: noqa: ARG005 - wrong functions take what right ones take

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.course.folders import CourseError
from autograder.judging import question
from autograder.judging.facets.functions import facets_of
from autograder.judging.question import grade_function, judge
from autograder.results import QuestionResult
from autograder.results.display import in_words
from tests.judging.harness import failed

Function = Callable[..., Any]
ALL = {"loss": 2.0, "dx": 2.0, "inputs": 1.0}


def right(x: Any, reg: float) -> Any:
    """Return a loss and its gradient."""
    return np.mean(x**2) + reg * np.sum(x), 2 * x / len(x) + reg


def draw(rng: np.random.Generator) -> dict[str, tuple[Any, ...]]:
    """Return three calls."""
    return {f"N = {N}": (rng.normal(size=N), 0.0) for N in (1, 3, 8)}


def reg_acts(yours: Function, reference: Function, rng: np.random.Generator) -> str | None:
    """Return a sentence when reg doesn't add to the loss what it should."""
    x = rng.normal(size=4)
    mine, theirs = (f(x, 0.7)[0] - f(x, 0.0)[0] for f in (yours, reference))
    return None if np.isclose(mine, theirs) else "reg adds something else"


@pytest.fixture
def grade(monkeypatch: pytest.MonkeyPatch) -> Callable[..., QuestionResult]:
    """Return what grades a function named f, whose reference is `right`, at a seed."""
    monkeypatch.setattr(question, "reference_of", lambda *_: right)

    def judged(function: Function | None, points: Any = ALL, **options: Any) -> QuestionResult:
        monkeypatch.setenv("AUTOGRADER_SEED", str(options.pop("seed", 1)))
        plain = {"extreme": None, "parts": ("loss", "dx"), "tolerance": 1e-5, "asks": None}
        facets = facets_of(options.pop("inputs", draw), **(plain | options))
        return judge(facets, "demo", {"f": function} if function else {}, "f", points)

    return judged


def test_right_code_has_all_points_at_any_seed(grade: Callable[..., QuestionResult]) -> None:
    """Are all facets of the reference fulfilled, whatever is drawn?"""
    assert all(grade(right, seed=seed).points == 5 for seed in range(20))


@pytest.mark.parametrize(
    ("function", "lost"),
    [
        (lambda x, reg: (np.sum(x**2), right(x, reg)[1]), ["loss"]),
        (lambda x, reg: (right(x, reg)[0], 2 * x), ["dx"]),
        (lambda x, reg: (right(x, reg)[0], right(x, reg)[1].reshape(-1, 1)), ["dx"]),
        (lambda x, reg: right(x, reg)[::-1], ["loss", "dx"]),
        (lambda x, reg: right(x, reg)[0], ["loss", "dx", "inputs"]),
        (lambda x, reg: None, ["loss", "dx", "inputs"]),
        (lambda x, reg: (1.0, np.ones(1)), ["loss", "dx", "inputs"]),
        (None, ["loss", "dx", "inputs"]),
    ],
)
def test_each_part_has_points_of_its_own(
    grade: Callable[..., QuestionResult], function: Function | None, lost: list[str]
) -> None:
    """Does a slip in one part cost that part?"""
    assert failed(grade(function)) == lost


def test_an_argument_that_is_changed(grade: Callable[..., QuestionResult]) -> None:
    """Does a change in place cost the facet inputs, and nothing else?"""

    def changes(x: Any, reg: float) -> Any:
        found = right(x, reg)
        x *= 2.0
        return found

    assert failed(grade(changes)) == ["inputs"]


def test_extreme_inputs_are_the_facet_stability(grade: Callable[..., QuestionResult]) -> None:
    """Is the function judged on what `extreme` draws, with the label in the message?"""

    def unsafe(x: Any, reg: float) -> Any:
        loss, dx = right(x, reg)
        return (np.inf if np.abs(x).max() > 100 else loss), dx

    def far(rng: np.random.Generator) -> dict[str, tuple[Any, ...]]:
        return {"large numbers": (1000.0 + rng.normal(size=3), 0.0)}

    result = grade(unsafe, ALL | {"stability": 1.0}, extreme=far)
    assert failed(result) == ["stability"]
    assert "loss holds nan or inf for large numbers" in in_words(result)


@pytest.mark.parametrize(
    ("function", "seen"),
    [
        (right, ""),
        (lambda x, reg: right(x, 0.0), "reg adds something else"),
        (lambda x, reg: right(x, reg) if not reg else None, "returned None"),
        (lambda x, reg: right(x, reg) if not reg else 1 / 0, "stopped with ZeroDivisionError"),
        (lambda x, reg: right(x, reg) if not reg else "much", "must return 2 things"),
    ],
)
def test_a_facet_of_the_authors_own(
    grade: Callable[..., QuestionResult], function: Function, seen: str
) -> None:
    """Does it get its points by itself, and a sentence whatever comes back?"""
    result = grade(function, ALL | {"reg": 2.0}, asks={"reg": reg_acts})
    assert failed(result) == (["reg"] if seen else [])
    assert seen in in_words(result)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"points": {"dy": 1}}, "There are points for 'dy', but this question's facets are"),
        ({"points": {"stability": 1}}, "There are points for 'stability'"),
        ({"parts": ("value", "dx")}, "Two facets are named 'value'"),
        ({"parts": ("loss", "loss")}, "Two facets are named 'loss'"),
        ({"asks": {"dx": reg_acts}}, "Two facets are named 'dx'"),
        ({"inputs": "rows of scores"}, "is no function: give one of a numpy Generator"),
        ({"inputs": lambda rng: {}}, "inputs drew nothing"),
        ({"inputs": lambda rng: {"x": rng.normal(size=3)}}, "is no tuple of arguments"),
        ({"parts": ("loss", "dx", "dy"), "points": {"dy": 1}}, "names 3 parts. Mend its solution"),
        ({"inputs": lambda rng: {"a text": ("x", 0.0)}}, "The reference fails for a text"),
    ],
)
def test_an_authors_slip_is_told_to_the_author(
    grade: Callable[..., QuestionResult], options: dict[str, Any], words: str
) -> None:
    """Does a hidden test that can't be right end in a sentence, and cost no student a point?"""
    with pytest.raises(CourseError) as said:
        grade(lambda x, reg: (1.0, np.ones(3), 1.0)[: len(options.get("parts", "ab"))], **options)
    assert words in str(said.value)


def test_the_call_in_a_hidden_test(
    grade: Callable[..., QuestionResult],  # noqa: ARG001 - sets the reference
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Does `grade_function` return the points as a test cell needs them?"""
    monkeypatch.setattr("IPython.display.display", lambda _, **__: None)
    given = {"f": lambda x, reg: (right(x, reg)[0], x)}
    points = grade_function("demo", given, "f", ALL, inputs=draw, parts=("loss", "dx"))
    assert points == 3.0
