"""What a collection came to, in words: nothing that was found is left unsaid."""

from collections import Counter
from collections.abc import Iterator

from rich.console import Console

from autograder.lms.collect.gather import Gathered
from autograder.lms.collect.place import State
from autograder.lms.collect.plan import whose

_WORDS: dict[State, str] = {
    "new": "new",
    "replaced": "replaced an earlier one",
    "unchanged": "unchanged",
    "kept": "kept, as what is there is newer",
}
_NAMED = {
    "canvas": "named as Canvas does",
    "moodle": "named as Moodle does",
    "nbgrader": "named as in nbgrader's example",
    "folders": "a folder for each student",
    "course": "named as nbgrader_config.py says",
}
_LATE = (
    "{count} marked LATE by Canvas. The download has no times: for late penalties give a class "
    "list with the column submitted."
)


def looks(gathered: Gathered) -> list[str]:
    """Return what somebody should look at, each in a sentence."""
    found = [
        f"{student}: {text}" for student, taken in whose(gathered.plan) for text in taken.remarks
    ]
    kept = [each.student for each in gathered.placed if each.state == "kept"]
    found += [f"{student}: the submission there is newer (--force replaces it)" for student in kept]
    people = gathered.plan.people
    found += [f"{name}: {people[name].person} sent no notebook" for name in gathered.plan.without]
    if gathered.roster.by_key or gathered.roster.by_name:
        known = {*gathered.roster.by_key.values(), *gathered.roster.by_name.values()}
        strangers = sorted(set(people) - known)
        found += [f"{name}: {people[name].person} is not in the class list" for name in strangers]
    return found + gathered.roster.remarks


def unplaced(gathered: Gathered) -> Iterator[str]:
    """Yield each file that was not taken, with whose it is and why."""
    for left in gathered.plan.left_out:
        yield f"{'/'.join(left.place)}: {left.why}"


def nobody(gathered: Gathered) -> bool:
    """Return whether there is a file that nobody knows the owner of."""
    return any(not left.person for left in gathered.plan.left_out)


def not_handed_in(gathered: Gathered) -> list[str]:
    """Return who of the class list has nothing in the download."""
    known = {*gathered.roster.by_key.values(), *gathered.roster.by_name.values()}
    return sorted(known - set(gathered.plan.people))


def summarize(console: Console, gathered: Gathered, name: str, dry: bool, replaced: str) -> None:
    """Print the counts, what to look at, and what was not taken."""
    counts = Counter(each.state for each in gathered.placed)
    parts = [f"{counts[state]} {words}" for state, words in _WORDS.items() if counts[state]]
    how = _NAMED.get(gathered.convention, "")
    verb = " (only looked at, nothing was written)" if dry else ""
    _say(console, f"{name}, {how}: {', '.join(parts) or 'no submission was found'}{verb}.")
    if counts["replaced"]:
        _say(console, f"{'Would go to' if dry else 'Earlier work is in'} {replaced}")
    late = {student for student, taken in whose(gathered.plan) if taken.upload.late}
    late -= set(gathered.roster.times)
    if late:
        _say(console, _LATE.format(count=len(late)))
    _list(console, "Look at:", looks(gathered))
    _list(console, "Not taken:", list(unplaced(gathered)))
    _list(console, "Nothing from, of the class list:", not_handed_in(gathered))
    if gathered.plan.of_the_system:
        count = gathered.plan.of_the_system
        _say(console, f"{count} hidden files and files of operating systems were passed over.")


def to_json(gathered: Gathered, name: str, dry: bool) -> dict[str, object]:
    """Return all that is known, for programs."""
    placed = {each.student: each for each in gathered.placed}
    return {
        "assignment": name,
        "dry_run": dry,
        "convention": gathered.convention,
        "submissions": [
            {
                "student": student,
                "person": taken.upload.person,
                "notebook": taken.named.notebook,
                "from": "/".join(taken.place),
                "state": placed[student].state,
                "late": taken.upload.late,
                "remarks": list(taken.remarks),
            }
            for student, taken in whose(gathered.plan)
        ],
        "not_taken": [
            {"file": "/".join(left.place), "person": left.person, "why": left.why}
            for left in gathered.plan.left_out
        ],
        "look": looks(gathered),
        "nothing_from": not_handed_in(gathered),
        "passed_over": gathered.plan.of_the_system,
    }


def _list(console: Console, title: str, lines: list[str]) -> None:
    if lines:
        _say(console, title)
    for line in lines:
        _say(console, f"  {_printable(line)}")


def _say(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)
