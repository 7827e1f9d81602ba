"""Assignments on linear classifiers: checks for students, grading for instructors."""

__version__ = "0.1.0"
