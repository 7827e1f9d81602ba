"""nbgrader with this kit's grading: `configure(c)` in an nbgrader_config.py, and nothing else."""

from autograder.gradebook.configure import configure, prefer_this_environment

__all__ = [
    "by_hand",
    "configure",
    "course",
    "give_by_hand",
    "gradebook_reader",
    "gradebook_writer",
    "kept_releases",
    "prefer_this_environment",
    "releases",
    "rows",
    "specifications",
    "team_grades",
    "teams",
    "translated_handout",
    "variants",
]
