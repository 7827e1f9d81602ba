"""Earlier releases of an assignment: kept at each release, and used for what was made from them.

They lie below .autograder/releases/ in the course folder, which no student's code sees.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.course.folders import CourseError
from autograder.course.renamed import renamed_imports
from autograder.course.variants import FIRST
from autograder.engine.proof.prove import Tell, proof_of
from autograder.engine.proof.record import Together
from autograder.engine.submission.handout_names import with_names
from autograder.engine.submission.keys import with_key
from autograder.engine.submission.sources import code_of
from autograder.engine.submission.specification import Specification, Submission
from autograder.findings import Code, Finding, text, words
from autograder.gradebook.course import Course
from autograder.gradebook.kept_releases import FOLDER, KeptRelease, kept_in, listed
from autograder.gradebook.settings import OlderHandouts
from autograder.gradebook.translated_handout import in_english
from autograder.gradebook.variants import MadeVariants, folder_of_variant
from autograder.notebooks.cells import read_cell
from autograder.notebooks.release_marks import ReleaseMarks, made_from, marks_of
from autograder.notebooks.writing import Node

_NO_MARKS = ReleaseMarks("", {}, {})
# What files raise that somebody has changed.
_SPOILT = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


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
        letter, kept, said = self._chosen(notebook, handed)
        if letter != FIRST:
            now = self.variant(notebook, letter)
        if kept and not said:
            found = self._specified(notebook, kept)
            said = found if isinstance(found, Finding) else _finding(Code.OLDER_TESTS, kept)
            now = now if isinstance(found, Finding) else found
        return now, replace(handed, remarks=(*handed.remarks, said)) if said else handed

    def _chosen(
        self, notebook: str, handed: Submission
    ) -> tuple[str, KeptRelease | None, Finding | None]:
        """Return the variant that grades, an earlier release of it, and what speaks against that.

        What is said is said in any case.
        """
        if not self.variants:
            found = self.of(notebook, handed.notebook) if not handed.problem else (None, None)
            return FIRST, *found
        data = self._in_english(notebook, handed.notebook)
        letter, kept, remark = self.variants.chosen(notebook, replace(handed, notebook=data))
        if kept and not remark:
            remark = self._objection(notebook, kept)
        return letter, kept, remark

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

    def of(
        self, notebook: str, data: bytes, student: str = ""
    ) -> tuple[KeptRelease | None, Finding | None]:
        """Return the earlier release that a notebook was made from, and why it isn't graded by it.

        (None, None) is for what was made from the release of now: of the student's own variant.
        """
        now, older = self._known(notebook)
        if now is None:
            return None, None
        if self.variants:
            return self._chosen(notebook, Submission(student, data))[1:]
        handed = self._in_english(notebook, data)
        found = made_from(handed, [now, *(each.marks for each in older)])
        if found.strange:
            keys = listed(found.strange)
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
            kept = kept_in(self.course.root / FOLDER / assignment, notebook) if now else []
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
            keys = listed(sorted({key for key, _ in others}))
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


def _reason(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", None) or error).split())[:100]
