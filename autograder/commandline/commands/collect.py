"""`autograder collect`: what a learning platform's download holds becomes submissions."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from autograder.commandline.commands.grade import console_for
from autograder.commandline.options import JsonOption, NameArgument
from autograder.course.folders import CourseError, nbgrader_root
from autograder.findings import text as say
from autograder.findings import words
from autograder.instructors.lms.collect.gather import Collected, Collection, CollectOptions
from autograder.instructors.lms.collect.plan import whose
from autograder.instructors.lms.collect.questions import (
    NONE,
    Decision,
    Handed,
    decision,
    read_answer,
)
from autograder.instructors.lms.collect.questions import to_json as matches_to_json
from autograder.instructors.lms.collect.roster import zone_of
from autograder.instructors.lms.collect.student_ids import note_people
from autograder.instructors.lms.collect.submitted import State
from autograder.instructors.lms.collect.teams import said_of

_SHOWN = 20  # lines of a cell
_STATES: tuple[State, ...] = ("new", "replaced", "unchanged", "kept", "not-written")


def worth_a_look(gathered: Collected) -> list[str]:
    """Return what somebody should look at, each in a sentence."""
    found = [
        f"{student}: {text}" for student, taken in whose(gathered.plan) for text in taken.remarks
    ]
    found += [
        f"{student}: {say('collect.asks', file='/'.join(asked.place))}"
        for student, asked in sorted(gathered.plan.requests.items())
    ]
    found += said_of(gathered.teams)
    kept = [each.student for each in gathered.placed if each.state == "kept"]
    found += [say("collect-command.newer", student=student) for student in kept]
    found += [f"{each.student}: {each.why}" for each in gathered.placed if each.why]
    people = gathered.plan.people
    found += [
        say("collect-command.no-notebook", name=name, person=people[name].person)
        for name in gathered.plan.without
    ]
    if gathered.roster.students:
        strangers = sorted(set(people) - gathered.roster.students)
        found += [
            say("collect-command.not-listed", name=name, person=people[name].person)
            for name in strangers
        ]
    return found + gathered.roster.remarks


def unplaced(gathered: Collected) -> Iterator[str]:
    """Yield each file that was not taken, with whose it is and why."""
    for left in gathered.plan.left_out:
        yield f"{'/'.join(left.place)}: {left.why}"


def nobody(gathered: Collected) -> bool:
    """Return whether there is a file that nobody knows the owner of."""
    return any(not left.person for left in gathered.plan.left_out)


def not_handed_in(gathered: Collected) -> list[str]:
    """Return who of the class list has nothing in the download."""
    return sorted(gathered.roster.students - set(gathered.plan.people) - set(gathered.plan.by))


def summarize(console: Console, gathered: Collected, name: str, dry: bool, replaced: str) -> None:
    """Print the counts, what to look at, and what was not taken."""
    counts = Counter(each.state for each in gathered.placed)
    said = {state: say(f"collect-state.{state}") for state in _STATES}
    parts = [f"{counts[state]} {said[state]}" for state in _STATES if counts[state]]
    how = say(f"collect-names.{gathered.convention}") if gathered.convention else ""
    verb = say("collect-command.dry-run") if dry else ""
    found = ", ".join(parts) or say("collect-command.nothing")
    _say(console, f"{name}, {how}: {found}{verb}.")
    if counts["replaced"]:
        kept = "collect-command.would-go-to" if dry else "collect-command.earlier"
        _say(console, say(kept, folder=replaced))
    late = {student for student, taken in whose(gathered.plan) if taken.upload.late}
    late -= set(gathered.roster.times)
    if late:
        _say(console, say("collect-command.late", count=len(late)))
    _list(console, say("collect-command.look-at"), worth_a_look(gathered))
    _list(console, say("collect-command.not-taken"), list(unplaced(gathered)))
    _list(console, say("collect-command.nothing-from"), not_handed_in(gathered))
    if gathered.plan.of_the_system:
        count = gathered.plan.of_the_system
        _say(console, say("collect-command.hidden-files", count=count))


def to_json(gathered: Collected, name: str, dry: bool) -> dict[str, object]:
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
        "teams": [asdict(each) for each in gathered.teams],
        "look": worth_a_look(gathered),
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


NEEDS_A_LOOK = 3


class Platform(StrEnum):
    """How the files of a download are named."""

    CANVAS = "canvas"
    MOODLE = "moodle"
    NBGRADER = "nbgrader"
    FOLDERS = "folders"


DownloadsArgument = Annotated[
    list[Path] | None, typer.Argument(help="Downloaded zips, or folders of what was downloaded.")
]
PlatformOption = Annotated[
    Platform | None, typer.Option(help="How files are named, by default seen from the names.")
]
RosterOption = Annotated[
    Path | None, typer.Option(help="Class list: a CSV file with the column student_id.")
]
TimezoneOption = Annotated[
    str, typer.Option(help="Zone of the class list's times, by default UTC.", show_default=False)
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
MatchesOption = Annotated[
    bool,
    typer.Option("--matches", help="Show cells that had lost their names, ask about open ones."),
]
AnswerOption = Annotated[
    list[str] | None,
    typer.Option(metavar="STUDENT/NOTEBOOK:CELL=ANSWER", help="Which answer a cell is, or none."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace newer submissions, too.")]


def collect(
    name: NameArgument,
    downloads: DownloadsArgument = None,
    platform: PlatformOption = None,
    roster: RosterOption = None,
    timezone: TimezoneOption = "",
    dry_run: DryOption = False,
    force: ForceOption = False,
    matches: MatchesOption = False,
    answer: AnswerOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take in what students handed in on Canvas or Moodle: downloads become submissions.

    Exit codes: 0 all taken; 3 something needs a look; 1 the course, the class list or a download
    can't be used.

    Example: autograder collect softmax-loss submissions.zip --roster class.csv --dry-run
    """
    options = CollectOptions(platform or "", roster, timezone, force, dry_run)
    console = console_for(as_json)
    try:
        zone_of(timezone)
        collection = Collection(nbgrader_root(), name, options)
        if not (downloads or matches or answer):
            raise CourseError(say("lost-names.no-downloads"))
        if answer and not dry_run:
            collection.decide([read_answer(each) for each in answer])
        report: dict[str, object] = {}
        code = 0
        if downloads:
            gathered = _taken(console, collection, downloads, dry_run)
            report, code = to_json(gathered, name, dry_run), _code(gathered)
            if not as_json:
                summarize(console, gathered, name, dry_run, str(collection.replaced))
        if matches:
            found = look_at_matches(console, collection, not as_json, dry_run)
            report["matches"] = matches_to_json(found)
            code = NEEDS_A_LOOK if any(each.recovered.questions for each in found) else code
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(report, indent=2))
    raise typer.Exit(code)


def _taken(console: Console, collection: Collection, downloads: list[Path], dry: bool) -> Collected:
    """Place what is in the downloads, and show how far it is; raises CourseError."""
    with _busy(console, collection, downloads) as gathered:
        steps = collection.place(gathered, downloads)
        hidden = not console.is_terminal
        for _ in track(steps, "Placing", gathered.total, console=console, disable=hidden):
            pass
    if not dry:
        people = [
            (each.student, gathered.plan.people[each.student])
            for each in gathered.placed
            if each.student in gathered.plan.people
        ]
        gathered.roster.remarks += note_people(collection.course.directory, people)
    return gathered


def look_at_matches(
    console: Console, collection: Collection, aloud: bool, dry: bool
) -> list[Handed]:
    """Ask about open cells where somebody can answer, write the page, and say what there is."""
    found = collection.lost_names()
    if aloud and not dry and can_answer(console):
        for each in found:  # each is written before the next is asked about
            collection.decide(list(_asked(console, each)))
        found = collection.lost_names()
    path = None if dry else collection.write_page(found)
    for each in found if aloud else ():
        for match in each.recovered.matches:
            number, why = match.position + 1, words(match.why)
            said = say("lost-names.one", name=each.name, number=number, key=match.key, why=why)
            _say(console, _printable(said))
    if aloud:
        count = sum(len(each.recovered.questions) for each in found)
        _say(
            console, say("lost-names.open-count", count=count) if found else say("lost-names.none")
        )
    if aloud and path:
        _say(console, say("lost-names.page", path=path))
    return found


def can_answer(console: Console) -> bool:
    """Return whether somebody sits at a terminal."""
    return console.is_terminal and sys.stdin.isatty()


def _asked(console: Console, handed: Handed) -> Iterator[Decision]:
    """Ask about each open cell; what is left empty stays open."""
    keys = {cell.key for cell in handed.ours if cell.solution}
    for match in handed.recovered.questions:
        _say(console, say("lost-names.header", name=handed.name, number=match.position + 1))
        for line in handed.source(match).splitlines()[:_SHOWN]:
            _say(console, f"    {_printable(line)}")
        asked = say("lost-names.ask", key=match.key, why=words(match.why))
        key = "?"
        while key not in (*keys, NONE, ""):
            said = typer.prompt(asked, default="", show_default=False).strip()
            key = {"y": match.key, "n": NONE}.get(said.lower(), said)
        if key:
            yield decision(handed, match, key)


@contextmanager
def _busy(console: Console, collection: Collection, downloads: list[Path]) -> Iterator[Collected]:
    """Yield what is in the downloads, and show that they are being unpacked until then."""
    with ExitStack() as stack:
        with console.status(say("collect-command.unpacking")):
            gathered = stack.enter_context(collection.planned(downloads))
        yield gathered


def _code(gathered: Collected) -> int:
    return NEEDS_A_LOOK if worth_a_look(gathered) or nobody(gathered) else 0
