"""Who has which variant of an assignment: a list that instructors may edit, and a draw.

The list is variants/NAME.csv. Its columns `student_id` and `variant` count, wherever they stand;
all others are an instructor's own and stay.
"""

import csv
import hmac
import io
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.files import write_whole
from autograder.course.folders import CourseError
from autograder.course.variants import FOLDER
from autograder.findings import text

_SECRET = Path(".autograder") / "variants" / "secret"
_STUDENT, _VARIANT = "student_id", "variant"
_STUDENTS = (_STUDENT, "id")


@dataclass(frozen=True)
class _Table:
    """The list as it is written: each row with its line, and where student and variant stand."""

    head: list[str]
    rows: list[tuple[int, list[str]]]
    student: int = 0
    variant: int = 1
    delimiter: str = ","

    def of(self, row: Sequence[str]) -> tuple[str, str]:
        """Return the student and the variant of a row, empty where there are none."""
        cells = dict(enumerate(map(str.strip, row)))
        return cells.get(self.student, ""), cells.get(self.variant, "")


def class_list(root: Path, assignment: str) -> Path:
    """Return where it is written who has which variant."""
    return root / FOLDER / f"{assignment}.csv"


def read_listed(root: Path, assignment: str, letters: Sequence[str]) -> dict[str, str]:
    """Return who has which variant, as it is written; raises CourseError for another letter."""
    path = class_list(root, assignment)
    table = _read(path)
    found: dict[str, str] = {}
    for line, row in table.rows:
        student, letter = table.of(row)
        facts = {"path": path, "line": line, "student": student, "letter": letter}
        if found.get(student, letter) != letter:
            raise CourseError(text("variants.twice", **facts, other=found[student]))
        if letter not in letters or not _is_id(student):
            raise CourseError(text("variants.bad-row", **facts, letters=", ".join(letters)))
        found[student] = letter
    return found


def write_listed(root: Path, assignment: str, rows: Mapping[str, str]) -> None:
    """Write who has which variant; raises CourseError when what is there can't be read."""
    path = class_list(root, assignment)
    table = _read(path)
    before = {table.of(row)[0]: row for _, row in table.rows}
    width = max([len(table.head), *map(len, before.values())])
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n", delimiter=table.delimiter)
    writer.writerow(table.head)
    for student, letter in sorted(rows.items()):
        row = list(before.get(student, ()))
        row += [""] * (width - len(row))
        row[table.student], row[table.variant] = student, letter
        writer.writerow(row)
    write_whole(path, out.getvalue().encode(), mode=0o600)


def _read(path: Path) -> _Table:
    """Return the list; one that isn't there yet has no rows, and one may have no head."""
    try:
        source = path.read_text(encoding="utf-8-sig")
        first = source.splitlines()[0] if source.strip() else ""
        delimiter = max(",;\t", key=first.count)
        reader = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter)
        rows = [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except FileNotFoundError:
        return _Table([_STUDENT, _VARIANT], [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CourseError(text("variants.list-unreadable", path=path, reason=error)) from error
    head = [each.strip().casefold().replace(" ", "_") for each in rows[0][1]] if rows else []
    student = next((head.index(each) for each in _STUDENTS if each in head), None)
    if student is None or _VARIANT not in head:
        return _Table([_STUDENT, _VARIANT], rows, delimiter=delimiter)
    return _Table(rows[0][1], rows[1:], student, head.index(_VARIANT), delimiter)


def _is_id(student: str) -> bool:
    """Return whether a student's id is the name of a folder: their handout may be put there."""
    return student not in ("", ".", "..") and Path(student).name == student


def assigned(
    root: Path,
    assignment: str,
    letters: Sequence[str],
    students: Iterable[str],
    also: Sequence[str] = (),
) -> dict[str, str]:
    """Return the variant of each student: as it is written, else drawn from their id.

    Drawn is one of the `letters`; written may be others, `also`.

    The draw depends on the id, the assignment and the course's secret alone, so whoever comes
    later has a variant, too, and nobody's changes by that. Raises CourseError.
    """
    listed = read_listed(root, assignment, [*letters, *also])
    secret = b""
    found = {}
    for student in students:
        secret = secret or _secret(root)
        drawn = hmac.digest(secret, f"{assignment}|{student}".encode(), "sha256")
        letter = letters[int.from_bytes(drawn[:8]) % len(letters)]
        found[student] = listed.get(student, letter)
    return found


def _secret(root: Path) -> bytes:
    """Return what the draw of a course depends on; it is made the first time."""
    path = root / _SECRET
    try:
        return path.read_bytes()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, secrets.token_bytes(32), mode=0o600)
        return path.read_bytes()
