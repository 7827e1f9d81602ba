"""Variants of an assignment that a course has made: each student is graded by their own.

They lie as releases do, below .autograder/variants/NAME/ in the course folder, which no student's
code sees. Without that folder there are none. The gradebook knows the assignment once: all
variants have the same questions and points.
"""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.folders import CourseError
from autograder.course.variant_list import assigned
from autograder.course.variants import FIRST
from autograder.engine.submission.specification import Submission
from autograder.findings import Code, Finding, text
from autograder.gradebook.course import Course
from autograder.gradebook.kept_releases import (
    FOLDER,
    HANDOUTS,
    RELEASED,
    KeptRelease,
    kept_in,
    key_of,
    listed,
)
from autograder.gradebook.teams import Team, current_teams
from autograder.notebooks.cells import read_cell
from autograder.notebooks.release_marks import ReleaseMarks, made_from, marks_of

_FOLDER = Path(".autograder") / "variants"
_EARLIER = "earlier"
# What files raise that somebody has changed.
_SPOILT = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)

PlaceOfCell = tuple[str, str]  # a notebook, and a cell in it


def folder_of_variant(root: Path, assignment: str, letter: str) -> Path:
    """Return where a variant is kept, as it was released."""
    return root / _FOLDER / assignment / letter


def made_variants(root: Path, assignment: str) -> tuple[str, ...]:
    """Return the letters of the variants that are made, a first; none where that wasn't asked."""
    folder = root / _FOLDER / assignment
    made = [path.name for path in folder.glob("?") if path.is_dir()]
    return tuple(sorted({FIRST, *made})) if made else ()


@contextlib.contextmanager
def staged_variants(
    root: Path, assignment: str, made: Mapping[str, Path]
) -> Iterator[Callable[[], None]]:
    """Copy variants, each from the folder of its release, to where they are kept.

    Yields what puts them in place of those that were there, which become earlier releases: answers
    to their handouts are still graded by them. Raises CourseError where they can't be written.
    """
    folder = root / _FOLDER / assignment
    new = {letter: folder / f"{letter}.new" for letter in made}
    try:
        for letter, path in new.items():
            copy_folder(made[letter], path)
        yield lambda: _put_in_place(folder, new)
    finally:
        for path in new.values():
            shutil.rmtree(path, ignore_errors=True)


def _put_in_place(folder: Path, new: Mapping[str, Path]) -> None:
    for old in sorted(folder.glob("?")):
        if old.name not in new:
            _put_aside(old)
    for letter, path in new.items():
        target = folder / letter
        if target.is_dir() and key_of(target) == key_of(path):
            continue
        try:
            if target.is_dir():
                _put_aside(target)
        finally:  # also of a Ctrl-C: no variant is gone
            if not target.exists():
                path.rename(target)


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder in place of what is there; raises CourseError with what the system says."""
    try:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    except OSError as error:
        inner = str(error.args[0][0][2]) if isinstance(error, shutil.Error) else ""
        reason = inner.partition(": '")[0] or error.strerror or type(error).__name__
        raise CourseError(text("variants.not-written", path=target, reason=reason)) from error


def _put_aside(variant: Path) -> None:
    """Make a variant's release an earlier one."""
    target = variant.parent / _EARLIER / variant.name / key_of(variant)
    shutil.rmtree(target, ignore_errors=True)  # the same, released before
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    variant.rename(target)


def stubs_of_variants(root: Path, assignment: str) -> dict[PlaceOfCell, set[str]]:
    """Return what the code cells of a handout are in its variants, where they are made."""
    found: dict[PlaceOfCell, set[str]] = {}
    folder = root / _FOLDER / assignment
    there = (f"?/{HANDOUTS}/*.ipynb", f"{_EARLIER}/?/*/{HANDOUTS}/*.ipynb")
    for path in sorted(each for pattern in there for each in folder.glob(pattern)):
        try:
            cells = [read_cell(node) for node in json.loads(path.read_bytes())["cells"]]
        except _SPOILT:
            continue
        for cell in cells:
            if cell.kind == "code":
                found.setdefault((path.stem, cell.key), set()).add(cell.source.strip())
    return found


@dataclass(frozen=True)
class _Handout:
    """A handout of a variant, as it is now or as an earlier release has it."""

    letter: str
    marks: ReleaseMarks
    kept: KeptRelease | None = None
    is_now: bool = True

    @property
    def earlier(self) -> KeptRelease | None:
        """The release that grades what was made from it, None for that of now."""
        return None if self.is_now else self.kept

    def order(self, first: str) -> tuple[bool, bool]:
        """Return what puts handouts of now before earlier ones, those of one variant first."""
        return not self.is_now, self.letter != first


@dataclass
class MadeVariants:
    """The variants of an assignment that are made, and who has which; falsy where there are none.

    Raises CourseError where a list of who has which can't be read.
    """

    course: Course
    assignment: str
    letters: tuple[str, ...] = ()
    _handouts: dict[str, list[_Handout]] = field(default_factory=dict)
    _of: dict[str, str] = field(default_factory=dict)
    _teams: list[Team] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.letters = made_variants(self.course.root, self.assignment)
        if self.letters:
            self._teams = current_teams(self.course, self.assignment)

    def __bool__(self) -> bool:
        return bool(self.letters)

    def of(self, student: str) -> str:
        """Return a student's variant."""
        if student not in self._of:
            root = self.course.root
            self._of |= assigned(root, self.assignment, self.letters, [student])
        return self._of[student]

    def chosen(
        self, notebook: str, handed: Submission
    ) -> tuple[str, KeptRelease | None, Finding | None]:
        """Return the variant that grades, an earlier release of it that fits, what is to be said.

        The variant is the student's own, whatever they handed in; of a team, that of the member
        whose handout they worked on.
        """
        own = self.of(handed.student)
        team = next((each for each in self._teams if handed.student in each.members), None)
        allowed = {self.of(member) for member in team.members} if team else {own}
        made = self._made_from(notebook, handed.notebook, own) if not handed.problem else None
        if made is None:
            return own, None, None
        if isinstance(made, Finding):
            return own, None, made
        if made.letter in allowed:
            return made.letter, made.earlier, None
        return own, None, Finding(Code.OTHER_VARIANT)

    def _made_from(self, notebook: str, data: bytes, first: str) -> _Handout | Finding | None:
        """Return the handout that a notebook was made from, the `first` variant's of several.

        None is for a variant that has no such notebook.
        """
        known = sorted(self._known(notebook), key=lambda each: each.order(first))
        if not data or not any(each.letter == first and each.is_now for each in known):
            return None
        for each in known:
            data = each.kept.in_english(notebook, data) if each.kept else data
        found = made_from(data, [each.marks for each in known])
        if found.strange:
            return Finding.of(Code.OLDER_UNKNOWN, keys=listed(found.strange))
        return known[found.number]

    def _known(self, notebook: str) -> list[_Handout]:
        if notebook not in self._handouts:
            now = list(self._now(notebook))
            marks = [each.marks for each in now]
            older = [
                each
                for each in self._older(notebook)
                if not any(each.marks.same_cells(other) for other in marks)
            ]
            self._handouts[notebook] = [*now, *older]
        return self._handouts[notebook]

    def _now(self, notebook: str) -> Iterator[_Handout]:
        for letter in self.letters:
            folder = folder_of_variant(self.course.root, self.assignment, letter) / RELEASED
            if letter == FIRST:
                folder = self.course.folder("release", ".", self.assignment)
            path = folder / f"{notebook}.ipynb"
            try:
                marks = marks_of(path.read_bytes())
                kept = KeptRelease(folder.parent, "", marks) if letter != FIRST else None
                yield _Handout(letter, marks, kept)
            except _SPOILT as error:
                reason = " ".join(str(error).split())[:100]
                facts = {"name": self.assignment, "letter": letter, "reason": reason}
                raise CourseError(text("variants.spoilt", **facts)) from error

    def _older(self, notebook: str) -> Iterator[_Handout]:
        root = self.course.root
        folders = {FIRST: root / FOLDER / self.assignment}
        folders |= {
            each.name: each for each in (root / _FOLDER / self.assignment / _EARLIER).glob("?")
        }
        for letter, folder in sorted(folders.items()):
            for kept in kept_in(folder, notebook):
                yield _Handout(letter, kept.marks, kept, is_now=False)
