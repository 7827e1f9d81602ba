"""The catalogue of mistakes: what goes wrong in a graded function, as a change to its reference."""

from autograder.judging.mistakes.catalogue import (
    Mistake,
    Mutation,
    course_mistakes,
    known_names,
    mistakes_of,
    slips_of,
)

__all__ = ["Mistake", "Mutation", "course_mistakes", "known_names", "mistakes_of", "slips_of"]
