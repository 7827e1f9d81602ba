"""The fixed inputs of a question: drawn as hidden inputs are, from numbers that are drawn once."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.checks.fingerprints.arguments import NotPlain, Writer, rounded
from autograder.checks.fingerprints.behaviour import (
    FUNCTION,
    LOSS,
    Arguments,
    FixedCall,
    Group,
    Questions,
)
from autograder.checks.fingerprints.prints_file import Costs
from autograder.findings import Code, Finding
from autograder.findings.outcome import copies_of
from autograder.judging.random_problems import (
    Problem,
    as_float32,
    draw,
    draw_any,
    draw_problems,
    exact,
    with_class_moved,
    with_shifts,
)

if TYPE_CHECKING:
    from autograder.judging.fingerprints.asked import Asked

Function = Callable[..., Any]
# Where nothing tighter is asked, such as of a numerical derivative, this is.
_LOOSEST = 1e-3
_LOSS_LEAST, _UNIT = 1e-3, 1.0  # as the facets compare: sizes below count as this
_INPUT = Finding(Code.PLAIN_INPUT)
_REGULARIZED, _SINGLE, _LARGE = 7, 13, 2  # problems, so that losses alone have choice enough
_STRENGTHS = (0.3, 40.0)
_FAR, _GAPS = 20_000.0, (300.0, 650.0)
# How the name of a group begins whose calls an author's own question makes.
ASK = "ask "


def questions_of(asked: "Asked", reference: Function, seed: Sequence[int], times: int) -> Questions:
    """Return the fixed calls of a question, `times` over where an author's function draws them.

    Shapes and parts are not known yet. Raises NotPlain for arguments that no file can hold.
    """
    if asked.grader == "grade_loss":
        return _loss_questions(asked, np.random.default_rng([*seed]))
    groups = _function_groups(asked, reference, seed, times)
    things = tuple(asked.arguments["parts"]) or ("",)
    return Questions(FUNCTION, things, tuple(group for group in groups if group.calls))


def _loss_questions(asked: "Asked", rng: np.random.Generator) -> Questions:
    plain = [each for each in draw_problems(rng) if each.X.dtype == np.float64]
    strengths = [draw(rng, _INPUT, 6, 5, 4).but(reg=_STRENGTHS[k % 2]) for k in range(_REGULARIZED)]
    single = [as_float32(draw(rng, _INPUT, 4, 5, 3)) for _ in range(_SINGLE)]
    groups = [
        Group("ordinary", 1e-5, _LOSS_LEAST, tuple(map(_call, plain))),
        Group("regularization", 1e-5, _LOSS_LEAST, tuple(map(_difference, strengths))),
        Group("single", 1e-3, _LOSS_LEAST, tuple(map(_call, single))),
    ]
    if "stability" in asked.points:
        far = [each for _ in range(_LARGE) for each in _large_scores(rng)]
        calls = (replace(_call(each), dropped=1) for each in far)
        groups.append(Group("large", 1e-3, _LOSS_LEAST, tuple(calls)))
    return Questions(LOSS, ("loss", "dW"), tuple(groups))


def _call(problem: Problem) -> FixedCall:
    W, X = rounded(problem.W), rounded(problem.X)
    return FixedCall((W, X, problem.y, problem.reg), (), (0.0, 0.0))


def _difference(problem: Problem) -> FixedCall:
    call = _call(problem)
    return replace(call, minus=(*call.arguments[:3], 0.0))


def _large_scores(rng: np.random.Generator) -> Iterator[Problem]:
    """Yield problems with scores, rows and classes that lie far from each other.

    The last feature carries that. The true class lies at most 80 below: beyond, single precision
    has no probability, and is right all the same.
    """
    problem = exact(draw(rng, _INPUT, 6, 5, 4))
    N, last = len(problem.y), problem.W.shape[1] - 1
    gaps = rng.choice([-1.0, 1.0], size=N) * np.round(rng.uniform(*_GAPS, size=N))
    for shifts in (
        np.full(N, _FAR),
        np.full(N, -_FAR),
        rng.permutation(np.linspace(-_FAR, _FAR, N)),
        gaps,
    ):
        yield with_shifts(problem, shifts)
    others = problem.but(y=np.where(problem.y == last, 0, problem.y))
    its = problem.but(y=np.full_like(problem.y, last))
    for gap in (_FAR, 4_000.0, float(np.round(rng.uniform(*_GAPS)))):
        yield with_class_moved(others, last, -gap)
    for gap in (float(rng.integers(30, 50)), 80.0):
        yield with_class_moved(its, last, -gap)


def _function_groups(
    asked: "Asked", reference: Function, seed: Sequence[int], times: int
) -> Iterator[Group]:
    given = asked.arguments
    tight = min(given["tolerance"], _LOOSEST)
    extreme = min(given["extreme_tolerance"] or given["tolerance"], _LOOSEST)
    rngs = [np.random.default_rng([*seed, k]) for k in range(times)]
    yield _group("ordinary", tight, [c for r in rngs for c in given["inputs"](r).values()])
    if given["extreme"]:
        yield _group("extreme", extreme, [c for r in rngs for c in given["extreme"](r).values()])
    for name, ask in (given["asks"] or {}).items():
        calls = [each for rng in rngs for each in _recorded(ask, reference, rng, given["parts"])]
        yield _group(f"{ASK}{name}", tight, calls)


def _group(name: str, tolerance: float, calls: Sequence[Arguments]) -> Group:
    for call in calls:
        Writer().write(tuple(call))  # raises NotPlain
    fixed = (FixedCall(tuple(map(rounded, call)), (), ()) for call in calls)
    return Group(name, tolerance, _UNIT, tuple(fixed))


def _recorded(
    ask: Callable[..., str | None],
    reference: Function,
    rng: np.random.Generator,
    parts: Sequence[str],
) -> list[Arguments]:
    """Return the calls with which an author's own question asks, where arrays come of them."""
    found: list[Arguments] = []

    def yours(*args: Any) -> Any:  # noqa: ANN401 - as the reference's
        value = reference(*copies_of(args))
        if _are_arrays(value if parts else [value]):
            found.append(tuple(copies_of(args)))
        return value

    def right(*args: Any) -> Any:  # noqa: ANN401 - as the reference's
        return reference(*copies_of(args))

    ask(yours, right, rng)
    return found


def _are_arrays(things: Sequence[Any]) -> bool:
    try:
        return all(np.asarray(each, dtype=np.float64).ndim >= 0 for each in things)
    except (TypeError, ValueError):  # a list of arrays of several lengths
        return False


def costs_of(asked: "Asked", sizes: Callable[[Arguments], int], seed: Sequence[int]) -> list[Costs]:
    """Return the pairs of calls whose costs are to be compared; `sizes` counts a call's results."""
    rng = np.random.default_rng([*seed])
    found = []
    for kind, drawn, (few, many) in _drawn_by_size(asked):
        small, large = (tuple(map(rounded, drawn(rng, n))) for n in (few, many))
        counts = (few, many) if kind == "rows" else (sizes(small), sizes(large))
        try:
            Writer().write((small, large))
        except NotPlain:
            continue
        found.append(Costs(kind, small, large, counts))
    return found


_ROWS, _ENTRIES = (8, 108), (3, 12)
Drawn = Callable[[np.random.Generator, int], Arguments]


def _drawn_by_size(asked: "Asked") -> Iterator[tuple[str, Drawn, tuple[int, int]]]:
    if asked.grader == "grade_loss":
        if "matrices" in asked.points:
            yield "rows", lambda rng, n: _arguments(draw_any(rng, _INPUT, n, 5, 4)), _ROWS
        if "gradient" in asked.points:
            yield "entries", lambda rng, n: _arguments(draw_any(rng, _INPUT, 1, n + 1, n)), _ENTRIES
        return
    given: Mapping[str, Any] = asked.arguments
    if given["rows"] and "matrices" in asked.points:
        yield "rows", given["rows"], _ROWS
    if given["entries"]:
        yield "entries", given["entries"], _ENTRIES


def _arguments(problem: Problem) -> Arguments:
    return problem.W, problem.X, problem.y, problem.reg


def choice_of(value: Any, arguments: Arguments) -> float:  # noqa: ANN401 - an array
    """Return how many bits an entry of a result has at most, seen what it may be made of.

    Whole numbers are one of a few; so is a number that is one of those that came in.
    """
    array = np.ravel(np.asarray(value, dtype=np.float64))
    if array.size and np.array_equal(array, np.round(array)) and np.abs(array).max() < 1000:
        return math.log2(1.0 + array.max() - array.min() + (array.size == 1))
    known = np.concatenate([np.ravel(each) for each in _numbers(arguments)] or [np.zeros(0)])
    return math.log2(max(1, known.size)) if np.isin(array, known).all() else math.inf


def _numbers(value: Any) -> Iterator[Any]:  # noqa: ANN401 - any argument
    if isinstance(value, tuple | list):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | float | np.ndarray):
        yield np.asarray(value, dtype=np.float64)
