"""The course as a table for the terminal."""

import shlex
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from autograder.selfstudy.overview import Line, Overview

_BAR = 10  # characters


def course_table(overview: Overview) -> Iterator[RenderableType]:
    """Yield what to print: a row for each assignment, the sum, and what to do next."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("assignment", overflow="fold")
    table.add_column("progress", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("questions", justify="right", no_wrap=True)
    table.add_column("last check")
    for line in overview.lines:
        table.add_row(Text(line.assignment), *map(Text, _columns(line)))
    yield table
    if overview.notice:
        yield Text(f"Note: {overview.notice}")
    share = bar(overview.points, overview.max_points)
    yield Text(f"Course: {share} {overview.points:g} of {overview.max_points:g} points")
    yield from _next_steps(overview)


def bar(points: float, most: float) -> str:
    """Return points as a bar of ten places; it is full only with all the points."""
    places = min(_BAR, int(_BAR * points / most)) if most else 0
    return f"[{'#' * places}{'-' * (_BAR - places)}]"


def _columns(line: Line) -> tuple[str, str, str, str]:
    done = f"{line.record.done if line.record else 0}/{line.questions}"
    points = f"{line.points:g}/{line.max_points:g}"
    return bar(line.points, line.max_points), points, done, _when(line)


def _when(line: Line) -> str:
    if line.record is None:
        return line.state
    local = datetime.fromisoformat(line.record.checked).astimezone()
    return f"{local:%Y-%m-%d %H:%M}, {line.state}"


def _next_steps(overview: Overview) -> Iterator[Text]:
    for line in overview.lines:
        path = _near(line.notebook)
        if line.state == "not checked yet":
            yield Text(f"{line.assignment}: autograder check {shlex.quote(path)}")
        elif line.state == "changed since":
            yield Text(f"{line.assignment} has changed: autograder check {shlex.quote(path)}")
        elif line.state == "notebook not found":
            yield Text(f"{line.assignment} was checked in {path}, which is gone.")


def _near(notebook: str) -> str:
    """Return a path relative to the current folder if it lies below."""
    path, here = Path(notebook), Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else notebook
