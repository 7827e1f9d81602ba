"""The group of all commands: whatever ends one of them, there is a word and an exit code."""

import sys
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from autograder.commandline.ending import INTERRUPTED, STOPPED, Ending, ending_of


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
