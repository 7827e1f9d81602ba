"""What a test sees when the student's code fails: exceptions of built-in types only."""

import builtins
from typing import Any

from autograder.findings import Finding, words


class StudentError(Exception):
    """An exception of the student's code of a type that a test can't catch by a built-in name.

    Its text is what its own class there made of it.
    """

    def __str__(self) -> str:
        said = self.__dict__.get("_said")
        return said if isinstance(said, str) else super().__str__()


class ProcessStopped(StudentError):  # noqa: N818 - what happened
    """The student's process took too long, used too much or is gone; `finding` says which."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding

    def __str__(self) -> str:
        return words(self.finding)


class NotComparable(TypeError):  # noqa: N818 - what the object is
    """A test used an object of the student's in a way that could hide a wrong answer."""


def builtin_exception(names: object) -> type[Exception] | None:
    """Return the first of the names that is a built-in exception for tests, or None.

    SystemExit and other exceptions that are no Exception would end more than a test.
    """
    for name in names if isinstance(names, list) else []:
        found = getattr(builtins, name, None) if isinstance(name, str) else None
        if isinstance(found, type) and issubclass(found, Exception) and found is not Exception:
            return found
    return None


def make_error(kind: type[Exception], args: list[Any], message: str) -> Exception:
    """Return an exception of the kind with the same arguments, or with the message alone."""
    if not _only_words(kind, args):
        args = []
    try:
        error = kind(*args) if args else kind(message)
    except Exception:  # UnicodeDecodeError wants five arguments of certain types
        error = StudentError(message)
    return error


def _only_words(kind: type[Exception], args: list[Any]) -> bool:
    """Return whether showing such an exception takes no more than its own arguments."""
    if issubclass(kind, SyntaxError):  # a line of the file that it names is shown
        return len(args) < 2
    if issubclass(kind, UnicodeError) and len(args) >= 4:  # Python looks at a place, unchecked
        whole, start, end = args[-4:-1]
        known = isinstance(whole, str | bytes) and type(start) is int and type(end) is int
        return known and 0 <= start <= end <= len(whole)
    return True
