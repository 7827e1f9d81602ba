"""Which notebook of the assignment a file's name stands for."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.notebooks.regrade import REQUEST

# What some browsers append to a notebook, which they take for text.
_WRAPPED = re.compile(r"\.ipynb\.(txt|json)$", re.IGNORECASE)
_MADE = re.compile(r"\.(py|html?)$", re.IGNORECASE)
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


def is_made_of_one(name: str) -> bool:
    """Return whether a file is called as scripts and pages that tools make of a notebook."""
    return bool(_MADE.search(name))


def is_request(name: str) -> bool:
    """Return whether a file is called as a request for a regrade is, or as copies of it are."""
    stem, dot, ending = name.rpartition(".")
    known = notebook_named(f"{stem}.ipynb", [REQUEST.partition(".")[0]])
    return bool(dot and known) and ending.lower() in ("md", "markdown", "txt")


def of_the_system(parts: Iterable[str]) -> bool:
    """Return whether a place is one of the operating system or of Jupyter, not of a student."""
    return any(_SYSTEM.search(part) for part in parts)


def notebook_named(file: str, notebooks: Iterable[str]) -> NotebookName | None:
    """Return which of the notebooks (names without .ipynb) a file's name stands for, if any.

    Marks of copies are taken off one by one, from the outside, and the name is compared after each:
    so `part-1` stays itself where the assignment has a notebook of that name.
    """
    known = {_key(name): name for name in notebooks}
    stem = re.sub(r"\.ipynb$", "", _WRAPPED.sub(".ipynb", _MADE.sub("", file)), flags=re.I)
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
