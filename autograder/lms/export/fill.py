"""Write a class's points into a table; whatever is not plain is told in words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from autograder.lms.export.book import ClassGrades, Mark, Person
from autograder.lms.export.people import Matches
from autograder.lms.export.said import (
    ABOVE,
    LATE,
    LEFT,
    NO_MAXIMUM,
    NOT_ASKED,
    NOT_IN_TEMPLATE,
    OTHER_MAXIMUM,
    PENDING,
    REPLACED,
    SO_FAR,
    UNGRADED,
    UNKNOWN_ROWS,
    listed,
)
from autograder.lms.export.sheet import parse_number
from autograder.lms.export.table import Table

_SAME = 0.005  # platforms show two decimals


@dataclass
class Filled:
    """How many points were written by assignment, and what is to be told."""

    written: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """What else to do: leave out who waits for a person's grading; write texts to students."""

    only_complete: bool = False
    comments: bool = False


def fill(table: Table, grades: ClassGrades, matches: Matches, choice: Choice) -> Filled:
    """Write the points of everybody who has a row; other cells stay as they are."""
    filled = Filled()
    for name in table.columns:
        told: dict[str, list[str]] = defaultdict(list)
        for person in grades.people:
            row = matches.rows.get(person.id)
            if row is not None:
                _one(table, row, name, (person, grades.mark(person, name)), choice, told)
        filled.written[name] = len(told["written"])
        filled.notices += _about(name, told, table, grades.assignments[name], choice)
    filled.notices += _about_people(grades, matches)
    return filled


def _one(
    table: Table,
    row: int,
    name: str,
    graded: tuple[Person, Mark | None],
    choice: Choice,
    told: dict[str, list[str]],
) -> None:
    """Write one student's points for an assignment, or note why not."""
    person, mark = graded
    reason = table.frozen.get((row, table.columns[name]), "")
    if reason:
        told[f"frozen {reason}"].append(person.name)
    elif mark is None:
        told["ungraded"].append(person.name)
    else:
        if mark.pending:
            told["pending"].append(person.name)
        if not (mark.pending and choice.only_complete):
            _write(table, row, name, (person, mark), choice, told)


def _write(
    table: Table,
    row: int,
    name: str,
    graded: tuple[Person, Mark],
    choice: Choice,
    told: dict[str, list[str]],
) -> None:
    (person, mark), column, cells = graded, table.columns[name], table.sheet.rows[row]
    before, most = parse_number(cells[column]), table.maxima.get(name)
    if before is not None and abs(before - mark.points) > _SAME:
        told["replaced"].append(f"{person.name} ({before:g} to {mark.points:g})")
    if mark.penalty:
        told["late"].append(f"{person.name} (-{mark.penalty:g})")
    if most is not None and mark.points > most + _SAME:
        told["above"].append(person.name)
    cells[column] = table.sheet.number(mark.points)
    if choice.comments and table.comments is not None and not cells[table.comments].strip():
        cells[table.comments] = comment(mark)
    told["written"].append(person.name)


def comment(mark: Mark) -> str:
    """Return points by question, and what being late cost, in one line."""
    parts = [f"{name}: {points:g} of {most:g}" for name, points, most in mark.questions]
    if mark.penalty:
        parts.append(f"late: -{mark.penalty:g}")
    return "; ".join(parts)


def _about(
    name: str, told: Mapping[str, list[str]], table: Table, ours: float, choice: Choice
) -> Iterator[str]:
    """Yield what is to be told of an assignment."""
    theirs, facts = table.maxima.get(name, ours), {"name": name, "platform": table.platform}
    if theirs is None:
        yield NO_MAXIMUM.format(**facts, ours=ours)
    elif abs(theirs - ours) > _SAME:
        yield OTHER_MAXIMUM.format(**facts, theirs=theirs, ours=ours)
    templates = {
        "ungraded": UNGRADED,
        "pending": PENDING,
        "above": ABOVE if table.caps else "",
        "replaced": REPLACED,
        "late": LATE,
    }
    what = LEFT if choice.only_complete else SO_FAR
    for kind, names in told.items():
        count = f"{len(names)} student{'s' if len(names) > 1 else ''}"
        more = {**facts, "count": count, "names": listed(names), "what": what, "theirs": theirs}
        if kind.startswith("frozen "):
            yield NOT_ASKED.format(**{**more, "what": kind.removeprefix("frozen ")})
        elif templates.get(kind):
            yield templates[kind].format(**more)


def _about_people(grades: ClassGrades, matches: Matches) -> Iterator[str]:
    """Yield who has points but no row, and whose rows nobody of the gradebook has."""
    graded = {student for student, _ in grades.marks}
    for person in grades.people:
        if person.id in matches.problems and person.id in graded:
            student = person.id if person.name == person.id else f"{person.name} ({person.id})"
            yield NOT_IN_TEMPLATE.format(student=student, why=matches.problems[person.id])
    if matches.unknown:
        names = listed([row.name for row in matches.unknown])
        yield UNKNOWN_ROWS.format(names=names)
