"""Run a rebuilt notebook: the student's cells in their process, the tests in the grader's."""

__all__ = [
    "cell_runs",
    "differences",
    "grade_notebook",
    "handout_names",
    "keys",
    "rebuild",
    "run_notebook",
    "side_effects",
    "sources",
    "specification",
]
