"""A report and the course as tables for the terminal: words carry everything, colour nothing."""

import shlex
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.findings import text as say
from autograder.selfstudy.check import Answer, Report
from autograder.selfstudy.progress import NotebookRow, Overview
from autograder.selfstudy.question_status import Question


def scoreboard(report: Report) -> Iterator[RenderableType]:
    """Yield what to print: questions, written answers, notices and the total.

    Everything is Text, not markup: error messages are full of brackets.
    """
    yield _questions(report.questions, report.source.label)
    if report.answers:
        yield _answers(report.answers)
    for notice in report.notices:
        yield Text(say("scoreboard.note", notice=notice))
    for answer in report.answers:
        if answer.model:
            yield Text(say("scoreboard.model", name=answer.name), style="bold")
            yield Padding(Markdown(answer.model), (0, 0, 1, 2))
    yield Text(total(report), style="bold")


def total(report: Report) -> str:
    """Return the sum in a sentence."""
    text = say("scoreboard.total", points=report.points, max_points=report.max_points)
    unfinished = sum(not question.done for question in report.questions)
    text += (
        say("scoreboard.to-finish", count=_of_questions(unfinished))
        if unfinished
        else say("scoreboard.nothing-missing")
    )
    still_open = sum(not answer.answered for answer in report.answers)
    return text + (say("scoreboard.open", count=_of_answers(still_open)) if still_open else ".")


def _questions(questions: Sequence[Question], title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left")
    table.add_column(say("scoreboard.question"), overflow="fold")
    table.add_column(say("scoreboard.points"), justify="right", no_wrap=True)
    table.add_column(say("scoreboard.missing"))
    for question in questions:
        points = f"{question.points:g}/{question.max_points:g}"
        table.add_row(Text(question.name), points, Text("\n".join(_lines(question))))
    return table


def _lines(question: Question) -> Iterator[str]:
    yield from question.missing or [say("scoreboard.nothing")]
    for mistake in question.mistakes:
        yield say("scoreboard.mistake", mistake=mistake)
    for note in question.notes:
        yield say("scoreboard.costs-no-points", note=note)
    if not question.done and question.section and not question.mistakes:
        yield say("scoreboard.re-read", section=question.section)


def _answers(answers: Sequence[Answer]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for key in ("scoreboard.written-answer", "scoreboard.state", "scoreboard.section"):
        table.add_column(say(key))
    for answer in answers:
        state = say("scoreboard.answered" if answer.answered else "scoreboard.not-answered")
        table.add_row(Text(answer.name), state, Text(answer.section))
    return table


def _of_questions(number: int) -> str:
    return say("count.one-question") if number == 1 else say("count.questions", count=number)


def _of_answers(number: int) -> str:
    return say("count.one-answer") if number == 1 else say("count.answers", count=number)


_BAR = 10  # characters


def course_table(overview: Overview) -> Iterator[RenderableType]:
    """Yield what to print: a row for each assignment, the sum, and what to do next."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("progress.assignment"), overflow="fold")
    table.add_column(say("progress.progress"), no_wrap=True)
    table.add_column(say("progress.points"), justify="right", no_wrap=True)
    table.add_column(say("progress.questions"), justify="right", no_wrap=True)
    table.add_column(say("progress.last-check"))
    for line in overview.lines:
        table.add_row(Text(line.assignment), *map(Text, _columns(line)))
    yield table
    if overview.notice:
        yield Text(say("progress.note", notice=overview.notice))
    share = bar(overview.points, overview.max_points)
    yield Text(
        say(
            "progress.course",
            share=share,
            points=overview.points,
            max_points=overview.max_points,
        )
    )
    yield from _next_steps(overview)


def bar(points: float, most: float) -> str:
    """Return points as a bar of ten places; it is full only with all the points."""
    places = min(_BAR, int(_BAR * points / most)) if most else 0
    return f"[{'#' * places}{'-' * (_BAR - places)}]"


def _columns(line: NotebookRow) -> tuple[str, str, str, str]:
    done = f"{line.record.done if line.record else 0}/{line.questions}"
    points = f"{line.points:g}/{line.max_points:g}"
    return bar(line.points, line.max_points), points, done, _when(line)


def _when(line: NotebookRow) -> str:
    state = say(f"progress-state.{line.state.replace(' ', '-')}")
    if line.record is None:
        return state
    local = datetime.fromisoformat(line.record.checked).astimezone()
    return f"{local:%Y-%m-%d %H:%M}, {state}"


def _next_steps(overview: Overview) -> Iterator[Text]:
    for line in overview.lines:
        path = _near(line.notebook)
        if line.state == "not checked yet":
            yield Text(
                say(
                    "progress.check",
                    assignment=line.assignment,
                    quote=shlex.quote(path),
                )
            )
        elif line.state == "changed since":
            yield Text(
                say(
                    "progress.changed",
                    assignment=line.assignment,
                    quote=shlex.quote(path),
                )
            )
        elif line.state == "notebook not found":
            yield Text(
                say(
                    "progress.gone",
                    assignment=line.assignment,
                    path=path,
                )
            )


def _near(notebook: str) -> str:
    """Return a path relative to the current folder if it lies below."""
    path, here = Path(notebook), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else notebook
