"""Find the assignment that a notebook belongs to, and where things stand in it."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import autograder
from autograder.course.files import Unreadable
from autograder.course.folders import (
    SOURCE_FOLDERS,
    CourseError,
    assignments,
    course_root,
    source_notebooks,
)
from autograder.findings import text
from autograder.findings.language import language, languages
from autograder.findings.translation import read_entries
from autograder.notebooks.cells import Cell, read_cells
from autograder.notebooks.marks import as_handed_out
from autograder.notebooks.recovery import recover
from autograder.notebooks.translation import cell_in_language, translation_file


class CheckError(Exception):
    """The notebook can't be graded at all; the message says why and what to do."""


def cannot(key: str, path: Path, **details: str) -> CheckError:
    """Return the error of this name in the catalogue about the file `path`."""
    return CheckError(text(key, path=path, **details))


def read_notebook(path: Path) -> list[Cell]:
    """Return the cells of a student's notebook; raises CheckError if that can't be done."""
    try:
        return read_cells(path)
    except Unreadable as error:
        inside = sorted(path.glob("*.ipynb")) if error.trouble == "folder" else []
        example = str(inside[0] if inside else path / "my-first.ipynb")
        key = _BY_TROUBLE.get(error.trouble, "check-command.unreadable")
        raise cannot(key, path, reason=error.reason, example=example) from error


_BY_TROUBLE = {
    "missing": "check-command.missing",
    "folder": "check-command.folder",
    "not JSON": "check-command.not-json",
    "not format 4": "check-command.not-format-4",
}


_HEADING = re.compile(r"^##\s+(.+?)\s*#*\s*$", re.MULTILINE)
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def sections(cells: Sequence[Cell]) -> dict[str, str]:
    """Return the nearest heading '## N · Title' at or above each cell, by the cell's key."""
    found: dict[str, str] = {}
    heading = ""
    for cell in cells:
        if cell.kind == "markdown" and not cell.solution:
            headings = _HEADING.findall(cell.source)
            heading = headings[-1] if headings else heading
        found[cell.key] = heading
    return found


def as_read(source: "Source") -> list[Cell]:
    """Return the course's cells as they stand in the handout of the language in force."""
    name = language()
    path = translation_file(source.root, name, source.assignment)
    if not name or not path.is_file():
        return list(source.cells)
    entries, about = read_entries(path), languages()[name]
    return [
        cell
        if cell.kind != "markdown" or cell.solution
        else replace(cell, source=cell_in_language(cell, entries.get(cell.key), about))
        for cell in source.cells
    ]


def answer_of_tests(cells: Sequence[Cell]) -> dict[str, str]:
    """Return, by the key of each test cell, the key of the code answer above it ('' if none)."""
    found: dict[str, str] = {}
    above = ""
    for cell in cells:
        if cell.kind == "code" and cell.solution:
            above = cell.key
        elif cell.is_test:
            found[cell.key] = above
    return found


def names_of_answers(cells: Sequence[Cell]) -> dict[str, str]:
    """Return what to call each written answer: 'Why 1' if '**Why 1.**' stands above it."""
    found: dict[str, str] = {}
    bold = ""
    for cell in cells:
        if cell.solution and cell.grade:
            found[cell.key] = bold or cell.key
            bold = ""
        elif cell.kind == "markdown":
            names = _BOLD.findall(cell.source)
            bold = names[0].rstrip(".:") if names else ""
    return found


@dataclass(frozen=True)
class Source:
    """The course's own notebook of an assignment; `label` is how people call it."""

    root: Path
    assignment: str
    path: Path
    cells: tuple[Cell, ...]

    @property
    def label(self) -> str:
        """The assignment's name, with the notebook's if that is another."""
        stem = self.path.stem
        return stem if stem == self.assignment else f"{self.assignment}/{stem}"

    @property
    def max_points(self) -> float:
        """The points of all questions that are graded here."""
        return sum(cell.points for cell in self.cells if cell.is_test)


def find_source(notebook: Path, cells: list[Cell]) -> Source:
    """Return the course's notebook that shares the most answer and test cells with `cells`.

    Where the names of all are lost, it is the one of which most answers can be told.
    Courses are looked for above the notebook, above the current folder, and beside this package.
    Raises CheckError when no cell is of an assignment.
    """
    keys = {cell.key for cell in cells}
    known = [source for root in course_roots(notebook.parent) for source in sources(root)]
    best = max(known, key=lambda source: _likeness(source, keys, notebook.name), default=None)
    if best is not None and _likeness(best, keys, notebook.name)[0]:
        return best
    again = max(known, key=lambda source: _put_back(source, cells), default=None)
    if again is not None and _put_back(again, cells):
        return again
    namesake = [source.label for source in known if source.path.name == notebook.name]
    if namesake:
        raise cannot("check-command.cells-without-names", notebook, names=namesake[0])
    names = ", ".join(dict.fromkeys(source.label for source in known)) or text(
        "check-command.none-found"
    )
    raise cannot("check-command.other-notebook", notebook, names=names)


def sources(root: Path) -> Iterator[Source]:
    """Yield the course's notebooks; one that can't be read is passed over."""
    for name in assignments(root):
        for path in source_notebooks(name, root):
            with contextlib.suppress(Unreadable):
                yield Source(root, name, path, tuple(read_cells(path)))


def course_roots(*starts: Path) -> list[Path]:
    """Return the course folders at or above `starts`, the current folder, and the kit's own.

    Raises CheckError when there is none.
    """
    found: dict[Path, None] = {}
    problem: CourseError | None = None
    for start in (*(start.resolve() for start in starts), Path.cwd(), *_kit()):
        try:
            found[course_root(start)] = None
        except CourseError as error:
            problem = error
    if not found:
        raise CheckError(str(problem))
    return list(found)


def _kit() -> list[Path]:
    """Return the folder that holds this package, if it is a course (not if it is installed)."""
    folder = Path(autograder.__file__).resolve().parents[1]
    return [folder] if any((folder / name).is_dir() for name in SOURCE_FOLDERS) else []


_STUB = {"code": "raise NotImplementedError", "markdown": "YOUR ANSWER HERE"}


def handed_out(source: Source) -> list[Cell]:
    """Return the course's cells as students get them."""
    return [
        replace(cell, source=as_handed_out(cell.source, _STUB.get(cell.kind, "")))
        for cell in source.cells
    ]


def _put_back(source: Source, cells: list[Cell]) -> int:
    return len(recover(handed_out(source), cells).matches)


def _likeness(source: Source, keys: set[str], name: str) -> tuple[int, bool]:
    shared = sum(cell.key in keys for cell in source.cells if cell.solution or cell.grade)
    return shared, source.path.name == name
