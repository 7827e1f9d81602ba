"""The facets of a loss with its gradient."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.loss_result import LossResult, read_loss_result
from autograder.checks.small_problems import Reduction
from autograder.findings import Code, Finding
from autograder.findings.effort import NO_EFFORT
from autograder.judging.compare import ComparedPair, explain_gradient, explain_loss, same
from autograder.judging.facets.costs import FEW, MANY, by_differences, loop_over_examples
from autograder.judging.facets.facet import FacetInput
from autograder.judging.random_problems import (
    Problem,
    draw,
    draw_any,
    draw_problems,
    exact,
    with_class_moved,
    with_shifts,
)
from autograder.judging.subject import read_reference, read_references, usable


def loss(facet_input: FacetInput) -> Finding | None:
    """Is the loss right on every shape of input?"""
    return _judge_values(
        facet_input, Code.THE_LOSS, lambda result: np.asarray(result.loss), explain_loss
    )


def gradient(facet_input: FacetInput) -> Finding | None:
    """Is the gradient right on every shape of input?"""
    return _judge_values(
        facet_input,
        Code.THE_GRADIENT,
        lambda result: np.asarray(result.gradient),
        explain_gradient,
    )


def _judge_values(
    facet_input: FacetInput,
    name: Code,
    part: Callable[[LossResult], np.ndarray[tuple[int, ...], np.dtype[np.float64]]],
    explain: Callable[[Sequence[ComparedPair], Reduction], Finding],
) -> Finding | None:
    pairs = [
        ComparedPair(problem, part(yours), part(right))
        for problem, yours, right in _values(facet_input)
    ]
    if all(pair.agree for pair in pairs):
        if name == Code.THE_LOSS:
            return _keeps_something(facet_input, part, Code.OTHER_LOSS)
        kept = _keeps_something(facet_input, part, Code.OTHER_GRADIENT)
        return kept or _by_differences(facet_input)
    return Finding.of(Code.OF_PART, part=Finding(name), seen=explain(pairs, facet_input.reduction))


def _values(facet_input: FacetInput) -> list[tuple[Problem, LossResult, LossResult]]:
    """Return problems with the student's result and the right one, for both facets."""
    if "values" not in facet_input.kept:
        problems = draw_problems(facet_input.rng)
        # The first comes again at the end, for what a function may have kept of it.
        *found, facet_input.kept["again"] = facet_input.subject.on_all([*problems, problems[0]])
        right = read_references(facet_input.reference, problems)
        facet_input.kept["values"] = list(zip(problems, found, right, strict=True))
    values: list[tuple[Problem, LossResult, LossResult]] = facet_input.kept["values"]
    return values


def _keeps_something(
    facet_input: FacetInput, part: Callable[[LossResult], object], code: Code
) -> Finding | None:
    """Is the result of one and the same call another one later?"""
    problem, first, _ = _values(facet_input)[0]
    again = facet_input.kept["again"]
    alike = same(np.asarray(part(first)), np.asarray(part(again)), problem.tolerance)
    return None if alike else Finding(code)


Named = tuple[Finding, Code]  # the loss or dW, and what is wrong with it
_INPUT = Finding(Code.PLAIN_INPUT)
_STRENGTHS = (0.3, 40.0)


def regularization(facet_input: FacetInput) -> Finding | None:
    """Do loss and gradient grow with reg as the course's convention says?

    Only the difference to reg = 0 counts, so a wrong data loss costs nothing here.
    """
    problems = [draw(facet_input.rng, _INPUT, 6, 5, 4).but(reg=reg) for reg in _STRENGTHS]
    pairs = [each for problem in problems for each in (problem.but(reg=0.0), problem)]
    found = facet_input.subject.compute(pairs, problems[0])
    for problem, plain, grown in zip(problems, found[::2], found[1::2], strict=True):
        finding = _judge_regularization(facet_input, problem, plain, grown)
        if finding:
            return finding
    return None


def _judge_regularization(
    facet_input: FacetInput, problem: Problem, plain: LossResult, grown: LossResult
) -> Finding | None:
    both = [problem.but(reg=0.0), problem]
    before, after = read_references(facet_input.reference, both)
    findings = [
        _name(part, yours, right, problem)
        for part, yours, right in (
            (Finding(Code.THE_LOSS), grown.loss - plain.loss, after.loss - before.loss),
            (
                Finding(Code.THE_GRADIENT),
                grown.gradient - plain.gradient,
                after.gradient - before.gradient,
            ),
        )
    ]
    return _combine([finding for finding in findings if finding])


def _name(part: Finding, yours: object, right: object, problem: Problem) -> Named | None:
    mine, true = np.asarray(yours, dtype=np.float64), np.asarray(right, dtype=np.float64)
    tolerance = problem.tolerance
    if same(mine, true, tolerance):
        return None
    guesses = (
        (0.0 * true, Code.REG_MISSING),
        (2.0 * true, Code.REG_TWICE),
        (0.5 * true, Code.REG_HALF),
        (true / len(problem.y), Code.REG_DIVIDED),
        (-true, Code.REG_SIGN),
    )
    matching = (code for guess, code in guesses if same(mine, guess, tolerance))
    return part, next(matching, Code.REG_OTHER)


def _combine(findings: list[Named]) -> Finding | None:
    codes = {code for _, code in findings}
    if len(findings) > 1 and len(codes) == 1:
        return Finding.of(Code.BOTH_EACH, seen=Finding(codes.pop()))
    said = [Finding.of(Code.PART_HAS, part=part, seen=Finding(code)) for part, code in findings]
    if len(said) > 1:
        return Finding.of(Code.BOTH, first=said[0], second=said[1])
    return said[0] if said else None


# exp overflows above 709 in double precision, and above 11,356 in the longest that numpy has.
_FAR = 20_000.0
# Gaps at which a probability is 0, and some at which it is one in single precision, too.
_GAP, _GAPS = 4_000.0, (10.0, 20.0, 40.0, 80.0)
_PAYS = 1e-3  # what a loss that has a logarithm grows by at the least, for each unit of a gap

# What is not safe is off by far more than single precision, which these scores are exact in.
_TOLERANCE = 5e-3


def stability(facet_input: FacetInput) -> Finding | None:
    """Do loss and gradient survive scores of any size?

    The function is compared with itself, so a wrong loss costs nothing here.
    """
    plain = draw(facet_input.rng, Finding(Code.PLAIN_INPUT), 6, 5, 4)
    problem = exact(plain)
    shifts = {
        Finding(Code.PLAIN_INPUT): np.zeros(6),
        Finding.of(Code.SCORES_NEAR, size=_FAR): np.full(6, _FAR),
        Finding.of(Code.SCORES_NEAR, size=-_FAR): np.full(6, -_FAR),
        Finding(Code.ROWS_FAR_APART): facet_input.rng.permutation(np.linspace(-_FAR, _FAR, 6)),
    }
    shifted = [with_shifts(problem, each) for each in shifts.values()]
    far, last = _with_far_class(problem), problem.W.shape[1] - 1
    # Only to be seen: whoever scales X makes the far class a near one, if it is far by X.
    by_weight = with_class_moved(_without(problem, last), last, -_FAR, weight=_FAR)
    still, *rest = facet_input.subject.compute([*shifted, *far[:2], by_weight], plain)
    moved, beside = rest[:-3], rest[-3:-1]
    for name, result in zip(list(shifts)[1:], moved, strict=True):
        finding = _compare(still, result)
        if finding:
            return Finding.of(Code.WITH, input=name, seen=finding)
    found = facet_input.subject.results([*far[2:], *_WIDE_GAPS])
    facet_input.kept["gaps"] = found[-2:]
    return _judge_far_class(*beside, *map(usable, found[:-2]))


def _without(problem: Problem, number: int) -> Problem:
    """Return the problem with no example of a class."""
    return problem.but(y=np.where(problem.y == number, 0, problem.y))


def _with_far_class(problem: Problem) -> list[Problem]:
    """Return problems with a class far below the others, first of none and then of all examples."""
    last = problem.W.shape[1] - 1
    others = _without(problem, last)
    its = problem.but(y=np.full_like(problem.y, last))
    return [
        *(with_class_moved(others, last, -gap) for gap in (_GAP, _FAR)),
        *(with_class_moved(its, last, -gap) for gap in _GAPS),
    ]


def _judge_far_class(near: LossResult, far: LossResult, *costs: LossResult) -> Finding | None:
    """Does such a class change nothing, and its examples cost how far it lies?

    A minimum or a mean in place of the maximum overflows, and log(p + 1e-12) ends at 28.
    """
    finding = _compare(near, far)
    if finding:
        return Finding.of(Code.WITH, input=Finding(Code.CLASS_FAR_BELOW), seen=finding)
    early, _, late = np.abs(np.diff([cost.loss for cost in costs]) / np.diff(_GAPS))
    clipped = early > _PAYS and late < 0.8 * early
    return Finding(Code.LOSS_CLIPPED) if clipped else None


def _compare(still: LossResult, moved: LossResult) -> Finding | None:
    if not np.isfinite(moved.loss):
        return Finding.of(Code.LOSS_IS, loss=moved.loss)
    if not np.isfinite(moved.gradient).all():
        return Finding(Code.GRADIENT_NOT_FINITE)
    if not same(still.loss, moved.loss, _TOLERANCE):
        return Finding(Code.LOSS_CHANGES)
    # The last row of dW belongs to the feature that carries the shift.
    if not same(still.gradient[:-1], moved.gradient[:-1], _TOLERANCE):
        return Finding(Code.GRADIENT_CHANGES)
    return None


# Scores of 800 first: if exp is what can't stand them, it is no matter of the logarithm.
_WIDE_GAPS = [
    Problem(
        Finding(Code.PLAIN_INPUT),
        np.array([[score, 0.0]]),
        np.array([[1.0]]),
        np.array([0], dtype=np.int64),
        remark=True,
    )
    for score in (800.0, -800.0)
]


def wide_gap(facet_input: FacetInput) -> Finding | None:
    """Is the loss finite when the true class lies 800 below the maximum?

    Only a remark: the loss is right up to a gap of 745.
    """
    found = facet_input.kept.get("gaps") or facet_input.subject.results(_WIDE_GAPS)
    likely, unlikely = map(usable, found)
    unsafe = np.isfinite(likely.loss) and unlikely.loss == np.inf
    return Finding(Code.LOG_OF_ZERO) if unsafe else None


def agreement(facet_input: FacetInput) -> Finding | None:
    """Does the function agree with the student's naive version, or with the right answer?

    So a faithful translation of a wrong loop keeps these points, and so does a right answer
    beside a naive version that is missing.
    """
    seen = _values(facet_input)
    grown = draw(facet_input.rng, _INPUT, 6, 5, 4).but(reg=0.2)
    problems = [*(problem for problem, _, _ in seen), grown]
    naive = (
        facet_input.partner.results(problems)
        if facet_input.partner
        else [Finding(Code.AUTHOR)] * len(problems)
    )
    found = [yours for _, yours, _ in seen] + facet_input.subject.compute([grown], grown)
    for problem, yours, other in zip(problems, found, naive, strict=True):
        agree = not isinstance(other, Finding) and _alike(yours, other, problem)
        if not agree and not _right(facet_input, problem, yours):
            return _disagreement(facet_input, problem, yours, other)
    return None


def _disagreement(
    facet_input: FacetInput, problem: Problem, yours: LossResult, other: LossResult | Finding
) -> Finding:
    """Say how far two functions of the student's lie apart, or why one can't be compared."""
    if facet_input.partner is None:
        return Finding.of(Code.WRONG_ON, inputs=problem.label)
    told: dict[str, Any] = {"other": facet_input.partner.name, "input": problem.label}
    if isinstance(other, Finding):
        return Finding.of(Code.NOTHING_TO_AGREE_WITH, **told, seen=other)
    if not same(yours.loss, other.loss, problem.tolerance):
        return Finding.of(Code.LOSS_DIFFERS, **told, yours=yours.loss, theirs=other.loss)
    gap = np.abs(yours.gradient - other.gradient).max()
    return Finding.of(Code.GRADIENT_DIFFERS, **told, gap=gap)


def _right(facet_input: FacetInput, problem: Problem, yours: LossResult) -> bool:
    return _alike(yours, read_reference(facet_input.reference, problem), problem)


def _alike(a: LossResult, b: LossResult, problem: Problem) -> bool:
    return same(a.loss, b.loss, problem.tolerance) and same(
        a.gradient, b.gradient, problem.tolerance
    )


def inputs(facet_input: FacetInput) -> Finding | None:
    """Are W, X and y the same after the call as before?"""
    plain = draw(facet_input.rng, _INPUT, 7, 5, 4)
    facet_input.subject.compute([], plain)
    problems = plain.but(reg=0.5), plain, exact(with_class_moved(plain, 0, _FAR))
    given = [[each.W.copy(), each.X.copy(), each.y.copy()] for each in problems]
    calls = [[*arrays, each.reg] for arrays, each in zip(given, problems, strict=True)]
    outcomes = facet_input.subject.outcomes(calls)
    for outcome in outcomes[:2]:  # what ends in an error has not computed; far scores may
        usable(read_loss_result(outcome, plain.W.shape))
    changed: dict[str, None] = {}
    for problem, after in zip(problems, given, strict=True):
        found = zip("WXy", (problem.W, problem.X, problem.y), after, strict=True)
        changed |= {name: None for name, old, new in found if not np.array_equal(old, new)}
    return Finding.of(Code.INPUTS_CHANGED, names=tuple(sorted(changed))) if changed else None


def matrices(facet_input: FacetInput) -> Finding | None:
    """Do as many lines of the student's run for many examples as for few?"""
    few, many = (draw_any(facet_input.rng, _INPUT, N, 5, 4) for N in (FEW, MANY))
    facet_input.subject.compute([], few)
    calls = [_call_of(problem) for problem in (few, many)]
    (outcome, less), (_, more) = facet_input.subject.measured(calls, "lines")
    if not np.any(usable(read_loss_result(outcome, few.W.shape)).gradient):
        return Finding(Code.ALL_ZEROS)
    return loop_over_examples(less, more)


# One example, so that loops over it, over classes and over features stay short.
_SHAPE = (16, 12)


def _by_differences(facet_input: FacetInput) -> Finding | None:
    """Is dW computed by evaluating the loss anew for each entry?"""
    call = _call_of(draw_any(facet_input.rng, _INPUT, 1, *_SHAPE))
    ((_, work),) = facet_input.subject.measured([call], "work")
    return by_differences(NO_EFFORT, work, (0, math.prod(_SHAPE)))


def _call_of(problem: Problem) -> tuple[Any, ...]:
    return problem.W.copy(), problem.X.copy(), problem.y.copy(), problem.reg
