"""What a person should know of single submissions, and what grading them took."""

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.findings import text

if TYPE_CHECKING:
    from autograder.instructors.reports.class_report.load import ClassRecord

_MOST_SLOW = 5


@dataclass(frozen=True)
class Phase:
    """Seconds of one phase of grading, over the submissions."""

    name: str
    median: float
    longest: float
    total: float


@dataclass(frozen=True)
class Slow:
    """One of the submissions that took longest."""

    student: str
    seconds: float


@dataclass(frozen=True)
class Stopped:
    """What was stopped by a limit, and whose."""

    reason: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class Effort:
    """Seconds of `known` submissions by phase and in total, the slowest, what was stopped."""

    known: int
    total: float
    phases: tuple[Phase, ...]
    slowest: tuple[Slow, ...]
    stopped: tuple[Stopped, ...]


def effort(record: "ClassRecord") -> Effort:
    """Return what the grader's kept results say of time and limits."""
    timed = [member for member in record.members if member.seconds]
    names = dict.fromkeys(name for member in timed for name in member.seconds)
    sums = {member.student: sum(member.seconds.values()) for member in timed}
    slowest = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:_MOST_SLOW]
    return Effort(
        len(timed),
        sum(sums.values()),
        tuple(
            _phase(name, [m.seconds[name] for m in timed if name in m.seconds]) for name in names
        ),
        tuple(Slow(*each) for each in slowest),
        tuple(_stopped(record)),
    )


# What a grader notes the seconds of, and how that is called.
PHASES = {
    "rebuild": "phase.rebuild",
    "start and end": "phase.start-and-end",
    "cells": "phase.cells",
    "write down": "phase.write-down",
}


def phase_in_words(name: str) -> str:
    """Return how a phase of grading is called; one of another version keeps its name."""
    return text(PHASES[name]) if name in PHASES else name


def _phase(name: str, seconds: list[float]) -> Phase:
    return Phase(phase_in_words(name), statistics.median(seconds), max(seconds), sum(seconds))


def _stopped(record: "ClassRecord") -> list[Stopped]:
    found: dict[str, list[str]] = {}
    for member in record.members:
        for reason in member.stopped:
            found.setdefault(reason, []).append(member.student)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Stopped(reason, tuple(students)) for reason, students in ranked]


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


@dataclass(frozen=True)
class Requested:
    """A request for a regrade, of a question or of a `whole` notebook; its answer, if any."""

    student: str
    question: str
    asked: str
    answer: str
    whole: bool = False


def requested(record: "ClassRecord") -> tuple[Requested, ...]:
    """Return all requests for a regrade, those without an answer first."""
    found = [
        Requested(
            member.student,
            each.cell or notebook,
            each.text,
            member.row.answers.get((notebook, each.cell), ""),
            not each.cell,
        )
        for member in record.members
        for notebook, graded in sorted(member.notebooks.items())
        for each in graded.requests
    ]
    return tuple(sorted(found, key=lambda each: (bool(each.answer), each.student)))


def differences(record: "ClassRecord") -> tuple[Difference, ...]:
    """Return each difference from the handout with the students that have it, commonest first."""
    found: dict[str, list[str]] = {}
    for member in record.members:
        said = (each for graded in member.notebooks.values() for each in graded.differences)
        for what in dict.fromkeys(said):
            found.setdefault(what, []).append(member.student)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(Difference(what, tuple(students)) for what, students in ranked)


def late(record: "ClassRecord") -> tuple[Late, ...]:
    """Return the late submissions, the latest first."""
    rows = [member.row for member in record.members if member.row.late > 0]
    found = [Late(row.student, row.late, row.penalty) for row in rows]
    return tuple(sorted(found, key=lambda each: (-each.seconds, each.student)))


def awaiting(record: "ClassRecord") -> tuple[Awaiting, ...]:
    """Return who has answers that await manual grading, by name."""
    points = {cell.place: cell.max_points for cell in record.book.cells}
    found = []
    for member in record.members:
        places = [place for place, score in member.row.scores.items() if score.waits]
        if places:
            total = sum(points.get(place, 0.0) for place in places)
            found.append(Awaiting(member.student, len(places), total))
    return tuple(found)
