"""Where a course has the other convention of regularization, or accepts both, prints follow it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from autograder.checks.fingerprints.prints_file import Fingerprint, fingerprint_of
from autograder.checks.fingerprints.verdict import judge
from autograder.judging.fingerprints import file
from autograder.judging.fingerprints.asked import Asked, asked_in
from tests.conftest import ROOT
from tests.judging.fingerprints.fixed import planted_function
from tests.judging.mistakes.planted import planted

ASSIGNMENT, FUNCTION = "softmax-loss", "softmax_loss_vectorized"
SLIPS = {slip.name: slip for _, slip in planted() if slip.function == FUNCTION}
NO_FACTOR, DOUBLED = (
    "the regularization in the loss is doubled",
    "the regularization in dW is doubled",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Fingerprint]]:
    """Return a function that makes the fingerprint of a course with another convention."""
    patch = pytest.MonkeyPatch()
    question = next(each for each in asked_in(ASSIGNMENT, ROOT) if each.function == FUNCTION)

    @cache
    def made(convention: str) -> Fingerprint:
        other = replace(question, arguments={**question.arguments, "regularization": convention})
        patch.setattr(file, "asked_in", lambda *_: [other])
        found = file.fingerprints(ASSIGNMENT, ROOT)
        assert found is not None and not found.without and not found.near
        here = tmp_path_factory.mktemp(convention)
        (here / found.name).write_bytes(found.data)
        known = fingerprint_of(here, [FUNCTION], None)
        assert known is not None
        return known

    yield made
    patch.undo()


def function_with(*names: str, strength: float = 1.0) -> Callable[..., Any]:
    """Return the function with mistakes of these names, and reg as many times as strong."""
    _, found = (
        planted_function(ASSIGNMENT, *(SLIPS[name] for name in names))
        if names
        else (
            None,
            planted_function(ASSIGNMENT, replace(next(iter(SLIPS.values())), edits=()))[1],
        )
    )
    return lambda W, X, y, reg: found(W, X, y, strength * reg)


@pytest.mark.parametrize(
    ("convention", "strength", "right"),
    [
        ("half", 1.0, True),
        ("half", 2.0, False),
        ("full", 1.0, False),
        ("full", 2.0, True),
        ("either", 1.0, True),
        ("either", 2.0, True),
        ("either", 3.0, False),
    ],
)
def test_what_is_right(folder: Any, convention: str, strength: float, right: bool) -> None:
    """Does a course's own convention pass, or both, and no other strength?"""
    assert judge(function_with(strength=strength), folder(convention)).right == right


@pytest.mark.parametrize("convention", ["half", "full", "either"])
@pytest.mark.parametrize("names", [(NO_FACTOR,), (DOUBLED,), ("the logarithm is to base 10",)])
def test_mistakes_by_the_convention_in_force(
    folder: Any, convention: str, names: tuple[str, ...]
) -> None:
    """Has a mistake its name in each convention that the course accepts?"""
    for strength in {"half": (1.0,), "full": (2.0,), "either": (1.0, 2.0)}[convention]:
        verdict = judge(function_with(*names, strength=strength), folder(convention))
        found = tuple(each.name for each in verdict.mistakes)
        assert found in {names, *_same(convention, strength, names)}


def _same(convention: str, strength: float, names: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Return what else the same function may be called, where both conventions are right.

    A loss with the doubled term is one of the other convention, with half of its dW.
    """
    mixed = convention == "either" and strength == 1.0 and names == (NO_FACTOR,)
    return {("the regularization in dW is halved",)} if mixed else set()


def test_conventions_mixed(folder: Any) -> None:
    """Is a loss of the one with the dW of the other wrong where both are accepted?"""
    verdict = judge(function_with(DOUBLED), folder("either"))
    assert not verdict.right
    assert [each.name for each in verdict.mistakes] == [DOUBLED]


def test_the_question_is_read_from_the_cell() -> None:
    """Are points, draws and names those that the hidden test calls with?"""
    found: dict[str, Asked] = {each.function: each for each in asked_in("two-layer-net", ROOT)}
    assert len(found) == 7
    train = found["train"]
    assert train.points == {"losses": 1, "weights": 3, "inputs": 1}
    assert train.arguments["parts"] == ("losses", "W1", "b1", "W2", "b2")
    assert "HIDDEN" not in train.visible and "check_function(train" in train.visible
