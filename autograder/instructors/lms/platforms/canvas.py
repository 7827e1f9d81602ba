"""Canvas' gradebook as CSV, the form that Canvas exports and imports.

`autograder export NAME --to canvas`, or
`nbgrader export --exporter=autograder.instructors.lms.platforms.canvas.CanvasExporter`.

The form, as read in Canvas' own source, `lib/gradebook_exporter.rb` and `lib/gradebook_importer.rb`
of github.com/instructure/canvas-lms, and its guide "How do I import grades in the Gradebook?":
the columns Student (or LastName, FirstName), ID, SIS User ID, SIS Login ID, Integration ID, Root
Account, Section; then assignments, each `title (id)`; then totals, which are read only. Rows
before the students: "Manual Posting", and "Points Possible". A student is found by ID, then by SIS
User ID, SIS Login ID, and name; an assignment by its id, else its title, else Canvas makes a new
one. Separators are , or ;, decimals have a point or a comma. EX is excused, N/A not assigned. An
empty cell takes a grade away, so a grade that we don't have stays as the template has it.
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

_ABOUT = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_OTHERS = ("LastName", "FirstName", "Integration ID", "Root Account")
_TOTALS = re.compile(
    r"(Current|Final|Override) (Score|Points|Grade|Status)(\s*\(.*\))?$", re.IGNORECASE
)
_POINTS = "    Points Possible"
_STAYS = {"N/A": "canvas.not-assigned", "EX": "canvas.excused"}
_TEST_STUDENT = "student, test"


class CanvasExporter(LmsExporter):
    """Write grades into Canvas' gradebook CSV; `template` is the CSV that Canvas exported."""

    platform = "Canvas"

    def understand(
        self, sheet: CsvTable, grades: ClassGrades, asked: dict[str, str], path: Path
    ) -> GradeTable:
        """Return Canvas' own export as a table; raises ExportError if it is none."""
        first = sheet.column("Student") if sheet.column("LastName") is None else 0
        if first is None or sheet.column("ID") is None or sheet.column("Section") is None:
            raise ExportError(
                text(
                    "export.no-table",
                    path=path,
                    platform="Canvas",
                    wanted=text("canvas.wanted"),
                )
            )
        known = {*_ABOUT, *_OTHERS}
        candidates = [
            number
            for number, title in enumerate(sheet.header)
            if title.strip() and title.strip() not in known and not _TOTALS.search(title)
        ]
        # An assignment's title ends in its id; a course's own columns, as Notes, are people's.
        graded = [n for n in candidates if re.search(r"\(\d+\)\s*$", sheet.header[n])]
        table = GradeTable("Canvas", sheet, [], numbers=graded or candidates)
        table.columns = find_columns(
            sheet, candidates, list(grades.assignments), asked, path, "Canvas"
        )
        _read_rows(table, path)
        escape_title(sheet, "Student", "LastName", "FirstName")
        return table

    def new_table(self, grades: ClassGrades, asked: dict[str, str]) -> GradeTable:
        """Return a table of the gradebook's own people, and the points possible above them."""
        names = list(grades.assignments)
        header = [*_ABOUT, *(asked.get(name, name) for name in names)]
        sheet = CsvTable(header, [], Dialect(comma=bool(self.decimal_comma), line_end="\n"))
        most = [sheet.number(grades.assignments[name]) for name in names]
        sheet.rows = [
            [_POINTS, "", "", "", "", *most],
            *(_row(p, len(names)) for p in grades.people),
        ]
        people = [RowPerson(number, p.name) for number, p in enumerate(grades.people, start=1)]
        columns = {name: len(_ABOUT) + number for number, name in enumerate(names)}
        return GradeTable("Canvas", sheet, people, columns, dict(grades.assignments))


def _row(person: Person, assignments: int) -> list[str]:
    cells = (person.sortable, person.lms_id, "", person.id, "")
    return [*map(escape_formulas, cells), *[""] * assignments]


def _read_rows(table: GradeTable, path: Path) -> None:
    """Note who each row is about, the points possible, and the cells that must stay."""
    sheet = table.sheet
    ids = [sheet.column("ID")]
    logins = [sheet.column(title) for title in ("SIS User ID", "SIS Login ID", "Integration ID")]
    table.maxima = dict.fromkeys(table.columns)
    for number, row in enumerate(sheet.rows):
        if "Points Possible" in row[0]:
            _read_maxima(table, row, path)
        elif not all(re.fullmatch(r"\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row):
            name = _name(sheet, row)
            if name.casefold() != _TEST_STUDENT:
                own = _cells(row, ids)
                table.people.append(RowPerson(number, name, own, _cells(row, logins), own))
            for column in table.columns.values():
                reason = _STAYS.get(row[column].strip().upper())
                if reason:
                    table.frozen[number, column] = text(reason)


def _read_maxima(table: GradeTable, row: list[str], path: Path) -> None:
    for name, column in table.columns.items():
        if "read only" in row[column]:
            title = table.sheet.header[column]
            raise ExportError(text("export.read-only", path=path, title=title, platform="Canvas"))
        table.maxima[name] = parse_number(row[column])


def _name(sheet: CsvTable, row: list[str]) -> str:
    if sheet.column("LastName") is None:
        return row[sheet.column("Student") or 0].strip()
    parts = (row[sheet.column(title) or 0].strip() for title in ("LastName", "FirstName"))
    return ", ".join(filter(None, parts))


def _cells(row: list[str], numbers: list[int | None]) -> frozenset[str]:
    return frozenset(row[n].strip() for n in numbers if n is not None and row[n].strip())
