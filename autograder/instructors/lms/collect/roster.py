"""A class list: which student a platform's number or name stands for, and when they handed in."""

import csv
import hashlib
import io
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from dateutil import parser  # type: ignore[import-untyped]  # comes with nbgrader
from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.findings import text as say
from autograder.instructors.lms.collect.conventions import FOLDERS, Upload


def note_people(course: CourseDirectory, people: Iterable[tuple[str, Upload]]) -> list[str]:
    """Note Canvas's numbers and Moodle's names of students, where the gradebook has none.

    What it has is never changed. Returns what went wrong, in sentences.
    """
    try:
        with Gradebook(course.db_url, course.course_id) as book:
            known = {student.id: student for student in book.students}
            for name, upload in people:
                facts = {
                    key: value
                    for key, value in _facts(upload).items()
                    if not getattr(known.get(name), key, None)
                }
                if facts:
                    book.update_or_create_student(name, **facts)
    except (SQLAlchemyError, InvalidEntry) as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        return [text("collect.not-noted", reason=reason)]
    return []


# nbgrader's formgrader puts names into its pages as they are.
_ACTS = re.compile(r"[\x00-\x1f\x7f<>&\"`\\]")


def _facts(upload: Upload) -> dict[str, str]:
    """Return what is worth noting: Moodle's numbers change from one assignment to the next."""
    if upload.convention == "canvas" and upload.key.isdigit():
        return {"lms_user_id": upload.key}
    words = _ACTS.sub("", upload.name).split()
    if upload.convention == "moodle" and len(words) > 1:
        return {"first_name": " ".join(words[:-1]), "last_name": words[-1]}
    return {}


# Heads of columns, in small letters and with _ for spaces, the first that is there counts. Canvas's
# gradebook has Student, ID, SIS User ID, SIS Login ID; Moodle's grading worksheet has Identifier,
# Full name, ID number, Email address and Last modified (submission), in English; what `nbgrader db
# student import` reads has id, first_name, last_name, email and lms_user_id.
_LOGIN = ("student_id", "sis_login_id", "sis_user_id", "username", "id_number")
_EMAIL = ("email_address", "email")
_KEY = ("platform_id", "lms_user_id", "id", "canvas_id", "moodle_id", "user_id", "identifier")
_NAME = ("name", "full_name", "student_name", "student")
_FIRST_NAME, _LAST_NAME = ("first_name",), ("last_name",)
# Moodle's column Group is none: a tutorial's thirty students hand in by themselves.
_TEAM = ("team",)
_TIME = ("submitted", "last_modified_(submission)")
_UNSAFE = re.compile(r"[\x00-\x1f/\\*?\[\]<>|:\",]|^[.-]|[. ]$")
_IDS = ("nbgrader", FOLDERS)  # conventions that write a student's id itself
_NEVER = {"", "-"}  # Moodle's for no submission
# Canvas's gradebook has such rows above and below the students', or ones without a name.
_NOT_STUDENTS = ("", "Points Possible", "Student, Test")


@dataclass
class Roster:
    """Students by the platform's number and by name, and when each handed in (UTC).

    `students` are all in the list: two of one name without numbers are in neither of the others.
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

    def student(self, key: str, name: str, whole: bool = False) -> str | None:
        """Return the id of whom the platform means, None if the list doesn't say.

        A `whole` name, as platforms but Canvas give it, must be one of the list's.
        """
        if key in self.by_key:
            return self.by_key[key]
        if whole and _plain(name) not in self.names:
            return None
        return self.by_name.get(_squeezed(name))


def read_roster(path: Path, zone: tzinfo = UTC) -> Roster:
    """Read a class list in CSV; times without a zone are in `zone`.

    Raises CourseError when it can't be read, names no students, or contradicts itself.
    """
    roster, nobodys = Roster(), list[int]()
    named: dict[str, set[str]] = defaultdict(set)
    for line, row in _rows(path):
        student = _cell(row, (*_LOGIN, *_EMAIL))
        if not student:
            nobodys.append(line)
            continue
        if _UNSAFE.search(student):
            raise CourseError(say("class-list.bad-id", path=path, line=line, name=student))
        roster.students.add(student)
        _note_number(roster, student, _cell(row, _KEY), (path, line))
        for name in _names(row):
            roster.names.add(_plain(name))
            named[_squeezed(name)].add(student)
        _note_team(roster, student, _cell(row, _TEAM), (path, line))
        _note_time(roster, student, _cell(row, _TIME), say("class-list.line", line=line), zone)
    if not roster.students:
        raise CourseError(say("class-list.nobody", path=path))
    # Of two people of one name only their numbers tell who is who.
    roster.by_name |= {name: min(has) for name, has in named.items() if len(has) == 1}
    if nobodys:
        lines = ", ".join(map(str, nobodys))
        roster.remarks.append(say("class-list.passed-over", path=path.name, lines=lines))
    return roster


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        head = text.splitlines()[0] if text.strip() else ""
        delimiter = max(",;\t", key=head.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        heads = [each.strip().casefold().replace(" ", "_") for each in next(reader, [])]
        if not set(heads) & {*_LOGIN, *_EMAIL, "id"}:
            raise CourseError(say("class-list.no-column", path=path))
        for cells in reader:
            if len(cells) > len(heads) and any(map(str.strip, cells[len(heads) :])):
                facts = {"line": reader.line_num, "found": len(cells), "heads": len(heads)}
                raise CourseError(say("class-list.too-many", path=path, **facts))
            row = dict(zip(heads, map(str.strip, cells), strict=False))
            if any(row.values()) and row.get("student") not in _NOT_STUDENTS:
                yield reader.line_num, row if set(heads) & set(_LOGIN) else _by_id(row)
    except OSError as error:
        raise CourseError(say("class-list.not-read", path=path, reason=error.strerror)) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(say("class-list.not-read", path=path, reason=error)) from error


def _by_id(row: Mapping[str, str]) -> Mapping[str, str]:
    """Return a row in which `id`, beside no other, says who it is, as in nbgrader's own lists.

    It is the platform's number, too, where it is one.
    """
    student = row.get("id", "")
    return {**row, _LOGIN[0]: student, "id": student if student.isdecimal() else ""}


def _cell(row: Mapping[str, str], heads: tuple[str, ...]) -> str:
    return next((row[head] for head in heads if row.get(head)), "")


def _names(row: Mapping[str, str]) -> Iterator[str]:
    """Yield the ways to write a name that platforms have: first name first, and last name first."""
    first_and_last = " ".join(_cell(row, heads) for heads in (_FIRST_NAME, _LAST_NAME))
    name = _cell(row, _NAME) or first_and_last.strip()
    if not name:
        return
    last, comma, first = name.partition(",")
    words = name.split()
    yield name
    yield f"{first} {last}" if comma else " ".join([words[-1], *words[:-1]])


def _plain(name: str) -> str:
    """Return a name without what Moodle takes out of file names, and without case."""
    kept = re.sub(r"[\x00-\x1f&<>\"`|':\\/,]", "", unicodedata.normalize("NFC", name))
    return " ".join(kept.replace("_", " ").casefold().split())


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFC", name).casefold())


def _note_number(roster: Roster, student: str, number: str, where: tuple[Path, int]) -> None:
    key = re.sub(r"^\D+(?=\d+$)", "", number)  # Participant 123456
    if key and roster.by_key.setdefault(key, student) != student:
        facts = {"key": key, "one": roster.by_key[key], "two": student}
        raise CourseError(say("class-list.two", path=where[0], line=where[1], **facts))


def _note_team(roster: Roster, student: str, name: str, where: tuple[Path, int]) -> None:
    """Note a student's team; names that differ in case and spaces alone are one."""
    team = " ".join(unicodedata.normalize("NFC", name).split())
    if team in _NEVER:
        return
    known = {each.casefold(): each for each in roster.teams.values()}
    team = known.get(team.casefold(), team)
    if roster.teams.setdefault(student, team) != team:
        facts = {"student": student, "one": roster.teams[student], "two": team}
        raise CourseError(say("team.two", path=where[0], line=where[1], **facts))


def _note_time(roster: Roster, student: str, text: str, where: str, zone: tzinfo) -> None:
    if text in _NEVER:
        return
    try:
        found = parser.parse(text)
    except (ValueError, OverflowError):
        roster.remarks.append(say("class-list.no-time", where=where, value=text))
        return
    aware = found if found.tzinfo else found.replace(tzinfo=zone)
    roster.times[student] = aware.astimezone(UTC).replace(tzinfo=None)


_LONGEST = 60
# Names that Windows keeps for devices.
_TAKEN = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)$")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d"})


Person = tuple[str, str]  # number and name, as the platform gives them


def student_ids(uploads: Iterable[Upload], roster: Roster) -> dict[Person, str]:
    """Return the student id of each person; no two of them have the same.

    Canvas's numbers belong to a person, so they are part of a made id; Moodle's belong to one
    assignment, so they are only when two people have the same name.
    """
    people = {(each.key, each.name): each for each in uploads}
    found = _listed(people, roster)
    made = {person: _made(each) for person, each in people.items() if person not in found}
    count = Counter(made.values())
    taken = roster.students | set(found.values())
    for person, name in sorted(made.items()):
        if count[name] > 1 or name in taken:
            name = f"{name}-{_safe(person[0] or person[1])}"
        if name in taken:
            name = f"{name}-{_hash(repr(person))}"
        found[person] = name
        taken.add(name)
    return found


def _listed(people: Mapping[Person, Upload], roster: Roster) -> dict[Person, str]:
    """Return the ids of those whom the class list knows.

    A name that several numbers have is nobody's: which of them is meant, only a number could tell.
    """
    known: dict[str, list[Person]] = defaultdict(list)
    for person, each in people.items():
        student = roster.student(*person, whole=each.convention != "canvas")
        if each.convention in _IDS and (written := each.key or each.name) in roster.students:
            student = written
        if student:
            known[student].append(person)
    found: dict[Person, str] = {}
    for student, persons in known.items():
        sure = [person for person in persons if person[0] in roster.by_key]
        if len({key for key, _ in persons}) > 1:
            lost = sorted(people[each].person for each in persons if each not in sure)
            if lost:
                said = text("class-list.shared", student=student, people=", ".join(lost))
                roster.remarks.append(said)
            persons = sure
        found |= dict.fromkeys(persons, student)
    return found


def _made(upload: Upload) -> str:
    if upload.convention == "canvas" and upload.name:
        return f"{_safe(upload.name)}-{upload.key}"
    if upload.convention == "canvas":  # names are hidden, and the case of the code counts
        return upload.key.replace("_", "-")
    if upload.convention == "nbgrader":
        return upload.key if _safe(upload.key) == upload.key.casefold() else _safe(upload.key)
    # Where names are hidden, everybody has the same one.
    hidden = upload.name.casefold() in {"participant", "teilnehmer/in", "participante"}
    return _safe(f"{upload.name} {upload.key}" if hidden or not upload.name else upload.name)


def _safe(text: str) -> str:
    """Return a text as a folder name for any system: letters, digits and hyphens, never empty."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    name = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", kept)).strip("-")
    if len(name) > _LONGEST:
        name = f"{name[: _LONGEST - 9]}-{_hash(text)}"
    if not name or _TAKEN.match(name):
        name = f"student-{name or _hash(text)}"
    return name


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]
