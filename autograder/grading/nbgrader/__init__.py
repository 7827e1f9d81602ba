"""nbgrader with this kit's grading: `configure(c)` in an nbgrader_config.py, and nothing else."""

from autograder.grading.nbgrader.settings import configure, prefer_this_environment

__all__ = ["configure", "prefer_this_environment"]
