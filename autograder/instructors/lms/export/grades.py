"""What nbgrader's gradebook says of a class: people, assignments, and the points of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from nbgrader.api import Gradebook

from autograder.findings import text
from autograder.instructors.lms.export.sheet import ExportError, listed


@dataclass(frozen=True)
class Person:
    """A student as the gradebook knows them; what it doesn't know is ''."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self) -> str:
        """The name as one reads it, else the id."""
        return f"{self.first} {self.last}".strip() or self.id

    @property
    def sortable(self) -> str:
        """The name as lists sort it: last name, comma, first name."""
        return ", ".join(part for part in (self.last, self.first) if part) or self.id


@dataclass(frozen=True)
class Grade:
    """A student's points for an assignment, less `penalty` for being late.

    `pending` tells that a person has yet to look at an answer; `questions` are points and most
    points by cell.
    """

    points: float
    penalty: float = 0.0
    pending: bool = False
    questions: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True)
class ClassGrades:
    """The people, most points by assignment, and grades by student and assignment.

    Who has handed in nothing, or whose work nobody has graded, has no grade.
    """

    people: tuple[Person, ...]
    assignments: dict[str, float]
    grades: dict[tuple[str, str], Grade]

    def grade(self, person: Person, assignment: str) -> Grade | None:
        """Return a student's grade, None for none."""
        return self.grades.get((person.id, assignment))


def read_grades(
    gradebook: Gradebook, names: Sequence[str] = (), students: Sequence[str] = ()
) -> ClassGrades:
    """Return the grades of these assignments and students, by default of all.

    Raises ExportError when the gradebook doesn't know one.
    """
    known = {each.name: each for each in gradebook.assignments}
    everybody = {each.id: _person(each) for each in gradebook.students}
    if not known:
        raise ExportError(text("export.nothing"))
    for name in names:
        if name not in known:
            raise ExportError(text("export.no-assignment", name=name, known=listed(sorted(known))))
    for student in students:
        if student not in everybody:
            raise ExportError(text("export.no-student", name=student))
    chosen = {name: each for name, each in known.items() if not names or name in names}
    grades = {
        (submission.student_id, name): grade
        for name, assignment in chosen.items()
        for submission in assignment.submissions
        if (grade := _grade(submission)) is not None
    }
    wanted = [each for id_, each in everybody.items() if not students or id_ in students]
    most = {name: float(each.max_score) for name, each in chosen.items()}
    return ClassGrades(tuple(wanted), most, grades)


def _person(row: object) -> Person:
    names = ("id", "first_name", "last_name", "email", "lms_user_id")
    return Person(*(str(getattr(row, name) or "").strip() for name in names))


def _grade(submission: object) -> Grade | None:
    """Return the points as `nbgrader export` counts them; None where no cell has any yet."""
    grades = [grade for each in submission.notebooks for grade in each.grades]  # type: ignore[attr-defined]
    if not any(g.auto_score is not None or g.manual_score is not None for g in grades):
        return None
    score = float(submission.score or 0.0)  # type: ignore[attr-defined]
    penalty = float(submission.late_submission_penalty or 0.0)  # type: ignore[attr-defined]
    questions = ((g.name, float(g.score or 0.0), float(g.max_score or 0.0)) for g in grades)
    pending = any(grade.needs_manual_grade for grade in grades)
    return Grade(max(0.0, score - penalty), penalty, pending, tuple(sorted(questions)))
