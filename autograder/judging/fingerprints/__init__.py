"""Make the fingerprints of an assignment's functions, from solutions and mistakes. At release."""

from autograder.judging.fingerprints import file

__all__ = ["file"]
