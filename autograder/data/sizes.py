"""How much data a notebook demonstrates on: all of it for a reader, less while it is graded."""

import os

from autograder.findings import text


def while_graded() -> bool:
    """Return whether nbgrader, or `autograder check`, runs the notebook.

    nbgrader sets the environment variable NBGRADER_EXECUTION to "autograde" or "validate" for the
    notebooks that it executes (`nbgrader.preprocessors.execute`).
    """
    return bool(os.environ.get("NBGRADER_EXECUTION"))


def demonstration_size(*full: int, graded: tuple[int, ...]) -> tuple[int, ...]:
    """Return `full`, or `graded` when nbgrader runs the notebook.

    Both hold the same number of sizes (numbers of examples, steps, and so on): a demonstration
    earns no points there.

    Raises ValueError when `full` and `graded` differ in length.
    """
    if len(full) != len(graded):
        raise ValueError(text("data.sizes", full=len(full), graded=len(graded)))
    return tuple(graded) if while_graded() else full
