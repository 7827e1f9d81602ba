"""Results that are kept: what was graded, under which key, and what was written of it."""

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.grading.batch.summary import Summary, pairs_in
from autograder.grading.grade.material import Graded

FOLDER = ".autograder"
_FILE = "results.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS result (
  assignment TEXT, student TEXT, notebook TEXT, key TEXT NOT NULL, graded BLOB NOT NULL,
  summary TEXT NOT NULL, written TEXT, PRIMARY KEY (assignment, student, notebook))
"""
_PUT = "INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, NULL)"
_WRITTEN = "UPDATE result SET written = ? WHERE assignment = ? AND student = ? AND notebook = ?"
_ALL = "SELECT student, notebook, key, summary, written FROM result WHERE assignment = ?"
_ONE = "SELECT graded FROM result WHERE assignment = ? AND student = ? AND notebook = ?"
_EVERY = "SELECT student, notebook, graded FROM result WHERE assignment = ?"


@dataclass(frozen=True)
class Kept:
    """A kept result; `written` is what gradebook and files had after it was written, if it was."""

    key: str
    summary: Summary
    written: Any = None


class Ledger:
    """The kept results of a course, in one file; each change is whole or not there."""

    def __init__(self, root: Path) -> None:
        folder = root / FOLDER
        folder.mkdir(exist_ok=True)
        self._database = sqlite3.connect(folder / _FILE)
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")  # what power takes is graded anew
            self._database.execute(_TABLE)
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                raise
            self._start_anew(folder / _FILE)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def all(self, assignment: str) -> dict[tuple[str, str], Kept]:
        """Return what is kept for an assignment, by student and notebook."""
        rows = self._database.execute(_ALL, (assignment,))
        return {
            (student, notebook): Kept(key, _summary(summary), json.loads(written or "null"))
            for student, notebook, key, summary, written in rows
        }

    def graded(self, assignment: str, student: str, notebook: str) -> Graded:
        """Return a kept result; raises KeyError when there is none."""
        row = self._database.execute(_ONE, (assignment, student, notebook)).fetchone()
        if row is None:
            raise KeyError((assignment, student, notebook))
        return _unpacked(row[0])

    def put(self, place: tuple[str, str, str], key: str, graded: Graded, summary: Summary) -> None:
        """Keep the result of (assignment, student, notebook), not written yet."""
        packed = zlib.compress(json.dumps(vars(graded)).encode(), 1)
        with self._database:
            self._database.execute(_PUT, (*place, key, packed, json.dumps(vars(summary))))

    def put_written(self, place: tuple[str, str, str], written: object) -> None:
        """Note what gradebook and files hold now."""
        with self._database:
            self._database.execute(_WRITTEN, (json.dumps(written), *place))

    def _start_anew(self, path: Path) -> None:
        """Put a damaged file aside: it only saves work, all in it can be graded again."""
        self._database.close()
        path.replace(path.with_suffix(".damaged"))
        self._database = sqlite3.connect(path)
        self._database.execute(_TABLE)


def read_kept(root: Path, assignment: str) -> Iterator[tuple[str, str, Graded]]:
    """Yield what is kept of an assignment, each with student and notebook; changes no file.

    Raises sqlite3.Error when the file can't be read, ValueError or TypeError when a result can't.
    """
    path = root / FOLDER / _FILE
    if path.is_file():
        address = f"{path.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            for student, notebook, graded in database.execute(_EVERY, (assignment,)):
                yield student, notebook, _unpacked(graded)


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    return not isinstance(error, sqlite3.OperationalError)


def _summary(text: str) -> Summary:
    return Summary.from_json(json.loads(text))


def _unpacked(data: bytes) -> Graded:
    plain = json.loads(zlib.decompress(data))
    for name in ("cells", "differences", "stopped", "faults"):
        plain[name] = tuple(plain.get(name, ()))
    return Graded(**{**plain, "mistakes": pairs_in(plain)})
