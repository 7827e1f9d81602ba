"""A report as tables for the terminal: words carry everything, colour nothing."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from autograder.selfstudy.check import Answer, Report
from autograder.selfstudy.questions import Question


def scoreboard(report: Report) -> Iterator[RenderableType]:
    """Yield what to print: questions, written answers, notices and the total.

    Everything is Text, not markup: error messages are full of brackets.
    """
    yield _questions(report.questions, report.source.label)
    if report.answers:
        yield _answers(report.answers)
    for notice in report.notices:
        yield Text(f"Note: {notice}")
    yield Text(total(report), style="bold")


def total(report: Report) -> str:
    """Return the sum in a sentence."""
    text = f"Total: {report.points:g} of {report.max_points:g} points"
    unfinished = sum(not question.done for question in report.questions)
    text += f", {_count(unfinished, 'question')} to finish" if unfinished else ", nothing missing"
    still_open = sum(not answer.answered for answer in report.answers)
    return text + (f"; {_count(still_open, 'written answer')} open." if still_open else ".")


def _questions(questions: Sequence[Question], title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column("question", overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("what is missing, and the section to re-read")
    for question in questions:
        points = f"{question.points:g}/{question.max_points:g}"
        table.add_row(Text(question.name), points, Text("\n".join(_lines(question))))
    return table


def _lines(question: Question) -> Iterator[str]:
    yield from question.missing or ["nothing"]
    for mistake in question.mistakes:
        yield f"Mistake: {mistake}"
    for note in question.notes:
        yield f"note: {note} (costs no points)"
    if not question.done and question.section and not question.mistakes:
        yield f"Re-read: {question.section}"


def _answers(answers: Sequence[Answer]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("written answer (not scored)", "state", "section"):
        table.add_column(column)
    for answer in answers:
        state = "answered" if answer.answered else "open"
        table.add_row(Text(answer.name), state, Text(answer.section))
    return table


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
