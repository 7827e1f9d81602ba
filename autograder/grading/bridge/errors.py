"""What a test sees when the student's code fails: exceptions of built-in types only."""

import builtins
from typing import Any


class StudentError(Exception):
    """An exception of the student's code of a type that a test can't catch by a built-in name."""


class Stopped(StudentError):  # noqa: N818 - what happened
    """The student's process took too long, used too much or is gone; the message says which."""

    says_it_all = True  # "stopped with Stopped: ..." would say it twice


class Opaque(TypeError):  # noqa: N818 - what the object is
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
    try:
        error = kind(*args) if args else kind(message)
    except Exception:  # UnicodeDecodeError wants five arguments of certain types
        error = StudentError(message)
    return error
