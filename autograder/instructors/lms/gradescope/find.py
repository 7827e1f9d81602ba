"""Find an assignment's notebooks in what somebody handed in, also under another name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.batch.handed_in import read_handed_in
from autograder.course.files import Unreadable, read_file, read_files, shown
from autograder.engine.submission.specification import Specification, Submission
from autograder.findings import Code, Finding, text
from autograder.notebooks.cells import MOST_BYTES, Cell, read_cell, student_cells
from autograder.notebooks.recovery import recover

STUDENT = "submission"
_MOST_NOTEBOOKS = 20


@dataclass(frozen=True)
class Missing:
    """A notebook that isn't there, and those that are: `several` may be it, or none."""

    name: str
    there: tuple[str, ...]
    several: bool

    @property
    def said(self) -> str:
        """What is missing, in words of the language in force."""
        but = ""
        if self.there:
            several = "gradescope.several"
            names = ", ".join(self.there)
            but = text(several if self.several else "gradescope.but", names=names)
        return text("gradescope.missing", name=self.name, but=but)


@dataclass
class Found:
    """Submissions by the notebook's name, and what is missing."""

    notebooks: dict[str, Submission] = field(default_factory=dict)
    missing: list[Missing] = field(default_factory=list)


def find(folder: Path, given: Mapping[str, Specification], ignore: Sequence[str]) -> Found:
    """Return what is in the folder, by name as `autograder grade` does.

    Where a name is missing, the only other notebook that holds the assignment's cells is taken.
    """
    handed = read_handed_in(STUDENT, folder, given, list(ignore))
    found = Found(dict(handed.notebooks))
    if not handed.missing:
        return found
    others = _others(folder, {f"{name}.ipynb" for name in handed.notebooks})
    files, remarks = read_files(folder, ignore)
    for name in handed.missing:
        fitting = _fitting(others, given[name])
        if len(fitting) == 1:
            theirs = shown(fitting[0].relative_to(folder).as_posix())
            note = Finding.of(Code.MISNAMED, name=name, theirs=theirs)
            data = read_file(fitting[0], MOST_BYTES)
            found.notebooks[name] = Submission(STUDENT, data, files, remarks=(note, *remarks))
        else:
            there = tuple(shown(path.name) for path in (fitting or others))
            found.missing.append(Missing(name, there, bool(fitting)))
    return found


def _fitting(others: Mapping[Path, Sequence[Cell]], given: Specification) -> list[Path]:
    """Return the notebooks with an answer by its name, else those with one by what it defines."""
    ours = [read_cell(cell) for cell in given.handout["cells"]]
    answers = {cell.key for cell in ours if cell.solution}
    named = [path for path, cells in others.items() if any(c.key in answers for c in cells)]
    return named or [path for path, cells in others.items() if recover(ours, cells).matches]


def _others(folder: Path, taken: set[str]) -> dict[Path, list[Cell]]:
    """Return the other notebooks, with their cells."""
    paths = (path for path in sorted(folder.rglob("*.ipynb")) if _ordinary(path, folder))
    found = [path for path in paths if path.relative_to(folder).as_posix() not in taken]
    return {path: _cells(path) for path in found[:_MOST_NOTEBOOKS]}


def _ordinary(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and path.is_file() and path.resolve().is_relative_to(folder.resolve())


def _cells(path: Path) -> list[Cell]:
    try:
        return student_cells(read_file(path, MOST_BYTES))
    except (Unreadable, OSError):
        return []
