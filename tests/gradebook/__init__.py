"""A small course, graded by the command nbgrader autograde."""
