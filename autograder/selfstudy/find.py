"""Find the assignment that a notebook belongs to, by the names of its cells."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import autograder
from autograder.grading.course import (
    SOURCE_FOLDERS,
    CourseError,
    assignments,
    course_root,
    source_notebooks,
)
from autograder.grading.submission.cells import Cell, Unreadable, read_cells
from autograder.selfstudy.errors import CELLS_WITHOUT_NAMES, OTHER_NOTEBOOK, CheckError, cannot


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

    Courses are looked for above the notebook, above the current folder, and beside this package.
    Raises CheckError when no cell is of an assignment.
    """
    keys = {cell.key for cell in cells}
    known = [source for root in course_roots(notebook.parent) for source in sources(root)]
    best = max(known, key=lambda source: _likeness(source, keys, notebook.name), default=None)
    if best is not None and _likeness(best, keys, notebook.name)[0]:
        return best
    namesake = [source.label for source in known if source.path.name == notebook.name]
    if namesake:
        raise cannot(CELLS_WITHOUT_NAMES, notebook, names=namesake[0])
    names = ", ".join(dict.fromkeys(source.label for source in known)) or "none found"
    raise cannot(OTHER_NOTEBOOK, notebook, names=names)


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


def _likeness(source: Source, keys: set[str], name: str) -> tuple[int, bool]:
    shared = sum(cell.key in keys for cell in source.cells if cell.solution or cell.grade)
    return shared, source.path.name == name
