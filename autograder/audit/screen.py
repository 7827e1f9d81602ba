"""How an audit looks on a terminal: what is going on, then counts and the survivors."""

import contextlib
from collections.abc import Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.syntax import Syntax
from rich.table import Table

from autograder.audit.judging import Tell
from autograder.audit.result import Audit
from autograder.audit.verdict import Verdict

_EVERY = 100  # mutants, in a file or a pipe
_COUNTS = (
    "{name}: {mutants} mutants, {killed} killed, {equivalent} equivalent, {survivors} survived; "
    "kill rate {rate:.1%} ({seconds:.0f} s)."
)


@contextlib.contextmanager
def shown(console: Console) -> Iterator[Tell]:
    """Yield what is to be told of the progress: a bar on a terminal, else a line now and then."""
    if not console.is_terminal:
        yield lambda what, done, count: _line(console, what, done, count)
        return
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task("Audit", total=None)

        def tell(what: str, done: int, count: int) -> None:
            progress.update(task, description=what.capitalize(), completed=done, total=count)

        yield tell


def summarize(console: Console, audit: Audit) -> None:
    """Print counts, then each survivor as a diff, and entries that fit no survivor any more."""
    console.print(_table(audit))
    for verdict in audit.survivors:
        _show(console, verdict)
    for text in audit.stale:
        console.print(f"Look at the list of equivalents: {text}", markup=False, soft_wrap=True)
    plain = audit.to_json()
    counts = {**plain, "survivors": len(audit.survivors), "name": audit.assignment}
    line = _COUNTS.format(**counts, rate=audit.rate)
    console.print(line, markup=False, highlight=False, soft_wrap=True)


def _table(audit: Audit) -> Table:
    table = Table("Solution cell", *audit.figures)
    for column in table.columns[1:]:
        column.justify = "right"
    for (_, cell), part in audit.by_cell().items():
        table.add_row(cell, *part.figures.values())
    return table


def _show(console: Console, verdict: Verdict) -> None:
    mutant = verdict.mutant
    console.print(f"\nSurvived: {mutant.cell}, {mutant.operator}", style="bold", markup=False)
    if verdict.note:
        console.print(f"It {verdict.note}.", markup=False)
    if console.is_terminal:
        console.print(Syntax(mutant.diff, "diff", background_color="default"))
    else:
        console.print(mutant.diff, markup=False, highlight=False, soft_wrap=True)


def _line(console: Console, what: str, done: int, count: int) -> None:
    if done % _EVERY == 0 or done == count:
        console.print(f"{what}: {done} of {count}" if done else f"{what} ...", markup=False)
