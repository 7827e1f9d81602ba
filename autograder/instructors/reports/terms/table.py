"""Terms on a terminal: what changed, the questions, and what can't be said."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from autograder.findings import text
from autograder.instructors.reports.terms.sentences import (
    VERDICTS,
    caveats,
    in_points,
    in_words,
    signed,
    step_sentences,
    tells,
)

if TYPE_CHECKING:
    from autograder.instructors.reports.terms.compare import Standing, Step, TermsFigures


def terms_output(figures: "TermsFigures") -> Iterator[Table | str]:
    """Yield tables and sentences, in the order in which they are read."""
    for step in figures.steps:
        yield from _step_output(step)
    yield _standings_table(figures)
    yield from (
        text("terms.never", question=e.question, facet=e.facet, judged=e.judged, most=100 * e.most)
        for e in figures.never_failed
    )
    yield from caveats(figures)


def _step_output(step: "Step") -> Iterator[Table | str]:
    told = [each for each in step.changes if each.verdict not in ("open", "too-few")]
    title = text("terms.step", before=step.before, after=step.after)
    if told:
        table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
        for name in ("question", "what", "before", "after", "by-how-much", "verdict"):
            table.add_column(text(f"terms-column.{name}"), overflow="fold")
        for each in sorted(told, key=lambda each: VERDICTS.index(each.verdict)):
            what = each.name if each.kind == "mistake" else text("terms.facet", name=each.name)
            counts = (text("terms.of", made=m, of=n) for m, n in (each.before, each.after))
            row = (each.question, what, *counts, signed(each), in_words(each.verdict))
            table.add_row(*map(Text, row))
        yield table
    else:
        yield f"{title}: {text('terms.no-change')}"
    yield from step_sentences(step)


def _standings_table(figures: "TermsFigures") -> Table:
    title = text("terms.questions", name=figures.assignment)
    table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    for name in ("question", "term", "full", "mean", "discrimination"):
        table.add_column(text(f"terms-column.{name}"), overflow="fold")
    for each in figures.standings:
        table.add_row(
            each.question, each.term, _full(each), f"{in_points(each.mean)} %", tells(each)
        )
    return table


def _full(each: "Standing") -> str:
    plain = text("terms.of", made=each.count, of=each.students)
    if each.full is None:
        return plain
    low, high = 100 * each.full.low, 100 * each.full.high
    return text("terms.full", plain=plain, value=100 * each.full.value, low=low, high=high)
