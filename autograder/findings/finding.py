"""What was seen, as a value: a code that programs compare, and the values that its words name.

Only the standard library is needed here: checks make findings on students' computers.
"""

import math
import numbers
from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.findings.codes import Code

# How a visible check is known among a cell's outputs.
CHECK_MIME = "application/vnd.autograder.check+json"


@dataclass(frozen=True, slots=True)
class Finding:
    """A code, and what its words need: names, numbers, parts that are findings themselves.

    Several things in a tuple are listed, with commas and a last "and".
    """

    code: Code
    values: "Mapping[str, str | int | float | Finding | tuple[Finding | str, ...]]" = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, code: Code, **values: object) -> "Finding":
        """Return a finding; numpy's numbers become plain ones, anything else unknown its text."""
        return cls(code, {name: _plain(value) for name, value in values.items()})

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.values))))

    def __getitem__(self, name: str) -> "str | int | float | Finding | tuple[Finding | str, ...]":
        return self.values[name]


def _plain(value: object) -> "str | int | float | Finding | tuple[Finding | str, ...]":
    """Return a value that JSON can hold: it has no nan, no infinity, and no half characters."""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, Finding) or type(value) is int:
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value) if math.isfinite(value) else str(float(value))
    if isinstance(value, list) or (isinstance(value, tuple) and _is_listed(value)):
        return tuple(each if isinstance(each, Finding) else _whole(str(each)) for each in value)
    return _whole(str(value))


def _whole(text: str) -> str:
    """Return the text so that it can be written: Python's, and JSON's, may hold half characters."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _is_listed(value: tuple[object, ...]) -> bool:
    """Return whether a tuple is a list of words; a tuple of numbers is a shape, and one word."""
    return bool(value) and all(isinstance(each, str | Finding) for each in value)
