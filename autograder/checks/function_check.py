"""The visible check of any function of an author's, put together from single checks."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.checks.check_report import CheckLine, Report, show
from autograder.checks.fingerprints.report import with_fingerprint
from autograder.findings import Code, text, words
from autograder.findings import Finding as Found
from autograder.findings.outcome import Outcome, attempt, copies_of, unchanged

Function = Callable[..., Any]
Seen = Found | str | None  # or an author's own sentence
Check = tuple[str, Callable[[Function], Seen]]


class NoResult(Exception):  # noqa: N818 - the student's function gave nothing, no error of ours
    """The function gave nothing that can be read; `finding` says why."""

    def __init__(self, finding: Found | str) -> None:
        found = finding if isinstance(finding, Found) else Found.of(Code.AUTHOR, text=finding)
        super().__init__(found)
        self.finding = found

    def __str__(self) -> str:
        return words(self.finding)


class OnCopies:
    """The student's function as an author's own question gets it.

    It is called on copies of the arrays, so that a function which changes its arguments spoils no
    later check. Raises NoResult with a sentence where the function itself fails.
    """

    def __init__(self, function: Function) -> None:
        self.itself = function

    def __call__(self, *args: Any) -> Any:  # noqa: ANN401 - any call
        """Return what the function makes of copies of the arguments."""
        outcome = attempt(self.itself, *copies_of(args))
        if outcome.finding:
            raise NoResult(outcome.finding)
        return outcome.value


def value_of(function: Function, *args: Any) -> NDArray[np.float64]:  # noqa: ANN401 - any call
    """Return what the function makes of copies of the arguments, as an array.

    Raises NoResult with a sentence when there is no number or array.
    """
    return _as_array(_returned(function, args))


def parts_of(
    function: Function,
    names: Sequence[str],
    *args: Any,  # noqa: ANN401 - any call
) -> list[NDArray[np.float64]]:
    """Return what the function returns for copies of the arguments, one array for each name.

    Raises NoResult with a sentence when it returns something else than these parts.
    """
    value = _returned(function, args)
    if not isinstance(value, tuple | list) or len(value) != len(names):
        many = isinstance(value, tuple | list)
        found = Found.of(Code.THINGS, count=len(value)) if many else Found(Code.ONE_THING)
        wanted = {"count": len(names), "names": ", ".join(names)}
        raise NoResult(Found.of(Code.RETURNED_OTHER_THINGS, found=found, **wanted))
    return [_as_array(part, name) for name, part in zip(names, value, strict=True)]


def _itself(function: Function) -> Function:
    return function.itself if isinstance(function, OnCopies) else function


def _returned(function: Function, args: Sequence[Any]) -> Any:  # noqa: ANN401 - student value
    value = OnCopies(_itself(function))(*args)
    if value is None:
        raise NoResult(Found(Code.RETURNED_NONE))
    return value


def _as_array(value: Any, name: str | Found = "") -> NDArray[np.float64]:  # noqa: ANN401
    try:
        if not isinstance(value, str):  # numpy would read "1.5" as a number
            return np.array(value, dtype=np.float64)
    except (TypeError, ValueError):
        pass
    code = Code.PART_NO_ARRAY if name else Code.RETURNED_NO_ARRAY
    raise NoResult(Found.of(code, name=name, kind=type(value).__name__))


def _one_of(function: Function, part: int | None, args: Sequence[Any]) -> NDArray[np.float64]:
    """Return the result for copies of the arguments, or one part of it, counted from 0."""
    value = _returned(function, args)
    if part is None:
        return _as_array(value)
    if not isinstance(value, tuple | list) or len(value) <= part:
        raise NoResult(Found(Code.TOO_FEW_THINGS))
    return _as_array(value[part], Found(Code.ONE_OF_THE_THINGS))


def _hinted(seen: Found, hint: str) -> Found:
    """Return what was seen, with an author's word on where it comes from."""
    return Found.of(Code.HINTED, seen=seen, hint=hint) if hint else seen


def leaves_alone(*args: Any, advice: str = "") -> Check:  # noqa: ANN401 - any call
    """Return the check that a call with these arguments changes none of the arrays among them.

    `advice` is what to do instead, if it isn't to work on a new array.
    """

    def check(function: Function) -> Seen:
        given = copies_of(args)
        attempt(_itself(function), *given)
        if all(map(unchanged, given, args)):
            return None
        if advice:
            return _hinted(Found(Code.ARGUMENT_CHANGED), advice)
        return Found(Code.WORK_ON_A_NEW_ARRAY)

    return text("check.inputs"), check


def is_near(
    title: str,
    expected: Sequence[float],
    digits: int,
    *args: Any,  # noqa: ANN401 - any call
    part: int | None = None,
    hints: Mapping[float, str] | None = None,
) -> Check:
    """Return the check that the result rounds to numbers that the notebook's text gives.

    `part` counts from 0 and chooses one of several things that are returned. `hints` says of wrong
    numbers, where one is expected, what leads to them.
    """

    def check(function: Function) -> Seen:
        found = _one_of(function, part, args)
        if found.size != len(expected):
            return Found.of(Code.RESULT_COUNT, count=found.size, wanted=len(expected))
        wanted = np.asarray(expected, dtype=np.float64).reshape(found.shape)
        if _rounds_to(found, wanted, digits):
            return None
        listed = {"wanted": _listed(wanted, digits), "found": _listed(found, digits)}
        known = (hint for wrong, hint in (hints or {}).items() if _rounds_to(found, wrong, digits))
        return _hinted(Found.of(Code.RESULT_IS, **listed), next(known, ""))

    return title, check


def sums_to(title: str, total: float, *args: Any) -> Check:  # noqa: ANN401 - any call
    """Return the check that the result, or each row of a matrix, sums to this number."""

    def check(function: Function) -> Seen:
        sums = value_of(function, *args).sum(axis=-1)
        if np.allclose(sums, total, atol=1e-6):
            return None
        if sums.ndim:
            return Found.of(Code.ROWS_SUM, sums=np.round(sums, 4))
        return Found.of(Code.SUM_IS, sum=f"{sums:.4g}")

    return title, check


def is_finite(title: str, *args: Any, hint: str = "") -> Check:  # noqa: ANN401 - any call
    """Return the check that a result, with all its parts, holds neither nan nor inf."""

    def check(function: Function) -> Seen:
        value = _returned(function, args)
        parts = value if isinstance(value, tuple | list) else [value]
        for part in parts:
            array = _as_array(part)
            if not np.isfinite(array).all():
                one = array.size == 1
                seen = Found.of(Code.ONE_IS, value=array.item()) if one else Found(Code.NOT_FINITE)
                return _hinted(seen, hint)
        return None

    return title, check


def gives_the_same(
    title: str,
    args: Sequence[Any],
    others: Mapping[str, Sequence[Any]],
    *,
    part: int | None = None,
    hint: str = "",
) -> Check:
    """Return the check that calls with other arguments, named in words, give what `args` do.

    `part` counts from 0 and chooses one of several things that are returned.
    """

    def check(function: Function) -> Seen:
        still = _one_of(function, part, args)
        for name, changed in others.items():
            moved = _one_of(function, part, changed)
            if moved.shape != still.shape or not np.allclose(moved, still):
                shown = Code.SAME_WANTED_YOURS if moved.ndim < 2 else Code.SAME_WANTED
                return _hinted(Found.of(shown, name=name, found=moved), hint)
        return None

    return title, check


def calls_with(
    title: str,
    wanted: Sequence[tuple[float, ...]],
    *args: Any,  # noqa: ANN401 - any call
    form: str,
) -> Check:
    """Return the check that its first argument is called with these numbers, and no others.

    `args` are what the student's function is given, that function first; `form` is how it is called
    there, such as "score(rate, strength)".
    """
    asked, *others = args

    def check(function: Function) -> Seen:
        called: set[tuple[float, ...]] = set()

        def watched(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as the function that is asked
            value = asked(*given, **named)
            in_order = inspect.signature(asked).bind(*given, **named).args
            called.add(tuple(map(float, in_order)))
            return value

        _returned(function, (watched, *others))
        found = len(called & set(wanted))
        if found < len(wanted):
            return Found.of(Code.CALLS_TRIED, found=found, count=len(wanted), form=form)
        return Found.of(Code.ASKED_FOR_OTHERS, form=form) if called - set(wanted) else None

    return title, check


def report_on_function(function: Function, checks: Sequence[Check]) -> Report:
    """Run the checks in turn and return the Report; a result that can't be read ends it.

    What one check has said already is not said again by another: one cause, one message.
    """
    name = getattr(function, "__name__", text("your-function"))
    lines: list[CheckLine] = []
    for title, check in checks:
        try:
            finding = check(function)
        except NoResult as reason:
            return Report(name, (*lines, CheckLine("FAILED", text("check.result"), reason.finding)))
        if finding and any(line.seen == finding for line in lines):
            continue
        lines.append(CheckLine("FAILED" if finding else "passed", title, finding or ""))
        if finding and title == text("check.shape"):
            break  # nothing else can be compared
    return Report(name, tuple(lines))


def _rounds_to(
    found: NDArray[np.float64], wanted: NDArray[np.float64] | float, digits: int
) -> bool:
    return bool(np.all(np.abs(found - wanted) <= 0.5 * 10.0**-digits + 1e-12))


def _listed(values: NDArray[np.float64], digits: int) -> str:
    return ", ".join(f"{value:.{digits}f}" for value in np.ravel(values))


def check_function(function: Function, checks: Sequence[Check]) -> None:
    """Run the checks in turn on the student's function and show what was seen.

    A check is a title and a function that takes the student's and returns None, or a sentence on
    what is wrong; `has_shapes`, `is_near`, `has_gradients`, `leaves_alone` and others of this
    package make some. The student's function is called on copies of its arguments. What a later
    check needs of an earlier one: after a wrong shape nothing else is compared.
    """
    asked = [(title, _whatever_comes(check)) for title, check in checks]
    show(lambda: with_fingerprint(report_on_function(function, asked), function), function)


def _whatever_comes(check: Callable[[Function], Seen]) -> Callable[[Function], Seen]:
    """Return the check so that an error in it is said in a sentence."""

    def asked(function: Function) -> Seen:
        try:
            return check(OnCopies(function))
        except NotImplementedError:
            raise NoResult(Found(Code.NOT_IMPLEMENTED)) from None
        except NoResult:
            raise
        except Exception as error:
            return Found.of(Code.NOT_ASKED, seen=Outcome(error=error).finding)

    return asked


def has_shapes(shapes: dict[str, tuple[int, ...]], *args: object) -> Check:
    """Return the check that the function returns arrays of these shapes, by name."""

    def check(function: Function) -> Seen:
        parts = read_parts(function, [*shapes], args)
        for (name, wanted), part in zip(shapes.items(), parts, strict=True):
            found = part.shape if wanted or part.size != 1 else ()  # (1,) holds a number, too
            if found != wanted == ():
                return Found.of(Code.PART_NO_NUMBER, name=name, shape=found)
            if found == wanted[::-1] != wanted:
                return Found.of(Code.PART_TRANSPOSED, name=name, shape=found, wanted=wanted)
            if found != wanted:
                return Found.of(Code.PART_SHAPE, name=name, shape=found, wanted=wanted)
        return None

    return text("check.shape"), check


def read_parts(
    function: Function, names: Sequence[str], args: Sequence[object]
) -> list[NDArray[np.float64]]:
    """Return what the function returns, one array for each name; raises NoResult."""
    return [value_of(function, *args)] if len(names) == 1 else parts_of(function, names, *args)
