"""THE reader of an autograded notebook: all that is shown of results comes from here.

An autograded notebook lies on a disk where people edit it, and a test's outputs hold what a
student's function printed: nothing in it is believed before it is checked, and everything is
bounded. Results are read from the course's own test cells alone.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import msgspec

from autograder.course.files import Unreadable
from autograder.findings import Code, Finding
from autograder.findings import text as say
from autograder.findings.language import HANDOUT_LANGUAGE, known_language
from autograder.notebooks.cells import Cell, read_cell
from autograder.notebooks.regrade import RegradeRequest
from autograder.results.points import earned
from autograder.results.record import METADATA, MIME, VERSION, CellResult, Notes, QuestionResult

# A test, a task and other locked cells are the course's; an answer is the student's, and so are
# cells of no purpose to nbgrader (theirs); a notice is what the grader put above the notebook.
Kind = Literal["test", "answer", "task", "ours", "theirs", "notice"]

NOTICES = ("autograder-isolation", "autograder-notice")
_ADDED = re.compile(r"added-\d+-*")
_REQUEST = re.compile(r"autograder-request-\d+")
_MOST_CHARACTERS, _MOST_ITEMS, _DEEPEST = 4_000, 1_000, 12


@dataclass(frozen=True)
class Part:
    """A cell of an autograded notebook, what it is for, and the result of a test."""

    cell: Cell
    kind: Kind
    outputs: object = None
    result: CellResult | None = None

    @property
    def added(self) -> bool:
        """Whether the student added it to the notebook."""
        return bool(_ADDED.fullmatch(self.cell.key))


@dataclass(frozen=True)
class GradedNotebook:
    """An autograded notebook: its cells in order, what differs from the handout, and notices.

    `language` is that of the handout that the student had, None where that says none.
    """

    parts: tuple[Part, ...]
    differences: tuple[Finding, ...] = ()
    notices: tuple[Finding, ...] = ()
    requests: tuple[RegradeRequest, ...] = ()
    language: str | None = None

    @cached_property
    def tests(self) -> dict[str, CellResult]:
        """The results of test cells, by cell."""
        return {part.result.cell: part.result for part in self.parts if part.result}

    @cached_property
    def answers(self) -> dict[str, str]:
        """The code of solution cells, by cell."""
        found = (part.cell for part in self.parts if part.kind == "answer")
        return {cell.key: cell.source for cell in found if cell.kind == "code"}

    @cached_property
    def answer_of(self) -> dict[str, str]:
        """The solution cell before each test cell, '' without one."""
        found, before = {}, ""
        for part in self.parts:
            if part.cell.key in self.answers:
                before = part.cell.key
            elif part.kind == "test":
                found[part.cell.key] = before
        return found


def read_graded(data: bytes) -> GradedNotebook:
    """Return what stands in an autograded notebook; raises Unreadable as parse_cells does.

    One that the kit hasn't graded, or in an earlier version, has no differences and no notices.
    """
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON", " ".join(str(error).split())[:80]) from error
    nodes = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(nodes, list):
        raise Unreadable("not JSON", say("unusable.no-cells"))
    metadata = _mapping(notebook.get("metadata"))
    notes = _notes(metadata.get(METADATA))
    plain = [node for node in nodes if isinstance(node, dict)]
    parts = (_part(node, number, notes) for number, node in enumerate(plain))
    told = (notes.differences, notes.notices, notes.requests)
    return GradedNotebook(tuple(parts), *told, known_language(metadata.get(HANDOUT_LANGUAGE)))


def question_in(outputs: object) -> QuestionResult | Finding | None:
    """Return the last result that a test's outputs hold, or a finding on one that can't be read.

    The last is the test's own, whatever a student's function displays before.
    """
    trouble = None
    for output in reversed(_outputs(outputs)):
        data = _mapping(output.get("data"))
        if MIME in data:
            found = _question(data[MIME])
            if isinstance(found, QuestionResult):
                return found
            trouble = trouble or found
    return trouble


def error_in(outputs: object) -> Finding | None:
    """Return the last exception in a cell's outputs."""
    errors = [each for each in _outputs(outputs) if each.get("output_type") == "error"]
    if not errors:
        return None
    kind = str(errors[-1].get("ename") or "error")[:100]
    message = str(errors[-1].get("evalue") or "")[:_MOST_CHARACTERS]
    error = f"{kind}: {message}" if message else kind
    return Finding.of(Code.CELL_RAISED, kind=kind, message=message, error=error)


def _part(node: dict[str, Any], number: int, notes: Notes) -> Part:
    cell = read_cell(node)
    kind = _kind(cell, number)
    outputs = node.get("outputs")
    test = cell.is_test and kind == "test"
    return Part(cell, kind, outputs, _result(cell, outputs, notes) if test else None)


def _kind(cell: Cell, number: int) -> Kind:
    if cell.solution:
        return "answer"
    if cell.task:
        return "task"
    if cell.grade:
        return "test"
    if cell.locked:
        return "ours"
    above = number < len(NOTICES) and cell.key in NOTICES
    return "notice" if above or _REQUEST.fullmatch(cell.key) else "theirs"


def _result(cell: Cell, outputs: object, notes: Notes) -> CellResult:
    found = question_in(outputs)
    question = found if isinstance(found, QuestionResult) else None
    ended = None
    if question is None:
        ended = notes.ended.get(cell.key) or found or error_in(outputs)
    assert not isinstance(ended, QuestionResult)  # noqa: S101 - for the type checker
    points = _earned(cell, outputs)
    return CellResult(
        cell.key,
        cell.points,
        points,
        True,
        question=question,
        ended=ended,
        with_student=cell.key in notes.with_student,
    )


def _earned(cell: Cell, outputs: object) -> float:
    """Return the points by nbgrader's rule; none where the outputs are such that it has no rule."""
    flags = {"grade_id": cell.key, "grade": True, "points": cell.points}
    listed = [_joined(output) for output in _outputs(outputs)]
    node = {"cell_type": "code", "metadata": {"nbgrader": flags}, "outputs": listed}
    try:
        return earned(node) or 0.0
    except (KeyError, TypeError, ValueError):
        return 0.0


def _joined(output: Mapping[str, Any]) -> dict[str, Any]:
    """Return an output with its value in one piece: a file may hold a text as a list of lines."""
    text = _mapping(output.get("data")).get("text/plain")
    lines = text if isinstance(text, list) else [text or ""]
    return {**output, "data": {"text/plain": "".join(map(str, lines))}}


def _question(value: Any) -> QuestionResult | Finding:  # noqa: ANN401 - any JSON
    if _version(value) != VERSION:
        return Finding(Code.OTHER_VERSION)
    try:
        found = msgspec.convert(_bounded(value), QuestionResult)
    except (msgspec.ValidationError, ValueError):
        return Finding(Code.UNREADABLE_RESULT)
    sound = all(0.0 <= each.points <= each.max_points < math.inf for each in found.facets)
    return found if sound else Finding(Code.UNREADABLE_RESULT)


def _notes(value: Any) -> Notes:  # noqa: ANN401 - any JSON
    if value is None:
        return Notes()
    if _version(value) != VERSION:
        return Notes(notices=(Finding(Code.NOTES_OF_OTHER_VERSION),))
    try:
        return msgspec.convert(_bounded(value), Notes)
    except (msgspec.ValidationError, ValueError):
        return Notes(notices=(Finding(Code.UNREADABLE_NOTES),))


def _version(value: object) -> object:
    return value.get("version") if isinstance(value, dict) else None


def _bounded(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON
    """Return JSON with long texts and lists cut; raises ValueError for what is nested too deep."""
    if depth > _DEEPEST:
        raise ValueError("nested too deep")
    if isinstance(value, str):
        return value[:_MOST_CHARACTERS]
    if isinstance(value, list):
        return [_bounded(each, depth + 1) for each in value[:_MOST_ITEMS]]
    if isinstance(value, dict):
        items = list(value.items())[:_MOST_ITEMS]
        return {name[:_MOST_CHARACTERS]: _bounded(each, depth + 1) for name, each in items}
    return value


def _outputs(outputs: object) -> Sequence[dict[str, Any]]:
    listed = outputs if isinstance(outputs, list | tuple) else ()
    return [output for output in listed if isinstance(output, dict)]


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
