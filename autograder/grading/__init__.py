"""Grading, for instructors only: hidden tests call these functions."""

from autograder.grading.question import grade_function, grade_loss, grade_training, grade_weights

__all__ = ["grade_function", "grade_loss", "grade_training", "grade_weights"]
