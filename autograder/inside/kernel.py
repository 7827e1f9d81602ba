"""What a process may ask of Linux beyond what Python's os module offers; nothing elsewhere."""

import ctypes
import sys

_SET_DUMPABLE = 4  # linux/prctl.h
_SET_CHILD_SUBREAPER = 36


def close_to_others() -> None:
    """Forbid processes of the same user to look into this one's memory or to trace it."""
    _control(_SET_DUMPABLE, 0)


def open_to_others() -> None:
    """Allow it again: a closed process can't list its own open files either."""
    _control(_SET_DUMPABLE, 1)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent has ended, so that none is lost."""
    _control(_SET_CHILD_SUBREAPER, 1)


def _control(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
