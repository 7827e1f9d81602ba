"""A class list: which student a platform's number or name stands for, and when they handed in."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from dateutil import parser  # type: ignore[import-untyped]  # comes with nbgrader

from autograder.grading.course import CourseError

# Heads of columns, in small letters, the first that is there counts. Canvas's gradebook has
# Student, ID, SIS User ID, SIS Login ID; Moodle's grading worksheet has Identifier, Full name,
# ID number, Email address and Last modified (submission), in English.
_STUDENT = (
    *("student_id", "student id", "sis login id", "sis user id", "username", "id number"),
    *("email address", "email"),
)
_KEY = ("platform_id", "platform id", "id", "canvas_id", "moodle_id", "user id", "identifier")
_NAME = ("name", "full name", "student name", "student")
_TIME = ("submitted", "last modified (submission)")
_UNSAFE = re.compile(r"[\x00-\x1f/\\*?\[\]<>|:\",]|^[.-]|[. ]$")
_NO_STUDENT = "{path} has no column {names}: give the class list a first row with the heads."
_BAD_ID = "{path}, line {line}: {name!r} can't be a student id (a folder is called by it)."
_TWO = "{path}, line {line}: {key} stands for {one} and for {two}."
_NOT_READ = "{path} can't be read as a class list ({reason}): it must be a CSV file."
_NEVER = {"", "-"}  # Moodle's for no submission


@dataclass
class Roster:
    """Students by the platform's number and by name, and when each handed in (UTC)."""

    by_key: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def student(self, key: str, name: str) -> str | None:
        """Return the id of whom the platform means, None if the list doesn't say."""
        return self.by_key.get(key) or self.by_name.get(_squeezed(name)) or None


def read_roster(path: Path, zone: tzinfo = UTC) -> Roster:
    """Read a class list in CSV; times without a zone are in `zone`.

    Raises CourseError when it can't be read, names no students, or contradicts itself.
    """
    roster, shared = Roster(), set[str]()
    for line, row in _rows(path):
        student = _cell(row, _STUDENT)
        if not student:
            continue
        if _UNSAFE.search(student):
            raise CourseError(_BAD_ID.format(path=path, line=line, name=student))
        key = re.sub(r"^\D+(?=\d+$)", "", _cell(row, _KEY))  # Participant 123456
        if roster.by_key.setdefault(key, student) != student and key:
            two = {"key": key, "one": roster.by_key[key], "two": student}
            raise CourseError(_TWO.format(path=path, line=line, **two))
        for name in _names(_cell(row, _NAME)):
            if roster.by_name.setdefault(name, student) != student:
                shared.add(name)
        _note_time(roster, student, _cell(row, _TIME), f"line {line}", zone)
    roster.by_key.pop("", None)
    for name in shared:  # two people of one name: only their numbers tell
        del roster.by_name[name]
    return roster


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        head = text.splitlines()[0] if text.strip() else ""
        delimiter = max(",;\t", key=head.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        heads = [each.strip().casefold() for each in next(reader, [])]
        if not set(heads) & set(_STUDENT):
            raise CourseError(_NO_STUDENT.format(path=path, names=", ".join(_STUDENT[:2])))
        for row in reader:
            yield reader.line_num, dict(zip(heads, map(str.strip, row), strict=False))
    except OSError as error:
        raise CourseError(_NOT_READ.format(path=path, reason=error.strerror)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(_NOT_READ.format(path=path, reason=error)) from error


def _cell(row: Mapping[str, str], heads: tuple[str, ...]) -> str:
    return next((row[head] for head in heads if row.get(head)), "")


def _names(name: str) -> Iterator[str]:
    """Yield the ways to write a name that platforms have: first name first, and last name first."""
    if not name:
        return
    last, comma, first = name.partition(",")
    words = name.split()
    yield _squeezed(name)
    yield _squeezed(f"{first} {last}" if comma else " ".join([words[-1], *words[:-1]]))


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).casefold())


def _note_time(roster: Roster, student: str, text: str, where: str, zone: tzinfo) -> None:
    if text in _NEVER:
        return
    try:
        found = parser.parse(text)
    except (ValueError, OverflowError):
        roster.remarks.append(f"{where} of the class list: {text!r} is no time that can be read")
        return
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    roster.times[student] = aware.astimezone(UTC).replace(tzinfo=None)
