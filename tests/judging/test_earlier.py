"""A mistake that has lost its points costs none in a later question."""

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from autograder.findings import Code
from autograder.judging.mistakes.catalogue import definitions, mistakes_of
from autograder.results import QuestionResult
from tests.judging.harness import cells, failed, grade, namespace_of

NET = "two-layer-net"
ORDER = (
    "affine_forward",
    "relu_forward",
    "affine_backward",
    "relu_backward",
    "loss_of_scores",
    "two_layer_loss",
    "train",
)
# With these a later function ends in an error, and so does the reference: nothing can be judged.
ENDS_IN_AN_ERROR = {
    ("affine_forward", "W is transposed on the way forward"): {"two_layer_loss", "train"},
    ("relu_forward", "one maximum is taken for all entries"): {"two_layer_loss", "train"},
    ("affine_backward", "a transpose is missing on the way back"): {"two_layer_loss", "train"},
    ("affine_backward", "dW is transposed"): {"two_layer_loss", "train"},
    ("affine_backward", "db is summed along the wrong axis"): {"train"},
}


@lru_cache(maxsize=1)
def _slips() -> tuple[tuple[str, str, int], ...]:
    """Return each mistake that is made in one function of the net, and which way of making it."""
    return tuple(
        (function, mistake.name, k)
        for function in ORDER[:-1]
        for mistake in mistakes_of(function, NET)
        for k, slip in enumerate(mistake.slips)
        if slip.function == function
    )


def _judged(sources: dict[str, str], seed: int = 1) -> dict[str, QuestionResult]:
    names = namespace_of(cells(NET)["setup"], *sources.values())
    return {question: grade(NET, question, names, seed) for question in ORDER}


def _sources() -> dict[str, str]:
    return {function: source for function, (_, source) in definitions(NET).items()}


def _with(function: str, name: str, way: int) -> dict[str, str]:
    mistake = next(each for each in mistakes_of(function, NET) if each.name == name)
    found = _sources()
    return found | {function: mistake.slips[way].apply(found[function])}


@pytest.mark.usefixtures("in_root")
def test_there_are_slips() -> None:
    """Is every function before the last one tried with several mistakes?"""
    tried = [function for function, *_ in _slips()]
    assert all(tried.count(function) >= 4 for function in ORDER[:-1])


@pytest.mark.parametrize("function", ORDER[:-1])
@pytest.mark.usefixtures("in_root")
def test_charged_once(function: str) -> None:
    """Does each mistake of the catalogue cost points in its own question, and in no later one?"""
    for name, way in [(name, way) for its, name, way in _slips() if its == function]:
        judged = _judged(_with(function, name, way))
        lost = {question for question, result in judged.items() if failed(result)}
        assert lost == {function} | ENDS_IN_AN_ERROR.get((function, name), set()), name
        assert [mistake.name for mistake in judged[function].mistakes] == [name]
        for question, result in judged.items():
            follows = [each for each in result.remarks if each.code == Code.FOLLOWS_FROM]
            assert all(each.values["names"] == (function,) for each in follows), name
            assert not (follows and question == function), name


@pytest.mark.usefixtures("in_root")
def test_a_mistake_of_its_own_costs_its_points() -> None:
    """Is only what follows forgiven where a later question has a mistake, too?"""
    found = _with("affine_backward", "db is a mean", 0)
    mistake = next(
        each
        for each in mistakes_of("two_layer_loss", NET)
        if each.name == "the regularization is missing from the gradients"
    )
    source = mistake.slips[0].apply(found["two_layer_loss"])
    judged = _judged(found | {"two_layer_loss": source})
    assert failed(judged["affine_backward"]) == ["db"]
    assert failed(judged["two_layer_loss"]) == ["regularization"]
    assert [each.code for each in judged["two_layer_loss"].remarks] == [Code.FOLLOWS_FROM]


@pytest.mark.parametrize(
    "change",
    [
        ("Y = X @ W + b", "Y = 3.0 * (X @ W) - b"),
        ("Y = X @ W + b", "Y = np.zeros((len(X), W.shape[1]))"),
    ],
)
@pytest.mark.usefixtures("in_root")
def test_a_mistake_without_a_name_is_no_excuse(change: tuple[str, str]) -> None:
    """Do parts that fit nothing but each other lose the points of what they make together?"""
    sources = _sources()
    sources["affine_forward"] = sources["affine_forward"].replace(*change)
    judged = _judged(sources)
    assert not judged["affine_forward"].mistakes
    assert failed(judged["two_layer_loss"])
    assert not [each for each in judged["two_layer_loss"].remarks if each.code == Code.FOLLOWS_FROM]


@pytest.mark.usefixtures("in_root")
def test_nothing_is_kept_for_another_notebook() -> None:
    """Does a mistake of one student's excuse nobody else's?"""
    assert failed(_judged(_with("affine_backward", "db is a mean", 0))["affine_backward"])
    alone = namespace_of(cells(NET)["setup"], *_with("affine_backward", "db is a mean", 0).values())
    assert failed(grade(NET, "two_layer_loss", alone, 1))


@pytest.mark.usefixtures("in_root")
def test_a_notebook_can_not_excuse_itself() -> None:
    """Is a record that a student's cells write nothing but a name in the student's process?"""
    said: dict[str, Any] = {"__autograder_named__": {"affine_forward": ("b is forgotten",)}}
    names = said | namespace_of(cells(NET)["setup"], *_sources().values())
    names["two_layer_loss"] = lambda *_: (0.0, np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1))
    assert grade(NET, "two_layer_loss", names, 1).points == 0
