"""A class list: which student a platform's number or name stands for, and when they handed in."""

import re
import unicodedata
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser  # type: ignore[import-untyped]  # comes with nbgrader

from autograder.course.csv_files import head_name, read_csv_file
from autograder.course.folders import CourseError
from autograder.findings import text

# Heads of columns as `head_name` gives them, the first that is there counts. Canvas's gradebook has
# Student (or LastName, FirstName), ID, SIS User ID, SIS Login ID; Moodle's grading worksheet has
# Identifier, Full name, ID number, Email address and Last modified (submission), in English; what
# `nbgrader db student import` reads has id, first_name, last_name, email and lms_user_id.
_LOGIN = ("student_id", "sis_login_id", "sis_user_id", "username", "id_number", "sid")
_EMAIL = ("email_address", "email")
_KEY = ("platform_id", "lms_user_id", "id", "canvas_id", "moodle_id", "user_id", "identifier")
_NAME = ("name", "full_name", "student_name", "student")
_FIRST_NAME, _LAST_NAME = ("first_name", "firstname"), ("last_name", "lastname", "surname")
# Moodle's column Group is none: a tutorial's thirty students hand in by themselves.
_TEAM = ("team",)
_TIME = ("submitted", "last_modified_(submission)")
_HEADS = (*_LOGIN, *_EMAIL, *_KEY, *_NAME, *_FIRST_NAME, *_LAST_NAME, *_TEAM, *_TIME)
_UNSAFE = re.compile(r"[\x00-\x1f/\\*?\[\]<>|:\",]|^[.-]|[. ]$")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
# What a spreadsheet makes of a long number, and a program of a number that it takes for a decimal.
_SPOILT = re.compile(r"\d+([.,]\d+)?e\+\d+|\d+[.,]0+", re.IGNORECASE)
_NEVER = {"", "-"}  # Moodle's for no submission
_ALONE = {*_NEVER, "\N{EN DASH}", "\N{EM DASH}", "none", "n/a", "na", "nan", "null"}

Row = Mapping[str, str]


@dataclass
class Roster:
    """Students by the platform's number and by name, and when each handed in (UTC).

    `students` are all in the list. `shared` are names that several have: only their numbers tell.
    `teams` are the names of their teams, by student, of those who have one. `names` are the names
    in full: what Canvas leaves of one, letters and digits, fits many.
    """

    by_key: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    times: dict[str, datetime] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    students: set[str] = field(default_factory=set)
    shared: dict[str, set[str]] = field(default_factory=dict)

    def student(self, key: str, name: str, whole: bool = False) -> str | None:
        """Return the id of whom the platform means, None if the list doesn't say.

        A `whole` name, as platforms but Canvas give it, must be one of the list's.
        """
        if key in self.by_key:
            return self.by_key[key]
        if whole and _plain(name) not in self.names:
            return None
        return self.by_name.get(squeezed(name))


@dataclass
class _Seen:
    """What was read so far: whose names there are, where each student stood and as whom."""

    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    rows: dict[str, tuple[int, str, frozenset[str]]] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)


def read_roster(path: Path, zone: tzinfo = UTC) -> Roster:
    """Read a class list in CSV; times without a zone are in `zone`.

    Raises CourseError when it can't be read, names no students, or contradicts itself.
    """
    roster, seen, nobodys = Roster(), _Seen(), list[int]()
    for line, row in _rows(path):
        student = _UNSEEN.sub("", _cell(row, (*_LOGIN, *_EMAIL)))
        if not student:
            nobodys.append(line)
            continue
        _note_student(roster, seen, row, student, (path, line))
        _note_team(roster, seen, student, _cell(row, _TEAM), (path, line))
        _note_time(roster, student, _cell(row, _TIME), text("class-list.line", line=line), zone)
    if not roster.students:
        raise CourseError(text("class-list.nobody", path=path))
    for name, has in seen.named.items():
        if len(has) == 1:
            roster.by_name[name] = min(has)
        else:
            roster.shared[name] = has
    if nobodys:
        lines = ", ".join(map(str, nobodys))
        roster.remarks.append(text("class-list.passed-over", path=path.name, lines=lines))
    return roster


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by name, UTC by none; raises CourseError for what is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CourseError(text("collect-command.no-time-zone", name=name)) from error


def _rows(path: Path) -> Iterator[tuple[int, Row]]:
    try:
        (_, first), *rows = read_csv_file(path, _HEADS).rows or [(0, [])]
    except FileNotFoundError as error:
        raise CourseError(text("csv.not-read", path=path, reason=error.strerror)) from error
    heads = [head_name(each) for each in first]
    if not set(heads) & {*_LOGIN, *_EMAIL, "id"}:
        found = ", ".join(each.strip() for each in first if each.strip()) or "-"
        raise CourseError(text("class-list.no-column", path=path, found=found[:200]))
    for head in sorted({each for each in heads if heads.count(each) > 1} & set(_HEADS)):
        raise CourseError(text("class-list.head-twice", path=path, head=head))
    for line, cells in rows:
        if any(map(str.strip, cells[len(heads) :])):
            facts = {"line": line, "found": len(cells), "heads": len(heads)}
            raise CourseError(text("class-list.too-many", path=path, **facts))
        row = dict(zip(heads, map(str.strip, cells), strict=False))
        if any(row.values()) and not _is_canvas_own(row):
            yield line, row if set(heads) & set(_LOGIN) else _by_id(row)


def _is_canvas_own(row: Row) -> bool:
    """Return whether a row of Canvas's gradebook is no student's: above them, or the test student.

    The rows above have no name, or "Points Possible" in its place.
    """
    if {"student", "section"} <= row.keys():
        name = row["student"]
    elif {"lastname", "firstname", "section"} <= row.keys():
        name = f"{row['lastname']}, {row['firstname']}".strip(", ")
    else:
        return False
    return name in ("", "Points Possible", "Student, Test")


def _by_id(row: Row) -> Row:
    """Return a row in which `id`, beside no other, says who it is, as in nbgrader's own lists.

    It is the platform's number, too, where it is one and no name says more. Without a column `id`
    an email address does.
    """
    if "id" not in row:
        return row
    student = row["id"]
    number = student.isdecimal() and not next(_names(row), "")
    no_other = dict.fromkeys(_EMAIL, "")
    return {**row, **no_other, _LOGIN[0]: student, "id": student if number else ""}


def _cell(row: Row, heads: tuple[str, ...]) -> str:
    return next((row[head] for head in heads if row.get(head)), "")


def _names(row: Row) -> Iterator[str]:
    """Yield the ways to write a name that platforms have: first name first, and last name first."""
    first, last = _cell(row, _FIRST_NAME), _cell(row, _LAST_NAME)
    name = _cell(row, _NAME) or (not (first and last) and (first or last)) or ""
    if first and last:
        yield f"{first} {last}"
        yield f"{last} {first}"
    if name:
        last, comma, first = name.partition(",")
        words = name.split()
        yield name
        yield f"{first} {last}" if comma else " ".join([words[-1], *words[:-1]])


def _plain(name: str) -> str:
    """Return a name without what Moodle takes out of file names, and without case."""
    kept = re.sub(r"[\x00-\x1f&<>\"`|':\\/,]", "", unicodedata.normalize("NFC", name))
    return " ".join(kept.replace("_", " ").casefold().split())


def squeezed(name: str) -> str:
    """Return what Canvas leaves of a name: letters and digits, whatever their case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).casefold())


def _note_student(
    roster: Roster, seen: _Seen, row: Row, student: str, where: tuple[Path, int]
) -> None:
    """Note a student's number and names; raises CourseError for no id, and for one of two."""
    facts = {"path": where[0], "line": where[1]}
    number = _cell(row, _KEY)
    for spoilt in (each for each in (student, number) if _SPOILT.fullmatch(each)):
        raise CourseError(text("class-list.spoilt", **facts, number=spoilt))
    if _UNSAFE.search(student):
        raise CourseError(text("class-list.bad-id", **facts, name=student))
    key = re.sub(r"^\D+(?=\d+$)", "", number)  # Participant 123456
    if key and roster.by_key.setdefault(key, student) != student:
        two = {"key": key, "one": roster.by_key[key], "two": student}
        raise CourseError(text("class-list.two", **facts, **two))
    names = frozenset(map(_plain, _names(row)))
    before = seen.rows.setdefault(student, (where[1], key, names))
    _, other_key, other_names = before
    differ = other_key != key if other_key and key else not names & other_names
    if differ and ((other_key and key) or (names and other_names)):
        raise CourseError(text("class-list.again", **facts, student=student, before=before[0]))
    roster.students.add(student)
    roster.names |= names
    for name in _names(row):
        seen.named[squeezed(name)].add(student)


def _note_team(
    roster: Roster, seen: _Seen, student: str, name: str, where: tuple[Path, int]
) -> None:
    """Note a student's team; names that differ in case and spaces alone are one."""
    team = " ".join(unicodedata.normalize("NFC", name).split())
    if team.casefold() in _ALONE:
        return
    team = seen.teams.setdefault(team.casefold(), team)
    if roster.teams.setdefault(student, team) != team:
        facts = {"student": student, "one": roster.teams[student], "two": team}
        raise CourseError(text("team.two", path=where[0], line=where[1], **facts))


def _note_time(roster: Roster, student: str, value: str, where: str, zone: tzinfo) -> None:
    if value in _NEVER:
        return
    first, second = _day_and_month(value)
    if first != second and max(first, second) <= _MONTHS:
        roster.remarks.append(text("class-list.which-day", where=where, value=value))
        return
    found = _time(value, dayfirst=first > _MONTHS or "." in value, zone=zone)
    if found is None:
        roster.remarks.append(text("class-list.no-time", where=where, value=value))
    else:
        roster.times[student] = found


_MONTHS = 12
_YEAR_FIRST = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2\d{4}(?!\d)")
_MONTH_IN_WORDS = re.compile(
    r"(?=.*\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
    r"(?=.*(?<!:)\b\d{1,2}(st|nd|rd|th)?\b(?!:)).*\b\d{4}\b",
    re.IGNORECASE,
)


def _day_and_month(value: str) -> tuple[int, int]:
    """Return two numbers of which one is the day and one the month, equal where that is certain.

    With points the day comes first everywhere; with slashes and hyphens it depends on the country.
    """
    found = _YEAR_LAST.match(value)
    return (int(found[1]), int(found[3])) if found and found[2] != "." else (0, 0)


def _time(value: str, *, dayfirst: bool, zone: tzinfo) -> datetime | None:
    """Return a whole day with its time, as it is in UTC; None for less, and for unknown zones."""
    whole = (_YEAR_FIRST, _YEAR_LAST, _MONTH_IN_WORDS)
    if not any(each.match(value) for each in whole):
        return None
    try:
        with warnings.catch_warnings():
            # dateutil warns of a zone that it doesn't know, and leaves it out.
            warnings.simplefilter("error", parser.UnknownTimezoneWarning)
            last = dayfirst and not _YEAR_FIRST.match(value)
            found: datetime = parser.parse(value, dayfirst=last)
        aware = found if found.tzinfo else found.replace(tzinfo=zone)
        return aware.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, parser.UnknownTimezoneWarning):
        return None
