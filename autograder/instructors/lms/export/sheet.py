"""A table of a learning platform: read as it is, written in the same dialect."""

import contextlib
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.files import write_whole
from autograder.course.folders import CourseError
from autograder.findings import text as say


class ExportError(CourseError):
    """Nothing was written; the message says why and what to do."""


_MOST_NAMES = 10


def listed(names: list[str]) -> str:
    """Return names as a list to read, shortened."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (say("export.more", more=more) if more > 0 else "")


_SEPARATORS = ",;\t"
_COMMA_NUMBER = re.compile(r"\d+,\d+")
_POINT_NUMBER = re.compile(r"\d+\.\d+")
_BOM = "\ufeff"
_RISKY = tuple("=+-@\t\r")
_DIGITS = 5  # Moodle stores five decimals, Canvas shows two


@dataclass(frozen=True)
class Dialect:
    """How a table is written: separator, end of line, byte order mark, decimal comma."""

    separator: str = ","
    line_end: str = "\r\n"
    bom: bool = False
    comma: bool = False


@dataclass
class CsvTable:
    """Rows of cells under a header; each row is as long as the header or longer."""

    header: list[str]
    rows: list[list[str]]
    dialect: Dialect = field(default_factory=Dialect)

    def column(self, *titles: str) -> int | None:
        """Return the number of the first column with one of these titles, whatever their case."""
        folded = [title.strip().casefold() for title in self.header]
        return next((folded.index(t.casefold()) for t in titles if t.casefold() in folded), None)

    def text(self) -> str:
        """Return the table as text in its dialect."""
        out = io.StringIO()
        dialect = self.dialect
        writer = csv.writer(out, delimiter=dialect.separator, lineterminator=dialect.line_end)
        writer.writerows([self.header, *self.rows])
        return (_BOM if dialect.bom else "") + out.getvalue()

    def has_commas(self, columns: Iterable[int]) -> bool:
        """Return whether numbers in these columns have a comma, and none has a point."""
        cells = (row[number].strip() for number in columns for row in self.rows)
        found = [cell for cell in cells if cell]
        points = any(_POINT_NUMBER.fullmatch(cell) for cell in found)
        return not points and any(_COMMA_NUMBER.fullmatch(cell) for cell in found)

    def number(self, value: float) -> str:
        """Return points as the table writes numbers."""
        text = f"{value:.{_DIGITS}f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if self.dialect.comma else text


def read_sheet(path: Path, comma: bool | None = None) -> CsvTable:
    """Return the table in a file; `comma` says how it writes decimals, by default with a point.

    Raises ExportError when it can't be read as UTF-8 (or UTF-16 with a byte order mark), or as CSV.
    """
    try:
        text = _decoded(path.read_bytes(), path)
        return _parsed(text, comma, path)
    except OSError as error:
        raise ExportError(say("export.unreadable", path=path, reason=error.strerror)) from error
    except csv.Error as error:
        raise ExportError(say("export.not-csv", path=path, reason=error)) from error


def _parsed(text: str, comma: bool | None, path: Path) -> CsvTable:
    plain = text.lstrip(_BOM)
    first = plain.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=lambda each: len(next(csv.reader([first], delimiter=each))))
    rows = _rows(plain, separator)
    header = rows[0] if rows else []
    for row in rows[1:]:
        # A comma more has moved a person's cells by one, and the last may be empty. Canvas's own
        # row, of what is posted by hand, may be longer.
        if len(row) > len(header) and (row[0].strip() or any(map(str.strip, row[len(header) :]))):
            raise ExportError(say("export.long-row", path=path, row=separator.join(row)[:80]))
    body = [row + [""] * (len(header) - len(row)) for row in rows[1:]]
    line_end = "\r\n" if "\r\n" in text else "\n"
    return CsvTable(header, body, Dialect(separator, line_end, text.startswith(_BOM), bool(comma)))


def _rows(text: str, separator: str) -> list[list[str]]:
    """Return the rows that have cells; raises csv.Error."""
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return [row for row in found if row]
    except csv.Error:
        # Moodle doubles no quote behind a backslash. Where no cell is lost by that, it may stand.
        found = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        rows = [row for row in found if row]
        if len({len(row) for row in rows}) != 1:
            raise
        return rows


def write_sheet(sheet: CsvTable, path: Path) -> None:
    """Write the table; the file is whole or as it was before. Raises ExportError."""
    try:
        write_whole(path, sheet.text().encode(), mode=0o600)
    except OSError as error:
        raise ExportError(say("export.not-written", path=path, reason=error.strerror)) from error


def refuse_loss(path: Path, sheet: CsvTable, ours: set[str]) -> None:
    """Raise ExportError when a file is there that is no table, or has other columns than `ours`.

    An earlier export has none, so it is replaced; somebody's download is not.
    """
    if not path.exists():
        return
    lost = [say("export.something-else")]
    with contextlib.suppress(ExportError, csv.Error):
        header = read_sheet(path, None).header
        lost = [
            say("export.column", title=title)
            for title in header
            if title not in {*sheet.header, *ours}
        ]
    if lost:
        raise ExportError(say("export.would-be-lost", path=path, what=listed(lost)))


def parse_number(cell: str) -> float | None:
    """Return the number in a cell, with a point or a comma; None if there is none."""
    text = cell.strip().replace("\u00a0", "").replace(" ", "")
    try:
        return float(text.replace(",", ".")) if text.count(",") + text.count(".") <= 1 else None
    except ValueError:
        return None


def escape_formulas(text: str) -> str:
    """Return text that no spreadsheet takes for a formula.

    What begins with = + - @ gets an apostrophe in front (OWASP, CSV injection); Canvas' own way,
    ="...", is left alone. Control characters become spaces.
    """
    if re.fullmatch(r'="[^"]*"', text):
        return text
    plain = "".join(each if each.isprintable() else " " for each in text)
    # As a spreadsheet may read it that takes wide signs for plain ones.
    start = unicodedata.normalize("NFKC", plain).lstrip()
    return f"'{plain}" if start.startswith(_RISKY) else plain


def columns_of(sheet: CsvTable, numbers: Sequence[int]) -> str:
    """Return the titles of columns as a list to read."""
    return ", ".join(sheet.header[number] for number in numbers) or "none"


def _decoded(data: bytes, path: Path) -> str:
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16") if wide else data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ExportError(say("export.not-utf8", path=path)) from error
