"""One thing that the doctor looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckItem:
    """What was found, and what to do if it isn't `fine`.

    A `to_do` of a fine finding is something that may be done, and need not be.
    """

    about: str
    found: str
    fine: bool = True
    to_do: str = ""


def trouble(about: str, found: str, to_do: str) -> CheckItem:
    """Return a finding that isn't fine."""
    return CheckItem(about, found, False, to_do)


def in_a_line(error: BaseException) -> str:
    """Return an exception as one line: its type, and the first line of its message."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
