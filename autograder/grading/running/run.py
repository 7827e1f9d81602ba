"""Run the cells of a notebook in order, each in the process where it belongs."""

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence

from autograder.grading.bridge.errors import Stopped
from autograder.grading.bridge.session import Session
from autograder.grading.bridge.student import Student
from autograder.grading.running.cells import OnCell, Ran, RunCell, nobody, stopped
from autograder.grading.running.settings import Settings
from autograder.grading.running.tests_shell import TestsShell
from autograder.grading.sandbox.nursery import Nursery

LEFT_OUT = "left out: it uses a function that was stopped before"


class Sides:
    """The tests' side and the student's, made before it is known whose notebook is run.

    One at a time: display() asks for the shell that there is. `seconds` are those that cells took.
    """

    def __init__(self, asked: frozenset[str]) -> None:
        self.student = Student()
        self.shell = TestsShell.instance(student=self.student, asked=asked)
        self.seconds = 0.0

    def start_over(self) -> None:
        """Be as if nothing had run yet: for the next notebook."""
        self.student.end()
        self.student, self.seconds = Student(), 0.0
        self.shell.start_over(self.student)

    def end(self) -> None:
        """End the student's process, and let others be made."""
        TestsShell.clear_instance()
        self.student.end()


def run_cells(cells: Sequence[RunCell], settings: Settings, on_cell: OnCell = nobody) -> list[Ran]:
    """Return what came of each cell, in order; every cell gets its turn.

    Raises NoSandbox when a student's process can't be started.
    """
    nursery, sides = settings.nursery(), Sides(settings.asked)
    try:
        return run_in(nursery, cells, settings, sides, on_cell)
    finally:
        sides.end()
        nursery.end()


def run_in(
    nursery: Nursery,
    cells: Sequence[RunCell],
    settings: Settings,
    sides: Sides,
    on_cell: OnCell = nobody,
) -> list[Ran]:
    """Do as run_cells does, with what is ready: students' processes come from the nursery.

    `sides`, made for the same names, are used up until they start over.
    """
    sides.student.start = _starter(nursery, settings)
    try:
        with contextlib.suppress(Stopped):  # each cell says so itself
            sides.student.ready(0)
        start = time.perf_counter()
        results = list(_ran(cells, sides.student, sides.shell, on_cell))
        sides.seconds = time.perf_counter() - start
        return results
    finally:
        sides.student.end()


def _starter(nursery: Nursery, settings: Settings) -> Callable[[], Session]:
    limits = settings.limits
    until = time.monotonic() + limits.notebook_seconds

    def start() -> Session:
        if time.monotonic() >= until:
            raise Stopped(f"not run: the notebook took more than {limits.notebook_seconds} s")
        session = Session(nursery.student(), limits, until)
        if settings.files:
            session.put_files(settings.files)
        return session

    return start


def _ran(
    cells: Sequence[RunCell], student: Student, shell: TestsShell, on_cell: OnCell
) -> Iterator[Ran]:
    for number, cell in enumerate(cells, start=1):
        on_cell(cell, number, len(cells))
        if cell.role == "demo" and student.knows_harm_in(cell.source):
            yield stopped(LEFT_OUT, number)
            continue
        try:
            yield _run(cell, number, student, shell)
        except Stopped as reason:
            yield stopped(str(reason), number)


def _run(cell: RunCell, number: int, student: Student, shell: TestsShell) -> Ran:
    if cell.role == "test":
        tested, fault = shell.run_test(cell.source)
        return Ran(tuple(tested), "", number, fault)
    try:
        outputs = student.run_cell(cell.key, cell.source)
    finally:  # tests need these names, whatever the student's process does
        if cell.role == "given":
            shell.run_given(cell.source)
        if cell.imports:
            shell.run_given(cell.imports)
    return Ran(tuple(outputs), "", number)
