"""What the last check of each assignment came to, remembered in the course's folder."""

import json
import math
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from autograder.course.files import write_whole
from autograder.findings import text as say
from autograder.findings.language import language
from autograder.selfstudy.check import Report, fingerprint
from autograder.selfstudy.source import CheckError, Source, course_roots, sources

FOLDER, FILE = ".autograder", "progress.json"


@dataclass(frozen=True)
class Record:
    """The last check of one assignment; `checked` is the time in UTC, as ISO 8601."""

    notebook: str
    checked: str
    points: float
    max_points: float
    done: int
    questions: int
    fingerprint: str

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, str if field.type is str else int | float):
                raise TypeError(f"{field.name} is {value!r}")
            if isinstance(value, float) and not math.isfinite(value):
                raise ValueError(f"{field.name} is {value!r}")
        datetime.fromisoformat(self.checked)


@dataclass(frozen=True)
class Remembered:
    """The last checks by assignment, and what is to be said about the file, if anything."""

    records: dict[str, Record]
    notice: str = ""


def progress_file(root: Path) -> Path:
    """Return where a course's progress is kept."""
    return root / FOLDER / FILE


def recall(root: Path) -> Remembered:
    """Return what was remembered; a damaged file is set aside, never fatal."""
    path = progress_file(root)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Remembered({str(name): Record(**record) for name, record in data.items()})
    except FileNotFoundError:
        return Remembered({})
    except OSError as error:
        return Remembered({}, say("progress.not-read", path=path, reason=_reason(error)))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return Remembered({}, _set_aside(path))


def remember(report: Report) -> str:
    """Keep a report as its assignment's last check; return what is to be said, '' if nothing."""
    root = report.source.root
    before = recall(root)
    record = Record(
        notebook=str(report.notebook),
        checked=datetime.now(UTC).isoformat(timespec="seconds"),
        points=report.points,
        max_points=report.max_points,
        done=sum(question.done for question in report.questions),
        questions=len(report.questions),
        fingerprint=report.fingerprint,
    )
    records = {**before.records, report.source.label: record}
    data = {name: asdict(kept) for name, kept in sorted(records.items())}
    try:
        _write(progress_file(root), json.dumps(data, indent=2) + "\n")
    except OSError as error:
        return say("progress.not-written", path=progress_file(root), reason=_reason(error))
    return before.notice


def _write(path: Path, text: str) -> None:
    """Write the whole file or none of it."""
    path.parent.mkdir(exist_ok=True)
    write_whole(path, text.encode(), mode=0o600)


def _set_aside(path: Path) -> str:
    kept = path.with_name(f"{path.stem}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}.json")
    try:
        path.replace(kept)
    except OSError as error:
        return say("progress.damaged", path=path, reason=_reason(error))
    return say("progress.set-aside", path=path, kept=kept.name)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


State = Literal["not checked yet", "as checked", "changed since", "notebook not found"]

RELEASE_FOLDERS = ("assignments", "release")  # the kit's name, then nbgrader's default


@dataclass(frozen=True)
class NotebookRow:
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
    lines: tuple[NotebookRow, ...]
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


def _line(source: Source, record: Record | None) -> NotebookRow:
    tests = sum(cell.is_test for cell in source.cells)
    notebook = record.notebook if record else str(_to_check(source))
    state: State = _state(source, record) if record else "not checked yet"
    return NotebookRow(source.label, notebook, source.max_points, tests, record, state)


def _state(source: Source, record: Record) -> State:
    try:
        same = fingerprint(Path(record.notebook), source) == record.fingerprint
    except CheckError:
        return "notebook not found"
    return "as checked" if same else "changed since"


def _to_check(source: Source) -> Path:
    """Return the student's notebook as it is handed out."""
    names = (f"{RELEASE_FOLDERS[0]}-{language()}", *RELEASE_FOLDERS)
    places = [source.root / name / source.assignment for name in names]
    folder = next((place for place in places if place.is_dir()), places[1])
    return folder / source.path.name
