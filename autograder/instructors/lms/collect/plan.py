"""What of a download goes where: decided for all files together, before anything is written."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.files import Unreadable, read_file
from autograder.findings import text, words
from autograder.instructors.lms.collect.conventions import Upload
from autograder.instructors.lms.collect.file_names import (
    NotebookName,
    is_request,
    of_the_system,
)
from autograder.instructors.lms.collect.recognise import Notebooks, Recognised, recognise
from autograder.instructors.lms.collect.roster import Roster
from autograder.instructors.lms.collect.student_ids import student_ids
from autograder.instructors.lms.collect.unzip import Unpacked
from autograder.notebooks.regrade import MOST_BYTES, REQUEST
from autograder.notebooks.release_id import is_of_another_release

if TYPE_CHECKING:
    from autograder.gradebook.releases import Releases

Place = tuple[str, ...]
Reader = Callable[[Place], Upload | None]

_A_REQUEST = NotebookName(REQUEST)  # no notebook has the name of that file
_PACKED = (".7z", ".rar", ".gz", ".xz", ".bz2", ".zst")


@dataclass(frozen=True)
class Taken:
    """A file that becomes a student's notebook; `remarks` are what somebody should know of it.

    `made` is the notebook that was made of it, if it is none (`is_one`) or none in UTF-8; the file
    itself is kept, too.
    """

    path: Path
    place: Place
    upload: Upload
    named: NotebookName
    remarks: tuple[str, ...] = ()
    made: bytes | None = None
    is_one: bool = True

    @property
    def notebook(self) -> bytes:
        """What is handed in; raises OSError."""
        return self.path.read_bytes() if self.made is None else self.made


@dataclass(frozen=True)
class LeftOut:
    """A file that becomes nothing, with the reason; `person` is '' if nobody knows whose it is."""

    place: Place
    person: str
    why: str
    student: str = ""


@dataclass
class Plan:
    """By student, the file of each notebook, and one that asks for a regrade; what is left out.

    `by` says whose work a team's member has.
    """

    students: dict[str, dict[str, Taken]] = field(default_factory=dict)
    requests: dict[str, Taken] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    people: dict[str, Upload] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    of_the_system: int = 0

    @property
    def without(self) -> list[str]:
        """Students of whom something was found, but no notebook."""
        having = {*self.students, *self.requests}
        return sorted(name for name in self.people if name not in having)


def make_plan(
    done: Unpacked, notebooks: Notebooks, reader: Reader, roster: Roster, can_make: bool = True
) -> Plan:
    """Decide what becomes of every file that was unpacked, or could not be.

    `reader` says who handed in the file at a place; `roster` which student that is; `can_make`
    whether a notebook may be made of what was once one.
    """
    plan = Plan()
    files = sorted(path for path in done.folder.rglob("*") if path.is_file())
    found = [(path.relative_to(done.folder).parts, path, "") for path in files]
    found += [(place, done.folder, why) for place, why in done.left_out]
    known = [(place, path, why) for place, path, why in found if not of_the_system(place)]
    plan.of_the_system = len(found) - len(known)
    uploads = {place: reader(place) for place, _, _ in known}
    ids = student_ids([each for each in uploads.values() if each], roster)
    candidates: dict[tuple[str, str], list[Taken]] = defaultdict(list)
    asked: dict[str, list[Taken]] = defaultdict(list)
    for place, path, why in known:
        upload = uploads[place]
        student = ids[upload.key, upload.name] if upload else ""
        if upload and student:
            plan.people.setdefault(student, upload)
        taken, reason = _look(place, path, why, upload, notebooks, can_make)
        if taken and taken.named == _A_REQUEST:
            asked[student].append(taken)
        elif taken:
            candidates[student, taken.named.notebook].append(taken)
        else:
            person = upload.person if upload else ""
            plan.left_out.append(LeftOut(place, person, reason, student))
    for student, copies in sorted(asked.items()):
        plan.requests[student] = _newest(plan, student, copies)
    for (student, notebook), copies in sorted(candidates.items()):
        plan.students.setdefault(student, {})[notebook] = _newest(plan, student, copies)
    return plan


def _look(
    place: Place,
    path: Path,
    why: str,
    upload: Upload | None,
    notebooks: Notebooks,
    can_make: bool,
) -> tuple[Taken | None, str]:
    """Return what a file can become, or why it can't become anything."""
    if why:
        return None, why
    if upload is None:
        return None, text("collect.no-person")
    if upload.typed:
        return None, text("collect.typed")
    if upload.file.lower().endswith(_PACKED):
        return None, text("collect.not-opened")
    if upload.file.lower().endswith(".pdf"):
        return None, text("form.pdf")
    if is_request(upload.file):
        return _request(path, place, upload)
    found = recognise(path, upload.file, notebooks, can_make)
    if found.named is None:
        return None, found.remarks[0]
    return _taken(path, place, upload, found.named, found), ""


def _taken(
    path: Path, place: Place, upload: Upload, named: NotebookName, found: Recognised
) -> Taken:
    return Taken(path, place, upload, named, found.remarks, found.made, found.is_one)


def _request(path: Path, place: Place, upload: Upload) -> tuple[Taken | None, str]:
    """Return a file that asks for a regrade, or why it isn't taken."""
    try:
        read_file(path, MOST_BYTES)
    except Unreadable as error:
        return None, text("collect.request-not-read", reason=error.reason)
    except OSError as error:
        return None, text("collect.request-not-read", reason=error.strerror)
    return Taken(path, place, upload, _A_REQUEST), ""


def _newest(plan: Plan, student: str, copies: Sequence[Taken]) -> Taken:
    """Return the copy that counts; the others are left out, each with what was taken instead."""
    best = max(copies, key=_age)
    for other in copies:
        if other is not best:
            notebook, taken = best.named.notebook, "/".join(best.place)
            why = text("collect.other-copy", notebook=notebook, taken=taken)
            if best.named == _A_REQUEST:
                why = text("collect.other-request", taken=taken)
            plan.left_out.append(LeftOut(other.place, other.upload.person, why, student))
    return best


def _age(taken: Taken) -> tuple[bool, datetime, int, int, Place]:
    """Order copies: notebooks go first, then by time, by the platform's number, by the copy's."""
    when = taken.upload.when or datetime.min
    return taken.is_one, when, taken.upload.number, taken.named.copy, taken.place


def note_releases(plan: Plan, released: Path, releases: "Releases | None") -> None:
    """Note which files were made from another release than the notebooks in `released`.

    `releases` are those of a course whose gradebook knows the assignment.
    """
    for student, files in plan.students.items():
        for notebook, taken in files.items():
            said = _of_release(student, taken, released / f"{notebook}.ipynb", releases)
            if said:
                files[notebook] = replace(taken, remarks=(*taken.remarks, said))


def _of_release(student: str, taken: Taken, released: Path, releases: "Releases | None") -> str:
    notebook = taken.named.notebook
    if releases and notebook in releases.given:
        with suppress(OSError):
            kept, objection = releases.of(notebook, taken.notebook, student)
            if objection:
                return words(objection)
            if kept:
                return text("collect.earlier-release", when=kept.said)
    other = is_of_another_release(taken.path, released)
    return text("collect.other-release") if other else ""


def whose(plan: Plan) -> Iterator[tuple[str, Taken]]:
    """Yield all files taken, each with the student's id."""
    for student, files in plan.students.items():
        for taken in files.values():
            yield student, taken
