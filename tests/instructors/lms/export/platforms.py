"""What Canvas and Moodle read in a file: their documented rules, written a second time."""

import csv
import io
import re
from typing import Any


def _rows(data: bytes, separator: str) -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]


def canvas_reads(data: bytes) -> dict[str, dict[str, Any]]:
    """Return by student's ID (else login, else name) what Canvas reads under each assignment.

    As in Canvas' importer: the separator is the one that gives more fields, the student's columns
    come first and end with Section, "Points Possible" and "Manual Posting" are no students, of a
    number the last point or comma is the decimal one. Points possible come under ''.
    """
    tables = [_rows(data, separator) for separator in ",;"]
    rows = max(tables, key=lambda rows: len(rows[0]))
    header = rows[0]
    assert "Student" in header[0] and "ID" in header[1]
    login = next(number for number, title in enumerate(header) if "SIS Login ID" in title)
    last = header.index("Section")
    columns = {header[n]: n for n in range(last + 1, len(header))}
    found: dict[str, dict[str, Any]] = {}
    for row in rows[1:]:
        if all(re.fullmatch(r"(?i)\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row):
            continue
        key = "" if "Points Possible" in row[0] else row[1] or row[login] or row[0]
        found[key] = {title: _canvas_cell(row[n]) for title, n in columns.items()}
    return found


def _canvas_cell(cell: str) -> Any:
    if not re.fullmatch(r"-?[0-9.,]+", cell):
        return cell
    *whole, last = re.split("[,.]", cell)
    return float(f"{''.join(whole)}.{last}" if whole else last)


def moodle_reads(data: bytes, separator: str = ",", comma: bool = False) -> dict[str, Any]:
    """Return by Identifier the grade that Moodle reads in a worksheet; None where it skips a row.

    As in its importer: Identifier, Grade and Last modified (grade) must be there, a number's
    decimal sign is that of the language, and a grade above the maximum is skipped.
    """
    rows = _rows(data, separator)
    header = rows[0]
    assert "Last modified (grade)" in header
    identifier, grade = header.index("Identifier"), header.index("Grade")
    most = next(n for n, title in enumerate(header) if title.casefold() == "maximum grade")
    found = {}
    for row in rows[1:]:
        value = _moodle_number(row[grade], comma)
        above = value is not None and value > (_moodle_number(row[most], comma) or 0.0)
        found[row[identifier]] = None if above else value
    return found


def moodle_imports(data: bytes, by: str, item: str) -> dict[str, float | None]:
    """Return what Moodle's grade import reads when it is told the two columns."""
    rows = _rows(data, ",")
    key, column = rows[0].index(by), rows[0].index(item)
    return {row[key]: _moodle_number(row[column], comma=False) for row in rows[1:]}


def _moodle_number(cell: str, comma: bool) -> float | None:
    text = cell.replace(" ", "").replace(",", "." if comma else ",")
    return float(text) if text else None
