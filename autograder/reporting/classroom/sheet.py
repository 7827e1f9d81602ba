"""An autograded notebook as far as a report needs it: results, answers, differences."""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.result import RESULT_MIME
from autograder.grading.submission.cells import Cell, Unreadable, read_cell
from autograder.grading.submission.nodes import NOTICE_ID

_FIRST = 2  # the notice stands there: after the warning that there was no sandbox


@dataclass(frozen=True)
class Facet:
    """A facet of a question: its points, and whether it passed."""

    name: str
    points: float
    max_points: float
    passed: bool


@dataclass(frozen=True)
class Result:
    """What the grader found in one answer; `error` is the kind of exception that ended it."""

    question: str = ""
    facets: tuple[Facet, ...] = ()
    mistakes: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Sheet:
    """A student's notebook after grading: results by test cell, code answers by solution cell.

    `answer_of` names the solution cell that comes before a test cell; `differences` are those from
    the handout; `order` lists the names of cells as they come.
    """

    results: dict[str, Result] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    answer_of: dict[str, str] = field(default_factory=dict)
    differences: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


def read_sheet(data: bytes) -> Sheet:
    """Return what stands in a notebook's JSON; raises Unreadable as parse_cells does."""
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not JSON", " ".join(str(error).split())[:80]) from error
    nodes = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(nodes, list):
        raise Unreadable("not JSON", "it has no cells")
    pairs = [(node, read_cell(node)) for node in nodes if isinstance(node, dict)]
    sheet = Sheet(
        differences=tuple(_differences(pairs[:_FIRST])),
        order=tuple(cell.key for _, cell in pairs),
    )
    before = ""
    for node, cell in pairs:
        if cell.kind == "code" and cell.solution:
            sheet.answers[cell.key] = cell.source
            before = cell.key
        elif cell.is_test:
            sheet.results[cell.key] = _result(node.get("outputs"))
            sheet.answer_of[cell.key] = before
    return sheet


def _differences(pairs: list[tuple[dict[str, Any], Cell]]) -> Iterator[str]:
    for node, cell in pairs:
        if node.get("id") == NOTICE_ID and cell.kind == "markdown":
            lines = (line for line in cell.source.splitlines() if line.startswith("- "))
            yield from (html.unescape(line[2:]) for line in lines)


def _result(outputs: object) -> Result:
    errors = []
    for output in outputs if isinstance(outputs, list) else ():
        if not isinstance(output, dict):
            continue
        data = output.get("data")
        if isinstance(data, dict) and RESULT_MIME in data:
            try:
                return _read(data[RESULT_MIME])
            except (KeyError, TypeError, ValueError, AttributeError):
                errors.append("a result that can't be read")
        if output.get("output_type") == "error":
            errors.append(str(output.get("ename", ""))[:80] or "an error")
    return Result(error=errors[-1] if errors else "")


def _read(plain: dict[str, Any]) -> Result:
    facets = tuple(
        Facet(
            str(each["name"])[:80],
            float(each["points"]),
            float(each["max_points"]),
            not each["seen"],
        )
        for each in plain["facets"]
    )
    seen = {str(each["seen"]) for each in plain["facets"]}
    error = _kind_of_error(seen.pop()) if len(seen) == 1 else ""
    mistakes = tuple(str(each["name"])[:300] for each in plain.get("mistakes", ()))
    return Result(str(plain["question"])[:120], facets, mistakes, error)


def _kind_of_error(seen: str) -> str:
    """Return the kind of exception in what was seen, '' if it wasn't one."""
    head, _, rest = seen.partition("stopped with ")
    kind = rest.partition(":")[0].partition(" ")[0]
    return kind[:80] if not head and kind.isidentifier() else ""
