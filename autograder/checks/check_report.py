"""The lines of a visible check, and the checks that wait for the points while nbgrader grades."""

import ast
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from autograder.checks.kernel import Progress, newest_cell, progress_after
from autograder.findings import CHECK_MIME, Code, Finding, text, words
from autograder.findings.card import (
    Card,
    State,
    as_title,
    card_html,
    card_text,
    split_title,
)
from autograder.findings.own_texts import own_text

Status = Literal["passed", "FAILED", "note"]


class CheckFailed(AssertionError):  # noqa: N818 - it reads as a sentence in `nbgrader validate`
    """A visible check failed while `nbgrader validate` was running."""

    def _render_traceback_(self) -> list[str]:
        return [f"CheckFailed: {self}"]


@dataclass(frozen=True)
class CheckLine:
    """One thing that was looked at: its status, its name, and what was found.

    An author's own check says what it has seen in a sentence.
    """

    status: Status
    name: str
    seen: str | Finding = ""

    @property
    def said(self) -> str:
        """What was found, in words; '' if nothing."""
        return words(self.seen) if isinstance(self.seen, Finding) else own_text(self.seen)

    def __str__(self) -> str:
        line = f"  {text(f'status.{self.status.lower()}'):<6}  {self.name}"
        return f"{line}\n          {self.said}" if self.seen else line


@dataclass(frozen=True)
class Report:
    """The outcome of one visible check, and where it is known, how far the notebook is."""

    title: str
    lines: tuple[CheckLine, ...]
    progress: Progress | None = None

    @property
    def passed(self) -> bool:
        """Whether no line failed."""
        return all(line.status != "FAILED" for line in self.lines)

    @property
    def less_strict(self) -> bool:
        """Whether what is right was not known."""
        codes = (line.seen.code for line in self.lines if isinstance(line.seen, Finding))
        return Code.LESS_STRICTLY in codes

    @property
    def not_implemented(self) -> bool:
        """Whether the stub is still in place."""
        return any(line.seen == Finding(Code.NOT_IMPLEMENTED) for line in self.lines)

    def __str__(self) -> str:
        if self.not_implemented:
            return text("of-part", part=self.title, seen=words(Finding(Code.NOT_IMPLEMENTED)))
        passed = "check.passed-less" if self.less_strict else "check.passed"
        head = text(passed if self.passed else "check.failed")
        return "\n".join([text("of-part", part=self.title, seen=head), *map(str, self.lines)])

    __repr__ = __str__  # what a notebook shows where it can't show HTML

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        """Return the report as text, as a card, and for programs that look for checks."""
        known = {"title": self.title, "passed": self.passed}
        card = self.card
        return {"text/plain": card_text(card), "text/html": card_html(card), CHECK_MIME: known}

    @property
    def card(self) -> Card:
        """The report as a card: the likeliest cause is open, other failures and passes folded."""
        card, progress = self._card, self.progress
        if progress is None:
            return card
        card = replace(card, progress=(progress.passed, progress.total))
        if not (progress.first and self.passed):
            return card
        if progress.following:
            title, then = text("card.works"), text("card.next", name=progress.following)
        else:
            title, then = text("card.all-passed", count=progress.total), text("card.hand-in")
        return replace(card, title=title, said=(f"{card.title}.", *card.said, then), seal=True)

    @property
    def _card(self) -> Card:
        if self.not_implemented:
            return Card("to-do", self.title, as_title(words(Finding(Code.NOT_IMPLEMENTED))))
        by_status = {
            status: [each for each in self.lines if each.status == status] for status in _ALL
        }
        failed = sorted(by_status["FAILED"], key=lambda line: not _is_named(line))
        passed = [line.name for line in by_status["passed"]]
        folded = [(text("card.passed-count", count=len(passed)), passed)] if passed else []
        notes = [text("of-part", part=line.name, seen=line.said) for line in by_status["note"]]
        if not failed:
            head = text("check.passed-less" if self.less_strict else "check.passed")
            return Card("passed", self.title, as_title(head), notes, folded=folded)
        first, *rest = failed
        more = [text("of-part", part=line.name, seen=line.said) for line in rest]
        if more:
            folded.insert(0, (text("card.more", count=len(more)), more))
        title, said = _cause(first)
        state: State = "stopped" if _is(first, Code.RAISED) else "not-yet"
        return Card(state, self.title, title, (*said, *notes), folded=folded)

    def show(self) -> None:
        """Show the report below the cell.

        Raises CheckFailed if it failed and `nbgrader validate` is running, which goes by errors.
        """
        from IPython.display import display  # the checks work without a notebook, too

        lines = tuple(replace(line, name=own_text(line.name)) for line in self.lines)
        display(replace(self, lines=lines))
        if not self.passed and "NBGRADER_VALIDATING" in os.environ:
            first = next(line for line in self.lines if line.status == "FAILED")
            raise CheckFailed(f"{self.title}: {first.said}")


_ALL: tuple[Status, ...] = ("passed", "FAILED", "note")


def _is(line: CheckLine, code: Code) -> bool:
    return isinstance(line.seen, Finding) and line.seen.code == code


def _is_named(line: CheckLine) -> bool:
    return _is(line, Code.KNOWN_MISTAKE)


def _cause(line: CheckLine) -> tuple[str, list[str]]:
    """Return what a failed line says as a title, and the rest of it."""
    if isinstance(line.seen, Finding) and _is_named(line):
        values = line.seen.values
        return as_title(str(values["name"])), [
            str(values[key]) for key in ("seen", "hint", "reread")
        ]
    title, rest = split_title(line.said)
    if not title:
        return as_title(line.name), [line.said]
    if _is(line, Code.RAISED):
        return title, rest
    # Which of a function's examples it was.
    if not rest:
        return as_title(text("of-part", part=line.name, seen=line.said)), []
    return title, [text("of-part", part=line.name, seen=each) for each in rest]


_waiting: list[Callable[[], Report]] = []
_left_out: list[bool] = []


def skip_reports() -> None:
    """Show no check in this process from now on: nobody is there to read it."""
    _left_out.append(True)


def show(make: Callable[[], Report], function: Callable[..., Any] | None = None) -> None:
    """Show the report that `make` returns, now or when the question has its points.

    Of a `function` whose newest cell can't run there is nothing to report but that.
    """
    if _left_out:
        return
    older = cell_that_cannot_run(function)
    if older:
        name = getattr(function, "__name__", text("your-function"))
        report = Report(name, (CheckLine("FAILED", text("check.cell"), older),))
    elif os.environ.get("NBGRADER_EXECUTION") == "autograde" and _asked_at_the_end():
        _waiting.append(make)
        return
    else:
        report = make()
    passed = report.passed and not report.less_strict
    replace(report, progress=progress_after(passed)).show()


def release_reports(full_points: bool) -> None:
    """Show what waits in this cell, or let it go when the answer has earned all points."""
    waiting = _waiting[:]
    _waiting.clear()
    for make in () if full_points else waiting:
        make().show()


def _asked_at_the_end() -> bool:
    """Have IPython ask at the end of each cell; return whether there is one."""
    from IPython import get_ipython  # the checks work without a notebook, too

    shell: Any = get_ipython()
    if shell is None:
        return False
    if _show_the_rest not in shell.events.callbacks["post_execute"]:
        shell.events.register("post_execute", _show_the_rest)
    return True


def _show_the_rest() -> None:
    release_reports(full_points=False)


def cell_that_cannot_run(function: Callable[..., Any] | None) -> Finding | None:
    """Return what keeps the newest cell that defines the function from running, None if nothing.

    Python reads a cell as a whole before it runs any of it: after a SyntaxError the name still
    stands for the function of an earlier cell, which would be checked in its place.
    """
    name = getattr(function, "__name__", "")
    known = isinstance(name, str) and name.isidentifier()
    source = newest_cell(name) if known else None
    if source is None:
        return None
    try:
        ast.parse(source)
    except SyntaxError as error:
        said = {"line": error.lineno or 0, "reason": error.msg}
        return Finding.of(Code.OLDER_FUNCTION, name=name, **said)
    except (ValueError, RecursionError, MemoryError):  # nothing that Python could have run, either
        pass
    return None
