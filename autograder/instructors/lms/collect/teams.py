"""What a team hands in: the latest of its members' work becomes the work of each."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from autograder.course.files import Unreadable
from autograder.findings import text
from autograder.instructors.lms.collect.plan import LeftOut, Plan, Taken
from autograder.instructors.lms.collect.roster import Roster
from autograder.notebooks.cells import student_cells


@dataclass(frozen=True)
class TeamWork:
    """A team of which somebody has handed in; `sure` tells that it is known whose came later."""

    name: str
    members: tuple[str, ...]
    by: str
    others: tuple[str, ...] = ()
    sure: bool = True


def share_work(plan: Plan, roster: Roster) -> list[TeamWork]:
    """Put the work that counts into the plan for each member; return the teams that have any."""
    found = []
    for name, members in _teams(roster).items():
        having = [each for each in members if plan.students.get(each)]
        if len(members) > 1 and having:
            found.append(_shared(plan, roster, name, members, having))
    return found


def _teams(roster: Roster) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for student, team in roster.teams.items():
        found[team].append(student)
    return found


def _shared(
    plan: Plan, roster: Roster, name: str, members: list[str], having: list[str]
) -> TeamWork:
    ages = {each: _age(plan.students[each], roster.times.get(each)) for each in having}
    by = max(having, key=lambda each: (ages[each], each))
    others = tuple(sorted(each for each in having if each != by))
    known = {ages[each][1:] for each in having}
    sure = len(having) == 1 or (len(known) == len(having) and ages[by][0])
    for each in others:
        why = text("team.other-counts", team=name, by=by)
        for taken in plan.students[each].values():
            plan.left_out.append(LeftOut(taken.place, taken.upload.person, why, each))
    for each in members:
        plan.students[each] = dict(plan.students[by])
        plan.by[each] = by
    return TeamWork(name, tuple(sorted(members)), by, others, bool(sure))


def _age(files: Mapping[str, Taken], when: datetime | None) -> tuple[bool, datetime, int]:
    """Order submissions: one that can be read goes first, then by time, by the platform's number.

    A team mate's broken upload costs the others nothing.
    """
    times = [when] if when else [each.upload.when for each in files.values() if each.upload.when]
    number = max(each.upload.number for each in files.values())
    return all(map(_readable, files.values())), max(times, default=datetime.min), number


def _readable(taken: Taken) -> bool:
    try:
        return bool(student_cells(taken.notebook))
    except (Unreadable, OSError):
        return False


def said_of(teams: list[TeamWork]) -> Iterator[str]:
    """Yield what somebody should look at: teams of which several members have handed in."""
    for each in teams:
        if each.others:
            facts = {"team": each.name, "by": each.by, "others": ", ".join(each.others)}
            yield text("team.several" if each.sure else "team.unsure", **facts)
