"""A judge of all that is said of a function: names, facets, and what was found of each part.

It shares no code with the diagnosis: it calls the function, and those that a sentence speaks of, on
inputs of its own.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import repeat
from typing import Any, Literal

import numpy as np

from autograder.findings import Code, Finding
from autograder.results import QuestionResult
from autograder.results.record import FacetResult
from tests.judging.harness import asked
from tests.judging.mistakes.planted import MISTAKES
from tests.wrong_code.behaviour import (
    REG,
    Arguments,
    Raised,
    alike,
    as_if,
    call,
    changes_inputs,
    differs,
    extreme,
    finite,
    loss_inputs,
    ordinary,
)
from tests.wrong_code.compositions import Answer, accepted, is_loss, solved

Kind = Literal[
    "name", "name of a part", "passed", "failed", "value", "regularization", "inputs", "size"
]


@dataclass(frozen=True)
class Verdict:
    """What the judge says of one claim; `why` is '' where it holds."""

    kind: Kind
    claim: str
    why: str = ""


def verdicts(answer: Answer, result: QuestionResult) -> list[Verdict]:
    """Return a verdict on each claim that a result makes of a function."""
    return [*_on_names(answer, result), *_on_facets(answer, result)]


def known_names(result: QuestionResult) -> frozenset[str]:
    """Return the mistakes of the catalogue that a result names."""
    return frozenset(mistake.name for mistake in result.mistakes if mistake.known)


def _on_names(answer: Answer, result: QuestionResult) -> Iterator[Verdict]:
    """A name is what was planted, or its mistakes together answer as the function does."""
    made_up = (known_names(result) & _of_conduct()) - answer.names - _amounts_to(answer)
    if made_up and answer.names and not _compared(answer):
        yield Verdict("name", " + ".join(sorted(made_up)), "was not planted")
    named = known_names(result) - _of_conduct()
    if not named:
        return
    claim = " + ".join(sorted(named))
    if named == answer.names - _of_conduct() or (
        _compared(answer) and as_if(answer, sorted(named))
    ):
        yield Verdict("name", claim)
    elif named < answer.names:
        hidden = _hides_the_rest(answer)
        yield Verdict("name of a part", claim, "" if hidden else "the rest has no name")
    else:
        yield Verdict("name", claim, "was not planted, and answers otherwise")


# What two slips amount to that no one of them is: rows in order are counted by the history, and one
# that stays empty counts none.
_TOGETHER = {
    frozenset(
        {"the rows are taken in order", "the history is empty"}
    ): "every step sees the same rows"
}


def _amounts_to(answer: Answer) -> set[str]:
    return {name for slips, name in _TOGETHER.items() if slips <= answer.names}


@cache
def _of_conduct() -> frozenset[str]:
    """Return the mistakes that no result shows: such a name says nothing of the results."""
    return frozenset(mistake.name for mistake in MISTAKES if mistake.says)


def _compared(answer: Answer) -> bool:
    """Return whether functions can be compared by what they return."""
    return asked(answer.assignment, answer.function)[0] != "grade_training"


def _hides_the_rest(answer: Answer) -> bool:
    """Return whether no result shows the rest: an exception, another shape, or no array."""
    place = answer.assignment, answer.function
    if not _compared(answer):
        return True
    mine = answer.namespace().get(answer.function)
    right = solved(answer.assignment).get(answer.function)
    if mine is None or right is None:
        return True
    calls = ordinary(*place)
    return not all(_shapes(call(mine, each)) == _shapes(call(right, each)) for each in calls)


def _shapes(result: Any) -> object:
    if result is None or isinstance(result, Raised):
        return result
    return [_shape(each) for each in (result if isinstance(result, tuple) else (result,))]


def _shape(part: Any) -> object:
    numbers = np.asarray(part).dtype.kind in "biufc"
    return np.shape(part) if numbers else type(part).__name__


def _on_facets(answer: Answer, result: QuestionResult) -> Iterator[Verdict]:
    if not _compared(answer):
        return
    mine = answer.namespace().get(answer.function)
    if mine is None:
        return
    judges = _OF_LOSSES if is_loss(answer.assignment, answer.function) else _OF_OTHERS
    for facet in result.facets:
        if facet.name in judges:
            yield from judges[facet.name](answer, mine, facet)


# What is said of a facet's own values; all else is about a call.
_OF_VALUES = (Code.OF_PART, Code.BOTH_EACH, Code.BOTH, Code.PART_HAS)


def _on_odd_inputs(finding: Finding) -> bool:
    seen = finding.values.get("seen")
    inputs = seen.values.get("inputs") if isinstance(seen, Finding) else None
    return isinstance(inputs, Finding) and inputs.code == Code.ODD_INPUTS


def _passed_or_not(facet: FacetResult, *, wrong: bool) -> Verdict:
    if facet.passed:
        return Verdict("passed", facet.name, "it is wrong" if wrong else "")
    if facet.finding and (facet.finding.code not in _OF_VALUES or _on_odd_inputs(facet.finding)):
        return Verdict(
            "failed", facet.seen
        )  # of a call that came to nothing, or that is no input here
    return Verdict("failed", f"{facet.name}: {facet.seen}", "" if wrong else "it is right")


def _on_value(answer: Answer, mine: Any, facet: FacetResult) -> Iterator[Verdict]:  # noqa: ARG001
    name = answer.function
    wrong = all(differs(answer, each, name, large=False) for each in accepted(answer))
    yield _passed_or_not(facet, wrong=wrong)


def _on_part(answer: Answer, mine: Any, facet: FacetResult) -> Iterator[Verdict]:
    """The loss, or dW, without regularization."""
    right = solved(answer.assignment)[answer.function]
    part = ("loss", "gradient").index(facet.name)
    pairs = [(call(mine, (*each, 0.0)), call(right, (*each, 0.0))) for each in loss_inputs()]
    wrong = not all(alike(_part(a, part), _part(b, part)) for a, b in pairs)
    yield _passed_or_not(facet, wrong=wrong)
    seen = facet.finding.values.get("seen") if facet.finding else None
    if isinstance(seen, Finding) and seen.code in _MADE_OF_RIGHT:
        made = _MADE_OF_RIGHT[seen.code]
        holds = all(
            alike(_part(a, part), made(np.asarray(_part(b, part)), each))
            for (a, b), each in zip(pairs, loss_inputs(), strict=True)
        )
        yield Verdict("value", f"{facet.name}: {seen.code}", "" if holds else "it is another")


# What a wrong loss or dW is said to be, made from the right one and W, X, y.
_MADE_OF_RIGHT: dict[Code, Callable[[Any, Arguments], Any]] = {
    Code.ZERO: lambda right, _: 0.0 * right,
    Code.WRONG_SIGN: lambda right, _: -right,
    Code.TWICE: lambda right, _: 2.0 * right,
    Code.HALF: lambda right, _: 0.5 * right,
    Code.TIMES_N: lambda right, given: len(given[2]) * right,
    Code.BY_N: lambda right, given: right / len(given[2]),
    Code.LOGARITHM_SMALL: lambda right, _: right * math.log10(math.e),
    Code.LOGARITHM_LARGE: lambda right, _: right * math.log2(math.e),
    Code.ONE_MORE_TRUE_CLASS: lambda right, _: right + 1.0,
    Code.TRUE_CLASS_MISSING: lambda right, given: right + _of_true_classes(*given),
    Code.TRUE_CLASS_SIGN: lambda right, given: right + 2.0 * _of_true_classes(*given),
}


def _of_true_classes(W: Any, X: Any, y: Any) -> Any:
    """Return what the examples of each class add up to in its column, over N."""
    return np.column_stack([X[y == k].sum(axis=0) for k in range(W.shape[1])]) / len(y)


def _part(result: Any, part: int) -> Any:
    return result[part] if isinstance(result, tuple) and len(result) == 2 else Raised("no part")


def _on_regularization(
    answer: Answer,
    mine: Any,
    facet: FacetResult,
) -> Iterator[Verdict]:
    """Its term is what reg adds; each sentence says by which factor it is off."""
    own = [_terms(mine, each) for each in loss_inputs()]
    terms = [
        [_terms(each[answer.function], inputs) for inputs in loss_inputs()]
        for each in accepted(answer)
    ]
    yield _passed_or_not(facet, wrong=not any(map(_as, terms, repeat(own))))
    for part, code in _said_of_parts(facet.finding):
        factor = _FACTORS.get(code)
        if factor is not None:
            holds = any(_as(each, own, part, factor) for each in terms)
            claim = f"{('loss', 'dW')[part]}: {code}"
            yield Verdict("regularization", claim, "" if holds else "another factor")


def _as(right: list[Any], own: list[Any], part: int | None = None, factor: float = 1.0) -> bool:
    """Return whether terms are the right ones, or in one part the right ones times a factor."""
    parts = (0, 1) if part is None else (part,)
    return all(
        mine is not None and alike(mine[k], _times(true, k, factor, len(each[2])))
        for mine, true, each in zip(own, right, loss_inputs(), strict=True)
        for k in parts
    )


_N = float("nan")  # stands for division by the number of examples
_FACTORS = {
    Code.REG_MISSING: 0.0,
    Code.REG_TWICE: 2.0,
    Code.REG_HALF: 0.5,
    Code.REG_DIVIDED: _N,
    Code.REG_SIGN: -1.0,
}


def _times(true: Any, part: int, factor: float, examples: int) -> Any:
    return true[part] * (1 / examples if np.isnan(factor) else factor)


def _terms(function: Any, inputs: Any) -> Any:
    plain, grown = (call(function, (*inputs, reg)) for reg in (0.0, REG))
    try:
        return tuple(
            np.asarray(b, float) - np.asarray(a, float) for a, b in zip(plain, grown, strict=True)
        )
    except (TypeError, ValueError):
        return None


def _said_of_parts(finding: Finding | None) -> Iterator[tuple[int, Code]]:
    """Yield what was said of the loss's and of dW's regularization."""
    if finding is None:
        return
    inner = {name: each for name, each in finding.values.items() if isinstance(each, Finding)}
    if finding.code == Code.BOTH_EACH:
        yield from ((part, inner["seen"].code) for part in (0, 1))
    elif finding.code == Code.BOTH:
        yield from _said_of_parts(inner["first"])
        yield from _said_of_parts(inner["second"])
    elif finding.code == Code.PART_HAS:
        yield int(inner["part"].code == Code.THE_GRADIENT), inner["seen"].code


_NO_NUMBER = (Code.LOSS_IS, Code.GRADIENT_NOT_FINITE)


def _on_large_scores(
    answer: Answer,
    mine: Any,
    facet: FacetResult,
) -> Iterator[Verdict]:
    """That a result is inf or nan is said only where one is."""
    place = answer.assignment, answer.function
    results = [call(mine, each) for each in extreme(*place)]
    usable = [each for each in results if _shapes(each) is not None and isinstance(each, tuple)]
    numbers = all(finite(each) for each in usable)
    seen = facet.finding.values.get("seen") if facet.finding else None
    if facet.passed:
        yield Verdict("size", "passed", "" if numbers else "there is inf or nan")
    elif isinstance(seen, Finding) and seen.code in _NO_NUMBER:
        yield Verdict("size", facet.seen, "" if not numbers else "all is finite")


def _on_inputs(answer: Answer, mine: Any, facet: FacetResult) -> Iterator[Verdict]:
    place = answer.assignment, answer.function
    changed = any(changes_inputs(mine, each) for each in (*ordinary(*place), *extreme(*place)))
    if facet.passed:
        yield Verdict("inputs", "passed", "one is changed" if changed else "")
    elif facet.finding and facet.finding.code in (Code.INPUTS_CHANGED, Code.ARGUMENT_CHANGED):
        yield Verdict("inputs", facet.seen, "" if changed else "none is changed")


_OF_LOSSES = {
    "loss": _on_part,
    "gradient": _on_part,
    "regularization": _on_regularization,
    "stability": _on_large_scores,
    "inputs": _on_inputs,
}
_OF_OTHERS = {"value": _on_value, "inputs": _on_inputs}
