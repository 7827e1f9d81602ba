"""How the points of a class are distributed."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.instructors.reports.class_report.load import ClassRecord, StudentRecord

_MOST_BARS = 12


@dataclass(frozen=True)
class Bar:
    """How many students have from `low` to `high` points; the last bar holds full points."""

    low: int
    high: int
    count: int

    @property
    def label(self) -> str:
        """The points as text."""
        return f"{self.low}" if self.low == self.high else f"{self.low}\u2013{self.high}"


@dataclass(frozen=True)
class Distribution:
    """Points of a class; `tests_only` while somebody's answers await manual grading."""

    tests_only: bool
    max_points: float
    points: tuple[float, ...]
    bars: tuple[Bar, ...]

    @property
    def mean(self) -> float:
        """The mean."""
        return statistics.fmean(self.points)

    @property
    def quartiles(self) -> tuple[float, float, float]:
        """The points below which lie a quarter, a half, three quarters of the class."""
        if len(self.points) == 1:
            return (self.points[0],) * 3
        low, middle, high = statistics.quantiles(self.points, n=4, method="inclusive")
        return low, middle, high

    @property
    def full(self) -> int:
        """How many have all points."""
        return sum(each >= self.max_points for each in self.points)

    @property
    def nothing(self) -> int:
        """How many have none."""
        return sum(each <= 0 for each in self.points)


def distribution(record: "ClassRecord") -> Distribution:
    """Return the distribution of all points or, while any wait for a person, of the tests' only."""
    waits = any(score.waits for each in record.members for score in each.row.scores.values())
    most = max_points(record, tests_only=waits)
    points = sorted(points_of(record, member, tests_only=waits) for member in record.members)
    return Distribution(waits, most, tuple(points), bars(points, most))


def max_points(record: "ClassRecord", *, tests_only: bool) -> float:
    """Return the points that there are to earn."""
    return sum(c.max_points for c in record.book.cells if not (tests_only and c.by_hand))


def points_of(record: "ClassRecord", member: "StudentRecord", *, tests_only: bool) -> float:
    """Return a student's points: of tests alone, or all without the penalty for being late."""
    scores = member.row.scores
    cells = [c for c in record.book.cells if c.place in scores and not (tests_only and c.by_hand)]
    points = sum(scores[cell.place].points for cell in cells)
    return points if tests_only else max(0.0, points - member.row.penalty)


def bars(points: Sequence[float], most: float) -> tuple[Bar, ...]:
    """Return at most about a dozen bars of whole points, equally wide but for the last."""
    if not points:
        return ()
    last = math.floor(most)
    width = max(1, math.ceil(last / _MOST_BARS))
    counts = [0] * (last // width + 1)
    for each in points:
        counts[min(max(math.floor(each), 0) // width, len(counts) - 1)] += 1
    return tuple(
        Bar(place * width, min(place * width + width - 1, last), count)
        for place, count in enumerate(counts)
    )
