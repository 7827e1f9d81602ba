"""What this machine and this course have, and what to do about what they lack."""

from autograder.instructors.doctor.examine import examine
from autograder.instructors.doctor.result import CheckItem

__all__ = ["CheckItem", "examine", "result"]
