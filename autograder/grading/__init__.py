"""Grading, for instructors only: hidden tests call these functions."""

from autograder.grading.question import grade_function, grade_loss

__all__ = ["grade_function", "grade_loss"]
