"""Mistakes that students make: those of the kit's catalogue and the course's own."""

from collections.abc import Iterator

from autograder.audit.answers import Answer
from autograder.audit.mutants import Change
from autograder.grading.course import CourseError, source_notebooks
from autograder.grading.mistakes import slips_of


def mistakes(assignment: str, answer: Answer) -> Iterator[Change]:
    """Yield each mistake's name and the answer with it, where it fits the answer.

    Raises CourseError for a file of the course's own mistakes that can't be used.
    """
    try:
        source_notebooks(assignment)
    except CourseError:  # a course that keeps its sources elsewhere
        return
    for slip in slips_of(assignment):
        if slip.cell == answer.cell and slip.fits(answer.source):
            yield slip.name, slip.apply(answer.source)
