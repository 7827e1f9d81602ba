"""Which notebook of the assignment a file is: by its name, else by its cells."""

from collections.abc import Mapping
from pathlib import Path

from autograder.grading.submission.cells import Unreadable, read_cells
from autograder.lms.collect.file_names import Named, notebook_named

# Of a notebook's questions, how many one must have to be taken for it by its cells alone.
_ENOUGH = 0.5

Notebooks = Mapping[str, frozenset[str]]


def course_notebooks(folder: Path) -> dict[str, frozenset[str]]:
    """Return the assignment's notebooks in its folder, each with the keys of its questions."""
    return {
        path.stem: frozenset(cell.key for cell in read_cells(path) if cell.grade or cell.solution)
        for path in sorted(folder.glob("*.ipynb"))
    }


def recognise(path: Path, file: str, notebooks: Notebooks) -> tuple[Named | None, str]:
    """Return which notebook a file is, and what is to be said of it; None with the reason if none.

    A file with the right name is taken even if it can't be read: it gets a result that says so.
    """
    named = notebook_named(file, notebooks)
    try:
        keys = {cell.key for cell in read_cells(path)}
    except Unreadable as error:
        return (named, str(error)) if named else (None, f"its name is no notebook's, and {error}")
    if named:
        strange = not keys & notebooks[named.notebook]
        return named, "it has none of the assignment's cells" if strange else ""
    shares = {name: len(keys & ours) / len(ours) for name, ours in notebooks.items() if ours}
    best = sorted(shares, key=lambda name: shares[name], reverse=True)
    if best and shares[best[0]] >= _ENOUGH and shares[best[0]] > shares.get("".join(best[1:2]), 0):
        return Named(best[0], renamed=True), "known by its cells, not by its name"
    wanted = ", ".join(f"{name}.ipynb" for name in notebooks)
    return None, f"neither its name nor its cells are those of {wanted}"
