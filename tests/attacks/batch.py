"""A class of attackers and honest students, graded in one run."""

import contextlib
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import autograder
from tests.attacks.submissions import FAMILIES
from tests.attacks.submissions.attack import Attack
from tests.attacks.submissions.course import ASSIGNMENT, SETTINGS, write_course
from tests.attacks.submissions.handing_in import HONEST, hand_in
from tests.support.commands import AUTOGRADER, NBGRADER, python, without
from tests.support.gradebooks import put_gradebook

CANARY = "sings"
# Ways to grade, as words of the command and exit codes of one that went through: some attackers'
# notebooks "need a look".
GRADE = (*AUTOGRADER, "grade", "--jobs=2")
AUTOGRADE = (*NBGRADER, "autograde")
CODES = {GRADE: 3, AUTOGRADE: 0}
# Each test with the student's code: what falls then is what an instructor is told of.
TOGETHER = 'c.GradingSettings.together = "always"\n'
_SCORES = """
select submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score
from grade
join base_cell on base_cell.id = grade.cell_id
join submitted_notebook on submitted_notebook.id = grade.notebook_id
join submitted_assignment on submitted_assignment.id = submitted_notebook.assignment_id
"""
# What no submission may change: the course's side of the gradebook.
_OURS = ("assignment", "notebook", "base_cell", "grade_cells", "solution_cells", "source_cell")


def classmates(
    families: Sequence[str], of_each: int | None = None, names: Collection[str] = ()
) -> dict[str, Attack]:
    """Return submissions by student; between the families, first and last come honest ones.

    `of_each` is how many attacks of each family there are, from the first; None means all. Of
    attacks that are named there are only these.
    """
    found: dict[str, Attack] = {}
    for number, family in enumerate(families):
        found[f"{number}-honest"] = HONEST
        attacks = [each for each in FAMILIES[family] if not names or each.name in names][:of_each]
        found |= {f"{number}-{family}-{attack.name}": attack for attack in attacks}
    return found | {f"{len(families)}-honest": HONEST}


class Batch:
    """A course in a folder of its own; `log` and `code` are those of the grading, by `way`.

    `more` are lines of its settings.
    """

    def __init__(
        self,
        folder: Path,
        submissions: Mapping[str, Attack],
        way: Sequence[str] = AUTOGRADE,
        more: str = "",
    ) -> None:
        self._settings = SETTINGS + more
        self.course, self.home, self.tmp = (folder / name for name in ("course", "home", "tmp"))
        self.mark = f"mark{uuid.uuid4().hex}"
        self.submissions, self._way = dict(submissions), tuple(way)
        self.log, self.code = "", 0
        for place in (self.course, self.home, self.tmp):
            place.mkdir()
            (place / "canary.txt").write_text(CANARY, encoding="utf-8")

    def run(self) -> None:
        """Release the assignment, hand in, grade, and make feedback."""
        self.hand_in_all()
        graded = self._run(*self._way)
        self.log, self.code = graded.stdout + graded.stderr, graded.returncode
        feedback = self._run(*NBGRADER, "generate_feedback")
        self.feedback_log, self.feedback_code = feedback.stderr, feedback.returncode

    def hand_in_all(self) -> None:
        """Release the assignment, and hand all submissions in."""
        write_course(self.course, self._settings)
        put_gradebook(self.course, "attacked")
        released = self._run(*NBGRADER, "generate_assignment")
        assert released.returncode == 0, released.stderr
        self.course_rows_before = self.course_rows()
        self.source_before = self.source()
        kit = str(Path(autograder.__file__).parent)
        words = {"@COURSE@": self.course, "@HOME@": self.home, "@TMP@": self.tmp, "@KIT@": kit}
        for student, attack in self.submissions.items():
            texts = {word: str(place) for word, place in words.items()} | {"@MARK@": self.mark}
            hand_in(self.course, student, attack, texts)

    @cached_property
    def scores(self) -> dict[str, dict[str, float | None]]:
        """The automatic scores by student and question; manual ones are none of the tests'."""
        found: dict[str, dict[str, float | None]] = {}
        for student, cell, score, manual in self._rows(_SCORES):
            assert manual is None, f"{student} has {manual} points for {cell} by hand"
            found.setdefault(student, {})[cell.removesuffix("-tests")] = score
        return found

    def course_rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return the rows of the gradebook that describe the assignment."""
        return {table: self._rows(f"select * from {table}") for table in _OURS}  # noqa: S608

    def source(self) -> dict[str, bytes]:
        """Return the files of the source and release folders, and the settings."""
        paths = [self.course / "nbgrader_config.py"]
        paths += [*self.course.glob("source/**/*"), *self.course.glob("release/**/*")]
        return {str(path): path.read_bytes() for path in paths if path.is_file()}

    def graded(self, student: str) -> Path:
        """Return the path of a graded notebook."""
        return self.course / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    def page(self, student: str) -> Path:
        """Return the path of a feedback page."""
        return self.course / "feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"

    def said_of(self, student: str) -> str:
        """Return the graded notebook's text and the lines of the log about a student."""
        path = self.graded(student)
        notebook = path.read_text(encoding="utf-8") if path.is_file() else ""
        return notebook + "\n".join(line for line in self.log.splitlines() if student in line)

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        base = sqlite3.connect(self.course / "gradebook.db")
        try:
            return base.execute(query).fetchall()
        finally:
            base.close()

    @property
    def went_through(self) -> bool:
        """Whether everybody was graded and got a page, with no error of the grader's."""
        return (self.code, self.feedback_code) == (CODES[self._way], 0)

    def variables(self) -> dict[str, str]:
        """Return the environment of whoever grades."""
        hidden = ("VIRTUAL", "AUTOGRADER", "NBGRADER", "MPL", "IPYTHON", "JUPYTER")
        more = {"HOME": str(self.home), "TMPDIR": str(self.tmp), "COLUMNS": "300"}
        return without(*hidden) | more

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return python([*words, ASSIGNMENT], self.course, self.variables())


def remove(folder: Path) -> None:
    """Remove a folder, also with files that nbgrader made read-only, and folders 3,000 deep."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        subprocess.run(["/bin/rm", "-rf", str(folder)], capture_output=True, check=False)
