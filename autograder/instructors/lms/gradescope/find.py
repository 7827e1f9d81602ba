"""Find an assignment's notebooks in what somebody handed in, also under another name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.batch.handed_in import read_handed_in
from autograder.course.files import Unreadable, read_file, read_files, shown
from autograder.engine.submission.specification import Specification, Submission
from autograder.findings import Code, Finding, text
from autograder.notebooks.cells import MOST_BYTES, student_cells

STUDENT = "submission"
_MOST_NOTEBOOKS = 20


@dataclass
class Found:
    """Submissions by the notebook's name; what is missing, in words."""

    notebooks: dict[str, Submission] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


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
        fitting = [path for path, keys in others.items() if keys & _answers(given[name])]
        if len(fitting) == 1:
            theirs = shown(fitting[0].relative_to(folder).as_posix())
            note = Finding.of(Code.MISNAMED, name=name, theirs=theirs)
            data = read_file(fitting[0], MOST_BYTES)
            found.notebooks[name] = Submission(STUDENT, data, files, remarks=(note, *remarks))
        else:
            names = ", ".join(shown(path.name) for path in (fitting or others))
            but = ""
            if names:
                several = "gradescope.several"
                but = text(several if fitting else "gradescope.but", names=names)
            found.missing[name] = text("gradescope.missing", name=name, but=but)
    return found


def _others(folder: Path, taken: set[str]) -> dict[Path, set[str]]:
    """Return the other notebooks, with the names of their cells."""
    paths = (path for path in sorted(folder.rglob("*.ipynb")) if _ordinary(path, folder))
    found = [path for path in paths if path.relative_to(folder).as_posix() not in taken]
    return {path: _keys(path) for path in found[:_MOST_NOTEBOOKS]}


def _ordinary(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and path.is_file() and path.resolve().is_relative_to(folder.resolve())


def _keys(path: Path) -> set[str]:
    try:
        return {cell.key for cell in student_cells(read_file(path, MOST_BYTES)) if cell.key}
    except (Unreadable, OSError):
        return set()


def _answers(given: Specification) -> set[str]:
    """Return the names of the handout's solution cells."""
    flags = (cell.get("metadata", {}).get("nbgrader", {}) for cell in given.handout["cells"])
    return {str(each["grade_id"]) for each in flags if each.get("solution")}
