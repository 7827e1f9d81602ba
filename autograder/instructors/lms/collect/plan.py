"""What of a download goes where: decided for all files together, before anything is written."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.findings import text
from autograder.instructors.lms.collect.conventions import Upload
from autograder.instructors.lms.collect.file_names import (
    NotebookName,
    Notebooks,
    is_notebook,
    of_the_system,
    recognise,
)
from autograder.instructors.lms.collect.roster import Roster, student_ids
from autograder.instructors.lms.collect.unzip import Unpacked

Place = tuple[str, ...]
Reader = Callable[[Place], Upload | None]

_PACKED = (".7z", ".rar", ".gz", ".xz", ".bz2", ".zst")


@dataclass(frozen=True)
class Taken:
    """A file that becomes a student's notebook; `remarks` are what somebody should know of it."""

    path: Path
    place: Place
    upload: Upload
    named: NotebookName
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A file that becomes nothing, with the reason; `person` is '' if nobody knows whose it is."""

    place: Place
    person: str
    why: str
    student: str = ""


@dataclass
class Plan:
    """By student, the file of each notebook; and all that is left out."""

    students: dict[str, dict[str, Taken]] = field(default_factory=dict)
    people: dict[str, Upload] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    of_the_system: int = 0

    @property
    def without(self) -> list[str]:
        """Students of whom something was found, but no notebook."""
        return sorted(name for name in self.people if not self.students.get(name))


def make_plan(done: Unpacked, notebooks: Notebooks, reader: Reader, roster: Roster) -> Plan:
    """Decide what becomes of every file that was unpacked, or could not be.

    `reader` says who handed in the file at a place; `roster` which student that is.
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
    for place, path, why in known:
        upload = uploads[place]
        student = ids[upload.key, upload.name] if upload else ""
        if upload and student:
            plan.people.setdefault(student, upload)
        taken, reason = _look(place, path, why, upload, notebooks)
        if taken:
            candidates[student, taken.named.notebook].append(taken)
        else:
            person = upload.person if upload else ""
            plan.left_out.append(LeftOut(place, person, reason, student))
    for (student, notebook), copies in sorted(candidates.items()):
        plan.students.setdefault(student, {})[notebook] = _newest(plan, student, copies)
    return plan


def _look(
    place: Place, path: Path, why: str, upload: Upload | None, notebooks: Notebooks
) -> tuple[Taken | None, str]:
    """Return what a file can become, or why it can't become anything."""
    if why:
        return None, why
    if upload is None:
        return None, text("collect.no-person")
    if upload.typed:
        return None, text("collect.typed")
    if not is_notebook(upload.file):
        return None, text("collect.not-opened") if upload.file.lower().endswith(_PACKED) else text(
            "collect.no-notebook"
        )
    named, remark = recognise(path, upload.file, notebooks)
    if named is None:
        return None, remark
    return Taken(path, place, upload, named, (remark,) if remark else ()), ""


def _newest(plan: Plan, student: str, copies: Sequence[Taken]) -> Taken:
    """Return the copy that counts; the others are left out, each with what was taken instead."""
    best = max(copies, key=_age)
    for other in copies:
        if other is not best:
            notebook, taken = best.named.notebook, "/".join(best.place)
            why = text("collect.other-copy", notebook=notebook, taken=taken)
            plan.left_out.append(LeftOut(other.place, other.upload.person, why, student))
    return best


def _age(taken: Taken) -> tuple[datetime, int, int, Place]:
    """Order copies: by time, by the platform's number, by the number of the copy."""
    when = taken.upload.when or datetime.min
    return when, taken.upload.number, taken.named.copy, taken.place


def whose(plan: Plan) -> Iterator[tuple[str, Taken]]:
    """Yield all files taken, each with the student's id."""
    for student, files in plan.students.items():
        for taken in files.values():
            yield student, taken
