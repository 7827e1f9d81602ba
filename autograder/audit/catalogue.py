"""The catalogue of mistakes that students make, as far as it knows the assignment."""

from collections.abc import Iterator
from contextlib import suppress

from autograder.audit.answers import Answer
from autograder.audit.mutants import Change
from autograder.grading.course import CourseError
from autograder.grading.mistakes import slips_of


def mistakes(assignment: str, answer: Answer) -> Iterator[Change]:
    """Yield each mistake's name and the answer with it, where it fits the answer."""
    with suppress(CourseError):  # a course that keeps its sources elsewhere
        for slip in slips_of(assignment):
            if slip.cell == answer.cell and slip.fits(answer.source):
                yield slip.name, slip.apply(answer.source)
