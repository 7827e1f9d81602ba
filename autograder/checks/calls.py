"""Call a student's function and keep whatever comes of it."""

import contextlib
import functools
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

NOT_IMPLEMENTED = "not implemented yet"


@dataclass(frozen=True)
class Outcome:
    """What one call came to: a value, or the exception that ended it."""

    value: Any = None
    error: BaseException | None = None
    warned: tuple[str, ...] = ()

    @property
    def not_implemented(self) -> bool:
        """Whether the stub is still in place."""
        return isinstance(self.error, NotImplementedError)

    @property
    def problem(self) -> str | None:
        """One sentence on why there is no value, or None."""
        if self.error is None:
            return None
        if self.not_implemented:
            return NOT_IMPLEMENTED
        if getattr(self.error, "says_it_all", False):
            return str(self.error)
        return f"stopped with {describe_error(self.error)}"


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
        warned = tuple(_in_words(w.category, w.message) for w in caught)
        found[0] = replace(found[0], warned=warned)
    return found


def copies_of(args: Iterable[Any]) -> list[Any]:
    """Return the arguments with each array copied, so that no call can spoil the next."""
    return [a.copy() if isinstance(a, np.ndarray) else a for a in args]


def describe_error(error: BaseException) -> str:
    """Return type, message and the student's own line number, in one short line."""
    place = ""
    with contextlib.suppress(Exception):  # a hostile exception may lie about its traceback
        place = _place(error)
    return _in_words(type(error), error) + place


def _in_words(kind: type, message: object) -> str:
    text = ""
    with contextlib.suppress(Exception, SystemExit):  # its own __str__ may be broken
        text = " ".join(str(message).split())
    return f"{kind.__name__}{': ' + text if text else ''}"[:200]


def _place(error: BaseException) -> str:
    """Return where the innermost notebook line of the traceback is, if there is one.

    An exception that comes from another process brings the place along, as `raised_at`.
    """
    elsewhere = getattr(error, "raised_at", None)
    if elsewhere is not None:
        return f" ({elsewhere})" if elsewhere else ""
    frames = traceback.extract_tb(error.__traceback__)
    cells = [f for f in frames if "ipykernel" in f.filename or f.filename.startswith("<")]
    return f" (line {cells[-1].lineno} of {cells[-1].name})" if cells else ""
