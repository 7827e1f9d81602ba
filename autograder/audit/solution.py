"""The solution itself: what it earns in each exam, and how long that takes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.audit.exam import Exam
from autograder.audit.notebook import Notebook
from autograder.audit.verdict import losses, scores_of
from autograder.grading.course import CourseError
from autograder.grading.grade.material import Graded
from autograder.grading.pool.task import Pool, Task

# A mutant that takes this many times as long as the solution hangs; but machines are busy, too.
_PATIENCE, _LEAST_SECONDS = 10, 5
_NOT_RIGHT = (
    "The solution of {assignment} loses points in its own tests: {cell}, {facet}: {seen}. An audit "
    "needs a solution that earns them all."
)
_NOT_GRADED = "The solution of {assignment} {problem}."


@dataclass(frozen=True)
class Fair:
    """An exam with short limits, and what the solution earns in it, by test."""

    exam: Exam
    full: Mapping[str, float]


def fair_exams(notebooks: Sequence[Notebook], pool: Pool) -> dict[str, Fair]:
    """Return all exams by name, graded with the solution.

    Where the solution needs more of the notebook than an exam has of it, the whole notebook takes
    its place. Raises CourseError when the solution doesn't earn all points.
    """
    exams = {name: exam for notebook in notebooks for name, exam in notebook.exams.items()}
    tasks = (Task(name, {name: exam.handed_in({})}) for name, exam in exams.items())
    graded = {done.task.student: done.graded[done.task.student] for done in pool.map(tasks)}
    found: dict[str, Fair] = {}
    for notebook in notebooks:
        whole = notebook.whole
        full = _full(whole, graded[whole.name])
        for name, exam in notebook.exams.items():
            mine = {cell: points for cell, points in full.items() if cell in exam.tests}
            right = not graded[name].lost and not losses(graded[name], mine)
            used, points = (exam, mine) if right else (whole, full)
            found[name] = Fair(_limited(used, graded[used.name]), points)
    return found


def _full(whole: Exam, graded: Graded) -> dict[str, float]:
    """Return the points that the solution earns; raises CourseError when they aren't all."""
    assignment = whole.given.assignment
    if graded.problem:
        raise CourseError(_NOT_GRADED.format(assignment=assignment, problem=graded.problem))
    if graded.faults:
        raise CourseError(graded.faults[0])
    flags = (cell["metadata"]["nbgrader"] for cell in graded.cells)
    most = {each["grade_id"]: float(each.get("points", 0.0)) for each in flags}
    missing = losses(graded, {cell: most[cell] for cell in whole.tests})
    if missing:
        first = missing[0]
        words = {"cell": first.test, "facet": first.facet, "seen": first.seen}
        raise CourseError(_NOT_RIGHT.format(assignment=assignment, **words))
    return {cell: score for cell, score in scores_of(graded).items() if cell in whole.tests}


def _limited(exam: Exam, graded: Graded) -> Exam:
    """Return the exam with limits that suit what the solution took."""
    limits = exam.given.settings.limits
    seconds = max(_LEAST_SECONDS, math.ceil(_PATIENCE * graded.seconds.get("cells", 0.0)))
    short = replace(
        limits,
        call_seconds=min(limits.call_seconds, seconds),
        notebook_seconds=min(limits.notebook_seconds, 2 * seconds),
    )
    settings = replace(exam.given.settings, limits=short)
    return replace(exam, given=replace(exam.given, settings=settings))
