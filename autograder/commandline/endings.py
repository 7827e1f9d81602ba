"""How any command ends: a sentence, an exit code, a trace with --debug."""

import errno
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from autograder.findings import text

REFUSED, FAULT, INTERRUPTED = 1, 70, 130  # 70 is EX_SOFTWARE of BSD's sysexits.h

STOPPED = "Stopped."
_TO_DO = {
    errno.ENOSPC: "to-do.no-space",
    errno.EDQUOT: "to-do.quota",
    errno.EROFS: "to-do.read-only",
    errno.EACCES: "to-do.not-allowed",
    errno.EPERM: "to-do.not-allowed",
    errno.ENOMEM: "to-do.no-memory",
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
        error = OSError(errno.ENOMEM, text("ending.no-memory"))
    if isinstance(error, ImportError) and not (error.name or "").startswith("autograder"):
        return Ending(text("ending.not-loaded", command=command, reason=error), REFUSED)
    if isinstance(error, OSError) and error.errno in _TO_DO:
        path = f" ({error.filename})" if error.filename else ""
        reason, to_do = error.strerror, text(_TO_DO[error.errno])
        said = text("ending.refused", command=command, reason=reason, path=path, to_do=to_do)
        return Ending(said, REFUSED)
    what = ": ".join(filter(None, (type(error).__name__, " ".join(str(error).split()))))
    return Ending(text("ending.fault", command=command, what=what, where=_where(error)), FAULT)


def _where(error: Exception) -> str:
    """Return the innermost line of the kit's own that the exception came through."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE) and path != Path(__file__).resolve():
            return text(
                "ending.line",
                as_posix=path.relative_to(_PACKAGE.parent).as_posix(),
                lineno=frame.lineno,
            )
    return ""


class Front(TyperGroup):
    """Run a command; say in a sentence what ended it, and with --debug where."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer's own types
        """Run the command that was named.

        An exception that no command foresaw ends with a sentence and exit code 70, one of the
        operating system with 1, Ctrl-C with 130. With --debug the trace stands above it.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            _trace(ctx, error)
            typer.echo(STOPPED, err=True)
            raise typer.Exit(INTERRUPTED) from error
        except Exception as error:
            if _is_answer(error):  # a command's own exit, or typer's word on the arguments
                _trace(ctx, error.__cause__ or error.__context__)
                raise
            ending = ending_of(error, ctx.invoked_subcommand or "")
            if ending is None:
                raise
            _trace(ctx, error)
            raise _end(ending) from error


def _is_answer(error: Exception) -> bool:
    return isinstance(error, typer.Abort) or hasattr(error, "exit_code")


def _trace(ctx: Any, error: BaseException | None) -> None:  # noqa: ANN401
    if ctx.params.get("debug") and error is not None:
        traceback.print_exception(error, file=sys.stderr)


def _end(ending: Ending) -> typer.Exit:
    typer.echo(ending.sentence, err=True)
    return typer.Exit(ending.code)
