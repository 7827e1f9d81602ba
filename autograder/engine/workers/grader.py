"""What a worker does with a submission: its reference, its sandbox, in a fork or not."""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.files import scratch_folder
from autograder.course.folders import ROOT_VARIABLE, SOURCE_FOLDERS, CourseError
from autograder.engine.agent.leftovers import end_descendants
from autograder.engine.agent.linux import limit_this_process, limited_memory
from autograder.engine.agent.local_modules import make_way_for, modules_in
from autograder.engine.agent.preload import all_offered, import_ahead, keep_shared
from autograder.engine.bridge.solution_names import SolutionNames
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.engine.submission.cell_runs import CellToRun, OnCell, error_line, nobody
from autograder.engine.submission.grade_notebook import (
    PreparedNotebook,
    Results,
    not_graded,
    run_prepared,
)
from autograder.engine.submission.run_notebook import (
    KeptFolder,
    NotebookSession,
    go_to,
    new_folder,
    run_in,
    within,
    write_files,
)
from autograder.engine.submission.side_effects import Guard, has_no_side_effects, may_be_lent
from autograder.engine.submission.specification import Settings, Specification, Submission
from autograder.engine.workers.fork import in_fork, watchdog
from autograder.engine.workers.tasks import Spoilt
from autograder.notebooks.code import defined_names
from autograder.notebooks.safe_outputs import sanitize_outputs
from autograder.results import Graded

_END_SECONDS = 3.0
# For a course whose tests import nothing that offers cells of its own to rehearse with.
_PRACTICE = (
    ("setup", "import numpy as np\nx = 1", "given"),
    ("answer", "def double(x):\n    return 2 * x", "answer"),
    ("test", "assert double(2) == 4", "test"),
    ("wrong", "assert double is None", "test"),
)


class CourseFolder:
    """A temporary course folder: source notebooks, and mistakes of the course's own.

    It is the course while it is used.
    """

    def __init__(self, sources: Mapping[str, bytes], modules: Sequence[str]) -> None:
        self._modules = modules
        self._folder = scratch_folder("course")
        self._root = Path(self._folder.name)
        (self._root / SOURCE_FOLDERS[0]).mkdir()
        write_files(self._root, sources)
        self._to_load = sorted(
            {Path(name).parent.name for name in sources if name.endswith(".ipynb")}
        )

    def use(self) -> None:
        """Let this process and its forks take it for the course.

        What tests import may load ahead what they need of an assignment, by a function `load_for`:
        once, as what it loads stays in this process.
        """
        os.environ[ROOT_VARIABLE] = str(self._root)
        while self._to_load:
            name = self._to_load.pop()
            with contextlib.suppress(CourseError):  # a test that needs it says what is wrong
                for load_for in all_offered(self._modules, "load_for"):
                    load_for(name)

    def remove(self) -> None:
        """Remove the folder."""
        self._folder.cleanup()


@dataclass(frozen=True)
class Run:
    """A notebook, what its cells are run with, and a folder that holds the course's own files."""

    prepared: PreparedNotebook
    warm_sandbox: WarmSandbox
    session: NotebookSession
    folder: Path
    on_cell: OnCell = nobody

    def forked(self) -> Results:
        """Run the cells in a process that ends afterwards."""
        # A limit that can't be raised again; in_process takes one that can.
        go_to(self.folder)
        make_way_for(modules_in(self.prepared.given.fixed_files))
        limit_this_process({"memory_mb": self.prepared.given.settings.grader_mb})
        try:
            return self._results()
        finally:
            self.warm_sandbox.end_own()

    def in_process(self) -> Results:
        """Run the cells in this process, which goes on as if it had not.

        Raises Spoilt if it can't: a test has left something behind.
        """
        try:
            with within(self.folder), limited_memory(self.prepared.given.settings.grader_mb):
                guard = Guard()
                results = self._results()
                lent = [each for each in self.session.student.lent if not may_be_lent(each)]
                changed = (*guard.changed(), *lent)
        finally:
            self.session.start_over()
        if changed:
            raise Spoilt(", ".join(changed))
        return results

    def _results(self) -> Results:
        return run_prepared(self.prepared, self.warm_sandbox, self.session, self.on_cell)


class Grader:
    """Holds what a class of submissions has in common: imports, references, a warm sandbox.

    `asker` is a file descriptor that can be read when whoever asked is no longer there.
    """

    def __init__(self, asker: int) -> None:
        self._asker = asker
        self._given: dict[str, Specification] = {}
        self._courses: dict[str, CourseFolder] = {}
        self._warm_sandbox: tuple[Settings, WarmSandbox] | None = None
        self._session: tuple[str, NotebookSession] | None = None
        self._folder = KeptFolder()

    def prepare(self, given: Specification, warm: bool = True) -> None:
        """Take on a notebook of an assignment, in place of an earlier one of that name.

        With `warm` all is gone through once, which pays when more than one submission is to come.
        """
        if given.notebook in self._courses:
            self._courses.pop(given.notebook).remove()
        self._given[given.notebook] = given
        # The sandbox first: it imports in a process of its own while this one does.
        with contextlib.suppress(NoSandbox):  # the first submission meets it, too, and says so
            self._warm_sandbox_for(given.settings).launch()
        if warm:
            _load_ahead(given)
            if len(self._given) == 1:
                self._rehearse(given.settings)
        self._session_for(given)
        self._courses[given.notebook] = CourseFolder(given.sources, given.settings.modules)
        if warm:
            keep_shared()

    def grade(
        self,
        notebook: str,
        submission: Submission,
        careful: bool = True,
        on_cell: OnCell = nobody,
    ) -> Graded:
        """Return what came of a submission; one that the grader doesn't survive has no points.

        Cells run in a fork, if `careful` or if they may leave something behind. Raises NoSandbox,
        Spoilt when they did without being in one, and EOFError when nobody waits for the answer any
        more.
        """
        given = self._given[notebook]
        try:
            prepared = PreparedNotebook(given, submission)
            fork = careful or not has_no_side_effects(prepared.to_run)
            answer = self._run(prepared, fork, on_cell)
            if isinstance(answer, Results):
                return prepared.graded(answer)
            return not_graded(given, submission, answer)
        except (NoSandbox, Spoilt, EOFError):
            raise
        except Exception as error:  # the batch goes on, whatever it was
            return not_graded(given, submission, error_line(error))

    def _run(self, prepared: PreparedNotebook, fork: bool, on_cell: OnCell) -> Results | str:
        """Return what came of the cells, or why there is nothing."""
        given = prepared.given
        self._courses[given.notebook].use()
        warm_sandbox, session = self._warm_sandbox_for(given.settings), self._session_for(given)
        # Before a fork: each would start a sandbox of its own, which ends with it.
        warm_sandbox.start()
        # What a fork has started may still write to its folder.
        having = new_folder if fork else self._folder.with_files
        with having(given.fixed_files) as folder:
            answer: Results | str = "it was not asked"
            run = Run(prepared, warm_sandbox, session, folder, on_cell)
            try:
                answer = self._in_fork(run) if fork else self._in_process(run)
            finally:
                if not isinstance(answer, Results):  # else it has cleared up itself
                    warm_sandbox.clear()
            return answer

    def _in_fork(self, run: Run) -> Results | str:
        seconds = run.prepared.given.settings.grader_seconds
        return in_fork(run.forked, seconds, self._asker)

    def _in_process(self, run: Run) -> Results | str:
        seconds = run.prepared.given.settings.grader_seconds

        def give_up() -> None:
            # The process ends without leaving any `with`: nothing else would remove the files.
            self.end()
            end_descendants(_END_SECONDS)

        with watchdog(seconds, self._asker, give_up):
            return run.in_process()

    def end(self) -> None:
        """End the sandbox and the session, and remove all files."""
        if self._session is not None:
            self._session[1].end()
        if self._warm_sandbox is not None:
            self._warm_sandbox[1].close()
        for course in self._courses.values():
            course.remove()
        self._folder.remove()

    def _rehearse(self, settings: Settings) -> None:
        with contextlib.suppress(NoSandbox):  # the first submission meets it, too, and says so
            warm_sandbox = self._warm_sandbox_for(settings)
            warm_sandbox.start()
            _go_through(warm_sandbox, settings)
            warm_sandbox.clear()

    def _session_for(self, given: Specification) -> NotebookSession:
        """Return what each run uses, or a fork of it."""
        if self._session is None or self._session[0] != given.notebook:
            if self._session is not None:
                self._session[1].end()
            self._session = given.notebook, self._new_session(given.settings)
        return self._session[1]

    def _new_session(self, settings: Settings) -> NotebookSession:
        return NotebookSession(settings.required_names, settings.course_names)

    def _warm_sandbox_for(self, settings: Settings) -> WarmSandbox:
        modules = {name for given in self._given.values() for name in given.settings.modules}
        plain = replace(
            settings,
            files=(),
            required_names=frozenset(),
            course_names=frozenset(),
            solution_names=SolutionNames(),
            modules=tuple(sorted(modules)),
        )
        if self._warm_sandbox is None or self._warm_sandbox[0] != plain:
            if self._warm_sandbox is not None:
                self._warm_sandbox[1].end()
            self._warm_sandbox = plain, plain.warm_sandbox()
        return self._warm_sandbox[1]


def _load_ahead(given: Specification) -> None:
    """Import what the notebook imports, and go once through all that needs no student."""
    import_ahead(given.settings.modules)
    b"".decode("utf-8-sig")
    not_graded(given, Submission("nobody"), "nobody handed it in")


def _go_through(warm_sandbox: WarmSandbox, settings: Settings) -> None:
    """Run a notebook that is nobody's; raises NoSandbox.

    Its cells are those that a module of the notebook's offers as `PRACTICE`: rows of a name, a
    source and a role.
    """
    rows = next(all_offered(settings.modules, "PRACTICE"), _PRACTICE)
    cells = [CellToRun(*row) for row in rows]
    names = frozenset(_required_names(cells))
    own = Settings(settings.limits, settings.isolation, settings.view, required_names=names)
    session = NotebookSession(own.required_names)
    try:
        for _ in range(2):
            for ran in run_in(warm_sandbox, cells, own, session):
                sanitize_outputs(ran.outputs)
            session.start_over()
    finally:
        session.end()


def _required_names(cells: list[CellToRun]) -> Iterator[str]:
    for cell in cells:
        if cell.role == "answer":
            yield from defined_names(cell.source)
