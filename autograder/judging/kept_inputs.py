"""The fixed inputs of functions for which a course has learned mistakes, kept beside these.

A print holds for the inputs that it was taken on. They are kept with the first mistake that is
learned of a function, and count as long as its signature stays.
"""

import errno
import hashlib
import inspect
import json
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.checks.fingerprints.arguments import Reader
from autograder.checks.fingerprints.behaviour import Questions
from autograder.checks.fingerprints.prints_file import questions_in
from autograder.course.folders import CourseError
from autograder.findings import one_line, text
from autograder.judging.mistakes.learned import inputs_file

FORMAT = 1


@dataclass(frozen=True)
class KeptInputs:
    """What is asked of one function with this signature; `stored` is how files have it."""

    signature: str
    salt: bytes
    questions: Questions
    stored: Mapping[str, Any]

    @property
    def digest(self) -> str:
        """By what an entry knows the inputs that it was learned on."""
        return digest_of(self.stored)


def digest_of(stored: Mapping[str, Any]) -> str:
    """Return a short name of inputs, as files have them."""
    said = json.dumps(stored, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def signature_of(name: str, function: Callable[..., Any], things: tuple[str, ...]) -> str:
    """Return a function's name, parameters and what it returns, as a person reads it."""
    try:
        parameters = inspect.signature(function).parameters.values()
        plain = (each.replace(annotation=inspect.Parameter.empty) for each in parameters)
        given = ", ".join(map(str, plain))
    except (TypeError, ValueError):  # of a callable that has none
        given = "..."
    returned = ", ".join(filter(None, things))
    return f"{name}({given})" + (f" -> {returned}" if returned else "")


def read_inputs(assignment: str, root: Path | None = None) -> dict[str, Any]:
    """Return what is kept of an assignment's functions, by name; none where there is no file.

    Raises CourseError, with what to do, for a file that can't be read or is not whole.
    """
    path = inputs_file(assignment, root)
    try:
        found = _functions_in(path)
        broken = [name for name, each in found.items() if _kept(each) is None]
        reason = text("learned.inputs-part", names=broken) if broken else ""
    except FileNotFoundError:
        return {}
    except RecursionError:
        reason = text("learned.inputs-no-file")
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except (ValueError, KeyError, TypeError) as error:
        reason = text("learned.inputs-no-file")
        if isinstance(error, UnknownFormatError):
            reason = text("learned.inputs-format", found=error, known=FORMAT)
    if reason:
        given = {"path": path, "reason": reason, "assignment": assignment}
        raise CourseError(text("learned.inputs-unreadable", **given))
    return dict(found)


def stored_inputs(assignment: str, root: Path | None = None) -> dict[str, Any]:
    """Return what is kept of an assignment's functions, by name; nothing that can't be read."""
    try:
        return dict(_functions_in(inputs_file(assignment, root)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


class UnknownFormatError(ValueError):
    """The file says another format than this kit's."""


def _functions_in(path: Path) -> dict[str, Any]:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, text("unusable.no-file"))
    return _functions(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=16)
def _functions(path: Path, _changed: int, _size: int) -> dict[str, Any]:
    body = json.loads(path.read_text(encoding="utf-8"))
    if body["format"] != FORMAT:
        raise UnknownFormatError(one_line(body["format"], 40))
    found = body["functions"]
    if not isinstance(found, dict):
        raise TypeError(found)
    return found


def kept_inputs(assignment: str, name: str, root: Path | None = None) -> KeptInputs | None:
    """Return what is kept of a function, None if nothing is, or it can't be read."""
    stored = stored_inputs(assignment, root).get(name)
    return _kept(stored)


def _kept(stored: object) -> KeptInputs | None:
    return _read(json.dumps(stored)) if isinstance(stored, dict) else None


@lru_cache(maxsize=64)
def _read(written: str) -> KeptInputs | None:
    stored = json.loads(written)
    try:
        questions = questions_in(stored, Reader(stored["arrays"]))
        return KeptInputs(
            str(stored["signature"]), bytes.fromhex(stored["salt"]), questions, stored
        )
    except (ValueError, KeyError, TypeError, IndexError):
        return None
