"""Variants of an assignment that a course has made: each student is graded by their own.

They lie as releases do, below .autograder/variants/NAME/ in the course folder, which no student's
code sees. Without that folder there are none. The gradebook knows the assignment once: all
variants have the same questions and points.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course.folders import CourseError
from autograder.course.variants import FIRST, assigned
from autograder.engine.submission.specification import Submission
from autograder.findings import Code, Finding, text
from autograder.gradebook.course import Course
from autograder.gradebook.teams import Team, current_teams
from autograder.notebooks.cells import read_cell
from autograder.notebooks.release_marks import ReleaseMarks, made_from, marks_of

_FOLDER = Path(".autograder") / "variants"
_RELEASED, _HANDOUTS = "released", "handouts"
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


def keep_variants(root: Path, assignment: str, made: Mapping[str, Path]) -> None:
    """Keep variants, each from the folder of its release, in place of those that were there."""
    folder = root / _FOLDER / assignment
    for old in sorted(folder.glob("?")):
        if old.name not in made:
            shutil.rmtree(old)
    for letter, release in made.items():
        target = folder_of_variant(root, assignment, letter)
        new = target.with_name(f"{letter}.new")
        for path in (new, target):
            shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(release, new)
        new.rename(target)  # it is there as a whole, or not at all


def stubs_of_variants(root: Path, assignment: str) -> dict[PlaceOfCell, set[str]]:
    """Return what the code cells of a handout are in its variants, where they are made."""
    found: dict[PlaceOfCell, set[str]] = {}
    for path in sorted((root / _FOLDER / assignment).glob(f"?/{_HANDOUTS}/*.ipynb")):
        try:
            cells = [read_cell(node) for node in json.loads(path.read_bytes())["cells"]]
        except _SPOILT:
            continue
        for cell in cells:
            if cell.kind == "code":
                found.setdefault((path.stem, cell.key), set()).add(cell.source.strip())
    return found


@dataclass
class MadeVariants:
    """The variants of an assignment that are made, and who has which; falsy where there are none.

    Raises CourseError where a list of who has which can't be read.
    """

    course: Course
    assignment: str
    letters: tuple[str, ...] = ()
    _marks: dict[str, dict[str, ReleaseMarks]] = field(default_factory=dict)
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

    def chosen(self, notebook: str, handed: Submission) -> tuple[str, Finding | None]:
        """Return the variant that grades a submission, and what is to be said of its handout.

        That is the student's own, whatever they handed in; of a team, that of the member whose
        handout they worked on.
        """
        own = self.of(handed.student)
        team = next((each for each in self._teams if handed.student in each.members), None)
        allowed = {self.of(member) for member in team.members} if team else {own}
        made = self.made_from(notebook, handed.notebook, own)
        if not made or made in allowed:
            return made or own, None
        return own, Finding(Code.OTHER_VARIANT)

    def made_from(self, notebook: str, data: bytes, first: str = FIRST) -> str:
        """Return the variant whose handout a notebook was made from, '' where nothing tells.

        Where several fit, that is the `first`.
        """
        marks = self._known(notebook)
        letters = [first, *(letter for letter in self.letters if letter != first)]
        there = [letter for letter in letters if letter in marks]
        if not data or first not in there:
            return ""
        found = made_from(data, [marks[letter] for letter in there])
        return "" if found.strange else there[found.number]

    def _known(self, notebook: str) -> dict[str, ReleaseMarks]:
        if notebook not in self._marks:
            self._marks[notebook] = dict(self._read(notebook))
        return self._marks[notebook]

    def _read(self, notebook: str) -> Iterator[tuple[str, ReleaseMarks]]:
        for letter in self.letters:
            folder = folder_of_variant(self.course.root, self.assignment, letter) / _RELEASED
            if letter == FIRST:
                folder = self.course.folder("release", ".", self.assignment)
            path = folder / f"{notebook}.ipynb"
            try:
                yield letter, marks_of(path.read_bytes())
            except _SPOILT as error:
                reason = " ".join(str(error).split())[:100]
                facts = {"name": self.assignment, "letter": letter, "reason": reason}
                raise CourseError(text("variants.spoilt", **facts)) from error
