"""The course as a whole: what the last check of each assignment came to, and what is new since."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from autograder.selfstudy.check import fingerprint
from autograder.selfstudy.errors import CheckError
from autograder.selfstudy.find import Source, course_roots, sources
from autograder.selfstudy.progress import Record, recall

State = Literal["not checked yet", "as checked", "changed since", "notebook not found"]

RELEASE_FOLDERS = ("assignments", "release")  # the kit's name, then nbgrader's default


@dataclass(frozen=True)
class Line:
    """One assignment: its last check, None if there is none, and its state since.

    `notebook` is the one that was checked, or else the one to check.
    """

    assignment: str
    notebook: str
    max_points: float
    questions: int
    record: Record | None
    state: State

    @property
    def points(self) -> float:
        """The points of the last check."""
        return self.record.points if self.record else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the line as plain data."""
        record = asdict(self.record) if self.record else {}
        return {
            "assignment": self.assignment,
            "notebook": self.notebook,
            "state": self.state,
            "points": record.get("points"),
            "max_points": self.max_points,
            "questions_done": record.get("done"),
            "questions": self.questions,
            "checked": record.get("checked"),
        }


@dataclass(frozen=True)
class Overview:
    """All assignments of a course, and what is to be said about the progress file."""

    root: Path
    lines: tuple[Line, ...]
    notice: str

    @property
    def points(self) -> float:
        """The points of all last checks."""
        return sum(line.points for line in self.lines)

    @property
    def max_points(self) -> float:
        """The points of the whole course."""
        return sum(line.max_points for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        """Return the overview as plain data."""
        return {
            "course": str(self.root),
            "points": self.points,
            "max_points": self.max_points,
            "assignments": [line.to_json() for line in self.lines],
            "notice": self.notice,
        }


def overview() -> Overview:
    """Return the state of the course at or above the current folder, or else the kit's own.

    Raises CheckError when there is no course.
    """
    root = course_roots()[0]
    remembered = recall(root)
    lines = [_line(source, remembered.records.get(source.label)) for source in sources(root)]
    return Overview(root, tuple(lines), remembered.notice)


def _line(source: Source, record: Record | None) -> Line:
    tests = sum(cell.is_test for cell in source.cells)
    notebook = record.notebook if record else str(_to_check(source))
    state: State = _state(source, record) if record else "not checked yet"
    return Line(source.label, notebook, source.max_points, tests, record, state)


def _state(source: Source, record: Record) -> State:
    try:
        same = fingerprint(Path(record.notebook), source) == record.fingerprint
    except CheckError:
        return "notebook not found"
    return "as checked" if same else "changed since"


def _to_check(source: Source) -> Path:
    """Return the student's notebook as it is handed out."""
    places = [source.root / name / source.assignment for name in RELEASE_FOLDERS]
    folder = next((place for place in places if place.is_dir()), places[0])
    return folder / source.path.name
