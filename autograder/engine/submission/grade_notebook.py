"""Grade one notebook: a function of the course's material and the submission."""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from autograder.course.files import Unreadable
from autograder.engine.agent.syscall_filter import can_filter
from autograder.engine.sandbox.isolation import WITHOUT_FILTER, WITHOUT_SANDBOX, Isolation
from autograder.engine.sandbox.warm import WarmSandbox
from autograder.engine.submission.cell_runs import (
    CellRun,
    OnCell,
    Place,
    error_line,
    nobody,
    stopped,
)
from autograder.engine.submission.differences import differences
from autograder.engine.submission.places import TOGETHER, placed
from autograder.engine.submission.points_of_tests import checked_text, limit
from autograder.engine.submission.rebuild import (
    RebuiltCell,
    as_in_handout,
    nodes,
    notice,
    rebuild,
    warning,
    with_requests,
)
from autograder.engine.submission.run_notebook import NotebookSession, run_in
from autograder.engine.submission.specification import OutputRules, Specification, Submission
from autograder.findings import Code, Finding
from autograder.findings.language import HANDOUT_LANGUAGE, speaking
from autograder.notebooks.cells import Cell, read_cell, student_cells
from autograder.notebooks.recovery import recover
from autograder.notebooks.regrade import read_requests
from autograder.notebooks.safe_html import html_budget
from autograder.notebooks.safe_outputs import (
    clean_outputs,
    limit_lines,
    limit_tracebacks,
    sanitize_outputs,
    without_pattern,
)
from autograder.notebooks.translation import handout_language
from autograder.notebooks.writing import Node, notebook_text
from autograder.results import (
    METADATA,
    CellResult,
    Graded,
    Notes,
    QuestionResult,
    error_in,
    plain,
    question_in,
)
from autograder.results.course_texts import saying_texts_of
from autograder.results.points import cell_result, counts, is_test

Output = dict[str, Any]


def kept_outputs(ran: CellRun, place: Place | None, flags: dict[str, Any]) -> list[Output]:
    """Return the outputs of a cell with nbgrader's `flags` as they may be stored and shown.

    `place` is that of a test, None for other cells.
    """
    if place is None:
        return sanitize_outputs(ran.outputs)
    if place == "kernel":
        return clean_outputs(ran.outputs)
    most = float(flags.get("points", math.inf))
    if place == "apart" or ran.stopped:
        return limit(clean_outputs(ran.outputs), most)
    return limit(checked_text(sanitize_outputs(ran.outputs)), most)


def by_rules(outputs: Sequence[Output], rules: OutputRules) -> list[Output]:
    """Return the outputs that the course's rules keep."""
    kept = list(without_pattern(outputs, rules.ignore_pattern))
    kept = list(limit_lines(kept, rules.max_lines))
    return list(limit_tracebacks(kept, rules.max_traceback))


def ended_of(ran: CellRun) -> Finding | None:
    """Return why a test cell came to no result, None for what its outputs say."""
    return Finding(Code.NOT_JUDGED) if ran.fault else ran.stopped or ran.ended


def result_of(node: Node, ran: CellRun) -> CellResult:
    """Return the result of a cell that counts and has run."""
    if not is_test(node):
        return cell_result(node)
    found = question_in(node["outputs"])
    question = found if isinstance(found, QuestionResult) else None
    ended = None if question else ended_of(ran) or error_in(node["outputs"])
    return cell_result(node, question, ended)


class PreparedNotebook:
    """A submission put into the handout, not run yet; `problem` says why it has no answers."""

    def __init__(self, given: Specification, submission: Submission) -> None:
        start = time.perf_counter()
        self.given, self.problem = given, submission.problem
        self.language = handout_language(submission.notebook)
        ours = [read_cell(node) for node in given.handout["cells"]]
        self.requests = read_requests(submission.request, ours)
        self.files = {**given.files, **submission.files, **given.fixed_files}
        theirs: list[Cell] = []
        if not self.problem:
            try:
                theirs = student_cells(submission.notebook)
            except Unreadable as error:
                self.problem = error.finding
        recovered = recover(ours, [as_in_handout(each, given.translated) for each in theirs])
        rebuilt = rebuild(ours, recovered.cells, given.definitions)
        self.parts: tuple[RebuiltCell, ...] = rebuilt.cells
        self.to_run = placed(rebuilt.to_run, given.places)
        found = [*recovered.findings, *differences(ours, recovered.cells)]
        found = [self.problem] if self.problem else found
        self.differences = (*found, *submission.remarks)
        without = given.settings.isolation is Isolation.PROCESS
        said = ((WITHOUT_SANDBOX, without), (WITHOUT_FILTER, not can_filter()))
        self.notices = tuple(notice for notice, holds in said if holds)
        self.seconds = {"rebuild": time.perf_counter() - start}

    def graded(self, results: "Results") -> Graded:
        """Return what came of it, from what came of each cell to run."""
        start = time.perf_counter()
        with html_budget(), speaking(self.language), saying_texts_of(self.given.assignment):
            cells = nodes(self.parts, self.given.handout["cells"])
            counted = self._counted(cells, iter(results.ran))
            text = self._text(cells, counted)
        seconds = {**self.seconds, **results.seconds, "write down": time.perf_counter() - start}
        reasons = dict.fromkeys(ran.stopped for ran in results.ran if ran.stopped)
        faults = dict.fromkeys(ran.fault for ran in results.ran if ran.fault)
        return Graded(
            text,
            counted,
            self.differences,
            self.notices,
            tuple(reasons),
            self.problem,
            lost=bool(faults),
            faults=tuple(map(_fault, faults)),
            ended=self._ended(cells, iter(results.ran)),
            seconds=seconds,
        )

    def _counted(self, cells: list[Node], ran: Iterator[CellRun]) -> tuple[CellResult, ...]:
        """Put the outputs into the cells that ran; return the results of those that count."""
        found = []
        for node, part in zip(cells, self.parts, strict=True):
            came = next(ran) if part.role else _NOT_RUN
            try:
                found += self._settled(node, part, came)
            except Exception as error:  # whatever a value is: it costs its own cell
                lost = stopped(Finding.of(Code.NOT_GRADED, reason=error_line(error)), came.count)
                node["outputs"] = list(lost.outputs)
                found += [result_of(node, lost)] if counts(node) else []
        return tuple(found)

    def _settled(self, node: Node, part: RebuiltCell, came: CellRun) -> list[CellResult]:
        place = self.given.places.get(part.cell.key, "apart") if part.role == "test" else None
        if part.role:
            outputs = kept_outputs(came, place, _flags(node))
            node["outputs"] = by_rules(outputs, self.given.rules)
            node["execution_count"] = came.count
        if not counts(node):
            return []
        return [structs.replace(result_of(node, came), with_student=place in TOGETHER)]

    def _ended(self, cells: list[Node], ran: Iterator[CellRun]) -> dict[str, Finding]:
        """Return why cells didn't come to their end, or can't judge, by name."""
        found: dict[str, Finding] = {}
        for node, part in zip(cells, self.parts, strict=True):
            came = next(ran) if part.role else _NOT_RUN
            why = came.stopped or (_fault(came.fault) if came.fault else None)
            if why:
                found[str(node["id"] if part.number is None else part.cell.key)] = why
        return found

    def _text(self, cells: list[Node], counted: tuple[CellResult, ...]) -> str:
        """Return the notebook: for people what was found stands on top, for programs in it."""
        told = (each for each in counted if each.ended and each.ended.code != Code.CELL_RAISED)
        ended = {each.cell: each.ended for each in told if each.ended}
        together = tuple(each.cell for each in counted if each.with_student)
        notes = plain(Notes(self.differences, self.notices, ended, together, self.requests))
        metadata = {**self.given.handout["metadata"], METADATA: notes}
        metadata |= {HANDOUT_LANGUAGE: self.language} if self.language else {}
        above = [warning(each) for each in self.notices]
        above += [notice(self.differences)] if self.differences else []
        return notebook_text(metadata, [*above, *with_requests(cells, self.requests)])


@dataclass(frozen=True)
class Results:
    """What came of each cell to run, in order, and the seconds that it took, by phase."""

    ran: list[CellRun]
    seconds: dict[str, float]


_NOT_RUN = CellRun()


def not_graded(given: Specification, submission: Submission, reason: str) -> Graded:
    """Return no points for a submission that the grader didn't survive; nothing of it is read."""
    problem = Finding.of(Code.NOT_GRADED, reason=reason)
    prepared = PreparedNotebook(given, Submission(submission.student, problem=problem))
    results = Results([stopped(problem) for _ in prepared.to_run], {})
    return structs.replace(prepared.graded(results), lost=True)


def _fault(said: str) -> Finding:
    return Finding.of(Code.FAULT, fault=said)


def _flags(node: Node) -> dict[str, Any]:
    found: dict[str, Any] = node.get("metadata", {}).get("nbgrader", {})
    return found


def run_prepared(
    prepared: PreparedNotebook,
    warm_sandbox: WarmSandbox,
    session: NotebookSession,
    on_cell: OnCell = nobody,
) -> Results:
    """Run the cells; students' processes come from the warm sandbox, and the `session` is used up.

    Raises NoSandbox.
    """
    start = time.perf_counter()
    settings = prepared.given.settings.with_files(prepared.files)
    with speaking(prepared.language), saying_texts_of(prepared.given.assignment):
        ran = run_in(warm_sandbox, prepared.to_run, settings, session, on_cell)
    rest = time.perf_counter() - start - session.seconds
    return Results(ran, {"cells": session.seconds, "start and end": rest})
