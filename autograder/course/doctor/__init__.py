"""What this machine and this course have, and what to do about what they lack."""

from autograder.course.doctor.examine import examine
from autograder.course.doctor.finding import Finding

__all__ = ["Finding", "examine"]
