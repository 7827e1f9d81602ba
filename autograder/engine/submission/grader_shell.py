"""The shell of the hidden tests."""

import contextlib
import re
import sys
from collections.abc import Iterator
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from traitlets import Type

from autograder.course.folders import CourseError
from autograder.engine.agent.local_modules import classes_in
from autograder.engine.agent.shell import Hook, Shell
from autograder.engine.agent.together import quiet_warnings
from autograder.engine.bridge.code_guard import GUARD, watch_code
from autograder.engine.bridge.exceptions import ProcessStopped
from autograder.engine.bridge.namespace import TestNamespace
from autograder.engine.bridge.patches import Patches
from autograder.engine.bridge.seeding import watch
from autograder.engine.bridge.sources import watch_sources
from autograder.engine.bridge.student import modules_beside
from autograder.engine.submission.cell_runs import not_judged
from autograder.engine.submission.points_of_tests import checked_points, with_refusal
from autograder.engine.wire.frames import WireError

if TYPE_CHECKING:
    from autograder.engine.bridge.student import Student
    from autograder.engine.submission.cell_runs import Output
    from autograder.findings import Finding

# Where a test may read the cells before it.
_INPUTS = re.compile(r"\b(In|_ih|_i|_ii|_iii|_i\d+|get_ipython|history_manager)\b")
# Where a test may put something in the place of a library's function.
_SETS = re.compile(r"^\s*[A-Za-z_]\w*(\.\w+)+\s*=[^=]|\bsetattr\(", re.MULTILINE)


class _Notebook:
    """The module `__main__` of test cells: its attributes are their names, the student's too."""

    __dict__: dict[str, Any]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any value
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: object) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        del self.__dict__[name]


_LAST_ERROR = ("last_exc", "last_type", "last_value", "last_traceback")
_BETWEEN = ("autograder.engine.bridge.", "autograder.engine.wire.")


class _TestHook(Hook):
    """Keeps the value of a test's last expression."""

    def update_user_ns(self, result: object) -> None:
        """Set `_` to it, without a question to the student's process what `_` is there."""
        with self.shell.names.alone():  # type: ignore[union-attr]  # it is made by its shell
            super().update_user_ns(result)  # type: ignore[no-untyped-call]  # IPython


class GraderShell(Shell):
    """IPython whose namespace holds the course's own names and asks for the student's."""

    displayhook_class = Type(_TestHook)

    __test__ = False  # for pytest, which collects classes of this name

    def __init__(
        self,
        student: "Student",
        required_names: frozenset[str],
        course_names: frozenset[str] = frozenset(),
    ) -> None:
        self.student, self._names = student, (required_names, course_names)
        self._value: object = None
        self._error: BaseException | None = None
        self._depth = 0  # of cells within cells
        super().__init__(user_ns=TestNamespace(student, *self._names))
        watch()
        watch_sources()
        watch_code()
        self._give_names()
        student.show = self._show_from_student

    def start_over(self, student: "Student") -> None:
        """Be as if nothing had run yet, with another student."""
        self.student, self._value, self._error = student, None, None
        GUARD.start_over()
        self.last_execution_result, self.execution_count = None, 1
        for name in _LAST_ERROR:  # with it go all arrays of the functions that it came through
            vars(sys).pop(name, None)
        if self.history_manager is not None:
            self.history_manager.reset(new_session=False)
        names = TestNamespace(student, *self._names)
        prepared = self.prepare_user_module(None, names)  # type: ignore[no-untyped-call]  # IPython
        self.user_module, self.user_ns = prepared
        self._give_names()
        self.init_sys_modules()  # type: ignore[no-untyped-call]  # IPython
        self.init_user_ns()  # type: ignore[no-untyped-call]  # IPython
        student.show = self._show_from_student

    def _give_names(self) -> None:
        """Let the module `__main__`, which `patch` sets names of, have those of test cells."""
        self.user_module.__class__ = type("Notebook", (_Notebook, type(self.user_module)), {})

    def remember(self, source: str) -> None:
        """Note the source of a cell that the student's process has run, as `In` has it."""
        dict.get(self.names, "In", []).append(source)

    def run_test(self, source: str) -> tuple[list["Output"], str]:
        """Run a test cell; return its outputs, which decide on the points, and the course's fault.

        A fault is why the test can't judge anybody's answer, '' if it can.
        """
        self.student.new_test()
        if _INPUTS.search(source):
            for cell in self.student.sources:
                self.student.hear(cell)
        if "patch" in source or _SETS.search(source):
            own = {n: v for n, v in dict.items(self.names) if isinstance(v, ModuleType)}
            self.student.patches = Patches(source, own)
        with quiet_warnings():
            outputs = self.run(source)
        if GUARD.refused:
            self._value, outputs = None, with_refusal(outputs)
        self.student.end_test()
        if isinstance(self._error, CourseError):
            return [not_judged()], str(self._error)
        return checked_points(outputs, self._value, source, self.names.is_students), ""

    @property
    def names(self) -> TestNamespace:
        """The names of test cells."""
        found: TestNamespace = self.user_ns
        return found

    @property
    def stopped(self) -> "Finding | None":
        """What ended the last cell, if it was that a call of the student's was stopped."""
        return self._error.finding if isinstance(self._error, ProcessStopped) else None

    def run_cell(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - IPython's own
        """Run a cell and note the value, or the exception, that it ends with."""
        if not self._depth:
            GUARD.expect_cell(str(args[0] if args else options.get("raw_cell")))
        self._depth += 1
        try:
            done = super().run_cell(*args, **options)  # type: ignore[no-untyped-call]  # IPython
        finally:
            self._depth -= 1
        self._value, self._error = done.result, done.error_in_exec
        return done

    def run_given(self, source: str) -> None:
        """Run a locked cell for its names; what it shows is shown by the student's process."""
        before = set(map(id, dict.values(self.names)))
        with self.capture():
            self.run_cell(source, store_history=False)
        for name, value in [*dict.items(self.names), *self.names.left.items()]:
            own = isinstance(value, type) and value.__module__ == "__main__"
            if own and id(value) not in before and value not in self.student.shared.keys:
                self.student.shared.know(value, f"__main__:{name}")
        for name, kind in classes_in(modules_beside()):
            if kind not in self.student.shared.keys:
                self.student.shared.know(kind, name)

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
