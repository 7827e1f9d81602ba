"""All figures of a class, put together."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from autograder.instructors.reports.class_report.help import (
    mistake_counts,
    needs,
)
from autograder.instructors.reports.class_report.questions import (
    question_rates,
    questions,
    written_rates,
)
from autograder.instructors.reports.class_report.remarks import (
    awaiting,
    differences,
    effort,
    late,
    requested,
)
from autograder.instructors.reports.class_report.scores import distribution, points_of
from autograder.instructors.reports.similarity.pairs import pairs

if TYPE_CHECKING:
    from autograder.instructors.reports.class_report.help import (
        MistakeCount,
        NeedsHelp,
    )
    from autograder.instructors.reports.class_report.load import ClassRecord, Problem
    from autograder.instructors.reports.class_report.questions import (
        FacetRate,
        QuestionRate,
        WrittenRate,
    )
    from autograder.instructors.reports.class_report.remarks import (
        Awaiting,
        Difference,
        Effort,
        Late,
        Requested,
    )
    from autograder.instructors.reports.class_report.scores import Distribution
    from autograder.instructors.reports.similarity.pairs import Pair


@dataclass(frozen=True)
class Points:
    """A student's points in each question that tests grade, and in sum as the picture shows it."""

    student: str
    questions: tuple[float, ...]
    total: float


@dataclass(frozen=True)
class ClassFigures:
    """What a report says of a class; `scores` are None while nothing is graded."""

    assignment: str
    made: datetime
    graded: int
    waiting: tuple[str, ...]
    absent: tuple[str, ...]
    problems: tuple["Problem", ...]
    scores: "Distribution | None"
    questions: tuple["QuestionRate", ...]
    written: tuple["WrittenRate", ...]
    mistakes: tuple["MistakeCount", ...]
    needs: tuple["NeedsHelp", ...]
    differences: tuple["Difference", ...]
    late: tuple["Late", ...]
    awaiting: tuple["Awaiting", ...]
    requested: tuple["Requested", ...]
    effort: "Effort"
    alike: tuple["Pair", ...]
    everybody: tuple[Points, ...]

    @property
    def lowest(self) -> "FacetRate | None":
        """The facet that fewest passed; None if all passed all, or several share that place."""
        facets = sorted(
            (facet for question in self.questions for facet in question.facets),
            key=lambda facet: facet.rate,
        )
        if not facets or facets[0].rate == 1.0:
            return None
        return None if facets[1:] and facets[1].rate == facets[0].rate else facets[0]

    @property
    def urgent(self) -> tuple["NeedsHelp", ...]:
        """Those with less than half of the tests' points."""
        return tuple(need for need in self.needs if need.urgent)

    @property
    def idle(self) -> tuple[str, ...]:
        """Those of them who began no question."""
        return tuple(need.student for need in self.urgent if need.idle)

    @property
    def others(self) -> tuple["NeedsHelp", ...]:
        """The others who lost points."""
        return tuple(need for need in self.needs if not need.urgent)

    def to_json(self) -> dict[str, Any]:
        """Return all of it as plain data, but for the lines of code."""
        plain = asdict(self)
        plain["made"] = self.made.isoformat(timespec="seconds")
        for pair in plain["alike"]:
            pair["cells"] = [cell["name"] for cell in pair["cells"]]
        if self.scores:
            found = self.scores
            more = {"mean": found.mean, "quartiles": found.quartiles}
            plain["scores"] |= {**more, "full": found.full, "nothing": found.nothing}
        return plain


def figures(record: "ClassRecord") -> ClassFigures:
    """Return the figures of a class."""
    found = distribution(record) if record.members else None
    return ClassFigures(
        assignment=record.book.assignment,
        made=datetime.now().astimezone(),
        graded=len(record.members),
        waiting=record.waiting,
        absent=record.absent,
        problems=record.problems,
        scores=found,
        questions=question_rates(record) if found else (),
        written=written_rates(record) if found else (),
        mistakes=mistake_counts(record),
        needs=needs(record),
        differences=differences(record),
        late=late(record),
        awaiting=awaiting(record),
        requested=requested(record),
        effort=effort(record),
        alike=pairs(_answers(record), record.book.handout.values()),
        everybody=_everybody(record, found),
    )


def _everybody(record: "ClassRecord", found: "Distribution | None") -> tuple[Points, ...]:
    cells = questions(record)
    tests_only = bool(found and found.tests_only)
    return tuple(
        Points(
            member.student,
            tuple(m.points if (m := member.row.scores.get(c.place)) else 0.0 for c in cells),
            points_of(record, member, tests_only=tests_only),
        )
        for member in record.members
    )


def _answers(record: "ClassRecord") -> dict[str, dict[str, str]]:
    """Return the solution cells that were begun, by student and by a name for people.

    Of a team they are there once: that its members are alike is nothing to look at.
    """
    several = len(record.book.notebooks) > 1
    return {
        member.student: {
            f"{notebook}: {cell}" if several else cell: source
            for notebook, graded in member.notebooks.items()
            for cell, source in graded.answers.items()
        }
        for member in record.members
        if member.student not in record.followers
    }
