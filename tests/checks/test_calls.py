"""Whatever a student's function does, a call of it comes to an Outcome."""

import asyncio
import warnings
from collections.abc import Callable
from typing import Any, NoReturn

import numpy as np
import pytest

from autograder.findings.outcome import attempt, describe_error
from tests.said import said


def raising(error: BaseException) -> Callable[[], NoReturn]:
    """Return a function that raises this error."""

    def function() -> NoReturn:
        raise error

    return function


class MuteError(Exception):
    """An exception whose text can't be had."""

    def __str__(self) -> str:
        raise ValueError("not telling")


class LeaverError(Exception):
    """An exception whose text ends the program."""

    def __str__(self) -> str:
        raise SystemExit


class NoTextError(Exception):
    """An exception whose text is a number."""

    def __str__(self) -> str:
        return 3  # type: ignore[return-value]


class LiarError(Exception):
    """An exception that has a text for a traceback."""

    __traceback__ = "none"  # type: ignore[assignment]


class Own(BaseException):
    """What a student may derive from the wrong class."""


def test_a_value() -> None:
    """Does a call that works give its value and nothing else?"""
    outcome = attempt(divmod, 7, 2)
    assert outcome.value == (3, 1)
    assert outcome.error is None
    assert outcome.problem is None
    assert tuple(map(said, outcome.warned)) == ()
    assert not outcome.not_implemented


@pytest.mark.parametrize(
    "error",
    [
        ValueError("no"),
        SystemExit(1),
        GeneratorExit(),
        asyncio.CancelledError(),
        Own(),
        MemoryError(),
        RecursionError(),
        AssertionError(),
        MuteError(),
        LeaverError(),
        NoTextError(),
        LiarError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_are_kept(error: BaseException) -> None:
    """Is any exception kept, with a sentence that names its type?"""
    outcome = attempt(raising(error))
    assert outcome.error is error
    assert outcome.value is None
    assert outcome.problem is not None
    assert outcome.problem.startswith(f"stopped with {type(error).__name__}")


def test_an_interrupt_passes_through() -> None:
    """Does the student's stop button stop the check?"""
    with pytest.raises(KeyboardInterrupt):
        attempt(raising(KeyboardInterrupt()))


def test_not_implemented() -> None:
    """Is a stub known as such, whatever its message?"""
    outcome = attempt(raising(NotImplementedError("write me")))
    assert outcome.not_implemented
    assert outcome.problem == "not implemented yet"


def test_a_call_that_does_not_fit() -> None:
    """Are too many arguments, or nothing to call, the function's error?"""
    assert "TypeError" in str(attempt(lambda: 1, "argument").problem)
    assert "NoneType" in str(attempt(None).problem)  # type: ignore[arg-type]


def test_warnings_are_recorded() -> None:
    """Are all warnings kept, in order and even twice, while the filter says 'error'?"""

    def warns() -> float:
        for _ in range(2):
            warnings.warn("careful\nthere", UserWarning, stacklevel=1)
        return float(np.log(np.float64(0.0)))

    outcome = attempt(warns)
    assert outcome.value == -np.inf
    assert tuple(map(said, outcome.warned)) == (
        "UserWarning: careful there",
        "UserWarning: careful there",
        "RuntimeWarning: divide by zero encountered in log",
    )


def test_warnings_are_recorded_before_an_error() -> None:
    """Are warnings kept when the call then fails?"""

    def warns_and_fails() -> NoReturn:
        warnings.warn("careful", UserWarning, stacklevel=1)
        raise ValueError

    assert tuple(map(said, attempt(warns_and_fails).warned)) == ("UserWarning: careful",)


def test_filters_are_put_back() -> None:
    """Is the next warning an error again, as this test suite wants it?"""
    attempt(lambda: warnings.simplefilter("ignore"))
    with pytest.raises(UserWarning, match="again"):
        warnings.warn("again", UserWarning, stacklevel=1)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("shapes (2,3) and\n  (4,5)"), "ValueError: shapes (2,3) and (4,5)"),
        (ValueError(), "ValueError"),
        (KeyError("W"), "KeyError: 'W'"),
        (MuteError(), "MuteError"),
        (LeaverError(), "LeaverError"),
        (NoTextError(), "NoTextError"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_describe_error(error: BaseException, text: str) -> None:
    """Is the description type and message, in one line?"""
    assert describe_error(error) == text


def test_describe_error_is_short() -> None:
    """Is a page of text cut to a line of at most 200 characters?"""
    text = describe_error(ValueError("word\n" * 1000))
    assert len(text) == 200
    assert "\n" not in text


def test_describe_error_tells_the_line_of_the_cell() -> None:
    """Is the innermost line of the student's own cell told, not one inside numpy?"""
    source = (
        "def inverse(x):\n    x = x + 1\n    return np.linalg.inv(x)\n"
        "def outer(x):\n    return inverse(x)\n"
    )
    names: dict[str, Any] = {"np": np}
    exec(compile(source, "/tmp/ipykernel_42/1234.py", "exec"), names)  # noqa: S102, S108
    problem = attempt(names["outer"], np.ones((2, 3))).problem
    assert problem is not None
    assert problem.startswith("stopped with LinAlgError: ")
    assert " (line 3 of inverse). Only a matrix" in problem
    source = "def each(x):\n    return [nowhere for _ in x]\n"
    exec(compile(source, "/tmp/ipykernel_42/1234.py", "exec"), names)  # noqa: S102, S108
    problem = attempt(names["each"], np.ones(3)).problem
    assert problem is not None and " (line 2 of each). The name has no value" in problem
