"""Who has which variant of an assignment: a list that instructors may edit, and a draw.

The list is variants/NAME.csv. Its columns `student_id` and `variant` count, wherever they stand;
all others are an instructor's own and stay.
"""

import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course.csv_files import CsvFile, head_name, read_csv_file
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
    file: CsvFile
    student: int = 0
    variant: int = 1

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
    """Write who has which variant, whoever is new below; raises CourseError.

    What is there keeps its rows, in their order, and is kept when it can't be read.
    """
    path = class_list(root, assignment)
    table = _read(path)
    width = max([len(table.head), *(len(row) for _, row in table.rows)])
    there = [[*row, *[""] * (width - len(row))] for _, row in table.rows]
    known = {table.of(row)[0] for row in there}
    there += [
        [student if at == table.student else "" for at in range(width)]
        for student in sorted(rows.keys() - known)
    ]
    for row in there:
        row[table.variant] = rows.get(table.of(row)[0], row[table.variant])
    data = table.file.text([table.head, *there]).encode()
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    write_whole(path, data, mode=mode)


def _read(path: Path) -> _Table:
    """Return the list; one that isn't there yet has no rows, and one may have no head."""
    try:
        file = read_csv_file(path, (*_STUDENTS, _VARIANT))
    except FileNotFoundError:
        file = CsvFile()
    head = [head_name(each) for each in file.rows[0][1]] if file.rows else []
    student = next((head.index(each) for each in _STUDENTS if each in head), None)
    if _VARIANT not in head:
        return _Table([_STUDENT, _VARIANT], file.rows, file)
    if student is None:  # called otherwise
        student = int(head.index(_VARIANT) == 0)
    return _Table(file.rows[0][1], file.rows[1:], file, student, head.index(_VARIANT))


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
