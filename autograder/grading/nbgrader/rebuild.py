"""The preprocessor that puts a submission's answers into the handout."""

import copy
import os
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.nbgrader.exporter import PROBLEM
from autograder.grading.nbgrader.handout import load_handout
from autograder.grading.nbgrader.language import must_be_python
from autograder.grading.nbgrader.marks import mark_cell, mark_notebook
from autograder.grading.sandbox.isolation import Isolation, must_work
from autograder.grading.submission.cells import read_cell
from autograder.grading.submission.differences import differences
from autograder.grading.submission.files import links, shown
from autograder.grading.submission.rebuild import RebuiltCell, rebuild
from autograder.grading.tame.markdown import tame_attachments, tame_markdown

NOTICE_ID = "autograder-notice"


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
        found += _remove_links(coursedir, names)
        for each in found:
            self.log.warning("%s, %s: %s", names["student"], names["notebook"], each)
        outputs = {} if self._clears() else _outputs(nb)
        mark_notebook(handout, (cell.source for cell in ours if cell.solution))
        handout.cells = [_node(part, handout, outputs) for part in rebuild(ours, theirs).cells]
        if found and self._clears():
            handout.cells.insert(0, _notice(found))
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


def _node(part: RebuiltCell, handout: NotebookNode, outputs: dict[str, Any]) -> NotebookNode:
    """Return a rebuilt cell as a notebook's, with the handout's flags if it is one of its cells."""
    code = part.cell.kind == "code"
    if part.number is None:
        make = nbformat.v4.new_code_cell if code else nbformat.v4.new_markdown_cell
        node = make(part.cell.source)
    else:
        node = copy.deepcopy(handout.cells[part.number])
        node.source = part.cell.source
    if code:
        node.outputs, node.execution_count = outputs.get(node.source, []), None
        mark_cell(node, part)
    elif not part.ours:
        node.pop("attachments", None)
        attachments = tame_attachments(part.cell.attachments)
        node.source = tame_markdown(node.source, attachments)
        if attachments:
            node.attachments = attachments
    return node


def _outputs(nb: NotebookNode) -> dict[str, list[NotebookNode]]:
    return {cell.source: cell.outputs for cell in nb.cells if cell.cell_type == "code"}


def _remove_links(coursedir: Any, names: dict[str, str]) -> list[str]:  # noqa: ANN401 - untyped
    """Remove what nbgrader copied through symbolic links of the submission; return sentences."""
    folder = coursedir.format_path(
        coursedir.submitted_directory, names["student"], names["assignment"]
    )
    copied = coursedir.format_path(
        coursedir.autograded_directory, names["student"], names["assignment"]
    )
    found = []
    for name in links(Path(folder)):
        target = Path(copied) / name
        if target.is_file() and not target.name.endswith(".ipynb"):
            os.chmod(target, 0o600)  # noqa: PTH101
            target.unlink()
        found.append(f"the file {shown(name)} was left out (a symbolic link)")
    return found


def _notice(found: list[str]) -> NotebookNode:
    lines = "\n".join(f"- {tame_markdown(each)}" for each in found)
    text = f"**This submission differs from the handout in:**\n\n{lines}"
    return nbformat.v4.new_markdown_cell(text, id=NOTICE_ID)
