"""Grade one notebook in three steps: rebuild it, run it, write down what counts."""

import time
from dataclasses import dataclass, replace
from typing import Any

from autograder.grading.grade.material import Graded, Node, Specification, Submission
from autograder.grading.grade.outputs import by_rules, kept_outputs, mistakes_in
from autograder.grading.grade.reading import student_cells
from autograder.grading.grade.writing import notebook_text
from autograder.grading.running.cells import Ran, stopped
from autograder.grading.running.run import Sides, run_in
from autograder.grading.sandbox.isolation import PROCESS_WARNING, Isolation
from autograder.grading.sandbox.nursery import Nursery
from autograder.grading.submission.cells import Cell, Unreadable, read_cell
from autograder.grading.submission.differences import differences
from autograder.grading.submission.nodes import nodes, notice, warning
from autograder.grading.submission.rebuild import RebuiltCell, rebuild

NOT_GRADED = "could not be graded: {reason}"
_DECIDING = ("error", "execute_result", "stream")


class Paper:
    """A submission put into the handout, not run yet; `problem` says why it has no answers."""

    def __init__(self, given: Specification, submission: Submission) -> None:
        start = time.perf_counter()
        self.given, self.problem = given, submission.problem
        self.files = {**given.files, **submission.files, **given.fixed_files}
        ours = [read_cell(node) for node in given.handout["cells"]]
        theirs: list[Cell] = []
        if not self.problem:
            try:
                theirs = student_cells(submission.notebook)
            except Unreadable as error:
                self.problem = str(error)
        rebuilt = rebuild(ours, theirs)
        self.parts: tuple[RebuiltCell, ...] = rebuilt.cells
        self.to_run = rebuilt.to_run
        found = [self.problem] if self.problem else differences(ours, theirs)
        self.differences = (*found, *submission.remarks)
        self.seconds = {"rebuild": time.perf_counter() - start}

    def graded(self, results: "Results") -> Graded:
        """Return what came of it, from what came of each cell to run."""
        start = time.perf_counter()
        cells = nodes(self.parts, self.given.handout["cells"])
        codes = [(node, part) for node, part in zip(cells, self.parts, strict=True) if part.role]
        for (node, part), ran in zip(codes, results.ran, strict=True):
            outputs = kept_outputs(ran, part.role == "test", _flags(node))
            node["outputs"] = by_rules(outputs, self.given.rules)
            node["execution_count"] = ran.count
        counted = tuple(_counted(node) for node in cells if _counts(node))
        mistakes = mistakes_in(node for node, part in codes if part.role == "test")
        text = notebook_text(self.given.handout["metadata"], [*self._notices(), *cells])
        seconds = {**self.seconds, **results.seconds, "write down": time.perf_counter() - start}
        reasons = dict.fromkeys(ran.stopped for ran in results.ran if ran.stopped)
        faults = dict.fromkeys(ran.fault for ran in results.ran if ran.fault)
        return Graded(
            text,
            counted,
            self.differences,
            tuple(reasons),
            self.problem,
            lost=bool(faults),
            faults=tuple(faults),
            mistakes=mistakes,
            seconds=seconds,
        )

    def _notices(self) -> list[Node]:
        without = self.given.settings.isolation is Isolation.PROCESS
        found = [warning(PROCESS_WARNING)] if without else []
        return [*found, notice(self.differences)] if self.differences else found


@dataclass(frozen=True)
class Results:
    """What came of each cell to run, in order, and the seconds that it took, by phase."""

    ran: list[Ran]
    seconds: dict[str, float]


def run_paper(paper: Paper, nursery: Nursery, sides: Sides) -> Results:
    """Run the cells; students' processes come from the nursery, and `sides` are used up.

    Raises NoSandbox.
    """
    start = time.perf_counter()
    settings = paper.given.settings.with_files(paper.files)
    ran = run_in(nursery, paper.to_run, settings, sides)
    rest = time.perf_counter() - start - sides.seconds
    return Results(ran, {"cells": sides.seconds, "start and end": rest})


def in_words(error: BaseException) -> str:
    """Return an exception in one line, as a reason."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def not_graded(given: Specification, submission: Submission, reason: str) -> Graded:
    """Return no points for a submission that the grader didn't survive; nothing of it is read."""
    problem = NOT_GRADED.format(reason=reason)
    paper = Paper(given, Submission(submission.student, problem=problem))
    results = Results([stopped(problem) for _ in paper.to_run], {})
    return replace(paper.graded(results), lost=True)


def _flags(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = node.get("metadata", {}).get("nbgrader", {})
    return found


def _counts(node: Node) -> bool:
    flags = _flags(node)
    return bool(flags.get("grade") or flags.get("solution") or flags.get("task"))


def _counted(node: Node) -> Node:
    """Return what nbgrader looks at to tell the points of a cell, or that it was left as it was."""
    kept = {name: node[name] for name in ("cell_type", "source", "metadata")}
    if "outputs" in node:
        kept["outputs"] = [_deciding(output) for output in node["outputs"]]
    return kept


def _deciding(output: Node) -> Node:
    text = str(output.get("data", {}).get("text/plain", ""))[:100]
    small = {"output_type": output["output_type"]}
    if output["output_type"] == "stream":
        return {**small, "name": output["name"]}
    return {**small, "data": {"text/plain": text}} if "data" in output else small
