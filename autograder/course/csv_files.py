"""Tables in CSV as people write them and spreadsheets save them: any separator, rows by line."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.folders import CourseError
from autograder.findings import text

Row = list[str]
_SEPARATORS = ",;\t"
_BOM = "\ufeff"


@dataclass(frozen=True)
class CsvFile:
    """The rows that hold something, each with its line, and how the file is written."""

    rows: list[tuple[int, Row]] = field(default_factory=list)
    separator: str = ","
    line_end: str = "\n"
    bom: bool = False

    def text(self, rows: Sequence[Row]) -> str:
        """Return other rows, written in the same way."""
        out = io.StringIO()
        csv.writer(out, delimiter=self.separator, lineterminator=self.line_end).writerows(rows)
        return (_BOM if self.bom else "") + out.getvalue()


def read_csv_file(path: Path, heads: Collection[str]) -> CsvFile:
    """Return the table in a file in UTF-8, or in UTF-16 with its mark.

    The separator is the one that gives the first row most of the known `heads`, then most cells.
    Raises FileNotFoundError, and CourseError for what is no such table.
    """
    whole = _decoded(path)
    plain = whole.removeprefix(_BOM)
    # Excel's own first line, which says to itself what the separator is.
    said = re.match(r"sep=(.)\r?\n", plain)
    skipped = 1 if said else 0
    plain = plain[said.end() :] if said else plain
    first = next((line for line in plain.splitlines() if line.strip(" \t,;")), "")
    separator = max(_SEPARATORS, key=lambda each: _fit(first, each, heads))
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, Row]] = []
    try:
        rows.extend((reader.line_num + skipped, row) for row in reader if any(map(str.strip, row)))
    except csv.Error as error:
        line = reader.line_num + skipped
        raise CourseError(text("csv.bad-row", path=path, line=line, reason=error)) from error
    return CsvFile(rows, separator, "\r\n" if "\r\n" in whole else "\n", whole.startswith(_BOM))


def head_name(cell: str) -> str:
    """Return the head of a column as it is compared: small letters, _ for spaces and hyphens."""
    return re.sub(r"[\s_-]+", "_", cell.strip().casefold())


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        raise CourseError(text("csv.not-read", path=path, reason=error.strerror)) from error
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(text("csv.not-utf8", path=path)) from error


def _fit(line: str, separator: str, heads: Collection[str]) -> tuple[int, int]:
    """Return how many known heads a separator finds in the first line, and how many cells."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return 0, 0
    return len(set(map(head_name, cells)) & set(heads)), len(cells)
