"""Results that are kept: what was graded, under which key, and what was written of it."""

import contextlib
import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from autograder.batch.outcomes import Summary
from autograder.findings import text
from autograder.results import Graded, record

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
_LOOK = "SELECT assignment, student, notebook, key, graded, summary, written FROM result LIMIT 0"
_EVERY = "SELECT student, notebook, graded FROM result WHERE assignment = ?"


class Written(Struct, frozen=True):
    """What was there once a result was written: size and time of each file, and seconds late."""

    files: dict[str, list[int]]
    late: float


# What a row may hold that another version has written, or somebody by hand.
_UNREADABLE = (msgspec.MsgspecError, zlib.error, ValueError, TypeError, RecursionError)
_GRADED = msgspec.json.Decoder(Graded)
_SUMMARY = msgspec.json.Decoder(Summary)
_WRITTEN_THEN = msgspec.json.Decoder(Written | None)


@dataclass(frozen=True)
class StoredResult:
    """A kept result; `written` is what was there after it was written, if it was."""

    key: str
    summary: Summary
    written: Written | None = None


class ResultStore:
    """The kept results of a course, in one file; each change is whole or not there."""

    def __init__(self, root: Path) -> None:
        folder = root / FOLDER
        folder.mkdir(exist_ok=True)
        self._database = sqlite3.connect(folder / _FILE)
        try:
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")  # what power takes is graded anew
            self._database.execute(_TABLE)
            self._database.execute(_LOOK)
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                raise
            self._start_anew(folder / _FILE)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def all(self, assignment: str) -> dict[tuple[str, str], StoredResult]:
        """Return what is kept for an assignment, by student and notebook."""
        rows = self._database.execute(_ALL, (assignment,))
        found = {}
        for student, notebook, key, summary, written in rows:
            with contextlib.suppress(*_UNREADABLE):  # of an earlier version, say: graded anew
                said = _SUMMARY.decode(summary)
                found[student, notebook] = StoredResult(
                    key, said, _WRITTEN_THEN.decode(written or "null")
                )
        return found

    def graded(self, assignment: str, student: str, notebook: str) -> Graded:
        """Return a kept result; raises KeyError when there is none, or none that can be read."""
        place = assignment, student, notebook
        row = self._database.execute(_ONE, place).fetchone()
        try:
            return _unpacked(row[0] if row else b"")
        except ValueError as error:
            raise KeyError(place) from error

    def has(self, assignment: str, student: str, notebook: str) -> bool:
        """Return whether a result is kept that can be read."""
        with contextlib.suppress(KeyError):
            return bool(self.graded(assignment, student, notebook))
        return False

    def put(self, place: tuple[str, str, str], key: str, graded: Graded, summary: Summary) -> None:
        """Keep the result of (assignment, student, notebook), not written yet."""
        packed = zlib.compress(record.encoded(graded), 1)
        said = record.encoded(summary).decode()
        with self._database:
            self._database.execute(_PUT, (*place, key, packed, said))

    def put_written(self, place: tuple[str, str, str], written: Written) -> None:
        """Note what gradebook and files hold now."""
        said = record.encoded(written).decode()
        with self._database:
            self._database.execute(_WRITTEN, (said, *place))

    def _start_anew(self, path: Path) -> None:
        """Put a damaged file aside: it only saves work, all in it can be graded again."""
        self._database.close()
        path.replace(path.with_suffix(".damaged"))
        self._database = sqlite3.connect(path)
        self._database.execute(_TABLE)


def read_kept(root: Path, assignment: str) -> Iterator[tuple[str, str, Graded]]:
    """Yield what is kept of an assignment, each with student and notebook; changes no file.

    Raises sqlite3.Error when the file can't be read, ValueError when a result can't.
    """
    path = root / FOLDER / _FILE
    if path.is_file():
        address = f"{path.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True)) as database:
            for student, notebook, graded in database.execute(_EVERY, (assignment,)):
                yield student, notebook, _unpacked(graded)


def _is_damaged(error: sqlite3.DatabaseError) -> bool:
    """Return whether it is no result store, or a broken one, and not just locked or read only."""
    other = error.sqlite_errorcode == sqlite3.SQLITE_ERROR  # a table with other columns
    return other or not isinstance(error, sqlite3.OperationalError)


def _unpacked(data: bytes) -> Graded:
    try:
        return _GRADED.decode(zlib.decompress(data))
    except _UNREADABLE as error:
        raise ValueError(text("kept-results.unreadable")) from error
