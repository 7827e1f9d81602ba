"""Which notebook of the assignment a file is, by its name and its cells, and what is made one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.course.files import Unreadable, read_file
from autograder.findings import text
from autograder.instructors.lms.collect.file_names import (
    NotebookName,
    is_made_of_one,
    is_notebook,
    notebook_named,
)
from autograder.notebooks.cells import MOST_BYTES, Cell, read_cells, student_cells
from autograder.notebooks.forms import NoNotebook, in_utf8, is_notebook_file, notebook_from
from autograder.notebooks.recovery import Recovered, recover
from autograder.notebooks.translation import in_source_language

# Of a notebook's questions, how many one must have to be taken for it by its cells alone.
_ENOUGH = 0.5


@dataclass(frozen=True)
class Notebooks(Mapping[str, tuple[Cell, ...]]):
    """An assignment's notebooks by name, each with its cells; other languages say `translated`."""

    _cells: Mapping[str, tuple[Cell, ...]]
    _translated: Mapping[str, str]

    def __getitem__(self, name: str) -> tuple[Cell, ...]:
        return self._cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def in_english(self, cells: Iterable[Cell]) -> list[Cell]:
        """Return cells that are as they were handed out in another language in English."""
        return [
            replace(each, source=self._translated.get(each.source.strip(), each.source))
            for each in cells
        ]


def course_notebooks(folder: Path, root: Path) -> Notebooks:
    """Return the notebooks in an assignment's folder of the course in `root`."""
    found = {path.stem: tuple(read_cells(path)) for path in sorted(folder.glob("*.ipynb"))}
    every = (cell for cells in found.values() for cell in cells)
    return Notebooks(found, in_source_language(root, folder.name, every))


@dataclass(frozen=True)
class Recognised:
    """Which notebook a file is, None if none, and `remarks`, what is to be said of it.

    `made` is the notebook that was made of a file which isn't one, or isn't in UTF-8 (`is_one`).
    """

    named: NotebookName | None
    remarks: tuple[str, ...] = ()
    made: bytes | None = None
    is_one: bool = True


def recognise(path: Path, file: str, notebooks: Notebooks, can_make: bool = True) -> Recognised:
    """Return which notebook a file is.

    A file with a notebook's name is taken even if it can't be read: it gets a result that says so.
    Scripts and pages are taken if they hold answers, where `can_make` says that they may be.
    """
    named = notebook_named(file, notebooks)
    called = is_notebook(file)
    if not called and not (can_make and is_made_of_one(file)):
        return Recognised(None, (text("collect.no-notebook"),))
    try:
        came = read_file(path, MOST_BYTES)
        data = in_utf8(came) if can_make else came
        if is_notebook_file(data):
            found = _by_cells(notebooks.in_english(student_cells(data)), named, notebooks)
            if data == came or not found.named:
                return found
            return Recognised(found.named, (text("form.encoding"), *found.remarks), data)
        if not can_make:
            read_cells(path)
        made = notebook_from(data, file, list(notebooks.values()))
    except (Unreadable, OSError, NoNotebook, RecursionError, MemoryError) as error:
        if called and named:
            return Recognised(named, (str(error),))
        why = text("collect.name-unknown", error=error) if called else str(error)
        return Recognised(None, (why,))
    return _made(made, file, named, notebooks)


def _made(made: bytes, file: str, named: NotebookName | None, notebooks: Notebooks) -> Recognised:
    """Return which notebook a file has become, none if it holds no answer."""
    cells = notebooks.in_english(student_cells(made))
    found = _by_cells(cells, named, notebooks)
    if found.named is None or not recover(notebooks[found.named.notebook], cells).matches:
        return Recognised(named if is_notebook(file) else None, (text("collect.no-answer"),))
    kind = "form.made-of-script" if file.lower().endswith(".py") else "form.made-of-page"
    return Recognised(found.named, (text(kind, file=file), *found.remarks), made, is_one=False)


def _by_cells(cells: list[Cell], named: NotebookName | None, notebooks: Notebooks) -> Recognised:
    """Return which notebook these cells are of: names first, then what they define."""
    keys = {cell.key for cell in cells}
    if named:
        ours = notebooks[named.notebook]
        found = recover(ours, cells)
        strange = not (keys & _questions(ours) or found.matches or found.questions)
        said = [text("collect.no-cell-known")] if strange else []
        return Recognised(named, (*said, *_of_names(found)))
    shares = {name: _share(keys, cells, ours) for name, ours in notebooks.items()}
    best = sorted(shares, key=lambda name: shares[name], reverse=True)
    if best and shares[best[0]] >= _ENOUGH and shares[best[0]] > shares.get("".join(best[1:2]), 0):
        name = NotebookName(best[0], renamed=True)
        names = _of_names(recover(notebooks[best[0]], cells))
        return Recognised(name, (text("collect.known-by-cells"), *names))
    wanted = ", ".join(f"{name}.ipynb" for name in notebooks)
    return Recognised(None, (text("collect.unknown-notebook", wanted=wanted),))


def _of_names(found: Recovered) -> tuple[str, ...]:
    """Return what is to be said of cells that have lost their names."""
    said = []
    if found.matches:
        said.append(text("lost-names.put-back", keys=tuple(each.key for each in found.matches)))
    if found.questions:
        said.append(text("lost-names.open", keys=tuple(each.key for each in found.questions)))
    return tuple(said)


def _questions(cells: tuple[Cell, ...]) -> set[str]:
    return {cell.key for cell in cells if cell.grade or cell.solution}


def _share(keys: set[str], cells: list[Cell], ours: tuple[Cell, ...]) -> float:
    """Return of how many of a notebook's questions the cells are, by name or put back."""
    questions, answers = _questions(ours), sum(cell.solution for cell in ours)
    if not questions:
        return 0.0
    put_back = len(recover(ours, cells).matches)
    return max(len(keys & questions) / len(questions), put_back / answers if answers else 0.0)
