"""Run a rebuilt notebook's cells, each where it belongs."""

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from autograder.course.files import scratch_folder
from autograder.engine.bridge.exceptions import ProcessStopped
from autograder.engine.bridge.natives import roots_of
from autograder.engine.bridge.session import Session
from autograder.engine.bridge.student import Student
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.engine.submission.cell_runs import (
    CellRun,
    CellToRun,
    OnCell,
    error_line,
    nobody,
    stopped,
)
from autograder.engine.submission.grader_shell import GraderShell
from autograder.engine.submission.specification import Settings
from autograder.findings import Code, Finding
from autograder.findings.language import language


@contextlib.contextmanager
def new_folder(files: Mapping[str, bytes]) -> Iterator[Path]:
    """Within, there is a folder that holds the files; it is removed whatever becomes of it."""
    with scratch_folder("tests") as folder:
        write_files(Path(folder), files)
        yield Path(folder)


class KeptFolder:
    """A folder that is emptied after each use: to remove one takes as long as a small test."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @contextlib.contextmanager
    def with_files(self, files: Mapping[str, bytes]) -> Iterator[Path]:
        """Within, it holds the files and nothing else."""
        if self._folder is None:
            self._folder = scratch_folder("tests")
        path = Path(self._folder.name)
        mode = path.stat().st_mode
        try:
            write_files(path, files)
            yield path
        finally:
            if not (_emptied(path) and path.stat().st_mode == mode):
                self.remove()

    def remove(self) -> None:
        """Remove it; the next use makes another one."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _emptied(folder: Path) -> bool:
    try:
        for each in folder.iterdir():
            if each.is_dir() and not each.is_symlink():
                shutil.rmtree(each)
            else:
                each.unlink()
    except OSError:
        return False
    return True


def go_to(folder: Path) -> None:
    """Work in the folder from now on, and import modules from it first."""
    os.chdir(folder)
    sys.path.insert(0, "")


@contextlib.contextmanager
def within(folder: Path) -> Iterator[None]:
    """Work in the folder for a while."""
    before, path = Path.cwd(), sys.path[:]
    go_to(folder)
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, by their relative names."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


class NotebookSession:
    """The tests' side and the student's, made before it is known whose notebook is run.

    One at a time: display() asks for the shell that there is. `seconds` are those that cells took.
    """

    def __init__(
        self, required_names: frozenset[str], course_names: frozenset[str] = frozenset()
    ) -> None:
        self.student = Student()
        self.shell = GraderShell.instance(
            student=self.student, required_names=required_names, course_names=course_names
        )
        self.seconds = 0.0

    def start_over(self) -> None:
        """Be as if nothing had run yet: for the next notebook."""
        self.student.end()
        self.student, self.seconds = Student(), 0.0
        self.shell.start_over(self.student)

    def end(self) -> None:
        """End the student's process, and let others be made."""
        GraderShell.clear_instance()
        self.student.end()


def run_in(
    warm_sandbox: WarmSandbox,
    cells: Sequence[CellToRun],
    settings: Settings,
    session: NotebookSession,
    on_cell: OnCell = nobody,
) -> list[CellRun]:
    """Return what came of each cell, in order; every cell gets its turn.

    Students' processes come from the warm sandbox. The `session`, made for the same names, is used
    up until it starts over. Raises NoSandbox when a student's process can't be started.
    """
    session.student.start = _starter(warm_sandbox, settings)
    session.student.roots = roots_of(settings.modules)
    session.shell.names.solution = settings.solution_names
    try:
        with contextlib.suppress(ProcessStopped):  # each cell says so itself
            session.student.ready(0)
        start = time.perf_counter()
        results = _ran(cells, session.student, session.shell, on_cell)
        session.seconds = time.perf_counter() - start
        return results
    finally:
        session.student.end()


def _starter(warm_sandbox: WarmSandbox, settings: Settings) -> Callable[[], Session]:
    limits = settings.limits
    until = time.monotonic() + limits.notebook_seconds

    def start() -> Session:
        if time.monotonic() >= until:
            raise ProcessStopped(Finding.of(Code.NOT_RUN, seconds=limits.notebook_seconds))
        session = Session(warm_sandbox.student(), limits, until)
        if settings.files or language():
            session.put_files(settings.files, language())
        return session

    return start


def _ran(
    cells: Sequence[CellToRun], student: Student, shell: GraderShell, on_cell: OnCell
) -> list[CellRun]:
    """Return what came of each cell, in order; tests that run after all cells do so."""
    found: dict[int, CellRun] = {}
    numbered = list(enumerate(cells, start=1))
    late = [each for each in numbered if each[1].place == "after"]
    for number, cell in numbered:
        if cell.place == "after":
            _take_names(cell, shell)
            continue
        on_cell(cell.key, len(found) + 1, len(cells))
        found[number] = _came(cell, number, student, shell)
    for number, cell in late:
        on_cell(cell.key, len(found) + 1, len(cells))
        found[number] = _came(cell, number, student, shell)
    return [found[number] for number, _ in numbered]


def _came(cell: CellToRun, number: int, student: Student, shell: GraderShell) -> CellRun:
    if cell.role == "demo" and student.knows_harm_in(cell.source):
        return stopped(Finding(Code.LEFT_OUT), number)
    try:
        return _run(cell, number, student, shell)
    except ProcessStopped as reason:
        return stopped(reason.finding, number)
    except NoSandbox:
        raise
    except Exception as error:  # of what a value is, say: it costs its own cell
        return stopped(Finding.of(Code.NOT_GRADED, reason=error_line(error)), number)


def _run(cell: CellToRun, number: int, student: Student, shell: GraderShell) -> CellRun:
    if cell.role == "test" and cell.apart:
        tested, fault = shell.run_test(cell.source)
        return CellRun(tuple(tested), None, number, fault, shell.stopped)
    try:
        if cell.place == "apart" or cell.place == "kernel":
            outputs = student.run_cell(cell.key, cell.source, cell.role == "given")
        else:
            fork = cell.place != "ruled"
            outputs = student.run_test(cell.key, cell.source, cell.before, fork)
    finally:  # tests need these names, whatever the student's process does
        if cell.place != "after":
            _take_names(cell, shell)
        if cell.role == "answer":
            shell.names.hand_over()
        if cell.role != "test":
            shell.remember(cell.source)
    return CellRun(tuple(outputs), None, number)


def _take_names(cell: CellToRun, shell: GraderShell) -> None:
    """Run on the tests' side what they need of a cell."""
    if cell.role == "given" and cell.apart:
        shell.run_given(cell.source)
    if cell.needed:
        shell.run_given(cell.needed)
