"""Moodle's offline grading worksheet and its grade-import CSV.

`autograder export NAME --to moodle`, or
`nbgrader export --exporter=autograder.instructors.lms.platforms.moodle.MoodleExporter`.

The worksheet (an assignment's "Download grading worksheet"), as read in Moodle's own source,
`mod/assign/gradingtable.php` and `mod/assign/feedback/offline/` of github.com/moodle/moodle:
Identifier ("Participant 123"), Full name, ID number, Email address, Status, Group, Grade, Maximum
grade, Grade can be changed, Last modified (submission), Online text, Last modified (grade),
Feedback comments. The import reads Identifier, Grade, Last modified (grade) and Feedback comments;
it skips an empty grade, one above the maximum, and one that is locked.

The gradebook (docs.moodle.org, "Grade import" and "Grade export"): First name, Last name (Surname
in earlier versions), ID number, Institution, Department, Email address, then grade items, each
`Assignment: title (Real)`. The import asks which column is whose; e-mail addresses must be written
as Moodle has them. Decimals are read with a point, and with the comma where the language has one.
"""

import re
from pathlib import Path

from autograder.findings import text
from autograder.instructors.lms.export.columns import GradeTable, escape_title, find_columns
from autograder.instructors.lms.export.exporter import LmsExporter
from autograder.instructors.lms.export.grades import ClassGrades, Person
from autograder.instructors.lms.export.people import RowPerson
from autograder.instructors.lms.export.sheet import (
    CsvTable,
    Dialect,
    ExportError,
    escape_formulas,
    parse_number,
)

_NEW = ("First name", "Last name", "ID number", "Email address")
_PEOPLE = (*_NEW, "Surname", "Full name", "Username", "Institution", "Department")
_NAMES = ("First name", "Last name", "Surname", "Full name")
_NOT_GRADES = re.compile(
    r"Last downloaded from this course|(Course|Category) total"
    r"|.*\((Feedback|Letter|Percentage)\)$",
    re.IGNORECASE,
)


class MoodleExporter(LmsExporter):
    """Write grades into a grading worksheet or a grade-import CSV; `template` is Moodle's own."""

    platform = "Moodle"

    def understand(
        self, sheet: CsvTable, grades: ClassGrades, asked: dict[str, str], path: Path
    ) -> GradeTable:
        """Return Moodle's download as a table; raises ExportError if it is none."""
        table = GradeTable("Moodle", sheet, [], caps=True)
        known = [sheet.column(title) for title in ("Email address", "ID number", "Username")]
        if sheet.column("Identifier") is not None and sheet.column("Grade") is not None:
            _read_worksheet(table, list(grades.assignments))
        elif any(number is not None for number in known):
            names = list(grades.assignments)
            table.numbers = _items(sheet)
            table.columns = find_columns(sheet, table.numbers, names, asked, path, "Moodle")
            table.maxima = dict(grades.assignments)  # the table doesn't say; Moodle's are its own
        else:
            raise ExportError(
                text(
                    "export.no-table",
                    path=path,
                    platform="Moodle",
                    wanted=text("moodle.wanted"),
                )
            )
        table.people = [_person(sheet, number, row) for number, row in enumerate(sheet.rows)]
        escape_title(sheet, *_NAMES)
        return table

    def new_table(self, grades: ClassGrades, asked: dict[str, str]) -> GradeTable:
        """Return a grade-import CSV of the gradebook's own people."""
        names = list(grades.assignments)
        header = [*_NEW, *(asked.get(name, name) for name in names)]
        rows = [_row(person, len(names)) for person in grades.people]
        sheet = CsvTable(header, rows, Dialect(comma=bool(self.decimal_comma), line_end="\n"))
        people = [RowPerson(number, p.name) for number, p in enumerate(grades.people)]
        columns = {name: len(_NEW) + number for number, name in enumerate(names)}
        return GradeTable("Moodle", sheet, people, columns, dict(grades.assignments))


def _row(person: Person, assignments: int) -> list[str]:
    cells = (person.first, person.last, person.lms_id or person.id, person.email)
    return [*map(escape_formulas, cells), *[""] * assignments]


def _items(sheet: CsvTable) -> list[int]:
    """Return the columns that may be grade items."""
    known = {title.casefold() for title in _PEOPLE}
    return [
        number
        for number, title in enumerate(sheet.header)
        if title.strip().casefold() not in known and not _NOT_GRADES.match(title.strip())
    ]


def _read_worksheet(table: GradeTable, names: list[str]) -> None:
    """Note the grade's column, the maximum, locked rows and the column for comments."""
    if len(names) != 1:
        raise ExportError(text("export.one-only", path=text("moodle.template"), name=names[0]))
    sheet, name = table.sheet, names[0]
    column = sheet.column("Grade") or 0
    table.columns, table.comments = {name: column}, sheet.column("Feedback comments")
    most, open_ = sheet.column("Maximum Grade"), sheet.column("Grade can be changed")
    table.numbers = [column] if most is None else [column, most]
    found = {parse_number(row[most]) for row in sheet.rows} if most is not None else set()
    table.maxima = {name: min(filter(None, found), default=None)}
    if open_ is not None:
        for number, row in enumerate(sheet.rows):
            if row[open_].strip().casefold() == "no":
                table.frozen[number, column] = text("moodle.locked")


def _person(sheet: CsvTable, number: int, row: list[str]) -> RowPerson:
    """Return who a row is about; an Identifier's number is in the names of downloaded files."""

    def cell(title: str) -> str:
        column = sheet.column(title)
        return "" if column is None else row[column].strip()

    parts = (cell("First name"), cell("Last name") or cell("Surname"))
    name = cell("Full name") or " ".join(filter(None, parts))
    participant = re.search(r"\d+$", cell("Identifier"))
    logins = frozenset(filter(None, map(cell, ("ID number", "Email address", "Username"))))
    downloads = frozenset([participant[0]] if participant else ())
    return RowPerson(number, name or cell("Email address"), frozenset(), logins, downloads)
