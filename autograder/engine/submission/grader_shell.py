"""The shell of the hidden tests, and the points that a stopped cell has already earned."""

import contextlib
import numbers
import re
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.course.folders import CourseError
from autograder.engine.agent.shell import Shell
from autograder.engine.agent.together import number_of_points, quiet_warnings
from autograder.engine.bridge.exceptions import ProcessStopped
from autograder.engine.bridge.namespace import TestNamespace
from autograder.engine.bridge.patches import Patches
from autograder.engine.bridge.proxies import ObjectProxy
from autograder.engine.bridge.seeding import watch
from autograder.engine.submission.cell_runs import grader_error, not_judged
from autograder.engine.wire.frames import WireError
from autograder.findings import text as say

if TYPE_CHECKING:
    from autograder.engine.bridge.student import Student
    from autograder.engine.submission.cell_runs import Output
    from autograder.findings import Finding

_ROUNDING = 1e-9


def checked_points(outputs: Sequence["Output"], value: object) -> list["Output"]:
    """Return a test's outputs with its value as nbgrader reads it, or with an error instead."""
    if not any(output.get("output_type") == "execute_result" for output in outputs):
        return [*outputs, _error(value)] if isinstance(value, ObjectProxy) else list(outputs)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, np.bool_ | bool):
        return list(outputs)
    if isinstance(value, numbers.Real | Decimal):
        number = number_of_points(value)
        if number is None:
            return [*_without_result(outputs), _error(value)]
        return [_with_text(output, repr(number)) for output in outputs]
    if isinstance(value, np.ndarray | np.generic | complex | ObjectProxy):
        return [*_without_result(outputs), _error(value)]
    return list(outputs)


def _with_text(output: "Output", text: str) -> "Output":
    if output.get("output_type") != "execute_result":
        return output
    return {**output, "data": {**output["data"], "text/plain": text}}


def _without_result(outputs: Sequence["Output"]) -> list["Output"]:
    return [each for each in outputs if each.get("output_type") != "execute_result"]


def checked_text(outputs: Sequence["Output"]) -> list["Output"]:
    """Return outputs of a test that ran with the student's code, with an error for odd points."""
    for output in outputs:
        if output.get("output_type") == "execute_result":
            try:
                found = float(str(output["data"].get("text/plain")))
            except ValueError:
                continue
            if number_of_points(found) is None:
                return [*_without_result(outputs), _error(found)]
    return list(outputs)


def limit(outputs: Sequence["Output"], points: float) -> list["Output"]:
    """Return a test's outputs with an error for a number of points that is more than there are."""
    for number, output in enumerate(outputs):
        if output.get("output_type") == "execute_result":
            try:
                found = float(str(output["data"].get("text/plain")))
            except ValueError:
                continue
            if found > points + _ROUNDING:
                text = say("test-points.too-many", found=found, points=points)
                return [*_without_result(outputs), _failed(text)]
            if found > points:
                return [*outputs[:number], _with_text(output, repr(points)), *outputs[number + 1 :]]
    return list(outputs)


def _error(value: Any) -> "Output":  # noqa: ANN401 - any value
    theirs = isinstance(value, ObjectProxy)
    what = say("test-points.students-object") if theirs else _shown(value)
    return _failed(say("test-points.no-number", what=what))


def _shown(value: object) -> str:
    try:
        return " ".join(repr(value).split())[:80]
    except Exception:  # Python writes no number of over 4,300 digits
        return type(value).__name__


def _failed(text: str) -> "Output":
    return grader_error("NoPoints", text)


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


class GraderShell(Shell):
    """IPython whose namespace holds the course's own names and asks for the student's."""

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
        super().__init__(user_ns=TestNamespace(student, *self._names))
        watch()
        self._give_names()
        student.show = self._show_from_student

    def start_over(self, student: "Student") -> None:
        """Be as if nothing had run yet, with another student."""
        self.student, self._value, self._error = student, None, None
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
        if "patch" in source or _SETS.search(source):
            own = {n: v for n, v in dict.items(self.names) if isinstance(v, ModuleType)}
            self.student.patches = Patches(source, own)
        with quiet_warnings():
            outputs = self.run(source)
        self.student.end_test()
        if isinstance(self._error, CourseError):
            return [not_judged()], str(self._error)
        return checked_points(outputs, self._value), ""

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
        done = super().run_cell(*args, **options)  # type: ignore[no-untyped-call]  # IPython
        self._value, self._error = done.result, done.error_in_exec
        return done

    def run_given(self, source: str) -> None:
        """Run a locked cell for its names; what it shows is shown by the student's process."""
        before = set(map(id, dict.values(self.names)))
        with self.capture():
            self.run_cell(source, store_history=False)
        for name, value in dict.items(self.names):
            own = isinstance(value, type) and value.__module__ == "__main__"
            if own and id(value) not in before and value not in self.student.shared.keys:
                self.student.shared.know(value, f"__main__:{name}")

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
