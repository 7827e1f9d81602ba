"""What grading a class took, and what a limit stopped."""

import statistics
from dataclasses import dataclass

from autograder.reporting.classroom.load import ClassRecord

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


def effort(record: ClassRecord) -> Effort:
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


def _phase(name: str, seconds: list[float]) -> Phase:
    return Phase(name, statistics.median(seconds), max(seconds), sum(seconds))


def _stopped(record: ClassRecord) -> list[Stopped]:
    found: dict[str, list[str]] = {}
    for member in record.members:
        for reason in member.stopped:
            found.setdefault(reason, []).append(member.student)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Stopped(reason, tuple(students)) for reason, students in ranked]
