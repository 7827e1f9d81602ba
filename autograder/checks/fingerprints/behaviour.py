"""What a function does with the fixed arguments, part by part: numbers, and words for the rest."""

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.fingerprints.cells import Measured
from autograder.checks.loss_result import read_loss_result
from autograder.findings import Code, Finding
from autograder.findings.outcome import Outcome, attempt_all, copies_of, unchanged

Function = Callable[..., Any]
Array = NDArray[np.float64]
Arguments = tuple[Any, ...]
LOSS, FUNCTION = "loss", "function"


@dataclass(frozen=True)
class FixedCall:
    """One call; with `minus`, what counts is the difference to the results of that other call.

    `shapes` are those of what is returned, thing by thing; `shifts` move the borders between
    powers of two that each thing's size is told by. So many last rows of an array are `dropped`.
    Where the right result isn't finite (`lost`), it matters which entries aren't.
    """

    arguments: Arguments
    shapes: tuple[tuple[int, ...], ...]
    shifts: tuple[float, ...]
    minus: Arguments | None = None
    dropped: int = 0
    lost: bool = False


@dataclass(frozen=True)
class Group:
    """Calls with one relative tolerance; sizes below `least` count as that."""

    name: str
    tolerance: float
    least: float
    calls: tuple[FixedCall, ...]


@dataclass(frozen=True)
class Part:
    """What has a hash of its own: things that are returned, in one group."""

    group: int
    things: tuple[int, ...]


@dataclass(frozen=True)
class Questions:
    """All that is asked of a function, which is of a kind and returns `things`."""

    kind: str
    things: tuple[str, ...]
    groups: tuple[Group, ...]
    parts: tuple[Part, ...] = ()

    @property
    def count(self) -> int:
        """The number of calls."""
        return sum(len(group.calls) for group in self.groups)


@dataclass(frozen=True)
class Behaviour:
    """What came of all calls, as it is measured in each part; whether an argument was changed.

    `numbers` counts the calls whose results are finite.
    """

    parts: tuple[Measured, ...]
    changed: bool = False
    numbers: int = 0


Things = list[Array | str]  # what was returned, thing by thing: an array, or a word


class _Discard(io.TextIOBase):
    """A text stream that keeps nothing, however much a student prints."""

    def write(self, text: str) -> int:
        return len(text)


Came = list[list[Things]]  # of each group, and of each call in it


def results(function: Function, questions: Questions) -> tuple[Came, Callable[[], bool]]:
    """Return what a function returns in each call, and what tells whether it changed arguments."""
    wanted = [
        arguments
        for group in questions.groups
        for call in group.calls
        for arguments in (call.arguments, *([call.minus] if call.minus else []))
    ]
    given = [tuple(copies_of(each)) for each in wanted]
    with (
        contextlib.redirect_stdout(_Discard()),
        np.errstate(divide="warn", over="warn", under="ignore", invalid="warn"),
    ):
        outcomes = iter(attempt_all(function, given))
    found = [
        [_came(questions, call, outcomes) for call in group.calls] for group in questions.groups
    ]
    return found, lambda: not all(map(unchanged, given, wanted))


def _came(questions: Questions, call: FixedCall, outcomes: Any) -> Things:  # noqa: ANN401 - iterator
    things = _read(questions, call, next(outcomes))
    if call.minus is None:
        return things
    others = _read(questions, call, next(outcomes))
    return [_difference(a, b) for a, b in zip(things, others, strict=True)]


def _difference(a: Array | str, b: Array | str) -> Array | str:
    if isinstance(a, str) or isinstance(b, str):
        return a if isinstance(a, str) else str(b)
    with np.errstate(all="ignore"):
        return a - b


def _read(questions: Questions, call: FixedCall, outcome: Outcome) -> Things:
    with np.errstate(all="ignore"):
        if questions.kind == LOSS:
            return _loss(call, outcome)
        read = _values(outcome, len(questions.things))
    if isinstance(read, str):
        return [read] * len(questions.things)
    return [_shaped(each, shape) for each, shape in zip(read, call.shapes, strict=True)]


def _loss(call: FixedCall, outcome: Outcome) -> Things:
    result = read_loss_result(outcome, call.arguments[0].shape)
    if isinstance(result, Finding):
        return [_word(result)] * 2
    gradient = result.gradient[: len(result.gradient) - call.dropped]
    return [np.asarray(result.loss), gradient]


def _values(outcome: Outcome, count: int) -> list[Array] | str:
    if outcome.finding:
        return _word(outcome.finding)
    value = outcome.value
    if count == 1:
        value = [value]
    elif not isinstance(value, tuple | list) or len(value) != count:
        return "other-things"
    try:
        return [np.array(_no_text(each), dtype=np.float64) for each in value]
    except Exception:  # whatever the student's object raises when it is read as an array
        return "no-arrays"


def _no_text(value: object) -> object:
    if isinstance(value, str | bytes) or value is None:
        raise TypeError
    return value


def _shaped(array: Array, shape: tuple[int, ...]) -> Array | str:
    if not shape and array.size == 1:
        return array.reshape(())  # a number in an array of one entry is a number
    return array if array.shape == shape else f"shape {array.shape}"


def _word(finding: Finding) -> str:
    """Return what there is in place of numbers: the code, and an exception's type."""
    kind = finding.values.get("kind", "") if finding.code == Code.RAISED else ""
    return f"{finding.code} {kind}".strip()


def measured(questions: Questions, came: Sequence[Sequence[Things]]) -> tuple[Measured, ...]:
    """Return what came of all calls, as it is measured in each part."""
    return tuple(
        _part(questions.groups[part.group], part, came[part.group]) for part in questions.parts
    )


def _part(group: Group, part: Part, came: Sequence[Things]) -> Measured:
    tokens, numbers = [], []
    for call, things in zip(group.calls, came, strict=True):
        for k in part.things:
            token, array = _scaled(group, call, things[k], call.shifts[k])
            tokens.append(token)
            numbers.append(array)
    return Measured(tuple(tokens), tuple(numbers))


_NONE = np.zeros(0)


def _scaled(group: Group, call: FixedCall, thing: Array | str, shift: float) -> tuple[str, Array]:
    """Return a word for the size, and the numbers relative to it; a word alone for what has none.

    Sizes are told by powers of two, so that results a little different have the same.
    """
    if isinstance(thing, str):
        return thing, _NONE
    finite = np.isfinite(thing)
    if not finite.all():
        if not call.lost:
            return "not-finite", _NONE
        where = "".join(
            "n" if np.isnan(each) else f"{np.sign(each):+.0f}" for each in thing[~finite]
        )
        return f"not-finite:{where}:{np.flatnonzero(~finite).tolist()}", _NONE
    size = float(np.abs(thing).max(initial=0.0))
    if size <= group.tolerance * group.least:
        return "zero", _NONE
    exponent = size_of(size, group.least, shift)
    return f"size {exponent}", np.ravel(thing) / 2.0 ** (exponent + 1 - shift)


def size_of(size: float, least: float, shift: float) -> int:
    """Return the power of two that a size is told by."""
    return int(np.floor(np.log2(max(size, least)) + shift))


def behaviour(function: Function, questions: Questions) -> Behaviour:
    """Call the function with copies of all fixed arguments and return what it did."""
    came, changed = results(function, questions)
    return Behaviour(measured(questions, came), changed(), finite_calls(came))


def finite_calls(came: Came) -> int:
    """Return the number of calls whose results are finite."""
    return sum(all(map(is_finite, things)) for group in came for things in group)


def is_finite(thing: Array | str) -> bool:
    """Return whether there are numbers, and none of them nan or infinite."""
    return not isinstance(thing, str) and bool(np.isfinite(thing).all())


def with_shifts(questions: Questions, shifts: Sequence[Sequence[tuple[float, ...]]]) -> Questions:
    """Return the questions with other shifts, for each call of each group."""
    groups = [
        replace(
            group,
            calls=tuple(
                replace(call, shifts=each) for call, each in zip(group.calls, found, strict=True)
            ),
        )
        for group, found in zip(questions.groups, shifts, strict=True)
    ]
    return replace(questions, groups=tuple(groups))
