"""Grading, for instructors only: hidden tests call these functions."""

from autograder.grading.question import grade_loss, grade_scores

__all__ = ["grade_loss", "grade_scores"]
