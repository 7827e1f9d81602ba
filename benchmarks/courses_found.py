"""Find nbgrader courses in folders, and make copies of them with answers handed in."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grading_class import run_nbgrader

VARIANTS = ("solution", "untouched", "half-done")
_BEGIN, _END = "BEGIN SOLUTION", "END SOLUTION"
_STUB = "raise NotImplementedError()"
_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "course"
c.Execute.timeout = 120
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
"""
CONFIGS = {
    "stock": _CONFIG,
    "kit": f"from autograder.gradebook import configure\n{_CONFIG}configure(c)\n",
}
_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


@dataclass(frozen=True)
class Course:
    """A folder with a folder for each assignment, whose notebooks hold the solutions."""

    name: str
    source: Path

    @property
    def assignments(self) -> list[str]:
        """The names of its assignments: folders with a notebook that has a test."""
        return sorted({path.parent.name for path in self.source.glob("*/*.ipynb") if _tests(path)})


def find_courses(folder: Path) -> list[Course]:
    """Return the courses in a folder: itself, or those below it.

    A course has a `source` folder, as nbgrader has it, or the assignments' folders themselves.
    """
    found: list[Path] = []
    for path in sorted({folder, *(each for each in folder.rglob("*") if each.is_dir())}):
        if path.name in ("release", "submitted", "autograded", "feedback", "downloaded"):
            continue
        sources = [each for each in (path / "source", path / "solutions") if each.is_dir()]
        course = Course(path.name, sources[0] if sources else path)
        below = any(path.is_relative_to(other.source) for other in found)
        if course.assignments and not below and path.name not in ("source", "solutions"):
            found.append(course)
    return found


def hand_in(course: Course, kind: str, folder: Path) -> dict[str, str]:
    """Make a course in a new folder, with all variants handed in; `kind` is stock or kit.

    Returns by assignment why it can't be generated, '' for those that were.
    """
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIGS[kind], encoding="utf-8")
    names = course.assignments
    for name in names:
        target = folder / "source" / name
        shutil.copytree(course.source / name, target, ignore=shutil.ignore_patterns(".*"))
        for path in target.glob("*.ipynb"):
            _prepare(path)
    for shared in (*course.source.iterdir(), course.source.parent / "autotests.yml"):
        if shared.is_file():
            place = folder if shared.name == "autotests.yml" else folder / "source"
            shutil.copy(shared, place / shared.name)
    run_nbgrader(folder, "update", "source")
    return {name: _generated(folder, name) for name in names}


def _generated(folder: Path, name: str) -> str:
    try:
        run_nbgrader(folder, "generate_assignment", name)
    except SystemExit as error:
        return next(
            (line for line in str(error).split("\n") if "Error:" in line), str(error)
        ).strip()
    for variant in VARIANTS:
        _submit(folder, name, variant)
    return ""


def _submit(folder: Path, name: str, variant: str) -> None:
    target = folder / "submitted" / variant / name
    shutil.copytree(folder / "release" / name, target)
    for path in target.glob("*.ipynb"):
        handout = json.loads(path.read_text(encoding="utf-8"))
        source = json.loads((folder / "source" / name / path.name).read_text(encoding="utf-8"))
        solved = {_key(cell): _text(cell) for cell in source["cells"] if _is_answer(cell)}
        answers = [cell for cell in handout["cells"] if _key(cell) in solved]
        for number, cell in enumerate(answers):
            if variant == "solution" or (
                variant == "half-done" and number % 2 == 0 < len(answers) - 1
            ):
                cell["source"] = _without_marks(solved[_key(cell)])
            elif variant == "half-done":
                cell["source"] = _text(cell).replace(_STUB, "pass")
        path.write_text(json.dumps(handout), encoding="utf-8")


def _prepare(path: Path) -> None:
    """Let a notebook run here: whatever its kernel was called, and without outputs."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["kernelspec"] = _KERNEL
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _tests(path: Path) -> bool:
    """Whether a notebook is of Python and has a test cell that gives points."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        kernel = notebook["metadata"].get("kernelspec", {})
        python = "python" in str(kernel.get("language") or kernel.get("name") or "python").lower()
        return python and any(map(is_test, notebook["cells"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def is_test(cell: dict[str, Any]) -> bool:
    """Whether a cell gives points by running."""
    flags = cell["metadata"].get("nbgrader", {})
    return cell["cell_type"] == "code" and bool(flags.get("grade")) and not flags.get("solution")


def cells_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield a notebook's cells; none if it isn't there."""
    if path.exists():
        yield from json.loads(path.read_text(encoding="utf-8"))["cells"]


def _is_answer(cell: dict[str, Any]) -> bool:
    return cell["cell_type"] == "code" and bool(
        cell["metadata"].get("nbgrader", {}).get("solution")
    )


def _key(cell: dict[str, Any]) -> str:
    return str(cell["metadata"].get("nbgrader", {}).get("grade_id", ""))


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _without_marks(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(line for line in lines if _BEGIN not in line and _END not in line)
