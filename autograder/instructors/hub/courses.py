"""The courses of a hub, as a file in TOML lists them."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from pathlib import Path

import msgspec

from autograder.course.folders import CourseError
from autograder.findings import text
from autograder.instructors.lms.collect.roster import read_roster

EXAMPLE = Path(__file__).parent / "written" / "example.toml"
FIRST_PORT = 9101
# Others are for root alone; JupyterHub's proxy, its interface and the hub itself have theirs.
PORTS = frozenset(range(1024, 65536)) - {8000, 8001, 8081}
_HOMES = Path("/home")
_ROOT = "root"
# A list of folders is written with colons between them, nbgrader fills in what is in braces, and
# what can't be printed can't be read by who looks the files over.
_UNWRITABLE = re.compile(r"[:{}]")
_TOP = 2  # parts of a path right below /
# As Debian's useradd and JupyterHub take them. A course's groups, users and addresses begin with
# its name; a group of Unix has at most 32 letters.
_COURSE = re.compile(r"[a-z][a-z0-9-]{0,22}")
_PERSON = re.compile(r"[a-z_][a-z0-9_.-]{0,31}")


class HubCourse(msgspec.Struct, frozen=True, kw_only=True):
    """A course: who teaches and attends it, the user that owns its folder, its server's port.

    `remarks` say what is to be known of its class list.
    """

    name: str
    instructors: tuple[str, ...]
    students: tuple[str, ...]
    grader: str
    folder: Path
    port: int
    remarks: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Return everybody who fetches and hands in: instructors try it themselves."""
        return tuple(sorted({*self.instructors, *self.students}))

    @property
    def members(self) -> tuple[str, ...]:
        """Return the users in the course's group of Unix."""
        return (self.grader, *self.people)


class Hub(msgspec.Struct, frozen=True):
    """All courses of a JupyterHub, and the folder through which nbgrader hands out and collects."""

    exchange: Path
    courses: tuple[HubCourse, ...]


class _Course(msgspec.Struct, forbid_unknown_fields=True):
    instructors: list[str]
    students: list[str] | str = []
    grader: str = ""
    folder: str = ""
    port: int = 0


class _File(msgspec.Struct, forbid_unknown_fields=True):
    courses: dict[str, _Course]
    exchange: str = "/srv/nbgrader/exchange"


def read_hub(path: Path) -> Hub:
    """Return what the file lists; raises CourseError for one that can't be used."""
    try:
        listed = msgspec.toml.decode(path.read_bytes(), type=_File)
    except FileNotFoundError as error:
        raise CourseError(text("hub.no-file", path=path)) from error
    # msgspec's and TOML's own errors are ValueErrors
    except (OSError, ValueError, RecursionError) as error:
        raise CourseError(text("hub.not-read", path=path, reason=error)) from error
    if not listed.courses:
        raise CourseError(text("hub.no-course", path=path))
    courses = tuple(
        _course(path, name, each, FIRST_PORT + number)
        for number, (name, each) in enumerate(listed.courses.items())
    )
    _must_differ(path, courses)
    hub = Hub(_absolute(path, listed.exchange), courses)
    _must_be_apart(path, hub)
    return hub


def _course(path: Path, name: str, listed: _Course, port: int) -> HubCourse:
    if not _COURSE.fullmatch(name):
        raise CourseError(text("hub.course-name", path=path, name=name))
    grader = listed.grader or f"grader-{name}"
    home = _HOMES / grader
    students, remarks = listed.students, list[str]()
    if isinstance(students, str):
        roster = read_roster(path.parent / students)
        _must_be_users(path.parent / students, name, roster.students)
        students, remarks = sorted(roster.students), roster.remarks
    _must_be_users(path, name, (*listed.instructors, *students, grader))
    if listed.port and listed.port not in PORTS:
        raise CourseError(text("hub.port", path=path, course=name, port=listed.port))
    if not listed.instructors:
        raise CourseError(text("hub.no-instructor", path=path, course=name))
    return HubCourse(
        name=name,
        instructors=tuple(sorted(set(listed.instructors))),
        students=tuple(sorted(set(students))),
        grader=grader,
        folder=_absolute(path, listed.folder) if listed.folder else home / name,
        port=listed.port or port,
        remarks=tuple(remarks),
    )


def _must_be_users(path: Path, course: str, names: Iterable[str]) -> None:
    for person in names:
        if not _PERSON.fullmatch(person):
            raise CourseError(text("hub.person-name", path=path, course=course, name=person))
        if person == _ROOT:
            raise CourseError(text("hub.root", path=path, course=course))


def _absolute(path: Path, folder: str) -> Path:
    if not Path(folder).is_absolute():
        raise CourseError(text("hub.not-absolute", path=path, folder=folder))
    if not can_be_written(Path(folder)):
        raise CourseError(text("hub.bad-path", path=path, folder=folder))
    return Path(os.path.normpath(f"/{folder.lstrip('/')}"))


def can_be_written(folder: Path) -> bool:
    """Return whether a path means the same in each of the files that are written."""
    return str(folder).isprintable() and not _UNWRITABLE.search(str(folder))


def _must_differ(path: Path, courses: Iterable[HubCourse]) -> None:
    """Hold that no course's grader, folder or port is another's, and that no grader is a person.

    Who can log in as a course's grader, or shares it, reads its solutions.
    """
    taken: dict[tuple[str, object], str] = {}
    people = {person: each.name for each in courses for person in each.people}
    for course in courses:
        _take(path, taken, course)
        if course.grader in people:
            raise CourseError(text("hub.grader-is-a-person", path=path, name=course.grader))


def _take(path: Path, taken: dict[tuple[str, object], str], course: HubCourse) -> None:
    own: Mapping[str, object] = {
        "grader": course.grader,
        "folder": course.folder,
        "port": course.port,
    }
    for kind, value in own.items():
        other = taken.setdefault((kind, value), course.name)
        if other != course.name:
            raise CourseError(
                text("hub.shared", path=path, kind=kind, value=value, one=other, other=course.name)
            )


def _must_be_apart(path: Path, hub: Hub) -> None:
    """Hold that no course's folder is in another's, in the exchange or in a person's home.

    A folder that its owner alone may enter closes all that is in it, and who owns a folder may put
    another in its place. The exchange is open to everybody: it must be no folder of the system's.
    """
    if len(hub.exchange.parts) <= _TOP:
        raise CourseError(text("hub.exchange-at-top", path=path, folder=hub.exchange))
    owned = {each.folder: each.grader for each in hub.courses} | {hub.exchange: ""}
    for inner, outer in permutations(owned, 2):
        if inner.is_relative_to(outer):
            raise CourseError(text("hub.within", path=path, inner=inner, outer=outer))
    homes = {_HOMES / name: name for name in _users(hub.courses)}
    for folder, grader in owned.items():
        for home in (folder, *folder.parents):
            if home in homes and homes[home] != grader:
                raise CourseError(text("hub.within", path=path, inner=folder, outer=home))
            if home == folder and home in homes:
                raise CourseError(text("hub.home", path=path, folder=folder))


def _users(courses: Sequence[HubCourse]) -> set[str]:
    return {name for each in courses for name in each.members}
