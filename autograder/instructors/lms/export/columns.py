"""A platform's table, understood: whose row is which, which column takes which assignment."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.findings import text as say
from autograder.instructors.lms.export.people import RowPerson
from autograder.instructors.lms.export.sheet import (
    CsvTable,
    ExportError,
    columns_of,
    escape_formulas,
)


@dataclass
class GradeTable:
    """A sheet with what is known of it.

    `columns` are the numbers of assignments' columns, `maxima` the platform's most points (None:
    it says none); `frozen` says, by row and column, why a cell must stay; `comments` is the column
    for a text to the student; `caps` tells that the platform refuses points above the maximum.
    `numbers` are the columns in which the platform writes numbers, and people don't write.
    """

    platform: str
    sheet: CsvTable
    people: list[RowPerson]
    columns: dict[str, int] = field(default_factory=dict)
    maxima: dict[str, float | None] = field(default_factory=dict)
    frozen: dict[tuple[int, int], str] = field(default_factory=dict)
    comments: int | None = None
    caps: bool = False
    numbers: list[int] = field(default_factory=list)


def escape_title(sheet: CsvTable, *titles: str) -> None:
    """Make the cells of the columns with these titles harmless in spreadsheets."""
    found = [number for title in titles if (number := sheet.column(title)) is not None]
    for row in sheet.rows:
        for number in found:
            row[number] = escape_formulas(row[number])


def asked_columns(texts: Sequence[str]) -> dict[str, str]:
    """Return the titles of --column ASSIGNMENT=TITLE; raises ExportError for another form."""
    pairs = [(text, *text.partition("=")) for text in texts]
    for text, name, _, title in pairs:
        if not (name.strip() and title.strip()):
            raise ExportError(say("export.bad-column", text=text))
    return {name.strip(): title.strip() for _, name, _, title in pairs}


def find_columns(
    sheet: CsvTable,
    candidates: Sequence[int],
    names: Sequence[str],
    asked: Mapping[str, str],
    path: Path,
    platform: str,
) -> dict[str, int]:
    """Return each assignment's column among the candidates: as asked for, else by its title.

    Raises ExportError when there is none, or more than one.
    """
    known, found = columns_of(sheet, candidates), {}
    for name in names:
        title = asked.get(name)
        if title is not None:
            fitting = [n for n in candidates if sheet.header[n].strip() == title]
            if not fitting:
                raise ExportError(say("export.no-title", path=path, title=title, known=known))
        else:
            fitting = [n for n in candidates if _essence(sheet.header[n]) == _essence(name)]
        if not fitting:
            raise ExportError(
                say("export.no-column", path=path, name=name, known=known, platform=platform)
            )
        if len(fitting) > 1:
            several = columns_of(sheet, fitting)
            raise ExportError(say("export.two-columns", path=path, name=name, known=several))
        found[name] = fitting[0]
    return found


def _essence(title: str) -> str:
    """Return a title without what platforms add: an id or a unit behind it, the kind before it."""
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", title)
    bare = re.sub(r"^\s*assignment\s*:", "", bare, flags=re.IGNORECASE)
    return re.sub(r"[\W_]+", " ", bare.casefold()).strip()
