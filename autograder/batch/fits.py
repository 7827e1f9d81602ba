"""Answers that lost points and are right by another student's variant: a look, no verdict."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from autograder.batch.handed_in import read_handed_in
from autograder.course.files import Unreadable, read_file
from autograder.course.folders import CourseError
from autograder.engine.sandbox.backends import require_backend
from autograder.engine.submission.keys import with_key
from autograder.engine.submission.specification import Specification, Submission
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Task
from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.releases import Releases
from autograder.gradebook.specifications import specifications
from autograder.notebooks.cells import MOST_BYTES
from autograder.results import CellResult, read_graded

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Fit:
    """A question that a student, who has variant `own`, answered as `other` asks for.

    `points` are those by their own tests, of `max_points`; by the other's they would be all.
    """

    student: str
    question: str
    own: str
    other: str
    points: float
    max_points: float


@dataclass(frozen=True)
class _Lost:
    """A notebook that lost points: its student's variant, what was handed in, what was lost."""

    student: str
    notebook: str
    own: str
    submission: Submission
    cells: Mapping[str, CellResult]


def fits_of(
    root: Path, assignment: str, jobs: int | None = None, tell: Tell = lambda *_: None
) -> list[Fit]:
    """Return all answers of a graded class that are right by another variant than their own.

    Each notebook that lost points is run once more for each other variant, by the same workers
    and in the same sandbox; nothing is written. Raises CourseError and NoSandbox.
    """
    course = Course(root)
    given = {name: with_key(each) for name, each in specifications(course, assignment).items()}
    releases = Releases(course, given)
    if not releases.variants:
        raise CourseError(text("variants.not-made", name=assignment))
    require_backend(next(iter(given.values())).settings.isolation)
    by_variant = {
        (letter, name): releases.variant(name, letter)
        for letter in releases.variants.letters
        for name in given
    }
    letters = {each.notebook: letter for (letter, _), each in by_variant.items()}
    lost = list(_lost(course, releases))
    found: list[Fit] = []
    with closing(LocalPool(list(by_variant.values()), jobs)) as pool:
        tasks = {str(n): _task(str(n), each, by_variant) for n, each in enumerate(lost)}
        for number, done in enumerate(pool.map(iter(tasks.values())), 1):
            one = lost[int(done.task.student)]
            for name, graded in done.graded.items():
                found += _fitting(one, letters[name], graded.cells)
            tell(number, len(lost))
    return sorted(found, key=lambda each: (each.student, each.question, each.other))


def _task(number: str, lost: _Lost, given: Mapping[tuple[str, str], Specification]) -> Task:
    others = {
        each.notebook: lost.submission
        for (letter, name), each in given.items()
        if name == lost.notebook and letter != lost.own
    }
    return Task(number, others)


def _lost(course: Course, releases: Releases) -> Iterator[_Lost]:
    """Yield the notebooks that are graded and lost points in tests."""
    assignment = next(iter(releases.given.values())).assignment
    for student, folder in course.submitted(assignment):
        handed = read_handed_in(student, folder, releases.given, course.directory.ignore)
        for name, submission in handed.notebooks.items():
            path = course.folder("autograded", student, assignment) / f"{name}.ipynb"
            try:
                tests = read_graded(read_file(path, MOST_BYTES)).tests
            except (OSError, Unreadable):  # not graded, or not to be read
                continue
            cells = {key: each for key, each in tests.items() if not _is_full(each)}
            if cells and not submission.problem:
                own, *_ = releases.variants.chosen(name, submission)
                yield _Lost(student, name, own, submission, cells)


def _fitting(lost: _Lost, other: str, cells: tuple[CellResult, ...]) -> Iterator[Fit]:
    for each in cells:
        mine = lost.cells.get(each.cell)
        if mine is not None and _is_full(each):
            question = mine.question.question if mine.question else each.cell
            points = mine.points or 0.0
            yield Fit(lost.student, question, lost.own, other, points, mine.max_points)


def _is_full(cell: CellResult) -> bool:
    return cell.points is not None and cell.points >= cell.max_points > 0
