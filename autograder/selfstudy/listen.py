"""What a cell sends while it runs, kept as far as grading needs it."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from autograder.grading.result import RESULT_MIME

Fate = Literal["ended", "took too long", "killed Python"]

# IPython names a cell's file by a hash, which tells a student nothing.
_CELL_FILE = re.compile(r"\((?:\d+\.py|<ipython-[^>]*>|<[^>]*>), line (\d+)\)")
_LONGEST_ERROR = 300


@dataclass(frozen=True)
class Ran:
    """What came of a cell: results that it displayed, its value as text, its error in words.

    `lost` tells that the process with all its variables is gone.
    """

    results: tuple[Any, ...] = ()
    value: str = ""
    error: str = ""
    fate: Fate = "ended"
    lost: bool = False


class Listener:
    """Keeps results, value and error of the request `number`; what is printed is dropped."""

    def __init__(self, number: str) -> None:
        self._number = number
        self._results: list[Any] = []
        self._value = self._error = ""
        self.took_too_long = False

    def hears(self, message: dict[str, Any]) -> bool:
        """Keep what the message holds; return True if it says that the cell has ended."""
        if message["parent_header"].get("msg_id") != self._number:
            return False
        content = message["content"]
        kind = message["msg_type"]
        if kind in ("display_data", "execute_result") and RESULT_MIME in content["data"]:
            self._results.append(content["data"][RESULT_MIME])
        elif kind == "execute_result":
            self._value = str(content["data"].get("text/plain", ""))
        elif kind == "error":
            self._error = error_in_words(content["ename"], content["evalue"])
        return bool(kind == "status" and content["execution_state"] == "idle")

    def ran(self, lost: bool) -> Ran:
        """Return what was kept, when the cell has ended or is given up."""
        fate: Fate = "killed Python" if lost else "ended"
        if self.took_too_long:
            fate = "took too long"
        return Ran(tuple(self._results), self._value, self._error, fate, lost)


def error_in_words(kind: str, message: str) -> str:
    """Return an exception as one short line, without the hash that IPython calls a cell by."""
    text = one_line(_CELL_FILE.sub(r"(line \1)", message))
    return f"{kind}: {text}" if text else kind


def one_line(text: str) -> str:
    """Return the text in one line of printable characters, shortened."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    line = " ".join(printable.split())
    return line if len(line) <= _LONGEST_ERROR else line[: _LONGEST_ERROR - 3] + "..."
