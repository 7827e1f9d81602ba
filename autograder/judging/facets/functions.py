"""The facets of any function with a reference."""

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.course.folders import CourseError
from autograder.findings import Code, Finding, text
from autograder.findings.outcome import Outcome, copies_of, unchanged
from autograder.judging.facets.costs import FEW, MANY, by_differences, loop_over_examples
from autograder.judging.facets.facet import Facet, FacetInput
from autograder.judging.facets.returned import Arguments, called, compare, other_shape
from autograder.judging.observed import ObservedCall, Parts
from autograder.judging.subject import Unusable

Result = list[NDArray[Any]]


def call(
    facet_input: FacetInput, arguments: Arguments, parts: Sequence[str], tolerance: float
) -> Result:
    """Call the student's function and return its arrays, by part if `parts` are named.

    The call is kept in what was seen of the function, to compare others with up to a relative
    `tolerance`. Raises Unusable.
    """
    outcome = facet_input.subject.outcome(*arguments.copies())
    return keep(facet_input, arguments.values, outcome, parts, tolerance)


def keep(
    facet_input: FacetInput,
    values: tuple[Any, ...],
    outcome: Outcome,
    parts: Sequence[str],
    tolerance: float,
) -> Result:
    """Keep a call with these values, whatever came of it; return its arrays as `call` does."""

    def read(came: Outcome) -> Parts | Finding:
        try:
            return tuple(_read(came, parts))
        except Unusable as reason:
            return reason.finding

    yours = read(outcome)
    facet_input.subject.seen.append(ObservedCall(values, yours, read, tolerance))
    if isinstance(yours, Finding):
        raise Unusable(yours)
    return list(yours)


def _read(outcome: Outcome, parts: Sequence[str]) -> Result:
    """Return the arrays that a function returned; raises Unusable."""
    if outcome.finding:
        raise Unusable(outcome.finding)
    if outcome.value is None:
        raise Unusable(Finding(Code.RETURNED_NONE))
    if not parts:
        return [_array(outcome.value, "")]
    if not isinstance(outcome.value, tuple | list) or len(outcome.value) != len(parts):
        raise Unusable(Finding.of(Code.NOT_ALL_PARTS, count=len(parts), names=", ".join(parts)))
    return [_array(value, name) for value, name in zip(outcome.value, parts, strict=True)]


def _array(value: Any, name: str) -> NDArray[np.float64]:  # noqa: ANN401 - student value
    try:
        return np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        kind = type(value).__name__
        code = Code.PART_NO_ARRAY if name else Code.RETURNED_NO_ARRAY
        raise Unusable(Finding.of(code, name=name, kind=kind)) from error


Draw = Callable[[np.random.Generator], list[Arguments]]
# The facets that each function has, whatever it returns.
FACETS = ("value", "stability", "accuracy", "inputs", "matrices")
# Draws the arguments of one call of a size.
DrawSize = Callable[[np.random.Generator, int], tuple[Any, ...]]


@dataclass(frozen=True)
class Kind:
    """How to draw ordinary inputs of a function, and extreme ones that must be survived.

    Each has a relative error that right code may have, single precision inside too: scores of
    some thousands round to 2e-4 there. `parts` names the things that a function returns, where it
    is more than one. `rows` draws a call with so many rows, over which there must be no loop;
    `entries` one whose results grow with a number, and must not come of differences.
    """

    ordinary: Draw
    extreme: Draw
    tolerance: float = 1e-5
    extreme_tolerance: float = 1e-5
    parts: tuple[str, ...] = ()
    rows: DrawSize | None = None
    entries: DrawSize | None = None


def function_facets(kind: Kind) -> dict[str, Facet]:
    """Return the facets of a function whose inputs are of one kind."""

    def value(facet_input: FacetInput) -> Finding | None:
        """Is the value right on ordinary inputs?"""
        return next((seen for seen in _values(facet_input, kind) if seen), None)

    def part(k: int) -> Facet:
        def judge(facet_input: FacetInput) -> Finding | None:
            """Is one of the things that are returned right on ordinary inputs?"""
            return _values(facet_input, kind)[k]

        return judge

    def stability(facet_input: FacetInput) -> Finding | None:
        """Is the value right on extreme inputs?"""
        _must_compute(facet_input, kind)
        found = _judge(
            facet_input, kind.extreme(facet_input.rng), kind.parts, kind.extreme_tolerance
        )
        return next((seen for seen in found if seen), None)

    def inputs(facet_input: FacetInput) -> Finding | None:
        """Are the arguments the same after the call as before?"""
        _must_compute(facet_input, kind)
        rng = facet_input.rng
        for drawn in [*kind.ordinary(rng), *kind.extreme(rng)]:
            given = drawn.copies()
            facet_input.subject.outcome(*given)
            left = list(map(unchanged, given, drawn.values))
            if not all(left) and left != _left_by_reference(facet_input, drawn):
                return Finding(Code.ARGUMENT_CHANGED)
        return None

    parts = {name: part(k) for k, name in enumerate(kind.parts)}
    found = (value, stability, stability, inputs, _matrices(kind))
    return {**parts, **dict(zip(FACETS, found, strict=True))}


def _left_by_reference(facet_input: FacetInput, drawn: Arguments) -> list[bool]:
    """Return which arguments the reference leaves alone: all, but for an earlier mistake in it."""
    given = drawn.copies()
    with contextlib.suppress(Exception):
        facet_input.reference(*given)
    return list(map(unchanged, given, drawn.values))


def _matrices(kind: Kind) -> Facet:
    def matrices(facet_input: FacetInput) -> Finding | None:
        """Do as many lines of the student's run for many rows as for few?"""
        _must_compute(facet_input, kind)
        if kind.rows is None:
            return None
        calls = [kind.rows(facet_input.rng, n) for n in (FEW, MANY)]
        (_, few), (_, many) = facet_input.subject.measured(calls, "lines")
        return loop_over_examples(few, many)

    return matrices


def _values(facet_input: FacetInput, kind: Kind) -> list[Finding | None]:
    """Return what is wrong with each part on ordinary inputs, the same for all facets that ask."""
    if "values" not in facet_input.kept:
        try:
            drawn = kind.ordinary(facet_input.rng)
            found = _judge(facet_input, drawn, kind.parts, kind.tolerance)
            facet_input.kept["values"] = _with_differences(facet_input, kind, found)
        except Unusable as reason:
            facet_input.kept["values"] = [reason.finding] * max(1, len(kind.parts))
        if any(facet_input.kept["values"]):
            _see_more(facet_input, kind)
    values: list[Finding | None] = facet_input.kept["values"]
    return values


def _see_more(facet_input: FacetInput, kind: Kind) -> None:
    """Call a wrong function on extreme inputs, too: its name must explain what comes of those.

    The facet that asks for them may end before, where there is nothing to judge.
    """
    for drawn in kind.extreme(facet_input.rng):
        with contextlib.suppress(Unusable):
            call(facet_input, drawn, kind.parts, kind.extreme_tolerance)


def _with_differences(
    facet_input: FacetInput, kind: Kind, found: list[Finding | None]
) -> list[Finding | None]:
    """Return what was found, and of right arrays that they come of differences, if they do."""
    if kind.entries is None or all(found):
        return found
    small, large = (Arguments("a call", kind.entries(facet_input.rng, n)) for n in (3, 12))
    right = [_right(facet_input, each, kind.parts) for each in (small, large)]
    entries = [sum(part.size for part in result) for result in right]
    calls = [small.copies(), large.copies()]
    (_, less), (_, more) = facet_input.subject.measured(calls, "work")
    seen = by_differences(less, more, (entries[0], entries[1]))
    arrays = [part.ndim > 0 for part in right[0]]
    return [old or (seen if array else None) for old, array in zip(found, arrays, strict=True)]


def _judge(
    facet_input: FacetInput, calls: Sequence[Arguments], parts: Sequence[str], tolerance: float
) -> list[Finding | None]:
    """Compare the results part by part, and tell of each part what is wrong, None if nothing."""
    right = [_right(facet_input, each, parts) for each in calls]  # before a student sees them
    yours = [call(facet_input, each, parts, tolerance) for each in calls]
    found = []
    for k, name in enumerate(parts or [""]):
        pairs = [
            (a, _as_shaped(facet_input, name, y[k], r[k]), r[k])
            for a, y, r in zip(calls, yours, right, strict=True)
        ]
        found.append(compare(pairs, name, tolerance))
    return found


def _as_shaped(
    facet_input: FacetInput, name: str, yours: NDArray[Any], right: NDArray[Any]
) -> NDArray[Any]:
    """Return an array that holds the one number that is wanted as that number, with a remark."""
    if right.ndim or not yours.ndim or yours.size != 1:
        return yours
    remark = Finding.of(Code.SHAPE_ACCEPTED, what=called(name), shape=yours.shape)
    facet_input.subject.remarks.add(remark)
    return yours.reshape(())


def _right(facet_input: FacetInput, arguments: Arguments, parts: Sequence[str]) -> Result:
    try:
        with np.errstate(all="ignore"):
            value = facet_input.reference(*arguments.copies())
        found = [np.asarray(part, dtype=np.float64) for part in (value if parts else [value])]
    except Exception as error:
        raise CourseError(
            text("facets.reference-fails", label=arguments.label, error=error)
        ) from error
    if parts and len(found) != len(parts):
        seen = text("facets.other-parts", count=len(found), count_2=len(parts))
        raise CourseError(text("facets.reference-fails", label=arguments.label, error=seen))
    return found


def _must_compute(facet_input: FacetInput, kind: Kind) -> None:
    """Raise Unusable for a function that returns one number over and over, whatever it is given."""
    drawn = kind.ordinary(facet_input.rng)
    calls = [call(facet_input, each, kind.parts, kind.tolerance) for each in drawn]
    if np.unique(np.concatenate([np.ravel(part) for call in calls for part in call])).size <= 1:
        raise Unusable(Finding.of(Code.RESULT_CONSTANT, count=len(drawn)))


# Draws the arguments of some calls, each with a name that a message can use.
DrawCalls = Callable[[np.random.Generator], Mapping[str, tuple[Any, ...]]]
Function = Callable[..., Any]
# Asks something of the student's function, beside the reference; a sentence if it is not fulfilled.
ExtraFacet = Callable[[Function, Function, np.random.Generator], str | None]

_OF_EXTREME = ("stability", "accuracy")


def facets_of(
    inputs: DrawCalls,
    extreme: DrawCalls | None,
    parts: tuple[str, ...],
    tolerance: float,
    asks: Mapping[str, ExtraFacet] | None,
    extreme_tolerance: float | None = None,
    rows: DrawSize | None = None,
    entries: DrawSize | None = None,
) -> dict[str, Facet]:
    """Return the facets of a function: the kit's, one for each part, and those that `asks` adds.

    Raises CourseError for inputs that are no function, or two facets of one name.
    """
    kind = _kind(inputs, extreme, parts, (tolerance, extreme_tolerance or tolerance))
    kind = replace(kind, rows=rows, entries=entries)
    added = dict(asks or {})
    names = [*FACETS, *kind.parts, *added]
    for name in names:
        if names.count(name) > 1:
            raise CourseError(text("facets.name-taken", name=name))
    found = {**function_facets(kind), **{name: _asked(ask, kind) for name, ask in added.items()}}
    if kind.extreme is _none:
        found = {name: facet for name, facet in found.items() if name not in _OF_EXTREME}
    if rows is None:
        del found["matrices"]
    return found


def _kind(
    inputs: DrawCalls,
    extreme: DrawCalls | None,
    parts: tuple[str, ...],
    tolerances: tuple[float, float],
) -> Kind:
    if not callable(inputs):
        raise CourseError(text("facets.no-draw", inputs=inputs))
    rough = _drawn(extreme) if extreme else _none
    return Kind(_drawn(inputs), rough, *tolerances, tuple(parts))


def _none(_: np.random.Generator) -> list[Arguments]:
    return []


def _drawn(draw: DrawCalls) -> Callable[[np.random.Generator], list[Arguments]]:
    def arguments(rng: np.random.Generator) -> list[Arguments]:
        calls = dict(draw(rng))
        for label, values in calls.items():
            if not isinstance(values, tuple):
                raise CourseError(text("facets.no-tuple", label=label))
        if not calls:
            raise CourseError(text("facets.nothing-drawn"))
        return [Arguments(label, values) for label, values in calls.items()]

    return arguments


def _asked(ask: ExtraFacet, kind: Kind) -> Facet:
    def facet(facet_input: FacetInput) -> str | None:
        def right(*args: Any) -> Any:  # noqa: ANN401 - as the reference's
            return facet_input.reference(*copies_of(args))

        def yours(*args: Any) -> Any:  # noqa: ANN401 - student value
            given = tuple(copies_of(args))
            wanted = _arrays_of(right, given, kind.parts)
            outcome = facet_input.subject.outcome(*copies_of(given))
            try:
                found = keep(facet_input, given, outcome, kind.parts, kind.tolerance)
            except Unusable:
                if outcome.value is None or wanted:
                    raise
                return outcome.value  # what is asked of is no array for the reference, either
            for name, mine, its in zip(kind.parts or [""], found, wanted or found, strict=True):
                if _as_shaped(facet_input, name, mine, its).shape != its.shape:
                    raise Unusable(other_shape(name, Finding(Code.PLAIN_INPUT), mine, its))
            return outcome.value

        return ask(yours, right, facet_input.rng)

    return facet


def _arrays_of(right: Function, given: tuple[Any, ...], parts: Sequence[str]) -> Result | None:
    """Return the arrays that the reference returns, None where it returns something else."""
    try:
        with np.errstate(all="ignore"):
            return _read(Outcome(right(*given)), parts)
    except Exception:  # it may be asked for what only the student's function can be given
        return None
