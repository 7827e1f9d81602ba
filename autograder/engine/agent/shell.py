"""The IPython shell that runs a student's cells, and which of its values are plain data."""

import builtins
import contextlib
import getpass
import re
import sys
from collections.abc import Iterator
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from autograder.engine.agent.outputs import Bundle, Output, Outputs, Stream
from autograder.findings import text

_SIGNS = re.compile(
    r"""^[ \t]*(?:[%!?,;/]|>>>|\.\.\.|In\ \[)   # at a line's start: %magic, !command, prompts
    | =[ \t]*[%!]                               # x = %magic, x = !command
    | \?[ \t;]*(?:\#.*)?$                       # help?
    | ^[ \t]+$                                  # lines of blanks, which it empties
    | [\\\f\r\v\x1c-\x1e\x85\u2028\u2029]       # what may break lines, or join them
    """,
    re.MULTILINE | re.VERBOSE,
)


def is_python(source: str) -> bool:
    """Return whether IPython would leave a cell as it is, but for a line break at its end.

    A cell of one line may be a command or a name for it, so it is never told to be Python.
    """
    start = source[:1]
    if not start or start.isspace() or source.count("\n", 0, -1) == 0:
        return False
    return not _SIGNS.search(source)


_ASYNC = re.compile(r"\b(?:await|async)\b")


class _Publisher(DisplayPublisher):
    """Keeps what display() shows."""

    def publish(self, data: Any, metadata: Any = None, *_: Any, **options: Any) -> None:  # noqa: ANN401
        """Keep a bundle; what has an id is replaced when it is shown again."""
        shown_id = str((options.get("transient") or {}).get("display_id", ""))
        _of(self).show(data, metadata or {}, shown_id)

    def clear_output(self, wait: bool = False) -> None:
        """Drop what was shown."""
        _of(self).clear(wait)


class Hook(DisplayHook):
    """Keeps the value of a cell's last expression."""

    def write_output_prompt(self) -> None:
        """Write none."""

    def finish_displayhook(self) -> None:
        """Write no line break."""

    def write_format_data(self, format_dict: Bundle, md_dict: Bundle | None = None) -> None:
        """Keep the value."""
        _of(self).result(format_dict, md_dict or {}, self.prompt_count)


class Shell(InteractiveShell):
    """Runs cells; `outputs` are those of the cell (or call) that runs."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(_Publisher)

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - traitlets' own
        self.outputs = Outputs()
        settings = Config()
        settings.HistoryManager.enabled = False
        settings.InteractiveShell.colors = "nocolor"
        self._plain: tuple[object, ...] | None = None
        self.keeps_input = False
        super().__init__(config=settings, **options)  # type: ignore[no-untyped-call]  # IPython
        self._plain = self._transformers()

    def transform_cell(self, raw_cell: str) -> str:
        """Return the cell as Python; one that has nothing of IPython's own is that already."""
        if self._plain is not None and self._plain == self._transformers() and is_python(raw_cell):
            return raw_cell if raw_cell.endswith("\n") else raw_cell + "\n"
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]  # IPython

    def should_run_async(self, raw_cell: str, **options: Any) -> bool:  # noqa: ANN401 - IPython's
        """Return whether a cell awaits something at its top level; most don't hold the word."""
        if not _ASYNC.search(options.get("transformed_cell") or raw_cell):
            return False
        return bool(super().should_run_async(raw_cell, **options))

    def _transformers(self) -> tuple[object, ...]:
        manager = self.input_transformer_manager
        lists = (manager.cleanup_transforms, manager.line_transforms, manager.token_transformers)
        return (manager, *map(tuple, lists), *self.input_transformers_post)

    def run(self, source: str) -> list[Output]:
        """Run one cell and return its outputs."""
        with self.capture() as outputs:
            done = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        failed = done.error_before_exec or done.error_in_exec
        if failed is not None and not any(o["output_type"] == "error" for o in outputs.items):
            # IPython only prints some, such as a group of exceptions.
            outputs.error(type(failed).__name__, _message(failed), [])
        return outputs.items

    def forget(self) -> None:
        """Be as if nothing had run yet."""
        self.reset()  # type: ignore[no-untyped-call]  # IPython
        self.last_execution_result = None
        for name in ("last_exc", "last_type", "last_value", "last_traceback"):
            vars(sys).pop(name, None)

    @contextlib.contextmanager
    def capture(self) -> Iterator[Outputs]:
        """Within, what is printed and shown goes to new outputs, and nobody answers input()."""
        before = self.outputs, sys.stdout, sys.stderr
        outputs = self.outputs = Outputs()
        sys.stdout, sys.stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
        if not self.keeps_input:  # a test has put something in its place
            builtins.input = getpass.getpass = _no_input
        try:
            yield outputs
        finally:
            self.outputs, sys.stdout, sys.stderr = before

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no screen."""

    def ask_exit(self) -> None:
        """Do nothing: exit() ends no notebook that is graded."""

    def _format_exception_for_storage(self, *_: object, **_options: object) -> dict[str, Any]:
        """Keep no second copy of a traceback in a history that nobody reads."""
        return {}

    def _showtraceback(self, etype: type, evalue: object, stb: list[str]) -> None:
        self.outputs.error(etype.__name__, _message(evalue), list(stb))


def _message(error: object) -> str:
    with contextlib.suppress(Exception):  # its own __str__ may be broken
        return str(error)
    return ""


def _of(part: _Publisher | Hook) -> Outputs:
    """Return the outputs of the shell that a part of it belongs to."""
    outputs: Outputs = part.shell.outputs  # type: ignore[union-attr]  # it is made by its shell
    return outputs


def _no_input(*_prompt: object, **_: object) -> str:
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError(text("student-output.no-input"))
