"""What a hidden test asks of a function, and which mistake it names. For instructors only."""

# For the grader, which looks these up by name.
from autograder.judging.practice import PRACTICE as PRACTICE
from autograder.judging.practice import belongings as belongings
from autograder.judging.practice import load_for as load_for
from autograder.judging.question import (
    grade_features,
    grade_function,
    grade_guesses,
    grade_loss,
    grade_training,
    grade_weights,
)
from autograder.judging.reference import changed_state as changed_state
from autograder.judging.reference import load_reference

# To the grader: a call of anything here changes nothing in the process that it is made in.
LEAVES_NOTHING = True

__all__ = [
    "grade_features",
    "grade_function",
    "grade_guesses",
    "grade_loss",
    "grade_training",
    "grade_weights",
    "load_reference",
]
