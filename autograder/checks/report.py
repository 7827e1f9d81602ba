"""The lines of a visible check, as text and as a box in the notebook."""

import os
from dataclasses import dataclass
from typing import Literal

from autograder.checks.box import box
from autograder.checks.calls import NOT_IMPLEMENTED

Status = Literal["passed", "FAILED", "note"]


class CheckFailed(AssertionError):  # noqa: N818 - it reads as a sentence in `nbgrader validate`
    """A visible check failed while `nbgrader validate` was running."""

    def _render_traceback_(self) -> list[str]:
        return [f"CheckFailed: {self}"]


@dataclass(frozen=True)
class Line:
    """One thing that was looked at: its status in words, its name and what was seen."""

    status: Status
    name: str
    seen: str = ""

    def __str__(self) -> str:
        text = f"  {self.status:<6}  {self.name}"
        return f"{text}\n          {self.seen}" if self.seen else text


@dataclass(frozen=True)
class Report:
    """The outcome of one visible check."""

    title: str
    lines: tuple[Line, ...]

    @property
    def passed(self) -> bool:
        """Whether no line failed."""
        return all(line.status != "FAILED" for line in self.lines)

    @property
    def not_implemented(self) -> bool:
        """Whether the stub is still in place."""
        return any(line.seen == NOT_IMPLEMENTED for line in self.lines)

    def __str__(self) -> str:
        if self.not_implemented:
            return f"{self.title}: {NOT_IMPLEMENTED}"
        head = "all checks passed" if self.passed else "not right yet"
        return "\n".join([f"{self.title}: {head}", *map(str, self.lines)])

    __repr__ = __str__  # what a notebook shows where it can't show HTML

    def _repr_html_(self) -> str:
        return box(str(self), "solid" if self.passed else "dashed")

    def show(self) -> None:
        """Show the report below the cell.

        Raises CheckFailed if it failed and `nbgrader validate` is running, which goes by errors.
        """
        from IPython.display import display  # the checks work without a notebook, too

        display(self)
        if not self.passed and "NBGRADER_VALIDATING" in os.environ:
            first = next(line for line in self.lines if line.status == "FAILED")
            raise CheckFailed(f"{self.title}: {first.seen}")
