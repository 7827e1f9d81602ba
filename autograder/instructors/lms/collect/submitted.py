"""Put a student's notebooks into submitted/: whole or not at all, and the old ones set aside."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from nbgrader.utils import parse_utc

from autograder.instructors.lms.collect.plan import Taken
from autograder.instructors.lms.collect.questions import place_of, unmended
from autograder.notebooks.regrade import REQUEST

TIMESTAMP = "timestamp.txt"
ORIGINALS = "originals"  # the folder of what notebooks were made of
_UNFINISHED = ".unfinished.part"
State = Literal["new", "replaced", "unchanged", "kept", "not-written"]


@dataclass(frozen=True)
class PlacedNotebook:
    """What came of a student's work: what was done, and where the earlier work is now, if any.

    `why` says why it could not be written.
    """

    student: str
    state: State
    set_aside: Path | None = None
    why: str = ""


@dataclass(frozen=True)
class SubmittedFolder:
    """Where submissions go and where replaced ones are kept; `force` replaces newer ones, too.

    `originals` keeps each file that a notebook was made of, as it came; `unmatched` has notebooks
    as they came of which somebody has decided what their cells are.
    `dry` only tells. `downloaded` is when the platform was asked, in seconds since 1970.
    """

    replaced: Path
    originals: Path
    unmatched: Path
    downloaded: float
    force: bool = False
    dry: bool = False

    def put(
        self, student: str, folder: Path, files: Mapping[str, Taken], when: datetime | None
    ) -> PlacedNotebook:
        """Write a student's notebooks (by name) and the time they were handed in (UTC).

        A submission that is there and newer stays, unless forced. Raises OSError.
        """
        stamp = f"{when.isoformat(' ', 'seconds')} UTC" if when else None
        if not _notebooks(folder):
            self._write(folder, files, stamp, student)
            return PlacedNotebook(student, "new")
        if all(self._is_there(student, folder, name, each) for name, each in files.items()):
            if stamp and _stamp(folder) != stamp:
                self._write(folder, {}, stamp, student)
            return PlacedNotebook(student, "unchanged")
        if self._is_newer(folder, when) and not self.force:
            return PlacedNotebook(student, "kept")
        aside = self._set_aside(student, folder)
        self._write(folder, files, stamp, student)
        return PlacedNotebook(student, "replaced", aside)

    def put_request(self, folder: Path, request: Taken | None, state: State) -> bool:
        """Write a request for a regrade beside the notebooks; return whether it can be about any.

        What was asked of a submission that is replaced now goes with it. Raises OSError.
        """
        path = folder / REQUEST
        if request is None:
            if state == "replaced" and not self.dry:
                path.unlink(missing_ok=True)
            return True
        if not (_notebooks(folder) or (self.dry and state == "new")):
            return False
        if not self.dry:
            _replace(path, request.path.read_bytes(), self.downloaded)
        return True

    def _is_there(self, student: str, folder: Path, name: str, taken: Taken) -> bool:
        path = folder / f"{name}.ipynb"
        kept = place_of(self.unmatched, student, name)
        return path.is_file() and unmended(path, kept) == taken.notebook

    def _is_newer(self, folder: Path, when: datetime | None) -> bool:
        """Return whether what is there is newer: by times of handing in, else by those of files."""
        stamp = _time(_stamp(folder))
        if when and stamp:
            return stamp > when
        there = max(path.stat().st_mtime for path in _notebooks(folder))
        return there > self.downloaded

    def _set_aside(self, student: str, folder: Path) -> Path:
        now = datetime.now(UTC).strftime("%Y-%m-%d-%H-%M-%S")
        target = self.replaced / student / now
        number = 1
        while target.exists():
            number += 1
            target = self.replaced / student / f"{now}-{number}"
        if not self.dry:
            shutil.copytree(folder, target, symlinks=True)
        return target

    def _write(
        self, folder: Path, files: Mapping[str, Taken], stamp: str | None, student: str
    ) -> None:
        if self.dry:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, taken in files.items():
            _replace(folder / f"{name}.ipynb", taken.notebook, self.downloaded)
            if taken.made is not None:
                self._keep_original(student, taken)
        if not stamp:  # one that is there is the time of what was replaced
            (folder / TIMESTAMP).unlink(missing_ok=True)
        else:
            _replace(folder / TIMESTAMP, stamp.encode(), self.downloaded)

    def _keep_original(self, student: str, taken: Taken) -> None:
        kept = self.originals / student
        kept.mkdir(parents=True, exist_ok=True)
        _replace(kept / taken.path.name, taken.path.read_bytes(), self.downloaded)


def _replace(path: Path, data: bytes, when: float) -> None:
    unfinished = path.with_name(_UNFINISHED)  # a name may be as long as the system lets one be
    try:
        unfinished.write_bytes(data)
        os.utime(unfinished, (when, when))
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _notebooks(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.ipynb"))


def _stamp(folder: Path) -> str:
    path = folder / TIMESTAMP
    return path.read_text("utf-8", "replace").strip() if path.is_file() else ""


def _time(text: str) -> datetime | None:
    try:
        found: datetime | None = parse_utc(text) if text else None
    except (ValueError, OverflowError, TypeError):
        return None
    return found
