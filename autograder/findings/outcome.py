"""Call a student's function, and keep whatever comes of it."""

import contextlib
import copy
import functools
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.findings import Code, Finding, words
from autograder.findings.hints import hint_code
from autograder.findings.operands import function_of, is_cell, operands_of


@dataclass(frozen=True)
class Outcome:
    """What one call came to: a value, or the exception that ended it."""

    value: Any = None
    error: BaseException | None = None
    warned: tuple[Finding, ...] = ()

    @property
    def not_implemented(self) -> bool:
        """Whether the stub is still in place."""
        return isinstance(self.error, NotImplementedError)

    @property
    def finding(self) -> Finding | None:
        """Why there is no value, or None."""
        if self.error is None:
            return None
        if self.not_implemented:
            return Finding(Code.NOT_IMPLEMENTED)
        known = getattr(self.error, "finding", None)  # of a student's process that was stopped
        if isinstance(known, Finding):
            return known
        return raised(self.error)

    @property
    def problem(self) -> str | None:
        """The same in words."""
        return words(self.finding) if self.finding else None


def attempt(function: Callable[..., Any], *args: Any) -> Outcome:  # noqa: ANN401 - any call
    """Call `function(*args)` and return its Outcome; only KeyboardInterrupt passes through.

    Python warnings are recorded, not shown: a RuntimeWarning is information, not a failure. What
    it writes to stderr, such as a progress bar, goes to stdout: nbgrader takes anything on stderr
    in a graded cell for an error.
    """
    return _attempted([lambda: function(*args)])[0]


def attempt_all(function: Callable[..., Any], calls: Iterable[Sequence[Any]]) -> list[Outcome]:
    """Do as attempt does for each list of arguments, which is asked for when it is needed.

    The first Outcome has the warnings of all. A function that runs in another process takes them
    together: it has a method `run_many`, which returns, for each call, a function that gives the
    value or raises.
    """
    together = getattr(function, "run_many", None)
    if together is None:
        return _attempted(functools.partial(function, *args) for args in calls)
    given = list(calls)
    sent = attempt(together, given)
    return _attempted(sent.value) if sent.error is None else [sent] * len(given)


def _attempted(tasks: Iterable[Callable[[], Any]]) -> list[Outcome]:
    found: list[Outcome] = []
    with (
        warnings.catch_warnings(record=True) as caught,
        contextlib.redirect_stderr(sys.stdout),
    ):
        warnings.simplefilter("always")
        for task in tasks:
            try:
                found.append(Outcome(task()))
            except KeyboardInterrupt:
                raise
            except BaseException as exception:  # SystemExit, and what a student derives from it
                found.append(Outcome(error=exception))
    if caught and found:
        warned = tuple(_warned(w.category, w.message) for w in caught)
        found[0] = replace(found[0], warned=warned)
    return found


def copies_of(args: Iterable[Any]) -> list[Any]:
    """Return the arguments with arrays and collections copied, so that no call spoils the next."""
    return [_copied(each) for each in args]


def _copied(value: Any) -> Any:  # noqa: ANN401 - any argument
    """Return a copy to any depth; what is neither array nor collection is as it is.

    `copy.deepcopy` would ask a student's object to copy itself.
    """
    if isinstance(value, np.ndarray):
        array = value.copy()
        for index in np.ndindex(value.shape) if value.dtype.hasobject else ():
            array[index] = _copied(value[index])
        return array
    if isinstance(value, tuple | frozenset):
        parts = [_copied(each) for each in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    if isinstance(value, dict | list | set | bytearray):
        made: Any = copy.copy(value)
        if isinstance(value, dict):
            made.update({key: _copied(each) for key, each in value.items()})
        if isinstance(value, list):
            made[:] = [_copied(each) for each in value]
        return made
    return value


def unchanged(after: object, before: object) -> bool:
    """Return whether an argument is as it was, nan beside nan; functions can't be looked into."""
    if isinstance(before, np.ndarray) and isinstance(after, np.ndarray):
        plain = before.dtype.kind in "fc"
        return after.dtype == before.dtype and np.array_equal(after, before, equal_nan=plain)
    if isinstance(before, list | tuple) and isinstance(after, list | tuple):
        return len(after) == len(before) and all(map(unchanged, after, before))
    if isinstance(before, dict) and isinstance(after, dict):
        same = list(after) == list(before)
        return same and all(unchanged(after[key], before[key]) for key in before)
    return callable(before) or after is before or bool(after == before)


def raised(error: BaseException) -> Finding:
    """Return what an exception is: its type, its message, the student's own line, and a hint."""
    said = {"kind": type(error).__name__, "error": describe_error(error), "hint": hint_for(error)}
    return Finding.of(Code.RAISED, **said, place=place_of(error))


def describe_error(error: BaseException) -> str:
    """Return an exception's type and message in one short line."""
    return _in_words(type(error), error)


def hint_for(error: BaseException) -> Finding | str:
    """Return what the exception asks for, '' if there is nothing to add to its message."""
    operands = operands_of(error)
    if operands is not None:
        return Finding.of(Code.HINT_OPERANDS, **operands._asdict())
    code = hint_code(error)
    return Finding(code) if code else ""


def place_of(error: BaseException) -> Finding | str:
    """Return where the innermost notebook line of the traceback is, '' if there is none.

    An exception that comes from another process brings the place along, as `raised_at`.
    """
    with contextlib.suppress(Exception):  # a hostile exception may lie about its traceback
        found = _place(error)
        if found:
            return Finding.of(Code.PLACE, line=found[0], name=found[1])
    return ""


def _warned(kind: type, message: object) -> Finding:
    return Finding.of(Code.WARNED, kind=kind.__name__, warning=_in_words(kind, message))


def _in_words(kind: type, message: object) -> str:
    text = ""
    with contextlib.suppress(Exception, SystemExit):  # its own __str__ may be broken
        text = " ".join(str(message).split())
    return f"{kind.__name__}{': ' + text if text else ''}"[:200]


def _place(error: BaseException) -> tuple[int, str] | None:
    elsewhere = getattr(error, "raised_at", ...)
    if elsewhere is not ...:
        return elsewhere if isinstance(elsewhere, tuple) else None
    frames = traceback.extract_tb(error.__traceback__)
    cells = [frame for frame in frames if is_cell(frame.filename)]
    return (cells[-1].lineno or 0, function_of(cells)) if cells else None
