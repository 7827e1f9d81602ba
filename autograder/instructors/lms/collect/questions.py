"""Cells of handed-in notebooks that have lost their names: what was put back, and what is open.

Sure matches need nobody: grading finds them again. What a person decides is written into the
notebook in submitted/, as nbgrader reads it; the notebook as it came is kept beside the download.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from autograder.course.files import Unreadable, read_file, write_whole
from autograder.course.folders import CourseError
from autograder.findings import page as in_words
from autograder.findings import text as say
from autograder.findings import words
from autograder.gradebook.course import Course
from autograder.instructors.lms.collect.recognise import Notebooks
from autograder.notebooks.cells import MOST_BYTES, OURS, Cell, parse_cells, student_cells
from autograder.notebooks.recovery import (
    CellMatch,
    Recovered,
    accepted,
    as_notebook,
    declined,
    forgotten,
    mended,
    name_of,
    recover,
)
from autograder.notebooks.writing import Node

UNMATCHED = "unmatched"  # the folder of notebooks before somebody decided what their cells are
NONE = "none"
_MARK = "matched"
_ANSWER = re.compile(r"(?P<student>[^/]+)/(?P<notebook>.+):(?P<cell>[0-9]{1,9})=(?P<key>.+)")
_TEMPLATE = Path(__file__).with_name("matches.html.jinja")


@dataclass(frozen=True)
class Decision:
    """What a person says of a cell, by its number from 1: the answer that it is, or none."""

    student: str
    notebook: str
    cell: int
    key: str


@dataclass(frozen=True)
class Handed:
    """A notebook in submitted/ of which some cells have lost their names.

    `came` is the file as it is there, `data` the same in format 4.
    """

    student: str
    notebook: str
    path: Path
    came: bytes
    data: bytes
    ours: tuple[Cell, ...]
    recovered: Recovered

    @property
    def nodes(self) -> list[Node]:
        """Its cells as they stand in the file, those that are cells."""
        found: list[Any] = json.loads(self.data.decode("utf-8-sig"))["cells"]
        return [each for each in found if isinstance(each, dict)]

    def source(self, match: CellMatch) -> str:
        """Return what stands in a cell."""
        return parse_cells(self.data)[match.position].source

    @property
    def name(self) -> str:
        """How the command line and the page call it."""
        return f"{self.student}/{self.notebook}"


def read_answer(said: str) -> Decision:
    """Return what an option says, `ada/softmax-loss:7=softmax-loss-naive`; raises CourseError."""
    found = _ANSWER.fullmatch(said)
    if not found:
        raise CourseError(say("lost-names.no-decision", said=said))
    return Decision(found["student"], found["notebook"], int(found["cell"]), found["key"])


def with_lost_names(course: Course, assignment: str, notebooks: Notebooks) -> Iterator[Handed]:
    """Yield the notebooks in submitted/ in which answers have lost their names."""
    for student, folder in course.submitted(assignment):
        for name, ours in notebooks.items():
            path = folder / f"{name}.ipynb"
            try:
                came = read_file(path, MOST_BYTES)
                data = _in_format_4(came)
                found = recover(ours, notebooks.in_english(parse_cells(data)))
            except (Unreadable, OSError):  # grading says what is wrong with it
                continue
            if found.matches or found.questions:
                yield Handed(student, name, path, came, data, ours, found)


def _in_format_4(data: bytes) -> bytes:
    try:
        parse_cells(data)
    except Unreadable:
        return as_notebook(student_cells(data))
    return data


def decide(handed: Handed, decisions: Sequence[Decision], kept: Path) -> None:
    """Write decisions into a notebook, and keep it as it was; raises CourseError.

    Nothing is written if `checked` refuses them.
    """
    checked(handed, decisions)
    nodes, answers = handed.nodes, _answers(handed)
    accepted_keys = {each.key for each in decisions} & answers.keys()
    changed = {n: forgotten(node) for n, node in enumerate(nodes) if name_of(node) in accepted_keys}
    for each in decisions:
        node, ours = nodes[each.cell - 1], answers.get(each.key)
        changed[each.cell - 1] = accepted(node, ours) if ours else declined(node)
    before = _keep(handed, kept)
    notebook = json.loads(handed.data.decode("utf-8-sig"))
    metadata = notebook.get("metadata")
    own = metadata if isinstance(metadata, dict) else {}
    whole = {**notebook, "cells": nodes, "metadata": {**own, OURS: {_MARK: before}}}
    times = handed.path.stat()
    try:
        write_whole(handed.path, mended(whole, [*changed.items()]))
        os.utime(handed.path, (times.st_atime, times.st_mtime))
    except OSError as error:
        raise _not_written(handed.path, error) from error


def checked(handed: Handed, decisions: Sequence[Decision]) -> None:
    """Raise CourseError for decisions that contradict each other, or fit no cell or answer.

    A slip in a number must not cost another answer: what has the name of one keeps it.
    """
    nodes, answers = handed.nodes, _answers(handed)
    for each in decisions:
        facts = {"name": handed.name, "cell": each.cell, "known": ", ".join(answers)}
        if not 0 < each.cell <= len(nodes) or (each.key != NONE and each.key not in answers):
            raise CourseError(say("lost-names.no-cell", **facts))
        name = name_of(nodes[each.cell - 1])
        if name in answers and name != each.key:
            raise CourseError(say("lost-names.has-name", **facts, key=name))
    cells = [each.cell for each in decisions]
    keys = [each.key for each in decisions if each.key != NONE]
    if len(set(cells)) < len(cells) or len(set(keys)) < len(keys):
        raise CourseError(say("lost-names.twice", name=handed.name))


def _answers(handed: Handed) -> dict[str, Cell]:
    return {cell.key: cell for cell in handed.ours if cell.solution}


def unmended(path: Path, kept: Path) -> bytes:
    """Return a submitted notebook as it came, before somebody decided anything; raises OSError."""
    data = path.read_bytes()
    return kept.read_bytes() if kept.is_file() and _mark(data) == _hash(kept) else data


def place_of(kept: Path, student: str, notebook: str) -> Path:
    """Return where a notebook is kept as it came."""
    return kept / student / f"{notebook}.ipynb"


def _keep(handed: Handed, kept: Path) -> str:
    """Keep the notebook as it came, once; return the hash of it."""
    target = place_of(kept, handed.student, handed.notebook)
    try:
        if not (target.is_file() and _mark(handed.came) == _hash(target)):
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, handed.came)
    except OSError as error:
        raise _not_written(target, error) from error
    return _hash(target)


def _mark(data: bytes) -> str:
    try:
        found = json.loads(data.decode("utf-8-sig"))["metadata"][OURS][_MARK]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return str(found)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _not_written(path: Path, error: OSError) -> CourseError:
    return CourseError(say("collect.not-written", folder=path, reason=error.strerror))


def as_page(assignment: str, found: Iterable[Handed]) -> str:
    """Return a page with all that was put back and all that is open."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = environment.from_string(in_words(_TEMPLATE.read_text(encoding="utf-8")))
    return template.render(assignment=assignment, found=list(found), words=words, none=NONE)


def to_json(found: Iterable[Handed]) -> list[dict[str, object]]:
    """Return all matches as plain data."""
    return [
        {
            "student": each.student,
            "notebook": each.notebook,
            "cell": match.position + 1,
            "answer": match.key,
            "sure": match.sure,
            "by": words(match.why),
        }
        for each in found
        for match in (*each.recovered.matches, *each.recovered.questions)
    ]


def decided_for(handed: Handed, decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions on one notebook."""
    own = (each for each in decisions if each.student == handed.student)
    return [each for each in own if each.notebook == handed.notebook]


def decision(handed: Handed, match: CellMatch, key: str) -> Decision:
    """Return what a person says of an open match."""
    return replace(Decision(handed.student, handed.notebook, 0, key), cell=match.position + 1)
