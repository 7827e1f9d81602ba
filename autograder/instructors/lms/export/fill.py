"""Write a class's points into a table; whatever is not plain is told in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.findings import text
from autograder.instructors.lms.export.columns import GradeTable
from autograder.instructors.lms.export.grades import ClassGrades, Grade, Person
from autograder.instructors.lms.export.people import Matches
from autograder.instructors.lms.export.sheet import (
    listed,
    parse_number,
)

_SAME = 0.005  # platforms show two decimals


@dataclass
class Told:
    """Who is to be told of, by what for; `left` by the template's own words on why."""

    written: list[str] = field(default_factory=list)
    ungraded: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    left: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Filled:
    """How many points were written by assignment, and what is to be told."""

    written: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class FillOptions:
    """What else to do: leave out who waits for a person's grading; write texts to students."""

    only_complete: bool = False
    comments: bool = False


def fill(table: GradeTable, grades: ClassGrades, matches: Matches, options: FillOptions) -> Filled:
    """Write the points of everybody who has a row; other cells stay as they are."""
    filled = Filled()
    for name in table.columns:
        told = Told()
        for person in grades.people:
            row = matches.rows.get(person.id)
            if row is not None:
                _one(table, row, name, (person, grades.grade(person, name)), options, told)
        filled.written[name] = len(told.written)
        filled.notices += _about(name, told, table, grades.assignments[name], options)
    filled.notices += _about_people(grades, matches)
    return filled


def _one(
    table: GradeTable,
    row: int,
    name: str,
    graded: tuple[Person, Grade | None],
    options: FillOptions,
    told: Told,
) -> None:
    """Write one student's points for an assignment, or note why not."""
    person, grade = graded
    reason = table.frozen.get((row, table.columns[name]), "")
    if reason:
        told.left.setdefault(reason, []).append(person.name)
    elif grade is None:
        told.ungraded.append(person.name)
    else:
        if grade.pending:
            told.pending.append(person.name)
        if not (grade.pending and options.only_complete):
            _write(table, row, name, (person, grade), options, told)


def _write(
    table: GradeTable,
    row: int,
    name: str,
    graded: tuple[Person, Grade],
    options: FillOptions,
    told: Told,
) -> None:
    (person, grade), column, cells = graded, table.columns[name], table.sheet.rows[row]
    before, most = parse_number(cells[column]), table.maxima.get(name)
    if before is not None and abs(before - grade.points) > _SAME:
        told.replaced.append(
            text("export.replaced-one", name=person.name, before=before, points=grade.points)
        )
    if grade.penalty:
        told.late.append(f"{person.name} (-{grade.penalty:g})")
    if most is not None and grade.points > most + _SAME:
        told.above.append(person.name)
    cells[column] = table.sheet.number(grade.points)
    if options.comments and table.comments is not None and not cells[table.comments].strip():
        cells[table.comments] = comment(grade)
    told.written.append(person.name)


def comment(grade: Grade) -> str:
    """Return points by question, and what being late cost, in one line."""
    parts = [
        text("export.above-one", name=name, points=points, most=most)
        for name, points, most in grade.questions
    ]
    if grade.penalty:
        parts.append(f"late: -{grade.penalty:g}")
    return "; ".join(parts)


def _about(
    name: str, told: Told, table: GradeTable, ours: float, options: FillOptions
) -> Iterator[str]:
    """Yield what is to be told of an assignment."""
    theirs, facts = table.maxima.get(name, ours), {"name": name, "platform": table.platform}
    if theirs is None:
        yield text("export.no-maximum", **facts, ours=ours)
    elif abs(theirs - ours) > _SAME:
        yield text("export.other-maximum", **facts, theirs=theirs, ours=ours)
    so_far = text("export.left") if options.only_complete else text("export.so-far")
    yield from _lines("export.ungraded", told.ungraded, facts)
    yield from _lines("export.pending", told.pending, {**facts, "what": so_far})
    yield from _lines("export.replaced", told.replaced, facts)
    yield from _lines("export.late", told.late, facts)
    yield from _lines("export.above", told.above if table.caps else [], {**facts, "theirs": theirs})
    for why, names in told.left.items():
        yield from _lines("export.not-asked", names, {**facts, "what": why})


def _lines(key: str, names: list[str], facts: Mapping[str, object]) -> Iterator[str]:
    """Yield the sentence on these students, if there are any."""
    if names:
        count = counted(len(names))
        yield text(key, **facts, count=count, names=listed(names))


def counted(number: int) -> str:
    """Return so many students, in words."""
    return text("count.one-student") if number == 1 else text("count.students", count=number)


def _about_people(grades: ClassGrades, matches: Matches) -> Iterator[str]:
    """Yield who has points but no row, and whose rows nobody of the gradebook has."""
    graded = {student for student, _ in grades.grades}
    for person in grades.people:
        if person.id in matches.problems and person.id in graded:
            student = person.id if person.name == person.id else f"{person.name} ({person.id})"
            yield text("export.not-in-template", student=student, why=matches.problems[person.id])
    if matches.unknown:
        names = listed([row.name for row in matches.unknown])
        yield text("export.unknown-rows", names=names)
