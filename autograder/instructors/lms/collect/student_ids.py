"""The ids of students in a course, of those who handed in on a platform."""

import hashlib
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from nbgrader.api import Gradebook, InvalidEntry
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import SQLAlchemyError

from autograder.findings import text
from autograder.instructors.lms.collect.conventions import FOLDERS, Upload
from autograder.instructors.lms.collect.roster import Roster, squeezed

_IDS = ("nbgrader", FOLDERS)  # conventions that write a student's id itself
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
    for person, student in _meant(people, roster).items():
        if student:
            known[student].append(person)
        elif shared := roster.shared.get(squeezed(people[person].name)):
            facts = {"person": people[person].person, "students": ", ".join(sorted(shared))}
            roster.remarks.append(text("class-list.same-name", **facts))
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


def _meant(people: Mapping[Person, Upload], roster: Roster) -> dict[Person, str | None]:
    """Return whom of the class list a platform means by each number and name.

    Canvas's number is a person's for good: in a list that has Canvas's numbers, somebody of a
    listed name with another number is somebody else.
    """
    written = {each.casefold(): each for each in sorted(roster.students)}
    has_theirs = any(key in roster.by_key for key, _ in people)
    numbered = set(roster.by_key.values()) if has_theirs else set()
    found: dict[Person, str | None] = {}
    for person, each in people.items():
        student = roster.student(*person, whole=each.convention != "canvas")
        if each.convention == "canvas" and student in numbered:
            student = roster.by_key.get(each.key)
        if each.convention in _IDS:
            own = each.key or each.name
            student = own if own in roster.students else written.get(own.casefold(), student)
        found[person] = student
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
