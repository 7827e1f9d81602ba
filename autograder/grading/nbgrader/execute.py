"""The preprocessor that runs a notebook in two processes; stands for nbgrader's Execute."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Enum, Integer, List, Unicode

from autograder.grading.grade.outputs import kept_outputs
from autograder.grading.nbgrader.marks import take_cells, take_mark
from autograder.grading.nbgrader.places import Places
from autograder.grading.running.apart import GraderFailed, run_apart
from autograder.grading.running.cells import FAULT, Ran, RunCell, stopped
from autograder.grading.running.job import Job
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.isolation import PROCESS_WARNING, Isolation
from autograder.grading.sandbox.limits import Limits
from autograder.grading.sandbox.view import View
from autograder.grading.submission.nodes import warning

_DEFAULT = Limits()


class ExecuteApart(Execute):  # type: ignore[misc]  # nbgrader is untyped
    """Runs students' cells in a sandbox and tests in the grader; `timeout` is for one call."""

    isolation = Enum(
        [each.value for each in Isolation],
        default_value=Isolation.SANDBOX.value,
        help="'sandbox' (bubblewrap), or 'process': the student's process sees all files",
    ).tag(config=True)
    notebook_seconds = Integer(_DEFAULT.notebook_seconds, help="for a whole notebook").tag(
        config=True
    )
    cpu_seconds = Integer(_DEFAULT.cpu_seconds, help="of computing, for a process").tag(config=True)
    memory_mb = Integer(_DEFAULT.memory_mb, help="for all processes together").tag(config=True)
    processes = Integer(_DEFAULT.processes, help="processes and threads").tag(config=True)
    file_mb = Integer(_DEFAULT.file_mb, help="for one file").tag(config=True)
    scratch_mb = Integer(_DEFAULT.scratch_mb, help="for all files (sandbox only)").tag(config=True)
    open_files = Integer(_DEFAULT.open_files, help="open at a time").tag(config=True)
    extra_paths = List(
        Unicode(), help="files and folders that students' code may read, beside Python's"
    ).tag(config=True)

    def preprocess(
        self,
        nb: NotebookNode,
        resources: dict[str, Any],
        km: object = None,  # noqa: ARG002
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook with the outputs of all its cells."""
        names = resources["nbgrader"]
        places = Places(self.parent.parent.coursedir, names["assignment"], names["student"])
        asked, parts = take_mark(nb), list(take_cells(nb))
        job = self._job(tuple(cell for _, cell in parts), asked, places)
        if self.isolation == Isolation.PROCESS:
            self.log.warning(PROCESS_WARNING)
            nb.cells.insert(0, nbformat.from_dict(warning(PROCESS_WARNING)))
        for (node, cell), ran in zip(parts, self._run(job, places), strict=True):
            outputs = kept_outputs(ran, cell.role == "test", node.metadata.get("nbgrader", {}))
            node.outputs = [nbformat.from_dict(output) for output in outputs]
            node.execution_count = ran.count
            if ran.stopped:
                self.log.warning("%s, %s: %s", names["student"], cell.key, ran.stopped)
            if ran.fault:
                fault = FAULT.format(fault=ran.fault)
                self.log.error("%s, %s: %s", names["student"], cell.key, fault)
        return nb, resources

    def _job(self, cells: tuple[RunCell, ...], asked: frozenset[str], places: Places) -> Job:
        files, course_files = places.files(self.config.Autograde.get("exclude_overwriting", {}))
        settings = Settings(
            limits=self.limits(),
            isolation=Isolation(self.isolation),
            view=View(hidden=places.secret(), shown=tuple(map(Path, self.extra_paths))),
            files=tuple(files.items()),
            asked=asked,
        )
        return Job(cells, settings, course_files)

    def limits(self) -> Limits:
        """Return the limits that the configuration says."""
        return Limits(
            call_seconds=self.timeout or self.notebook_seconds,
            notebook_seconds=self.notebook_seconds,
            cpu_seconds=self.cpu_seconds,
            memory_mb=self.memory_mb,
            processes=self.processes,
            file_mb=self.file_mb,
            scratch_mb=self.scratch_mb,
            open_files=self.open_files,
        )

    def _run(self, job: Job, places: Places) -> list[Ran]:
        """Return what came of the cells; tests that the grader didn't survive get an error each."""
        try:
            return run_apart(job, str(places.root))
        except GraderFailed as error:
            self.log.error("%s", error)
            return [stopped("could not be graded: the grader ended") for _ in job.cells]
