"""What came of a cell, as far as a check needs it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.grading.result import RESULT_MIME
from autograder.grading.running.cells import Ran

# IPython names a cell's file by a hash, which tells a student nothing.
_CELL_FILE = re.compile(r"\((?:\d+\.py|<ipython-[^>]*>|<[^>]*>), line (\d+)\)")
_LONGEST_ERROR = 300


@dataclass(frozen=True)
class Came:
    """Results that a cell displayed, its value as text, its error in words.

    `stopped` says why it didn't come to its end, or can't judge any answer; '' if neither.
    """

    results: tuple[Any, ...] = ()
    value: str = ""
    error: str = ""
    stopped: str = ""


def came_of(ran: Ran) -> Came:
    """Return what is to be known of a cell's outputs."""
    shown = [output["data"] for output in ran.outputs if isinstance(output.get("data"), dict)]
    values = _of_kind(ran.outputs, "execute_result")
    errors = _of_kind(ran.outputs, "error")
    return Came(
        results=tuple(data[RESULT_MIME] for data in shown if RESULT_MIME in data),
        value=str(values[-1]["data"].get("text/plain", "")) if values else "",
        error=error_in_words(errors[-1]["ename"], errors[-1]["evalue"]) if errors else "",
        stopped=ran.stopped or ran.fault,
    )


def _of_kind(outputs: Iterable[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [output for output in outputs if output.get("output_type") == kind]


def error_in_words(kind: str, message: str) -> str:
    """Return an exception as one short line, without the hash that IPython calls a cell by."""
    text = one_line(_CELL_FILE.sub(r"(line \1)", message))
    return f"{kind}: {text}" if text else kind


def one_line(text: str) -> str:
    """Return the text in one line of printable characters, shortened."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(printable.split())
    return line if len(line) <= _LONGEST_ERROR else line[: _LONGEST_ERROR - 3] + "..."
