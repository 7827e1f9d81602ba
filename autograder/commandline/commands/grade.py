"""`autograder grade`: grade a class, and show who lost points, and why."""

import contextlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.batch.lock import CourseLocked
from autograder.batch.opening import Options, open_class
from autograder.batch.outcomes import Outcome
from autograder.batch.result_writer import NotWritten
from autograder.commandline.options import IsolationOption, JobsOption, JsonOption, NameArgument
from autograder.course.files import shown as shown_name
from autograder.course.folders import CourseError, nbgrader_root
from autograder.engine.sandbox.isolation import WITHOUT_SANDBOX, Isolation, NoSandbox
from autograder.findings import text, words
from autograder.instructors.reports.class_table import commonest, mistakes_table

FINE, COURSE_ERROR, LOOK, FAILED, HELD, NOT_WRITTEN, INTERRUPTED = 0, 1, 3, 4, 5, 6, 130


@dataclass
class Tally:
    """Counts outcomes as they come; `misplaced` are files in the place of folders.

    `with_student` are tests that run with the student's code.
    """

    total: int
    outcomes: list[Outcome] = field(default_factory=list)
    misplaced: tuple[Path, ...] = ()
    with_student: tuple[str, ...] = ()
    begun: float = field(default_factory=time.monotonic)

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self.outcomes.append(outcome)

    @property
    def seconds(self) -> float:
        """The seconds since the beginning."""
        return time.monotonic() - self.begun

    @property
    def counts(self) -> dict[str, int]:
        """How many outcomes there are of each state that occurs."""
        states = [outcome.state for outcome in self.outcomes]
        return {state: states.count(state) for state in dict.fromkeys(sorted(states))}

    @property
    def to_look_at(self) -> list[Outcome]:
        """Those that a person should look at, by name."""
        return sorted((each for each in self.outcomes if each.look), key=lambda each: each.student)

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """The mistakes that were named, each with its question, as often as they were made."""
        return [each for outcome in self.outcomes for each in outcome.mistakes]

    @property
    def exit_code(self) -> int:
        """FAILED, LOOK or FINE, whichever comes first."""
        if any(outcome.state == "failed" for outcome in self.outcomes):
            return FAILED
        return LOOK if self.to_look_at or self.misplaced else FINE

    def to_json(self, assignment: str) -> dict[str, Any]:
        """Return all of it as plain data."""
        return {
            "assignment": assignment,
            "submissions": self.total,
            "counts": self.counts,
            "seconds": round(self.seconds, 3),
            "exit_code": self.exit_code,
            "misplaced": list(map(str, self.misplaced)),
            "with_student": list(self.with_student),
            "mistakes": [
                {"question": question, "mistake": name, "students": count}
                for (question, name), count in commonest(self.mistakes)
            ],
            "students": [each.to_json() for each in sorted(self.outcomes, key=_name)],
        }


def _name(outcome: Outcome) -> str:
    return outcome.student


_MOST_LOOKS = 50
_MOST_ALIKE = 3  # students who get a line each for the same reason
PLAIN_WIDTH = 100  # of lines in a file or a pipe


def console_for(as_json: bool) -> Console:
    """Return where progress goes: beside the JSON that a program reads, if it does."""
    console = Console(stderr=as_json)
    return console if console.is_terminal else Console(stderr=as_json, width=PLAIN_WIDTH)


def warn(console: Console, isolation: Isolation) -> None:
    """Say aloud that there is no sandbox."""
    if isolation is Isolation.PROCESS:
        console.print(words(WITHOUT_SANDBOX), style="bold red", markup=False)


@contextlib.contextmanager
def shown(console: Console, tally: Tally) -> Iterator[Callable[[Outcome], None]]:
    """Yield what is to be called with each outcome; those that need a look get a line at once."""
    if not console.is_terminal:
        yield lambda outcome: console.out(_line(outcome, tally), highlight=False)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(text("grade-command.task"), total=tally.total, rate="")
        said: Counter[tuple[str, ...]] = Counter()

        def show(outcome: Outcome) -> None:
            rate = f"{len(tally.outcomes) / max(tally.seconds, 0.001):.1f}/s"
            progress.update(task, advance=1, description=outcome.student[:24], rate=rate)
            said[outcome.look] += 1
            if outcome.look and said[outcome.look] <= _MOST_ALIKE:
                console.print(_look(outcome), markup=False)

        yield show


def summarize(console: Console, tally: Tally, assignment: str) -> None:
    """Print the counts and who needs a look."""
    parts = [f"{count} {text(f'grade-state.{state}')}" for state, count in tally.counts.items()]
    found = ", ".join(parts) or text("grade-command.nothing")
    console.print(f"{assignment}: {found} ({tally.seconds:.1f} s).", markup=False, soft_wrap=True)
    if tally.with_student:
        names = ", ".join(tally.with_student)
        console.print(text("together.graded", names=names), markup=False, soft_wrap=True)
    late = sum(outcome.seconds_late > 0 for outcome in tally.outcomes)
    if late:
        console.print(text("grade-command.late", late=late))
    table = mistakes_table(tally.mistakes)
    if table:
        console.print(table)
    looks = list(_grouped(tally.to_look_at))
    looks += [text("grade-command.misplaced", path=_from_here(path)) for path in tally.misplaced]
    if looks:
        console.print(text("grade-command.look-at"))
        for line in looks[:_MOST_LOOKS]:
            console.print(f"  {line}", markup=False, soft_wrap=True)
        if len(looks) > _MOST_LOOKS:
            console.print(text("grade-command.more", value=len(looks) - _MOST_LOOKS))


def _from_here(path: Path) -> str:
    below = path.is_relative_to(Path.cwd())
    return shown_name(str(path.relative_to(Path.cwd()) if below else path))


def _line(outcome: Outcome, tally: Tally) -> str:
    points = text("grade-command.points", points=outcome.points, max_points=outcome.max_points)
    state = text(f"grade-state.{outcome.state}")
    done = f"[{len(tally.outcomes)}/{tally.total}] {outcome.student}: {state}"
    look = f" - {'; '.join(outcome.look)}" if outcome.look else ""
    return f"{done}{'' if outcome.state == 'waiting' else f', {points}'}{look}"


def _grouped(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield a line each; many students with one reason, as the course's fault is, share one."""
    by_reason: dict[tuple[str, ...], list[Outcome]] = {}
    for outcome in outcomes:
        by_reason.setdefault(outcome.look, []).append(outcome)
    for look, alike in by_reason.items():
        if len(alike) <= _MOST_ALIKE:
            yield from map(_look, alike)
        else:
            names = ", ".join(outcome.student for outcome in alike[:_MOST_ALIKE])
            yield text(
                "grade-command.students", count=len(alike), names=names, names_2="; ".join(look)
            )


def _look(outcome: Outcome) -> str:
    return f"{outcome.student}: {'; '.join(outcome.look)}"


_CODES: dict[type[Exception], int] = {
    CourseError: COURSE_ERROR,
    NoSandbox: COURSE_ERROR,
    ValueError: COURSE_ERROR,
}
_CODES |= {CourseLocked: HELD, NotWritten: NOT_WRITTEN}

StudentOption = Annotated[
    list[str] | None, typer.Option(help="Only this student (repeatable; * and ? match).")
]
NotebookOption = Annotated[
    list[str] | None, typer.Option(help="Only this notebook (repeatable; * and ? match).")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Grade again what has not changed.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would be graded.")]
WaitOption = Annotated[bool, typer.Option("--wait", help="Wait while somebody else is grading.")]
SchedulerOption = Annotated[
    str, typer.Option(help="Address of a Dask scheduler (tcp://...) to grade on its workers.")
]


def grade(
    name: NameArgument,
    student: StudentOption = None,
    notebook: NotebookOption = None,
    jobs: JobsOption = None,
    force: ForceOption = False,
    dry_run: DryOption = False,
    wait: WaitOption = False,
    isolation: IsolationOption = None,
    scheduler: SchedulerOption = "",
    as_json: JsonOption = False,
) -> None:
    """Grade all that is submitted for an assignment; what has not changed is not graded again.

    Exit codes: 0 all graded; 3 some need a look; 4 some could not be graded; 1 the course or the
    machine is not ready; 5 somebody else is grading; 6 results can't be written; 130 stopped.

    Example: autograder grade softmax-loss --student 'a*' --jobs 4
    """
    options = Options(
        students=tuple(student or ()),
        notebooks=tuple(notebook or ()),
        jobs=jobs,
        force=force,
        dry=dry_run,
        wait=wait,
        isolation=isolation,
        scheduler=scheduler,
    )
    console = console_for(as_json)
    try:
        tally = _run(nbgrader_root(), name, options, console)
    except KeyboardInterrupt as error:
        typer.echo(text("grade-command.stopped"), err=True)
        raise typer.Exit(INTERRUPTED) from error
    except tuple(_CODES) as error:
        typer.echo(str(error), err=True)
        code = next(code for kind, code in _CODES.items() if isinstance(error, kind))
        raise typer.Exit(code) from error
    if as_json:
        typer.echo(json.dumps(tally.to_json(name), indent=2))
    else:
        summarize(console, tally, name)
    raise typer.Exit(tally.exit_code)


def _run(root: Path, name: str, options: Options, console: Console) -> Tally:
    def tell(line: str) -> None:
        console.print(line, markup=False, highlight=False, soft_wrap=True)

    with open_class(root, name, options, tell) as run:
        warn(console, run.isolation)
        tally = Tally(run.total, misplaced=run.misplaced, with_student=run.with_student)
        with shown(console, tally) as show:
            for outcome in run.outcomes:
                tally.add(outcome)
                show(outcome)
    return tally
