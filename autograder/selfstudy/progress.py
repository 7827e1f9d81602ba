"""Remember the last check of each assignment in a small file of the course folder."""

import json
import math
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from autograder.grading.whole_file import write_whole
from autograder.selfstudy.check import Report

FOLDER, FILE = ".autograder", "progress.json"

NOT_WRITTEN = "This result was not remembered: {path} can't be written ({reason})."
NOT_READ = "{path} can't be read ({reason}), so earlier checks are not shown."
SET_ASIDE = "{path} was damaged; it is kept as {kept}, and a new one begins."


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
        return Remembered({}, NOT_READ.format(path=path, reason=_reason(error)))
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
        return NOT_WRITTEN.format(path=progress_file(root), reason=_reason(error))
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
        return NOT_READ.format(path=path, reason=f"it is damaged; {_reason(error)}")
    return SET_ASIDE.format(path=path, kept=kept.name)


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__
