"""What nbgrader's gradebook has of a class: the assignment's cells, and each student's points."""

from dataclasses import dataclass

from nbgrader.api import Assignment, MissingEntry, Student

from autograder.grading.course import CourseError
from autograder.grading.nbgrader.course import Course
from autograder.grading.nbgrader.reading import gradebook_to_read
from autograder.reporting.classroom.rows import Place, Row, read_rows

_UNKNOWN = "The gradebook knows no assignment {name}: it knows {names}."


@dataclass(frozen=True)
class GradedCell:
    """A cell that is worth points; `by_hand` tells that a person gives them."""

    place: Place
    max_points: float
    by_hand: bool


@dataclass(frozen=True)
class BookRecord:
    """All that the gradebook says of an assignment.

    `handout` has the sources of the released code cells, stubs and all, `people` everybody in the
    course: identifier to full name.
    """

    assignment: str
    notebooks: tuple[str, ...]
    cells: tuple[GradedCell, ...]
    handout: dict[Place, str]
    rows: dict[str, Row]
    people: dict[str, str]


def read_book(course: Course, assignment: str) -> BookRecord:
    """Return what the gradebook has of an assignment; makes no gradebook.

    Raises CourseError when there is none, it can't be read, or doesn't know the assignment.
    """
    with gradebook_to_read(course) as gradebook:
        try:
            found = gradebook.find_assignment(assignment)
        except MissingEntry as error:
            names = ", ".join(sorted(each.name for each in gradebook.assignments)) or "none"
            raise CourseError(_UNKNOWN.format(name=assignment, names=names)) from error
        return BookRecord(
            assignment,
            tuple(sorted(each.name for each in found.notebooks)),
            tuple(_cells(found)),
            _handout(found),
            read_rows(gradebook, found),
            {each.id: _full_name(each) for each in gradebook.students},
        )


def _full_name(student: Student) -> str:
    return " ".join(part for part in (student.first_name, student.last_name) if part)


def _cells(found: Assignment) -> list[GradedCell]:
    cells = []
    for notebook in found.notebooks:
        written = {cell.name for cell in notebook.solution_cells}
        graded = [(cell, cell.name in written) for cell in notebook.grade_cells]
        graded += [(cell, True) for cell in notebook.task_cells]
        cells += [
            GradedCell((notebook.name, cell.name), float(cell.max_score), by_hand)
            for cell, by_hand in graded
        ]
    return cells


def _handout(found: Assignment) -> dict[Place, str]:
    return {
        (notebook.name, cell.name): cell.source or ""
        for notebook in found.notebooks
        for cell in notebook.source_cells
        if cell.cell_type == "code"
    }
