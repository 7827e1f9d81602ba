"""The catalogue of mistakes: what goes wrong in a graded function, as a change to its reference."""

from autograder.grading.mistakes.load import mistakes_of, slips_of
from autograder.grading.mistakes.mistake import Mistake, Slip

__all__ = ["Mistake", "Slip", "mistakes_of", "slips_of"]
