"""The preprocessor that puts a submission's answers into the handout."""

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.nbgrader.exporter import PROBLEM
from autograder.grading.nbgrader.handout import load_handout
from autograder.grading.nbgrader.language import must_be_python
from autograder.grading.nbgrader.marks import mark_cell, mark_notebook
from autograder.grading.nbgrader.places import Places
from autograder.grading.sandbox.isolation import Isolation, must_work
from autograder.grading.submission.cells import read_cell
from autograder.grading.submission.differences import differences
from autograder.grading.submission.nodes import nodes, notice
from autograder.grading.submission.rebuild import RebuiltCell, rebuild


class Rebuild(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """Rebuilds the notebook from the handout; stands for DeduplicateIds and OverwriteCells."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the rebuilt notebook; differences from the handout stand in its first cell."""
        names = resources["nbgrader"]
        coursedir = self.parent.parent.coursedir
        must_work(Isolation(self.config.ExecuteApart.get("isolation", "sandbox")))
        must_be_python(names["db_url"], names["assignment"], names["notebook"])
        self._forget_old_scores(names)
        handout = load_handout(
            coursedir, names["db_url"], names["assignment"], names["notebook"], nb
        )
        ours = [read_cell(cell) for cell in handout.cells]
        theirs = [read_cell(cell) for cell in nb.cells]
        problem = nb.metadata.get(PROBLEM)
        found = [problem] if problem else differences(ours, theirs)
        found += Places(coursedir, names["assignment"], names["student"]).submitted()[1]
        for each in found:
            self.log.warning("%s, %s: %s", names["student"], names["notebook"], each)
        outputs = {} if self._clears() else _outputs(nb)
        mark_notebook(handout, (cell.source for cell in ours if cell.solution))
        parts = rebuild(ours, theirs).cells
        made = map(nbformat.from_dict, nodes(parts, handout.cells))
        handout.cells = [
            _marked(node, part, outputs) for node, part in zip(made, parts, strict=True)
        ]
        if found and self._clears():
            handout.cells.insert(0, nbformat.from_dict(notice(found)))
        return handout, resources

    def _forget_old_scores(self, names: dict[str, str]) -> None:
        """Set the scores of an earlier submission to 0: none survives whatever happens next."""
        with Gradebook(names["db_url"]) as gradebook:
            notebook = gradebook.find_submission_notebook(
                names["notebook"], names["assignment"], names["student"]
            )
            for grade in notebook.grades:
                grade.auto_score = 0
            gradebook.db.commit()

    def _clears(self) -> bool:
        """Return whether outputs are made anew: not with `nbgrader autograde --no-execute`."""
        return bool(self.config.ClearOutput.get("enabled", True))


def _marked(node: NotebookNode, part: RebuiltCell, outputs: dict[str, Any]) -> NotebookNode:
    if node.cell_type == "code":
        node.outputs = outputs.get(node.source, [])
        mark_cell(node, part)
    return node


def _outputs(nb: NotebookNode) -> dict[str, list[NotebookNode]]:
    return {cell.source: cell.outputs for cell in nb.cells if cell.cell_type == "code"}
