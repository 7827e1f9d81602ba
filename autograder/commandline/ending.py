"""What is said of an exception that no command foresaw, and the exit code."""

import errno
import traceback
from dataclasses import dataclass
from pathlib import Path

REFUSED, FAULT, INTERRUPTED = 1, 70, 130  # 70 is EX_SOFTWARE of BSD's sysexits.h
STOPPED = "Stopped."
_FAULT = (
    "autograder {command} ended on an error that it did not expect: {what}{where}. That is a fault "
    "of the kit, not yours. `autograder --debug {command} ...` shows the trace: please report it, "
    "with the command that you ran."
)
_NOT_LOADED = (
    "autograder {command} can't load a package that it needs ({reason}): `autograder doctor` says "
    "which are missing or broken, and how to get them."
)
_REFUSED = "The operating system refused what autograder {command} needs: {reason}{path}. {to_do}"
_TO_DO = {
    errno.ENOSPC: "Free some space, then run the command again.",
    errno.EDQUOT: "Your quota is used up: free some space, then run the command again.",
    errno.EROFS: "The place can only be read: work in a folder that you may write.",
    errno.EACCES: "Look at who may read and write it, then run the command again.",
    errno.EPERM: "Look at who may read and write it, then run the command again.",
    errno.ENOMEM: "Close other programs, or ask for fewer workers, then run the command again.",
}
_PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Ending:
    """One sentence for the screen, and the exit code."""

    sentence: str
    code: int


def ending_of(error: Exception, command: str) -> Ending | None:
    """Return what to say of an exception, or None where typer has its own way to end.

    That is a reader who has gone (a closed pipe) or no more input.
    """
    if isinstance(error, EOFError | BrokenPipeError):
        return None
    if isinstance(error, MemoryError):
        error = OSError(errno.ENOMEM, "not enough memory")
    if isinstance(error, ImportError) and not (error.name or "").startswith("autograder"):
        return Ending(_NOT_LOADED.format(command=command, reason=error), REFUSED)
    if isinstance(error, OSError) and error.errno in _TO_DO:
        path = f" ({error.filename})" if error.filename else ""
        reason, to_do = error.strerror, _TO_DO[error.errno]
        said = _REFUSED.format(command=command, reason=reason, path=path, to_do=to_do)
        return Ending(said, REFUSED)
    what = ": ".join(filter(None, (type(error).__name__, " ".join(str(error).split()))))
    return Ending(_FAULT.format(command=command, what=what, where=_where(error)), FAULT)


def _where(error: Exception) -> str:
    """Return the innermost line of the kit's own that the exception came through."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE) and "commandline" not in path.parts:
            return f" ({path.relative_to(_PACKAGE.parent).as_posix()}, line {frame.lineno})"
    return ""
