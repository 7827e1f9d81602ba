"""The catalogue of mistakes that students make, as far as it knows the assignment."""

from collections.abc import Iterator

from autograder.audit.answers import Answer
from autograder.audit.mutants import Change
from autograder.grading.course import CourseError


def mistakes(assignment: str, answer: Answer) -> Iterator[Change]:
    """Yield each mistake's name and the answer with it, where it fits the answer."""
    try:
        from autograder.grading.mistakes import slips_of
    except ImportError:
        return
    for slip in slips_of(assignment):
        if slip.cell == answer.cell:
            try:
                yield slip.name, slip.apply(answer.source)
            except CourseError:  # another course's solution of the same name
                continue
