"""Arguments are each caller's own, and what can't be used earns nothing."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.findings.outcome import copies_of, unchanged
from autograder.judging import question
from autograder.judging.facets.functions import facets_of
from autograder.judging.question import judge
from autograder.results import QuestionResult
from autograder.results.display import in_words
from tests.judging.harness import cells, namespace_of
from tests.judging.harness import grade as graded

Function = Callable[..., Any]


def squares(xs: Any) -> Any:
    """Return the squares of numbers in a list, a dict of lists or a nest of both."""
    if isinstance(xs, dict):
        return [squares(each) for each in xs.values()]
    return [squares(each) if isinstance(each, list) else each**2 for each in xs]


DRAWS: dict[str, Function] = {
    "a list": lambda rng: {"a list": (rng.normal(size=4).tolist(),)},
    "lists in a list": lambda rng: {"lists": ([rng.normal(size=3).tolist() for _ in "ab"],)},
    "a dict": lambda rng: {"a dict": ({"a": rng.normal(size=3).tolist()},)},
}


def overwrite(xs: Any) -> Any:
    """Write zeros, whose squares are known, into what came in."""
    for inner in xs.values() if isinstance(xs, dict) else [xs]:
        for number, each in enumerate(inner):
            if isinstance(each, list):
                overwrite(each)
            else:
                inner[number] = 0.0
    return xs


def wrong_everywhere(xs: Any) -> Any:
    """Return zeros in the shape of the answer, after having made the arguments fit."""
    overwrite(xs)
    return squares(xs)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Callable[..., QuestionResult]:
    """Return what judges a function of one's own against `squares`, or another reference."""

    def run(function: Function, draw: Function, points: Any, **more: Any) -> QuestionResult:
        right = more.pop("right", squares)
        monkeypatch.setattr(question, "reference_of", lambda *_: right)
        options = {"extreme": None, "parts": (), "tolerance": 1e-5, "asks": None, **more}
        return judge(facets_of(draw, **options), "demo", {"f": function}, "f", points)

    return run


@pytest.mark.parametrize("kind", DRAWS)
def test_arguments_that_are_written_into(judged: Callable[..., QuestionResult], kind: str) -> None:
    """Has an answer no points that makes its arguments fit what it returns?"""
    result = judged(wrong_everywhere, DRAWS[kind], {"value": 10, "inputs": 3})
    assert result.points == 0, in_words(result)


@pytest.mark.parametrize("kind", DRAWS)
def test_a_right_answer_keeps_its_points(judged: Callable[..., QuestionResult], kind: str) -> None:
    """Is a right answer right, and are lists and dicts seen to be left alone?"""
    result = judged(squares, DRAWS[kind], {"value": 10, "inputs": 3})
    assert result.points == 13, in_words(result)


def test_the_reference_is_asked_first(judged: Callable[..., QuestionResult]) -> None:
    """Does the student's function see arguments only when the right answer is there?"""
    seen: list[str] = []

    def right(xs: Any) -> Any:
        seen.append("right")
        return squares(xs)

    def yours(xs: Any) -> Any:
        seen.append("yours")
        return squares(xs)

    judged(yours, DRAWS["a list"], {"value": 1}, right=right)
    assert seen == ["right", "yours"]


def test_a_question_of_an_authors_own_gets_fresh_arguments(
    judged: Callable[..., QuestionResult],
) -> None:
    """Is what a student writes into not what the reference, or the author, sees next?"""

    def ask(yours: Function, right: Function, rng: np.random.Generator) -> str | None:
        xs = rng.normal(size=3).tolist()
        before = list(xs)
        mine, its = yours(xs), right(xs)
        return None if np.allclose(mine, its) or xs != before else "wrong"

    points = {"asked": 2}
    found = judged(wrong_everywhere, DRAWS["a list"], points, asks={"asked": ask})
    assert found.points == 0
    assert judged(squares, DRAWS["a list"], points, asks={"asked": ask}).points == 2


EMPTY = {
    "()": "()",
    "{}": "{}",
    "arrays without entries": "tuple(np.zeros((0, 1, 1)) for _ in range(5))",
    "None": "None",
    "one thing too few": "(0.0, W1, b1, W2)",
    "turned": "(0.0, W1.T, b1, W2.T, b2)",
    "numbers": "(0.0, 0.0, 0.0, 0.0, 0.0)",
    "texts": "('a', 'b', 'c', 'd', 'e')",
}


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("which", ["two_layer_loss", "train"])
def test_answers_without_an_answer(which: str, name: str) -> None:
    """Has no question of the net a point for what is no answer, and does each say so?"""
    arguments = "W1, b1, W2, b2, X, y, reg" + (", step=0, steps=0" if which == "train" else "")
    if which == "train":
        arguments = "W1, b1, W2, b2, X, y, step, reg, steps"
    setup = cells("two-layer-net")["setup"]
    source = f"def {which}({arguments}):\n    return {EMPTY[name]}"
    for seed in (1, 2):
        result = graded("two-layer-net", which, namespace_of(setup, source), seed)
        counted = [facet for facet in result.facets if facet.passed and facet.name != "inputs"]
        assert not counted, in_words(result)
        assert "could not be judged" not in in_words(result)


@pytest.mark.parametrize(
    "value",
    [
        np.arange(3.0),
        [1, [2, np.zeros(2)]],
        {"a": [1, {"b": {2}}]},
        (1, [2]),
        bytearray(b"abc"),
        np.array([[1], [1, 2]], dtype=object),
        np.array([np.nan, 1.0]),
    ],
    ids=["array", "list", "dict", "tuple", "bytes", "objects", "nan"],
)
def test_copies_to_any_depth(value: Any) -> None:
    """Is a copy equal, and no part of it the other's that could be changed?"""
    (made,) = copies_of([value])
    assert unchanged(made, value) or value is made or isinstance(value, np.ndarray)
    assert made is not value
    if isinstance(value, list):
        made[1][1][0] = 7.0
        assert value[1][1][0] == 0.0
    if isinstance(value, dict):
        made["a"][1]["b"].add(9)
        assert value == {"a": [1, {"b": {2}}]}
