"""What the exporters for learning platforms share: nbgrader's plugin, and the way of a grade."""

from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins.export import ExportPlugin
from traitlets import Bool, List, Unicode

from autograder.findings import text
from autograder.instructors.lms.export.columns import GradeTable, asked_columns
from autograder.instructors.lms.export.fill import Filled, FillOptions, fill
from autograder.instructors.lms.export.grades import ClassGrades, read_grades
from autograder.instructors.lms.export.people import Matches, match_people
from autograder.instructors.lms.export.sheet import (
    CsvTable,
    ExportError,
    listed,
    read_sheet,
    refuse_loss,
    write_sheet,
)


class LmsExporter(ExportPlugin):  # type: ignore[misc]  # nbgrader is untyped
    """Write grades into a platform's table: into its own download, or into a new one."""

    platform = ""

    template = Unicode("", help="the platform's own download, to be filled").tag(config=True)
    columns = List(Unicode(), help="ASSIGNMENT=TITLE where titles differ").tag(config=True)
    only_complete = Bool(
        False, help="leave out students with answers that wait for grading by hand"
    ).tag(config=True)
    comments = Bool(False, help="write points by question where there is a column").tag(config=True)
    decimal_comma = Bool(
        None, allow_none=True, help="write 12,5 and not 12.5; by default as the template does"
    ).tag(config=True)

    def export(self, gradebook: Gradebook) -> None:
        """Write the file `to`, and log what is to be told; nbgrader calls this."""
        try:
            filled = self.write(gradebook)
        except ExportError as error:
            self.log.error(str(error))
            raise SystemExit(1) from error
        for notice in filled.notices:
            self.log.warning(notice)
        for name, count in filled.written.items():
            self.log.info("Wrote %d grades of %s to %s", count, name, self.file)

    @property
    def file(self) -> Path:
        """Where the table goes."""
        return Path(self.to or f"{self.platform.casefold()}.csv")

    def write(self, gradebook: Gradebook) -> Filled:
        """Write the file; return what was written. Raises ExportError: then nothing was."""
        if self.template and self.file.resolve() == Path(self.template).resolve():
            raise ExportError(text("export.same-file", path=self.file))
        names, students = ([str(each) for each in part] for part in (self.assignment, self.student))
        grades = read_grades(gradebook, names, students)
        asked = asked_columns(self.columns)
        for name in asked.keys() - grades.assignments.keys():
            known = listed(sorted(grades.assignments))
            raise ExportError(text("export.not-exported", name=name, known=known))
        options = FillOptions(self.only_complete, self.comments)
        if self.template:
            path = Path(self.template)
            table = self.understand(read_sheet(path, self.decimal_comma), grades, asked, path)
            if self.decimal_comma is None:
                comma = table.sheet.has_commas(table.numbers)
                table.sheet.dialect = replace(table.sheet.dialect, comma=comma)
            matches = match_people(grades.people, table.people)
        else:
            table = self.new_table(grades, asked)
            pairs = zip(grades.people, table.people, strict=True)
            matches = Matches(rows={person.id: row.number for person, row in pairs})
        filled = fill(table, grades, matches, options)
        refuse_loss(self.file, table.sheet, {each.name for each in gradebook.assignments})
        write_sheet(table.sheet, self.file)
        return filled

    def understand(
        self, sheet: CsvTable, grades: ClassGrades, asked: dict[str, str], path: Path
    ) -> GradeTable:
        """Return the template as a table; raises ExportError when it is none of the platform's."""
        raise NotImplementedError

    def new_table(self, grades: ClassGrades, asked: dict[str, str]) -> GradeTable:
        """Return a table of the gradebook's own people."""
        raise NotImplementedError
