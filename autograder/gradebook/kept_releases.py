"""Releases that are kept, each in a folder of its own: what grades what was made from them.

They lie below .autograder/ in the course folder, which no student's code sees.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.files import Files, write_whole
from autograder.course.folders import CourseError
from autograder.engine.submission.specification import Settings, Specification
from autograder.findings import text
from autograder.gradebook.translated_handout import in_english
from autograder.notebooks.release_marks import ReleaseMarks, marks_of

if TYPE_CHECKING:
    from autograder.gradebook.course import Course

FOLDER = Path(".autograder") / "releases"
RELEASED, HANDOUTS, TRANSLATED = "released", "handouts", "translated"
_FILES, _SOURCES = "files", "sources"
_WHEN = "released.txt"  # written last: a folder without it is no whole release
_MOST_NAMES = 5


@dataclass(frozen=True)
class KeptRelease:
    """A release of one notebook in its folder; `marks` tell what was made from it."""

    folder: Path
    when: str
    marks: ReleaseMarks

    @property
    def said(self) -> str:
        """When it was made, for people."""
        return f"{self.when[:16]} UTC"

    def specification(self, assignment: str, notebook: str) -> Specification:
        """Return handout, files and sources as they were; raises OSError and ValueError."""
        handout = json.loads((self.folder / HANDOUTS / f"{notebook}.ipynb").read_bytes())
        files, sources = (_read(self.folder / part) for part in (_FILES, _SOURCES))
        return Specification(
            *(assignment, notebook, handout, Settings(), files, sources),
            translated=self._translated(notebook),
        )

    def in_english(self, notebook: str, data: bytes) -> bytes:
        """Return a submission with what was handed out in another language as it is in English."""
        with suppress(OSError, ValueError, KeyError, TypeError):  # a folder that is spoilt
            if translated := self._translated(notebook):
                handout = json.loads((self.folder / HANDOUTS / f"{notebook}.ipynb").read_bytes())
                return in_english(data, handout["cells"], translated)
        return data

    def _translated(self, notebook: str) -> dict[str, str]:
        path = self.folder / TRANSLATED / f"{notebook}.json"
        return dict(json.loads(path.read_bytes())) if path.is_file() else {}


def keep_release(
    course: "Course", assignment: str, now: Mapping[str, Specification], *, translated: bool = False
) -> Path:
    """Keep what grading needs of an assignment's notebooks as they are released `now`.

    The same release is kept once, and with what its cells are in other languages if `translated`.
    Returns its folder; raises CourseError.
    """
    released = course.folder("release", ".", assignment)
    parts: Files = {}
    try:
        for name, given in now.items():
            parts[f"{RELEASED}/{name}.ipynb"] = (released / f"{name}.ipynb").read_bytes()
            parts[f"{HANDOUTS}/{name}.ipynb"] = json.dumps(given.handout).encode()
            parts |= {f"{_FILES}/{path}": data for path, data in given.files.items()}
            parts |= {f"{_SOURCES}/{path}": data for path, data in given.sources.items()}
            if translated and given.translated:
                pairs = json.dumps(given.translated, sort_keys=True, ensure_ascii=False)
                parts[f"{TRANSLATED}/{name}.json"] = pairs.encode()
        folder = course.root / FOLDER / assignment / _key(parts)
        _write(folder, parts)
    except OSError as error:
        raise CourseError(text("release.not-kept", name=assignment, reason=error)) from error
    return folder


def has_kept(root: Path, assignment: str) -> bool:
    """Return whether any release of an assignment is kept."""
    return (root / FOLDER / assignment).is_dir()


def key_of(folder: Path) -> str:
    """Return what tells a kept release from others: the same for what grades alike."""
    return _key({name: data for name, data in _read(folder).items() if name != _WHEN})


def _key(parts: Files) -> str:
    digests = {name: sha256(data).hexdigest() for name, data in parts.items()}
    return sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:16]


def _write(folder: Path, parts: Files) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, data in parts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    when = datetime.now(UTC).isoformat(" ", "microseconds")
    write_whole(folder / _WHEN, when.encode())


def _read(folder: Path) -> Files:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def kept_in(folder: Path, notebook: str) -> list[KeptRelease]:
    """Return all releases of a notebook in a folder that can be read, the newest first."""
    found = []
    for said in folder.glob(f"*/{_WHEN}"):
        try:
            marks = marks_of((said.parent / RELEASED / f"{notebook}.ipynb").read_bytes())
            found.append(KeptRelease(said.parent, said.read_text("utf-8"), marks))
        except (OSError, ValueError, RecursionError):  # it had no such notebook, or is spoilt
            continue
    return sorted(found, key=lambda each: each.when, reverse=True)


def listed(keys: Iterable[str]) -> str:
    """Return names of cells as one text, the first of them where there are many."""
    names = list(keys)
    return ", ".join(names[:_MOST_NAMES]) + (", ..." if len(names) > _MOST_NAMES else "")
