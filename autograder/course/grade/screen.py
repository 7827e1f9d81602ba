"""How grading a class looks: a bar on a terminal, plain lines elsewhere."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.course.grade.tally import Tally
from autograder.grading.batch.outcome import Outcome
from autograder.grading.sandbox.isolation import PROCESS_WARNING, Isolation
from autograder.reporting.mistakes import mistakes_table

_STATES = {
    "graded": "graded",
    "restored": "written again from kept results",
    "unchanged": "unchanged",
    "failed": "could not be graded or written",
    "waiting": "would be graded",
}
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
        console.print(f"[bold red]{escape(PROCESS_WARNING)}[/]")


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
        task = progress.add_task("Grading", total=tally.total, rate="")
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
    parts = [f"{count} {_STATES[state]}" for state, count in tally.counts.items()]
    found = ", ".join(parts) or "nothing was handed in"
    console.print(f"{assignment}: {found} ({tally.seconds:.1f} s).", markup=False, soft_wrap=True)
    late = sum(outcome.seconds_late > 0 for outcome in tally.outcomes)
    if late:
        console.print(f"{late} handed in late.")
    table = mistakes_table(tally.mistakes)
    if table:
        console.print(table)
    looks = list(_grouped(tally.to_look_at))
    if looks:
        console.print("Look at:")
        for line in looks[:_MOST_LOOKS]:
            console.print(f"  {line}", markup=False, soft_wrap=True)
        if len(looks) > _MOST_LOOKS:
            console.print(f"  and {len(looks) - _MOST_LOOKS} more (--json lists all)")


def _line(outcome: Outcome, tally: Tally) -> str:
    points = f"{outcome.points:g} of {outcome.max_points:g} points"
    done = f"[{len(tally.outcomes)}/{tally.total}] {outcome.student}: {_STATES[outcome.state]}"
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
            yield f"{len(alike)} students ({names}, ...): {'; '.join(look)}"


def _look(outcome: Outcome) -> str:
    return f"{outcome.student}: {'; '.join(outcome.look)}"
