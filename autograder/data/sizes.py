"""How much data a notebook demonstrates on: all of it for a reader, less while it is graded."""

import os
import sys

from autograder.findings import text


def while_graded() -> bool:
    """Return whether nbgrader, or `autograder check`, runs the notebook.

    nbgrader sets the environment variable NBGRADER_EXECUTION to "autograde" or "validate" for the
    notebooks that it executes (`nbgrader.preprocessors.execute`).
    """
    return bool(os.environ.get("NBGRADER_EXECUTION"))


# In a browser Python takes several times as long: a size over _FEW is divided by _LESS.
_FEW, _LESS = 100, 4


def in_browser() -> bool:
    """Return whether this is Python in WebAssembly (Pyodide)."""
    return sys.platform == "emscripten"


def demonstration_size(*full: int, graded: tuple[int, ...]) -> tuple[int, ...]:
    """Return `full`, less of it in a browser, which is said, or `graded` when nbgrader runs it.

    `full` and `graded` hold the same number of sizes (numbers of examples, steps, and so on): a
    demonstration earns no points there.

    Raises ValueError when `full` and `graded` differ in length.
    """
    if len(full) != len(graded):
        raise ValueError(text("data.sizes", full=len(full), graded=len(graded)))
    if while_graded():
        return tuple(graded)
    return _smaller(full, graded) if in_browser() else full


def _smaller(full: tuple[int, ...], graded: tuple[int, ...]) -> tuple[int, ...]:
    """Return sizes for a browser, and say so where they differ."""
    sizes = tuple(
        max(least, size // _LESS) if size > _FEW else size
        for size, least in zip(full, graded, strict=True)
    )
    if sizes != full:
        said = text("data.smaller-here", sizes=_listed(sizes), full=_listed(full))
        print(said)  # noqa: T201 - to the student
    return sizes


def _listed(sizes: tuple[int, ...]) -> str:
    return ", ".join(map(str, sizes))
