"""Cells that have lost their names: which answer of the handout each one is, and how surely."""

from autograder.notebooks.recovery.matches import CellMatch, Recovered
from autograder.notebooks.recovery.mend import (
    accepted,
    as_notebook,
    declined,
    forgotten,
    mended,
    name_of,
)
from autograder.notebooks.recovery.recover import recover

__all__ = [
    "CellMatch",
    "Recovered",
    "accepted",
    "as_notebook",
    "declined",
    "forgotten",
    "mended",
    "name_of",
    "recover",
]
