"""Run a person's own notebook: two processes as in grading, but no sandbox for their own code."""

import json
from dataclasses import replace
from typing import Any

from msgspec import structs

from autograder.course.files import read_file
from autograder.course.folders import CourseError
from autograder.engine.proof.prove import proof_of
from autograder.engine.proof.record import Together
from autograder.engine.sandbox.isolation import Isolation, NoSandbox
from autograder.engine.sandbox.limits import Limits
from autograder.engine.submission.cell_runs import OnCell
from autograder.engine.submission.handout_names import with_names
from autograder.engine.submission.sources import code_of, modules_of, sources_of
from autograder.engine.submission.specification import Settings, Specification, Submission
from autograder.engine.workers.shared import end_now, grade_now
from autograder.findings import words
from autograder.notebooks.cells import MOST_BYTES, read_cell
from autograder.notebooks.translation import in_source_language
from autograder.notebooks.writing import Node
from autograder.results import CellResult, Graded, error_in, read_graded
from autograder.selfstudy.source import Source

_STUDENT = "you"
_LARGE = 2**20  # a person may use what their computer has


class RunError(Exception):
    """Python can't be started, or didn't come to an end; the message says why."""


def run_notebook(notebook: bytes, source: Source, seconds: float, on_cell: OnCell) -> Graded:
    """Return what came of a notebook, with at most `seconds` for each cell and call.

    Nobody hands in a second one, so the worker is not warmed up, and ends at once.
    """
    try:
        given = specification_of(source, seconds)
        proof = proof_of(source.root, given, Together.NEEDED)
        given = replace(given, places=proof.places(Together.NEEDED))
        graded = grade_now(given, Submission(_STUDENT, notebook), on_cell, warm=False)
    except (CourseError, NoSandbox, OSError) as error:
        raise RunError(str(error)) from error
    finally:
        end_now()
    if graded.problem:
        raise RunError(words(graded.problem))
    return graded


def results_by_cell(graded: Graded) -> dict[str, CellResult]:
    """Return what came of each test and of each answer, by its name.

    Where an answer or a test came to no end its result says why, in words for a person who mends
    it: of a fault of the course's, too, as there is nobody else.
    """
    found = {each.cell: each for each in graded.cells}
    for part in read_graded(graded.text.encode()).parts:
        key = part.cell.key
        if key in found and found[key].question is None:
            ended = graded.ended.get(key) or found[key].ended or error_in(part.outputs)
            found[key] = structs.replace(found[key], ended=ended)
    return found


def specification_of(source: Source, seconds: float) -> Specification:
    """Return what the worker needs of the course's notebook; raises CourseError."""
    cells = _handout(source)
    limits = Limits(
        call_seconds=max(1, round(seconds)),
        notebook_seconds=max(1, round(seconds)) * max(1, len(cells)),
        cpu_seconds=_LARGE,
        memory_mb=_LARGE,
        processes=_LARGE,
        file_mb=_LARGE,
        open_files=_LARGE,
    )
    given = Specification(
        assignment=source.assignment,
        notebook=source.path.stem,
        handout={"cells": list(map(_without_solution, cells)), "metadata": {}},
        settings=Settings(
            limits=limits,
            isolation=Isolation.PROCESS,
            modules=modules_of(code_of(cells)),
        ),
    )
    sources = sources_of(source.root, source.assignment, cells)
    translated = in_source_language(
        source.root, source.assignment, map(read_cell, given.handout["cells"])
    )
    return with_names(replace(given, sources=sources, translated=translated))


def _handout(source: Source) -> list[Node]:
    """Return the cells of the course's notebook, which `find` has read before."""
    text = read_file(source.path, MOST_BYTES).decode("utf-8-sig")
    cells: list[dict[str, Any]] = json.loads(text)["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def _without_solution(cell: Node) -> Node:
    """Return a cell without the course's solution: a missing answer is no right one."""
    flags = cell.get("metadata", {}).get("nbgrader", {})
    return {**cell, "source": ""} if flags.get("solution") else cell
