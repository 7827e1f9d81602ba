"""Grade one notebook on the spot: find its assignment, rebuild it, run it, read the results."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.selfstudy.cells import read_cells
from autograder.selfstudy.errors import NO_KERNEL, cannot
from autograder.selfstudy.find import Source, find_source
from autograder.selfstudy.questions import Attempt, Question, judge
from autograder.selfstudy.rebuild import OnCell, Rebuilt, RunCell, rebuild
from autograder.selfstudy.sections import answer_of_tests, names_of_answers, sections

_STUBS = ("YOUR ANSWER HERE", "YOUR CODE HERE")  # nbgrader's


@dataclass(frozen=True)
class Answer:
    """A written answer, which nobody scores here: answered or open."""

    name: str
    cell: str
    section: str
    answered: bool


@dataclass(frozen=True)
class Report:
    """What a check found in a notebook; `notices` say what was odd about its cells."""

    source: Source
    notebook: Path
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]
    notices: tuple[str, ...]
    fingerprint: str

    @property
    def points(self) -> float:
        """The points earned."""
        return sum(question.points for question in self.questions)

    @property
    def max_points(self) -> float:
        """The points that could be earned."""
        return sum(question.max_points for question in self.questions)

    @property
    def complete(self) -> bool:
        """Whether every question has all its points."""
        return all(question.done for question in self.questions)

    def to_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {
            "assignment": self.source.label,
            "notebook": str(self.notebook),
            "points": self.points,
            "max_points": self.max_points,
            "complete": self.complete,
            "questions": [asdict(question) for question in self.questions],
            "answers": [asdict(answer) for answer in self.answers],
            "notices": list(self.notices),
        }


def _ignore(_cell: RunCell, _number: int, _count: int) -> None:
    """Do nothing when a cell's turn comes."""


def check_notebook(path: Path, seconds: float = 60.0, on_cell: OnCell = _ignore) -> Report:
    """Return the report on a student's notebook, with at most `seconds` for each cell.

    `on_cell` is called before each cell. Raises CheckError when the notebook can't be graded at
    all; a question that fails, hangs or kills Python only loses its own points.
    """
    student = read_cells(path)
    source = find_source(path, student)
    rebuilt = rebuild(source.cells, student)
    questions = tuple(_questions(source, rebuilt, path, seconds, on_cell))
    answers = tuple(_answers(source, rebuilt))
    notices, fingerprint = rebuilt.notices, rebuilt.fingerprint
    return Report(source, path.resolve(), questions, answers, notices, fingerprint)


def fingerprint(path: Path, source: Source) -> str:
    """Return the hash of what is the student's own; CheckError if `path` can't be read."""
    return rebuild(source.cells, read_cells(path)).fingerprint


def _questions(
    source: Source, rebuilt: Rebuilt, path: Path, seconds: float, on_cell: OnCell
) -> Iterator[Question]:
    # jupyter_client takes 0.2 s, and `autograder progress` runs nothing.
    from autograder.selfstudy.process import KernelError
    from autograder.selfstudy.run import run_cells

    try:
        came = run_cells(rebuilt.cells, source.root, seconds, on_cell)
    except KernelError as error:
        raise cannot(NO_KERNEL, path, reason=str(error)) from error
    where = sections(source.cells)
    for test, answer in answer_of_tests(source.cells).items():
        cell = next(cell for cell in source.cells if cell.key == test)
        attempt = Attempt(cell, answer, came.get(test), came.get(answer), seconds)
        yield judge(attempt, where[answer or test])


def _answers(source: Source, rebuilt: Rebuilt) -> Iterator[Answer]:
    where = sections(source.cells)
    for key, name in names_of_answers(source.cells).items():
        text = rebuilt.answers.get(key, "")
        answered = bool(text.strip()) and not any(stub in text for stub in _STUBS)
        yield Answer(name, key, where[key], answered)
