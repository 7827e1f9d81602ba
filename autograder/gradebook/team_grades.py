"""What a person gives one member of a team, all have: points by hand, and comments."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from nbgrader.api import Gradebook, MissingEntry

from autograder.findings import text
from autograder.gradebook.course import Course
from autograder.gradebook.gradebook_reader import gradebook_to_read
from autograder.gradebook.teams import (
    FOLDER,
    Given,
    Team,
    current_teams,
    keep_teams,
    read_teams,
)


def share_by_hand(course: Course, assignments: Iterable[str] = ()) -> list[str]:
    """Give all members what a person gave one of them: points and comments; return what can't be.

    By default that is done for all assignments. What was changed since it was last shared counts.
    Where several members have been given different things, nothing is changed, and it is said.
    Raises CourseError.
    """
    kept = (path.stem for path in sorted((course.root / FOLDER).glob("*.json")))
    said: list[str] = []
    for name in assignments or kept:
        teams = read_teams(course.root, name)
        if teams:
            with gradebook_to_read(course) as gradebook:
                said += _share_all(course, gradebook, name, teams)
    return said


def _share_all(
    course: Course, gradebook: Gradebook, assignment: str, teams: list[Team]
) -> list[str]:
    said: list[str] = []
    done = []
    for each, now in zip(teams, current_teams(course, assignment), strict=True):
        rows = {name: dict(_rows(gradebook, assignment, name)) for name in now.members}
        shared, problems = _share(each, rows)
        done.append(msgspec.structs.replace(each, shared=shared))
        said += problems
    gradebook.db.commit()
    if done != teams:
        keep_teams(course.root, assignment, done)
    return said


def _share(team: Team, rows: dict[str, dict[str, Any]]) -> tuple[dict[str, Given], list[str]]:
    shared, said = dict(team.shared), list[str]()
    places = dict.fromkeys(place for mine in rows.values() for place in mine)
    for place in places:
        before = shared.get(place)
        values = {name: _value(mine[place]) for name, mine in rows.items() if place in mine}
        if all(value is None for value in values.values()):
            shared.pop(place, None)
            continue
        # What one member lacks takes nothing away from the others: who joins has nothing yet.
        changed: dict[str, Given] = {
            n: value for n, value in values.items() if value not in (before, None)
        }
        if not changed and None in values.values():
            changed = {"": before}
        if len(set(changed.values())) > 1:
            names = ", ".join(f"{name}: {value}" for name, value in sorted(changed.items()))
            said.append(text("team.differ", team=team.name, place=place, names=names))
        elif changed:
            shared[place] = next(iter(changed.values()))
            for mine in rows.values():
                if place in mine:
                    _give(mine[place], shared[place])
    return shared, said


def _rows(gradebook: Gradebook, assignment: str, student: str) -> Iterator[tuple[str, Any]]:
    """Yield what a person may give to a student's cells, by kind, notebook and cell."""
    try:
        submission = gradebook.find_submission(assignment, student)
    except MissingEntry:  # not graded yet
        return
    for notebook in submission.notebooks:
        for grade in notebook.grades:
            yield f"points {notebook.name}/{grade.name}", grade
        for comment in notebook.comments:
            yield f"comment {notebook.name}/{comment.name}", comment


def _value(row: Any) -> Given:  # noqa: ANN401 - a row of the gradebook
    found = row.manual_score if hasattr(row, "manual_score") else row.manual_comment
    return None if found is None else float(found) if isinstance(found, int | float) else str(found)


def _give(row: Any, value: Given) -> None:  # noqa: ANN401 - a row of the gradebook
    if not hasattr(row, "manual_score"):
        row.manual_comment = value
        return
    if row.manual_score != value:
        row.manual_score = value
        row.needs_manual_grade = value is None and row.auto_score is None
