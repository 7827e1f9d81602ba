"""Where the course is."""

from pathlib import Path

from autograder.grading.course import CourseError, nbgrader_root


def course_here() -> Path | None:
    """Return the course folder that this is in, if any."""
    try:
        return nbgrader_root()
    except CourseError:
        return None
