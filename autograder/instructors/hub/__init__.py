"""Courses on a JupyterHub: who is in which one, and the settings that follow from it."""

from autograder.instructors.hub.configuration import Written, write_configuration
from autograder.instructors.hub.courses import EXAMPLE, Hub, HubCourse, read_hub

__all__ = ["EXAMPLE", "Hub", "HubCourse", "Written", "read_hub", "write_configuration"]
