"""Earlier releases of an assignment: kept at each release, and used for what was made from them.

They lie below .autograder/releases/ in the course folder, which no student's code sees.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from autograder.course.files import Files, write_whole
from autograder.course.folders import CourseError
from autograder.course.renamed import renamed_imports
from autograder.course.variants import FIRST
from autograder.engine.proof.prove import Tell, proof_of
from autograder.engine.proof.record import Together
from autograder.engine.submission.handout_names import with_names
from autograder.engine.submission.keys import with_key
from autograder.engine.submission.sources import code_of
from autograder.engine.submission.specification import Settings, Specification, Submission
from autograder.findings import Code, Finding, text, words
from autograder.gradebook.course import Course
from autograder.gradebook.settings import OlderHandouts
from autograder.gradebook.translated_handout import in_english
from autograder.gradebook.variants import MadeVariants, folder_of_variant
from autograder.notebooks.cells import read_cell
from autograder.notebooks.release_marks import ReleaseMarks, made_from, marks_of
from autograder.notebooks.writing import Node

_FOLDER = Path(".autograder") / "releases"
_RELEASED, _HANDOUTS, _FILES, _SOURCES = "released", "handouts", "files", "sources"
_WHEN = "released.txt"  # written last: a folder without it is no whole release
_MOST_NAMES = 5
_NO_MARKS = ReleaseMarks("", {}, {})
# What files raise that somebody has changed.
_SPOILT = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


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
        handout = json.loads((self.folder / _HANDOUTS / f"{notebook}.ipynb").read_bytes())
        files, sources = (_read(self.folder / part) for part in (_FILES, _SOURCES))
        return Specification(assignment, notebook, handout, Settings(), files, sources)


def keep_release(course: Course, assignment: str, now: Mapping[str, Specification]) -> Path:
    """Keep what grading needs of an assignment's notebooks as they are released `now`.

    The same release is kept once. Returns its folder; raises CourseError.
    """
    released = course.folder("release", ".", assignment)
    parts: Files = {}
    try:
        for name, given in now.items():
            parts[f"{_RELEASED}/{name}.ipynb"] = (released / f"{name}.ipynb").read_bytes()
            parts[f"{_HANDOUTS}/{name}.ipynb"] = json.dumps(given.handout).encode()
            parts |= {f"{_FILES}/{path}": data for path, data in given.files.items()}
            parts |= {f"{_SOURCES}/{path}": data for path, data in given.sources.items()}
        folder = course.root / _FOLDER / assignment / _key(parts)
        _write(folder, parts)
    except OSError as error:
        raise CourseError(text("release.not-kept", name=assignment, reason=error)) from error
    return folder


def has_kept(root: Path, assignment: str) -> bool:
    """Return whether any release of an assignment is kept."""
    return (root / _FOLDER / assignment).is_dir()


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


def _kept(root: Path, assignment: str, notebook: str) -> list[KeptRelease]:
    """Return all kept releases of a notebook that can be read, the newest first."""
    found = []
    for said in (root / _FOLDER / assignment).glob(f"*/{_WHEN}"):
        try:
            marks = marks_of((said.parent / _RELEASED / f"{notebook}.ipynb").read_bytes())
            found.append(KeptRelease(said.parent, said.read_text("utf-8"), marks))
        except (OSError, ValueError, RecursionError):  # it had no such notebook, or is spoilt
            continue
    return sorted(found, key=lambda each: each.when, reverse=True)


@dataclass
class Releases:
    """The releases of an assignment's notebooks, `given` as they are now.

    `tell` is called with what is found when an earlier release's tests are proved.
    """

    course: Course
    given: Mapping[str, Specification]
    tell: Tell = str
    _older: dict[str, list[KeptRelease]] = field(default_factory=dict)
    _now: dict[str, ReleaseMarks | None] = field(default_factory=dict)
    _made: dict[Path, Specification | Finding] = field(default_factory=dict)
    _variants: MadeVariants | None = None

    @property
    def variants(self) -> MadeVariants:
        """The assignment's variants, if any are made."""
        if self._variants is None:
            name = next((each.assignment for each in self.given.values()), "")
            self._variants = MadeVariants(self.course, name)
        return self._variants

    def fitting(self, notebook: str, handed: Submission) -> tuple[Specification, Submission]:
        """Return what a notebook is graded by, and the submission with what is to be said of it.

        The specification of an earlier release, or of a variant, has a name of its own in place of
        the notebook's.
        """
        now = self.given[notebook]
        if self.variants:
            letter, remark = self.variants.chosen(notebook, handed)
            if remark:
                handed = replace(handed, remarks=(*handed.remarks, remark))
            if letter != FIRST:
                return self.variant(notebook, letter), handed
            if remark:
                return now, handed
        kept, said = self.of(notebook, handed.notebook) if not handed.problem else (None, None)
        if kept and not said:
            found = self._specified(notebook, kept)
            said = found if isinstance(found, Finding) else _finding(Code.OLDER_TESTS, kept)
            now = now if isinstance(found, Finding) else found
        return now, replace(handed, remarks=(*handed.remarks, said)) if said else handed

    def variant(self, notebook: str, letter: str) -> Specification:
        """Return what grades by a variant; raises CourseError where it can't be read any more."""
        if letter == FIRST:
            return self.given[notebook]
        assignment = self.given[notebook].assignment
        folder = folder_of_variant(self.course.root, assignment, letter)
        found = self._specified(notebook, KeptRelease(folder, "", _NO_MARKS))
        if isinstance(found, Finding):
            facts = {"name": assignment, "letter": letter, "reason": words(found)}
            raise CourseError(text("variants.spoilt", **facts))
        return found

    @property
    def earlier(self) -> bool:
        """Whether an earlier release of any notebook is kept, or a variant."""
        return bool(self.variants) or any(self._known(notebook)[1] for notebook in self.given)

    def of(self, notebook: str, data: bytes) -> tuple[KeptRelease | None, Finding | None]:
        """Return the earlier release that a notebook was made from, and why it isn't graded by it.

        (None, None) is for what was made from the release of now.
        """
        now, older = self._known(notebook)
        if now is None:
            return None, None
        if self.variants and self.variants.made_from(notebook, data) not in ("", FIRST):
            return None, None  # a variant's handout
        handed = self._in_english(notebook, data)
        found = made_from(handed, [now, *(each.marks for each in older)])
        if found.strange:
            keys = _listed(found.strange)
            return None, Finding.of(Code.OLDER_UNKNOWN, keys=keys)
        kept = older[found.number - 1] if found.number else None
        return kept, self._objection(notebook, kept) if kept else None

    def _in_english(self, notebook: str, data: bytes) -> bytes:
        """Return a notebook with the cells and marks of the handout in the course's language."""
        given = self.given[notebook]
        if not given.translated:
            return data
        return in_english(data, given.handout["cells"], given.translated)

    def _known(self, notebook: str) -> tuple[ReleaseMarks | None, list[KeptRelease]]:
        if notebook not in self._now:
            assignment = self.given[notebook].assignment
            path = self.course.folder("release", ".", assignment) / f"{notebook}.ipynb"
            now = None
            with suppress(OSError, ValueError, RecursionError):  # a course without its handouts
                now = marks_of(path.read_bytes())
            kept = _kept(self.course.root, assignment, notebook) if now else []
            self._now[notebook] = now
            self._older[notebook] = [
                each for each in kept if now and not each.marks.same_cells(now)
            ]
        return self._now[notebook], self._older[notebook]

    def _objection(self, notebook: str, kept: KeptRelease) -> Finding | None:
        """Return why a release that is known isn't what grades, None if it is."""
        if self.course.settings.older_handouts == OlderHandouts.NOW.value:
            return _finding(Code.OLDER_BY_COURSE, kept)
        now = self.given[notebook]
        try:
            then = kept.specification(now.assignment, notebook)
            others = set(_questions(now.handout).items()) ^ set(_questions(then.handout).items())
        except _SPOILT as error:
            return _finding(Code.OLDER_UNREADABLE, kept, reason=_reason(error))
        if others:
            keys = _listed(sorted({key for key, _ in others}))
            return _finding(Code.OLDER_QUESTIONS, kept, keys=keys)
        return None

    def _specified(self, notebook: str, kept: KeptRelease) -> Specification | Finding:
        """Return what grades by an earlier release, or why nothing does."""
        if kept.folder / notebook not in self._made:
            now = self.given[notebook]
            try:
                then = kept.specification(now.assignment, notebook)
                made = _of_release(self.course, now, then, self.tell)
                own = replace(made, notebook=f"{kept.folder.name}.{notebook}")
                self._made[kept.folder / notebook] = with_key(own) if now.key else own
            except (CourseError, *_SPOILT) as error:
                found = _finding(Code.OLDER_UNREADABLE, kept, reason=_reason(error))
                self._made[kept.folder / notebook] = found
        return self._made[kept.folder / notebook]


def _of_release(
    course: Course, now: Specification, kept: Specification, tell: Tell
) -> Specification:
    """Return what grades by an earlier release of a notebook, with the settings of `now`.

    Raises CourseError.
    """
    for source in code_of(kept.handout["cells"]):
        for sentence in renamed_imports(source):
            raise CourseError(sentence)
    plain = replace(kept, settings=now.settings, rules=now.rules, may_overwrite=now.may_overwrite)
    found = with_names(plain)
    together = course.settings.together_for(now.assignment)
    if together is Together.NEVER:
        return found
    return replace(found, places=proof_of(course.root, found, together, tell).places(together))


def _questions(handout: Node) -> dict[str, tuple[bool, bool, bool, float]]:
    """Return what of a handout the gradebook has rows for."""
    cells = (read_cell(node) for node in handout["cells"])
    return {
        cell.key: (cell.grade, cell.solution, cell.task, cell.points)
        for cell in cells
        if cell.grade or cell.solution or cell.task
    }


def _finding(code: Code, kept: KeptRelease, **more: str) -> Finding:
    return Finding.of(code, when=kept.said, **more)


def _listed(keys: Iterable[str]) -> str:
    names = list(keys)
    return ", ".join(names[:_MOST_NAMES]) + (", ..." if len(names) > _MOST_NAMES else "")


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:100]
