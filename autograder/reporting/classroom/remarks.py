"""What a person should know of single submissions: changes to the handout, lateness, open marks."""

from dataclasses import dataclass

from autograder.reporting.classroom.load import ClassRecord


@dataclass(frozen=True)
class Difference:
    """In what submissions differ from the handout, and whose."""

    what: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Late:
    """A submission after the due date, the student's extension included; points taken for it."""

    student: str
    seconds: float
    penalty: float

    @property
    def words(self) -> str:
        """By how much it is late, in words."""
        minutes = max(1, round(self.seconds / 60))
        days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
        parts = ((days, "d"), (hours, "h"), (rest, "min"))
        return " ".join(f"{number} {unit}" for number, unit in parts if number)


@dataclass(frozen=True)
class Awaiting:
    """A student with answers that a person has to grade, and the points in them."""

    student: str
    answers: int
    points: float


def differences(record: ClassRecord) -> tuple[Difference, ...]:
    """Return each difference from the handout with the students that have it, commonest first."""
    found: dict[str, list[str]] = {}
    for member in record.members:
        said = (text for sheet in member.sheets.values() for text in sheet.differences)
        for text in dict.fromkeys(said):
            found.setdefault(text, []).append(member.student)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Difference(text, tuple(students)) for text, students in ranked)


def late(record: ClassRecord) -> tuple[Late, ...]:
    """Return the late submissions, the latest first."""
    rows = [member.row for member in record.members if member.row.late > 0]
    found = [Late(row.student, row.late, row.penalty) for row in rows]
    return tuple(sorted(found, key=lambda each: (-each.seconds, each.student)))


def awaiting(record: ClassRecord) -> tuple[Awaiting, ...]:
    """Return who has answers that await manual grading, by name."""
    points = {cell.place: cell.max_points for cell in record.book.cells}
    found = []
    for member in record.members:
        places = [place for place, mark in member.row.marks.items() if mark.waits]
        if places:
            total = sum(points.get(place, 0.0) for place in places)
            found.append(Awaiting(member.student, len(places), total))
    return tuple(found)
