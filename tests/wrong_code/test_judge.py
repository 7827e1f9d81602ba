"""The judge objects to each kind of lie."""

from collections.abc import Callable

import pytest
from msgspec import structs

from autograder.findings import Code, Finding
from autograder.results import QuestionResult
from autograder.results.record import NamedMistake
from tests.wrong_code.compositions import Composition, compositions
from tests.wrong_code.judge import Kind, verdicts

LOSS = "softmax_loss_vectorized"


def single(name: str, function: str = LOSS) -> Composition:
    """Return the function with one mistake."""
    return next(
        each
        for each in compositions()
        if each.function == function and each.names == {name} and each.accepts == "half"
    )


def facet(result: QuestionResult, name: str, finding: Finding | None) -> QuestionResult:
    """Return a result in which a facet found something else."""
    facets = [
        structs.replace(each, finding=finding) if each.name == name else each
        for each in result.facets
    ]
    return structs.replace(result, facets=tuple(facets))


def named(result: QuestionResult, *names: str) -> QuestionResult:
    """Return a result with other names."""
    mistakes = tuple(NamedMistake(name, "", "", "", "") for name in names)
    return structs.replace(result, mistakes=mistakes)


def of_part(part: Code, seen: Code) -> Finding:
    """Return a finding about the loss or dW."""
    return Finding.of(Code.OF_PART, part=Finding(part), seen=Finding(seen))


def term(part: Code, seen: Code) -> Finding:
    """Return a finding about the regularization in the loss or dW."""
    return Finding.of(Code.PART_HAS, part=Finding(part), seen=Finding(seen))


BOTH_HALVED = Finding.of(Code.BOTH_EACH, seen=Finding(Code.REG_HALF))
SIGN, MISSING = "dW has the wrong sign", "the regularization is missing"
UNSHIFTED = "the scores are not shifted by their maximum"
Lie = Callable[[QuestionResult], QuestionResult]
LIES: dict[str, tuple[str, Kind, Lie]] = {
    "another name": (SIGN, "name", lambda r: named(r, "dW is divided by C instead of N")),
    "a name beside it": (SIGN, "name", lambda r: named(r, SIGN, MISSING)),
    "a right loss is said to be wrong": (
        SIGN,
        "failed",
        lambda r: facet(r, "loss", of_part(Code.THE_LOSS, Code.WRONG_ON)),
    ),
    "a wrong dW passes": (SIGN, "passed", lambda r: facet(r, "gradient", None)),
    "a wrong dW is something else": (
        SIGN,
        "value",
        lambda r: facet(r, "gradient", of_part(Code.THE_GRADIENT, Code.TWICE)),
    ),
    "the true class in place of the sign": (
        SIGN,
        "value",
        lambda r: facet(r, "gradient", of_part(Code.THE_GRADIENT, Code.TRUE_CLASS_SIGN)),
    ),
    "a missing term passes": (MISSING, "passed", lambda r: facet(r, "regularization", None)),
    "a missing term is halved": (
        MISSING,
        "regularization",
        lambda r: facet(r, "regularization", BOTH_HALVED),
    ),
    "a right term is missing": (
        SIGN,
        "regularization",
        lambda r: facet(r, "regularization", term(Code.THE_LOSS, Code.REG_MISSING)),
    ),
    "nan passes": (UNSHIFTED, "size", lambda r: facet(r, "stability", None)),
    "what is finite is nan": (
        SIGN,
        "size",
        lambda r: facet(
            r,
            "stability",
            Finding.of(
                Code.WITH,
                input=Finding(Code.ROWS_FAR_APART),
                seen=Finding(Code.GRADIENT_NOT_FINITE),
            ),
        ),
    ),
    "what is left alone is changed": (
        SIGN,
        "inputs",
        lambda r: facet(r, "inputs", Finding.of(Code.INPUTS_CHANGED, names=("X",))),
    ),
    "what is changed is left alone": (
        "an argument is changed in place",
        "inputs",
        lambda r: facet(r, "inputs", None),
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_found(lie: str) -> None:
    """Does the judge object to it, and to nothing in what is really said?"""
    name, kind, tell = LIES[lie]
    composition = single(name)
    honest = composition.graded(0)
    assert not [each for each in verdicts(composition, honest) if each.why]
    objected = [each.kind for each in verdicts(composition, tell(honest)) if each.why]
    assert kind in objected


def test_half_of_the_truth_is_found() -> None:
    """Does the judge object where one of two mistakes is named as if it explained all?"""
    pair = next(
        each
        for each in compositions()
        if each.function == LOSS and each.names == {SIGN, MISSING} and each.accepts == "half"
    )
    result = named(pair.graded(0), MISSING)
    assert [each.kind for each in verdicts(pair, result) if each.why] == ["name of a part"]
