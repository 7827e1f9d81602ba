"""Teams: one submission counts for all members, and so does what a person gives for it.

Each member has the team's notebook in submitted/, so that nbgrader's own commands see nothing
special. Who is in which team, and whose work counts, stands in .autograder/teams/ of the course.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.course.files import Unreadable, read_file, write_whole
from autograder.course.folders import CourseError
from autograder.findings import Code, Finding, text
from autograder.notebooks.cells import MOST_BYTES

if TYPE_CHECKING:
    from autograder.engine.submission.specification import Submission
    from autograder.gradebook.course import Course

FOLDER = Path(".autograder") / "teams"
Given = float | str | None


class Team(msgspec.Struct, frozen=True):
    """A team with a submission: `by` handed it in, `others` handed in as well, and earlier.

    `shared` has what a person gave, by kind, notebook and cell, when it was last shared.
    """

    name: str
    members: tuple[str, ...]
    by: str
    others: tuple[str, ...] = ()
    shared: dict[str, Given] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What each member is told of it."""
        members = ", ".join(self.members)
        told = [Finding.of(Code.TEAM, by=self.by, team=self.name, members=members)]
        if self.others:
            told.append(Finding.of(Code.TEAM_LATER, by=self.by, others=", ".join(self.others)))
        return tuple(told)


def read_teams(root: Path, assignment: str) -> list[Team]:
    """Return the teams of which somebody has handed in; raises CourseError for a spoilt file."""
    path = _path(root, assignment)
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Team])
    except FileNotFoundError:
        return []
    except (OSError, msgspec.MsgspecError) as error:
        raise CourseError(text("team.not-read", path=path, reason=error)) from error


def current_teams(course: "Course", assignment: str) -> list[Team]:
    """Return the teams with those members alone who have the work that counts in submitted/.

    Whoever has handed in something else since, by whatever way, is by themselves. Raises
    CourseError.
    """
    return [_at_work(course, assignment, each) for each in read_teams(course.root, assignment)]


def _at_work(course: "Course", assignment: str, team: Team) -> Team:
    work = {
        member: _notebooks(course.folder("submitted", member, assignment))
        for member in {*team.members, team.by}
    }
    same = (each for each in team.members if work[each] and work[each] == work[team.by])
    return msgspec.structs.replace(team, members=tuple(same))


def _notebooks(folder: Path) -> dict[str, bytes]:
    """Return the notebooks of a folder, none where one can't be read: nobody shares that."""
    try:
        return {path.name: read_file(path, MOST_BYTES) for path in sorted(folder.glob("*.ipynb"))}
    except (OSError, Unreadable):
        return {}


def note_teams(
    root: Path, assignment: str, teams: Iterable[Team], alone: Collection[str] = ()
) -> None:
    """Note whose work counts now, in place of what stood there of these people.

    Those who are `alone` now leave the team that they were in. Raises CourseError.
    """
    new, known = list(teams), read_teams(root, assignment)
    moved = {*alone, *(member for each in new for member in each.members)}
    if not any(moved.intersection(each.members) for each in known) and not new:
        return
    shared = {frozenset(each.members): each.shared for each in known}
    left = (_without(each, moved) for each in known)
    kept = [each for each in left if len(each.members) > 1]
    keep_teams(
        root,
        assignment,
        [*kept, *(msgspec.structs.replace(e, shared=_of(shared, e)) for e in new)],
    )


def _of(shared: dict[frozenset[str], dict[str, Given]], team: Team) -> dict[str, Given]:
    return shared.get(frozenset(team.members), {})


def _without(team: Team, moved: set[str]) -> Team:
    members = tuple(each for each in team.members if each not in moved)
    return msgspec.structs.replace(team, members=members)


def keep_teams(root: Path, assignment: str, teams: list[Team]) -> None:
    """Write the whole note; raises CourseError."""
    path = _path(root, assignment)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.format(msgspec.json.encode(teams)))
    except OSError as error:
        reason = error.strerror or str(error)
        raise CourseError(text("collect.not-written", folder=path, reason=reason)) from error


def _path(root: Path, assignment: str) -> Path:
    return root / FOLDER / f"{assignment}.json"


def followers(teams: Iterable[Team]) -> dict[str, str]:
    """Return, by each member who has a team mate's work, whose it is."""
    return {member: each.by for each in teams for member in each.members if member != each.by}


def told(teams: Iterable[Team], handed: "Submission") -> "Submission":
    """Return a submission with what its student is to know of their team."""
    mine = (each for each in teams if handed.student in each.members and len(each.members) > 1)
    found = [finding for each in mine for finding in each.findings]
    return replace(handed, remarks=(*handed.remarks, *found)) if found else handed
