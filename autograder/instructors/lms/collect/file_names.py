"""Which notebook of the assignment a file is: by its name, else by its cells."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.files import Unreadable
from autograder.findings import text
from autograder.notebooks.cells import read_cells

# What some browsers append to a notebook, which they take for text.
_WRAPPED = re.compile(r"\.ipynb\.(txt|json)$", re.IGNORECASE)
_COPY = r"(?:copy|kopie|copie|copia|cópia|kopia|kopi|kopio|kópia)"
_MARKS = (
    re.compile(r"\s*\((?P<number>\d{1,3})\)$"),  # a browser's: softmax-loss (1)
    re.compile(rf"\s*[-_ ]+\s*{_COPY}[ _-]*(?P<number>\d{{1,3}})?$"),  # - Kopie, -Copy1
    re.compile(rf"\s*\(\s*{_COPY}[ _-]*(?P<number>\d{{1,3}})?\s*\)$"),
    re.compile(rf"^{_COPY}\s*(?P<number>\d{{1,3}})?\s+(?:of|von|de|di|da|av|af)\s+"),
    re.compile(r"[-_ ](?P<number>\d{1,3})$"),  # Canvas: softmax-loss-1
)
_SYSTEM = re.compile(
    r"^(\.(?!\.$)|__MACOSX$|thumbs\.db$|desktop\.ini$|__pycache__$)", re.IGNORECASE
)


@dataclass(frozen=True)
class NotebookName:
    """A notebook that a file name stands for; `copy` is the number of the copy."""

    notebook: str
    copy: int = 0
    renamed: bool = False


def is_notebook(name: str) -> bool:
    """Return whether a file is called as notebooks are, or as browsers store them."""
    return name.lower().endswith(".ipynb") or bool(_WRAPPED.search(name))


def of_the_system(parts: Iterable[str]) -> bool:
    """Return whether a place is one of the operating system or of Jupyter, not of a student."""
    return any(_SYSTEM.search(part) for part in parts)


def notebook_named(file: str, notebooks: Iterable[str]) -> NotebookName | None:
    """Return which of the notebooks (names without .ipynb) a file's name stands for, if any.

    Marks of copies are taken off one by one, from the outside, and the name is compared after each:
    so `part-1` stays itself where the assignment has a notebook of that name.
    """
    known = {_key(name): name for name in notebooks}
    stem = re.sub(r"\.ipynb$", "", _WRAPPED.sub(".ipynb", file), flags=re.IGNORECASE)
    rest, copy = unicodedata.normalize("NFC", stem).strip().casefold(), 0
    while rest:
        if _key(rest) in known:
            name = known[_key(rest)]
            return NotebookName(name, copy, renamed=file != f"{name}.ipynb")
        found = _first_mark(rest)
        if not found:
            return None
        copy = copy or int(found["number"] or 1)
        rest = (rest[: found.start()] + rest[found.end() :]).strip()
    return None


def _first_mark(name: str) -> re.Match[str] | None:
    return next(filter(None, (mark.search(name) for mark in _MARKS)), None)


def _key(name: str) -> str:
    return re.sub(r"[\s_+-]+", "-", unicodedata.normalize("NFC", name).casefold())


# Of a notebook's questions, how many one must have to be taken for it by its cells alone.
_ENOUGH = 0.5

Notebooks = Mapping[str, frozenset[str]]


def course_notebooks(folder: Path) -> dict[str, frozenset[str]]:
    """Return the assignment's notebooks in its folder, each with the keys of its questions."""
    return {
        path.stem: frozenset(cell.key for cell in read_cells(path) if cell.grade or cell.solution)
        for path in sorted(folder.glob("*.ipynb"))
    }


def recognise(path: Path, file: str, notebooks: Notebooks) -> tuple[NotebookName | None, str]:
    """Return which notebook a file is, and what is to be said of it; None with the reason if none.

    A file with the right name is taken even if it can't be read: it gets a result that says so.
    """
    named = notebook_named(file, notebooks)
    try:
        keys = {cell.key for cell in read_cells(path)}
    except Unreadable as error:
        return (named, str(error)) if named else (None, text("collect.name-unknown", error=error))
    if named:
        strange = not keys & notebooks[named.notebook]
        return named, text("collect.no-cell-known") if strange else ""
    shares = {name: len(keys & ours) / len(ours) for name, ours in notebooks.items() if ours}
    best = sorted(shares, key=lambda name: shares[name], reverse=True)
    if best and shares[best[0]] >= _ENOUGH and shares[best[0]] > shares.get("".join(best[1:2]), 0):
        return NotebookName(best[0], renamed=True), text("collect.known-by-cells")
    wanted = ", ".join(f"{name}.ipynb" for name in notebooks)
    return None, text("collect.unknown-notebook", wanted=wanted)
