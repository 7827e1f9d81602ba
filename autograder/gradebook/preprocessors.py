"""nbgrader's preprocessors with this kit's grading."""

import json
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

from autograder.course.files import Unreadable, read_file, unreadable
from autograder.engine.sandbox.backends import require_backend
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.submission.differences import differences
from autograder.engine.submission.rebuild import as_in_handout, nodes, notice, rebuild
from autograder.engine.submission.specification import Specification, Submission
from autograder.engine.workers.shared import grade_now
from autograder.findings import Code, Finding, words
from autograder.gradebook.course import Course
from autograder.gradebook.releases import Releases
from autograder.gradebook.specifications import specification
from autograder.gradebook.submission_exporter import PROBLEM
from autograder.gradebook.submitted_files import SubmittedFiles
from autograder.gradebook.teams import current_teams, told
from autograder.notebooks.cells import MOST_BYTES, read_cell
from autograder.notebooks.recovery import recover
from autograder.notebooks.regrade import REQUEST
from autograder.notebooks.safe_html import html_budget
from autograder.results import METADATA, Graded, Notes, plain, read_graded


class GradeNotebook(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Grades a submission; stands for DeduplicateIds, OverwriteCells and Execute.

    It comes after ClearOutput in the sanitizing pass, and reads the submitted file itself: of what
    the steps before it hand over, only outputs count, and those only with --no-execute.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the graded notebook; raises NoSandbox, CourseError and ValueError.

        All that can be wrong with the course is found before an older score is forgotten.
        """
        names = resources["nbgrader"]
        course = Course.of_converter(self.parent.parent)
        require_backend(Isolation(course.settings.isolation))
        given = specification(course, names["assignment"], names["notebook"], nb, self.log.warning)
        self._forget_old_scores(names)
        teams = current_teams(course, names["assignment"])
        given, handed_in = Releases(course, {given.notebook: given}, self.log.warning).fitting(
            given.notebook, told(teams, _handed_in(course, names))
        )
        if not course.settings.enabled:  # --no-execute
            return self._rebuilt(given, nb, handed_in), resources
        graded = grade_now(given, handed_in)
        self._log(graded, names)
        return nbformat.from_dict(json.loads(graded.text)), resources

    def _forget_old_scores(self, names: dict[str, str]) -> None:
        """Set the scores of an earlier submission to 0: none survives whatever happens next."""
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            for grade in notebook.grades:
                grade.auto_score = 0
            gradebook.db.commit()

    def _rebuilt(
        self, given: Specification, nb: NotebookNode, handed_in: Submission
    ) -> NotebookNode:
        """Return the rebuilt notebook, not run; it has the outputs that nbgrader leaves in `nb`."""
        clears = bool(self.config.ClearOutput.get("enabled", True))
        outputs = {} if clears else _outputs(nb)
        ours = [read_cell(cell) for cell in given.handout["cells"]]
        theirs = [as_in_handout(read_cell(cell), given.translated) for cell in nb.cells]
        recovered = recover(ours, theirs)
        problem = nb.metadata.get(PROBLEM)
        found = [*recovered.findings, *differences(ours, recovered.cells)]
        found = [msgspec.convert(problem, Finding)] if problem else found
        found = [*found, *handed_in.remarks]
        for each in found:
            self.log.warning("%s, %s: %s", handed_in.student, given.notebook, words(each))
        with html_budget():
            rebuilt = nodes(rebuild(ours, recovered.cells).cells, given.handout["cells"])
        made = [nbformat.from_dict(node) for node in rebuilt]
        for node in made:
            if node.cell_type == "code":
                node.outputs = outputs.get(node.source, [])
        if found and clears:
            made.insert(0, nbformat.from_dict(notice(found)))
        notes = {METADATA: plain(Notes(tuple(found)))} if found else {}
        metadata = {**given.handout["metadata"], **notes}
        return nbformat.from_dict({**given.handout, "metadata": metadata, "cells": made})

    def _log(self, graded: Graded, names: dict[str, str]) -> None:
        """Say what was odd, on every command's terminal and in the formgrader's log."""
        for each in graded.notices:
            self.log.warning("%s", words(each))
        for each in graded.differences:
            self.log.warning("%s, %s: %s", names["student"], names["notebook"], words(each))
        for cell, why in graded.ended.items():
            log = self.log.error if why.code == Code.FAULT else self.log.warning
            log("%s, %s: %s", names["student"], cell, words(why))


def _handed_in(course: Course, names: dict[str, str]) -> Submission:
    """Return a student's notebook as it lies in the course, and the files beside it."""
    places = SubmittedFiles(course.directory, names["assignment"], names["student"])
    files, remarks = places.submitted()
    request = files.pop(REQUEST, b"")
    folder = course.folder("submitted", names["student"], names["assignment"])
    student, left_out = names["student"], tuple(remarks)
    try:
        data = read_file(Path(folder) / f"{names['notebook']}.ipynb", MOST_BYTES)
    except Unreadable as error:
        return Submission(student, b"", files, error.finding, left_out)
    except OSError as error:
        return Submission(student, b"", files, unreadable(error), left_out)
    return Submission(student, data, files, remarks=left_out, request=request)


def _outputs(nb: NotebookNode) -> dict[str, list[NotebookNode]]:
    return {cell.source: cell.outputs for cell in nb.cells if cell.cell_type == "code"}


class HideHiddenTests(ClearHiddenTests):  # type: ignore[misc]  # nbgrader is untyped
    """Remove hidden tests from the cells, and the code lines that a traceback quotes of them.

    Of a test that ran with the student's code nothing is shown but the kind of an error: that code
    may have printed the test.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook without what is hidden."""
        tests = read_graded(nbformat.writes(nb).encode()).tests
        self._together = {name for name, result in tests.items() if result.with_student}
        found: tuple[NotebookNode, dict[str, Any]] = super().preprocess(nb, resources)
        return found

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], cell_index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the cell without hidden tests; errors of a test cell keep only their last line."""
        hidden = self.begin_test_delimeter in cell.source
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if hidden and cell.cell_type == "code":
            together = cell.metadata.get("nbgrader", {}).get("grade_id") in self._together
            if together:
                cell.outputs = [each for each in cell.outputs if each.output_type == "error"]
            for output in cell.outputs:
                if output.output_type == "error":
                    output.evalue = "" if together else output.evalue
                    output.traceback = [f"{output.ename}: {output.evalue}"]
        return cell, resources
