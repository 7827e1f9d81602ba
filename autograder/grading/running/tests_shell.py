"""The grader's side of a notebook: test cells and locked cells, with stand-ins for the rest."""

import contextlib
import sys
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from autograder.grading.bridge.namespace import TestNamespace
from autograder.grading.bridge.student import Student
from autograder.grading.course import CourseError
from autograder.grading.running.cells import Output, not_judged
from autograder.grading.running.partial import settle
from autograder.inside.shell import Shell
from autograder.wire.errors import WireError

_BETWEEN = ("autograder.grading.bridge.", "autograder.wire.")


class TestsShell(Shell):
    """IPython whose namespace holds the course's own names and asks for the student's."""

    __test__ = False  # for pytest, which collects classes of this name

    def __init__(self, student: Student, asked: frozenset[str]) -> None:
        self.student, self._asked = student, asked
        self._value: object = None
        self._error: BaseException | None = None
        super().__init__(user_ns=TestNamespace(student, asked))
        student.show = self._show_from_student

    def start_over(self, student: Student) -> None:
        """Be as if nothing had run yet, with another student."""
        self.student, self._value, self._error = student, None, None
        self.last_execution_result, self.execution_count = None, 1
        if self.history_manager is not None:
            self.history_manager.reset(new_session=False)
        names = TestNamespace(student, self._asked)
        prepared = self.prepare_user_module(None, names)  # type: ignore[no-untyped-call]  # IPython
        self.user_module, self.user_ns = prepared
        self.init_sys_modules()  # type: ignore[no-untyped-call]  # IPython
        self.init_user_ns()  # type: ignore[no-untyped-call]  # IPython
        student.show = self._show_from_student

    def run_test(self, source: str) -> tuple[list[Output], str]:
        """Run a test cell; return its outputs, which decide on the points, and the course's fault.

        A fault is why the test can't judge anybody's answer, '' if it can.
        """
        self.student.new_test()
        outputs = self.run(source)
        if isinstance(self._error, CourseError):
            return [not_judged()], str(self._error)
        return settle(outputs, self._value), ""

    def run_cell(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - IPython's own
        """Run a cell and note the value, or the exception, that it ends with."""
        done = super().run_cell(*args, **options)  # type: ignore[no-untyped-call]  # IPython
        self._value, self._error = done.result, done.error_in_exec
        return done

    def run_given(self, source: str) -> None:
        """Run a locked cell for its names; what it shows is shown by the student's process."""
        with self.capture():
            self.run_cell(source, store_history=False)

    def showtraceback(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - IPython's own
        """Show the traceback of an exception without the steps between the two processes."""
        error = sys.exc_info()[1]
        if error is not None:
            error.__traceback__ = _without_bridge(error.__traceback__)
            error.__suppress_context__ = True
            if isinstance(error.__cause__, WireError):
                error.__cause__ = None
        super().showtraceback(*args, **options)

    def _show_from_student(self, item: Any) -> None:  # noqa: ANN401 - unchecked
        if isinstance(item, dict) and isinstance(item.get("data"), dict):
            self.outputs.show({"text/plain": str(item["data"].get("text/plain", ""))}, {})


def _without_bridge(trace: TracebackType | None) -> TracebackType | None:
    """Return the traceback up to where it enters the bridge to the student's process."""
    kept = [step for step in _steps(trace) if not _in_bridge(step)]
    for step, following in zip(kept, [*kept[1:], None], strict=True):
        with contextlib.suppress(ValueError):  # no loops can arise, but Python asks
            step.tb_next = following
    return kept[0] if kept else None


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _in_bridge(step: TracebackType) -> bool:
    return str(step.tb_frame.f_globals.get("__name__", "")).startswith(_BETWEEN)
