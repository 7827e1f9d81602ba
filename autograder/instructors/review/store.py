"""What a review keeps, in the instructor's own file: values, who was taken out, what was given.

It lies below .autograder/ in the course folder, which no student's code sees, and which nothing
that students get is made from.
"""

import contextlib
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from autograder.gradebook.by_hand import ByHand, Change
from autograder.instructors.review.behaviour import KeptBehaviour, TakenValues, kept_of
from autograder.results import GradedNotebook
from autograder.results.values import ComparedCalls, FunctionValues, Returned

FOLDER, _FILE = ".autograder", "review.db"
_TABLES = """
CREATE TABLE IF NOT EXISTS answer_values (
  assignment TEXT, student TEXT, notebook TEXT, key TEXT NOT NULL, work TEXT NOT NULL,
  found BLOB NOT NULL, did BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY (assignment, student, notebook));
CREATE TABLE IF NOT EXISTS taken_out (
  assignment TEXT, notebook TEXT, cell TEXT, student TEXT, answer TEXT NOT NULL,
  PRIMARY KEY (assignment, notebook, cell, student));
CREATE TABLE IF NOT EXISTS given (
  id INTEGER PRIMARY KEY AUTOINCREMENT, assignment TEXT NOT NULL, notebook TEXT NOT NULL,
  cell TEXT NOT NULL, at TEXT NOT NULL, title TEXT NOT NULL, changes BLOB NOT NULL,
  state TEXT NOT NULL, batch TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS second_marks (
  assignment TEXT, notebook TEXT, cell TEXT, student TEXT, mark BLOB NOT NULL,
  PRIMARY KEY (assignment, notebook, cell, student));
"""
_LATER = (  # columns: of which table, and what they hold
    ("given", "batch", "TEXT NOT NULL DEFAULT ''"),
    ("answer_values", "did", "BLOB NOT NULL DEFAULT x''"),
)
_CHANGES = msgspec.json.Decoder(tuple[Change, ...])


class _KeptCalls(Struct):
    """As ComparedCalls, with what is right unread: it is the same for all students."""

    name: str
    tolerance: float
    least: float
    yours: tuple[tuple[Returned, ...], ...]
    right: msgspec.Raw


class _KeptValues(Struct):
    function: str
    things: tuple[str, ...]
    calls: tuple[_KeptCalls, ...]


_VALUES = msgspec.msgpack.Decoder(dict[str, _KeptValues])
_DID = msgspec.msgpack.Decoder(dict[str, KeptBehaviour])
_RIGHT = msgspec.msgpack.Decoder(tuple[tuple[Returned, ...], ...])
_KnownRight = dict[bytes, tuple[tuple[Returned, ...], ...]]


class _Values:
    """A notebook's values, unpacked where somebody asks; what is `right` once for all students."""

    def __init__(self, packed: bytes, right: _KnownRight) -> None:
        self._packed, self._right = packed, right
        self._found: dict[str, FunctionValues] | None = None

    def reader(self, cell: str) -> Callable[[], FunctionValues]:
        """Return what reads the values of a cell; of one that isn't there they are empty."""
        return lambda: self.read().get(cell, FunctionValues("", (), ()))

    def read(self) -> dict[str, FunctionValues]:
        """Return them by cell; raises msgspec's error."""
        if self._found is None:
            found = _VALUES.decode(self._packed).items()
            self._found = {
                cell: FunctionValues(its.function, its.things, tuple(map(self._calls, its.calls)))
                for cell, its in found
            }
        return self._found

    def _calls(self, kept: _KeptCalls) -> ComparedCalls:
        raw = bytes(kept.right)
        its = self._right[raw] = self._right.get(raw) or _RIGHT.decode(raw)
        return ComparedCalls(kept.name, kept.tolerance, kept.least, kept.yours, its)


State = Literal["pending", "given", "undone"]
Place = tuple[str, str]  # a notebook, and a test cell in it


class Settlement(Struct, frozen=True):
    """What two graders agreed on: the `points`, and what the `first` had given before."""

    first: float
    points: float


class SecondMark(Struct, frozen=True):
    """What a second grader gave to a written answer; `answer` is the digest of its text then."""

    answer: str
    points: float
    comment: str = ""
    settled: Settlement | None = None


_MARK = msgspec.json.Decoder(SecondMark)
SecondMarks = dict[tuple[Place, str], SecondMark]  # by place and student


@dataclass(frozen=True)
class Giving:
    """What was given to a group at once: to a question, with a title, and each member's change.

    What was given to many groups together, each its own, has the same `batch`.
    """

    number: int
    place: Place
    at: str
    title: str
    changes: tuple[Change, ...]
    state: State
    batch: str = ""

    @property
    def gave(self) -> ByHand:
        """The points and comment that were given, None for what nobody got."""
        found = ByHand()
        for change in self.changes:
            found = _filled(found, change.gave)
        return found

    @property
    def gifts(self) -> tuple[Change, ...]:
        """The changes that gave somebody something."""
        return tuple(each for each in self.changes if each.gave != ByHand())

    @property
    def students(self) -> tuple[str, ...]:
        """To whom it was given."""
        return tuple(each.student for each in self.changes)


def given_to(givings: Iterable[Giving]) -> dict[str, ByHand]:
    """Return what gifts, the newest first, gave to each student last: points and comment.

    None is for what none of them gave, whatever a person did.
    """
    found: dict[str, ByHand] = {}
    for giving in givings:
        for change in giving.changes:
            found[change.student] = _filled(found.get(change.student, ByHand()), change.gave)
    return found


def _filled(found: ByHand, gave: ByHand) -> ByHand:
    points = gave.points if found.points is None else found.points
    return ByHand(points, found.comment or gave.comment)


class ReviewStore:
    """The file; each change of it is whole or not there. It is used in one thread at a time."""

    def __init__(self, root: Path) -> None:
        folder = root / FOLDER
        folder.mkdir(exist_ok=True)
        path = folder / _FILE
        self._database = sqlite3.connect(path, check_same_thread=False, timeout=10)
        path.chmod(0o600)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.executescript(_TABLES)
        self._add_columns()

    def _add_columns(self) -> None:
        """Add the columns that the file of an earlier version lacks."""
        for table, column, kind in _LATER:
            rows = self._database.execute("SELECT name FROM pragma_table_info(?)", (table,))
            if column not in {name for (name,) in rows}:
                with self._database as database:
                    database.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def keys(self, assignment: str) -> dict[tuple[str, str], str]:
        """Return under which key values are kept, by student and notebook."""
        query = "SELECT student, notebook, key FROM answer_values WHERE assignment = ?"
        rows = self._database.execute(query, (assignment,))
        return {(student, notebook): key for student, notebook, key in rows}

    def put_values(
        self,
        place: tuple[str, str, str],
        key: str,
        work: str,
        found: dict[str, FunctionValues],
    ) -> None:
        """Keep the values of (assignment, student, notebook), by test cell, of this `work`."""
        packed = zlib.compress(msgspec.msgpack.encode(found), 1)
        did = msgspec.msgpack.encode({cell: kept_of(each) for cell, each in found.items()})
        with self._database as database:
            put = "INSERT OR REPLACE INTO answer_values VALUES (?, ?, ?, ?, ?, ?, ?)"
            database.execute(put, (*place, key, work, packed, did))

    def values(self, assignment: str) -> Iterator[tuple[str, str, str, dict[str, TakenValues]]]:
        """Yield what is kept: student, notebook, work and values; nothing that can't be read."""
        query = "SELECT student, notebook, work, found, did FROM answer_values WHERE assignment = ?"
        known: _KnownRight = {}
        for student, notebook, work, packed, did in self._database.execute(query, (assignment,)):
            with contextlib.suppress(zlib.error, msgspec.MsgspecError):
                values = _Values(zlib.decompress(packed), known)
                kept = _DID.decode(did) if did else dict.fromkeys(values.read())
                cells = {cell: TakenValues(values.reader(cell), its) for cell, its in kept.items()}
                yield student, notebook, work, cells

    def taken_out(self, assignment: str) -> dict[tuple[Place, str], str]:
        """Return the answer for which a student was taken out of a group, by place and student."""
        query = "SELECT notebook, cell, student, answer FROM taken_out WHERE assignment = ?"
        rows = self._database.execute(query, (assignment,))
        return {((notebook, cell), student): answer for notebook, cell, student, answer in rows}

    def take_out(self, assignment: str, place: Place, student: str, answer: str) -> None:
        """Note that a student's answer stands alone."""
        with self._database as database:
            put = "INSERT OR REPLACE INTO taken_out VALUES (?, ?, ?, ?, ?)"
            database.execute(put, (assignment, *place, student, answer))

    def put_back(self, assignment: str, place: Place, student: str) -> None:
        """Note that it stands with its group again."""
        drop = "DELETE FROM taken_out WHERE assignment=? AND notebook=? AND cell=? AND student=?"
        with self._database as database:
            database.execute(drop, (assignment, *place, student))

    def begin_giving(
        self,
        assignment: str,
        place: Place,
        title: str,
        changes: Sequence[Change],
        batch: str = "",
    ) -> int:
        """Note what is about to be given, before the gradebook has it; return its number."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        packed = msgspec.json.encode(tuple(changes))
        put = "INSERT INTO given VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
        with self._database as database:
            done = database.execute(put, (assignment, *place, at, title, packed, "pending", batch))
        return int(done.lastrowid or 0)

    def set_state(self, number: int, state: State | None) -> None:
        """Note what became of it; None forgets it."""
        with self._database as database:
            if state is None:
                database.execute("DELETE FROM given WHERE id = ?", (number,))
            else:
                database.execute("UPDATE given SET state = ? WHERE id = ?", (state, number))

    def givings(self, assignment: str) -> list[Giving]:
        """Return all that was given, the newest first."""
        query = (
            "SELECT id, notebook, cell, at, title, changes, state, batch FROM given "
            "WHERE assignment = ? ORDER BY id DESC"
        )
        found = []
        for row in self._database.execute(query, (assignment,)):
            number, notebook, cell, at, title, changes, state, batch = row
            read = _CHANGES.decode(changes)
            found.append(Giving(number, (notebook, cell), at, title, read, state, batch))
        return found

    def second_marks(self, assignment: str) -> SecondMarks:
        """Return what a second grader gave."""
        query = "SELECT notebook, cell, student, mark FROM second_marks WHERE assignment = ?"
        rows = self._database.execute(query, (assignment,))
        return {
            ((notebook, cell), student): _MARK.decode(mark)
            for notebook, cell, student, mark in rows
        }

    def swap_second_mark(
        self,
        assignment: str,
        whose: tuple[Place, str],
        before: SecondMark | None,
        after: SecondMark,
    ) -> bool:
        """Keep a second grader's mark if `before` still stands there; return whether it did."""
        (notebook, cell), student = whose
        place = (assignment, notebook, cell, student)
        packed = msgspec.json.encode(after)
        put = "INSERT OR IGNORE INTO second_marks VALUES (?, ?, ?, ?, ?)"
        given: tuple[object, ...] = (*place, packed)
        if before is not None:
            put = (
                "UPDATE second_marks SET mark = ? "
                "WHERE assignment = ? AND notebook = ? AND cell = ? AND student = ? AND mark = ?"
            )
            given = (packed, *place, msgspec.json.encode(before))
        with self._database as database:
            return database.execute(put, given).rowcount == 1


def digest_of(*parts: object) -> str:
    """Return a short name for what is the same as long as these parts are."""
    said = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:16]


def work_of(notebook: GradedNotebook) -> str:
    """Return a digest of all that a student wrote: values are those of this work, and no other."""
    theirs = (part.cell for part in notebook.parts if part.kind in ("answer", "theirs"))
    return digest_of([(cell.key, cell.source) for cell in theirs if cell.kind == "code"])
