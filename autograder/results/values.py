"""What a function returned on fixed inputs: taken when a class is reviewed, kept by instructors.

No notebook, page for students or gradebook ever holds this record.
"""

from msgspec import Struct

MIME = "application/vnd.autograder.values+json"


class Returned(Struct, frozen=True):
    """One thing that a call returned: numbers (float64, little-endian), or a `word` for none."""

    shape: tuple[int, ...] = ()
    data: bytes = b""
    word: str = ""


class ComparedCalls(Struct, frozen=True):
    """Calls with one relative tolerance; sizes below `least` count as that.

    `yours` has what the student's function returned, call by call, `right` what the reference did.
    """

    name: str
    tolerance: float
    least: float
    yours: tuple[tuple[Returned, ...], ...]
    right: tuple[tuple[Returned, ...], ...]


class FunctionValues(Struct, frozen=True):
    """What a function that returns `things` did on all fixed inputs."""

    function: str
    things: tuple[str, ...]
    calls: tuple[ComparedCalls, ...]
