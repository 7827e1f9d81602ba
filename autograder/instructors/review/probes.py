"""Take what students' functions return on fixed inputs: a run with other cells in tests' places.

A submission runs as when it is graded, in the same sandbox and by the same workers; only the tests
are calls of `show_values`. Nothing of it is written but the values, into the instructor's store.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import msgspec

from autograder.batch.handed_in import read_handed_in
from autograder.course.folders import MISTAKES_FOLDER
from autograder.engine.sandbox.backends import require_backend
from autograder.engine.submission.keys import result_key, with_key
from autograder.engine.submission.specification import Specification, Submission
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Task
from autograder.gradebook.course import Course
from autograder.gradebook.releases import Releases
from autograder.gradebook.specifications import specifications
from autograder.instructors.review.store import ReviewStore, work_of
from autograder.notebooks.cells import read_cell
from autograder.notebooks.writing import Node
from autograder.results import Graded, read_graded
from autograder.results.values import MIME, FunctionValues

_PROBE = (
    "from autograder.judging.fingerprints.values import show_values\n\n"
    "show_values({assignment!r}, globals(), {source!r})"
)
_ASKS = ("grade_loss", "grade_function")  # what fixed inputs can be made for
_NAME = "{}: values"


def probing(given: Specification) -> Specification:
    """Return the specification with calls that take values in place of its tests."""
    nodes = [_probe(given.assignment, node) for node in given.handout["cells"]]
    name = _NAME.format(given.notebook)
    handout = {**given.handout, "cells": nodes}
    return replace(given, notebook=name, handout=handout, places={}, key="")


def _probe(assignment: str, node: Node) -> Node:
    cell = read_cell(node)
    if not cell.is_test:
        return node
    asks = any(each in cell.source for each in _ASKS)
    source = _PROBE.format(assignment=assignment, source=cell.source) if asks else "None"
    return {**node, "source": source}


def values_in(graded: Graded) -> dict[str, FunctionValues]:
    """Return the values that a run of such a specification brought, by test cell."""
    found = {}
    for node in json.loads(graded.text)["cells"]:
        for output in node.get("outputs", ()):
            with suppress(KeyError, msgspec.ValidationError):
                values = msgspec.convert(output["data"][MIME], FunctionValues)
                found[read_cell(node).key] = values
    return found


@dataclass(frozen=True)
class _ToTake:
    """A student's notebook whose values are not kept, what it is run by, and the result's key."""

    student: str
    notebook: str
    given: Specification
    submission: Submission
    key: str


class Tell:
    """Told how many submissions there are to run, and when one is done; says nothing by itself."""

    def start(self, count: int) -> None:
        """Note that so many are to come."""

    def step(self) -> None:
        """Note that one is done."""


def take_values(
    course: Course, assignment: str, store: ReviewStore, tell: Tell, jobs: int | None = None
) -> int:
    """Take and keep the values of what was handed in, where they aren't kept yet; return how many.

    Raises CourseError and NoSandbox.
    """
    given = {name: with_key(each) for name, each in specifications(course, assignment).items()}
    if not any(_has_probes(each) for each in given.values()):
        return 0
    wanted = list(_to_take(course, given, store.keys(assignment)))
    tell.start(len(wanted))
    if not wanted:
        return 0
    require_backend(next(iter(given.values())).settings.isolation)
    used = {each.given.notebook: each.given for each in wanted}
    with closing(LocalPool(list(used.values()), jobs)) as pool:
        for number, graded in _run(pool, wanted):
            each = wanted[number]
            if not graded.lost:  # else it is tried again next time
                place = assignment, each.student, each.notebook
                work = work_of(read_graded(graded.text.encode("utf-8", "replace")))
                store.put_values(place, each.key, work, values_in(graded))
            tell.step()
    return len(wanted)


def _run(pool: LocalPool, wanted: Sequence[_ToTake]) -> Iterator[tuple[int, Graded]]:
    tasks = (
        Task(str(number), {each.given.notebook: each.submission})
        for number, each in enumerate(wanted)
    )
    for done in pool.map(tasks):
        number = int(done.task.student)
        yield number, done.graded[wanted[number].given.notebook]


def _without_mistakes(given: Specification) -> Specification:
    """Return what values depend on: a catalogue that has learned something changes none."""
    sources = {
        name: data
        for name, data in given.sources.items()
        if PurePosixPath(name).parent.name != MISTAKES_FOLDER
    }
    return with_key(replace(given, sources=sources))


def _has_probes(given: Specification) -> bool:
    sources = (read_cell(node) for node in given.handout["cells"])
    return any(cell.is_test and any(a in cell.source for a in _ASKS) for cell in sources)


def _to_take(
    course: Course, given: Mapping[str, Specification], kept: Mapping[tuple[str, str], str]
) -> Iterator[_ToTake]:
    assignment = next(iter(given.values())).assignment
    releases = Releases(course, given)
    made: dict[str, Specification] = {}
    apart: dict[str, Specification] = {}
    for student, folder in course.submitted(assignment):
        handed = read_handed_in(student, folder, given, course.directory.ignore)
        for name, each in handed.notebooks.items():
            used, submission = releases.fitting(name, each)
            if used.key not in apart:
                apart[used.key] = _without_mistakes(used)
            key = result_key(apart[used.key], submission)
            if kept.get((student, name)) != key and not submission.problem:
                probe = made.setdefault(used.notebook, probing(used))
                yield _ToTake(student, name, probe, submission, key)
