"""Grade one notebook on the spot: find its assignment, rebuild it, run it, read the results."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from autograder.engine.submission.cell_runs import OnCell, nobody
from autograder.engine.submission.differences import named_differences
from autograder.engine.submission.rebuild import Rebuilt, match, rebuild
from autograder.findings import Finding, words
from autograder.notebooks.cells import Cell
from autograder.notebooks.marks import without_marks
from autograder.notebooks.recovery import as_notebook, recover
from autograder.results.course_texts import saying_texts_of
from autograder.selfstudy.question_status import Attempt, Question, judge
from autograder.selfstudy.source import (
    Source,
    answer_of_tests,
    as_read,
    cannot,
    find_source,
    handed_out,
    names_of_answers,
    read_notebook,
    sections,
)

_STUBS = ("YOUR ANSWER HERE", "YOUR CODE HERE")  # nbgrader's


@dataclass(frozen=True)
class Answer:
    """A written answer, which nobody scores here: answered or open.

    `model` is the course's own, for whoever asked to see it and has answered; else ''.
    """

    name: str
    cell: str
    section: str
    answered: bool
    model: str = ""


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


def check_notebook(
    path: Path, seconds: float = 60.0, on_cell: OnCell = nobody, with_models: bool = False
) -> Report:
    """Return the report on a student's notebook, with at most `seconds` for each cell.

    `on_cell` is called before each cell; `with_models` gives model answers beside those that were
    written. Raises CheckError when the notebook can't be graded at
    all; a question that fails, hangs or kills Python only loses its own points.
    """
    student = read_notebook(path)
    source = find_source(path, student)
    recovered = recover(handed_out(source), student)
    rebuilt = rebuild(_handout(source), recovered.cells)
    data = as_notebook(recovered.cells) if recovered.matches else path.read_bytes()
    with saying_texts_of(source.assignment, source.root):
        questions = tuple(_questions(source, rebuilt, (path, data), seconds, on_cell))
    answers = tuple(_answers(source, rebuilt, with_models))
    odd = named_differences(source.cells, match(source.cells, recovered.cells))
    notices = tuple(map(_notice, [*recovered.findings, *odd]))
    return Report(source, path.resolve(), questions, answers, notices, rebuilt.fingerprint)


def fingerprint(path: Path, source: Source) -> str:
    """Return the hash of what is the student's own; CheckError if `path` can't be read."""
    recovered = recover(handed_out(source), read_notebook(path))
    return rebuild(_handout(source), recovered.cells).fingerprint


def _notice(difference: Finding) -> str:
    said = words(difference)
    return f"{said[0].upper()}{said[1:]}."


def _handout(source: Source) -> list[Cell]:
    """Return the course's cells without its solutions: a missing answer is no right one."""
    return [replace(cell, source="") if cell.solution else cell for cell in source.cells]


def _questions(
    source: Source, rebuilt: Rebuilt, notebook: tuple[Path, bytes], seconds: float, on_cell: OnCell
) -> Iterator[Question]:
    # Starting processes needs modules that `autograder progress`, which runs nothing, can spare.
    from autograder.selfstudy.run import RunError, results_by_cell, run_notebook

    path, data = notebook
    try:
        results = results_by_cell(run_notebook(data, source, seconds, on_cell))
    except (OSError, RunError) as error:
        raise cannot("check-command.no-kernel", path, reason=str(error)) from error
    where = sections(as_read(source))
    for test, answer in answer_of_tests(source.cells).items():
        cell = next(cell for cell in source.cells if cell.key == test)
        answered = results.get(answer) if answer in rebuilt.answers else None
        yield judge(Attempt(cell, answer, results.get(test), answered), where[answer or test])


def _answers(source: Source, rebuilt: Rebuilt, with_models: bool) -> Iterator[Answer]:
    cells = as_read(source)
    where = sections(cells)
    models = {cell.key: without_marks(cell.source).strip() for cell in source.cells}
    for key, name in names_of_answers(cells).items():
        text = rebuilt.answers.get(key, "")
        answered = bool(text.strip()) and not any(stub in text for stub in _STUBS)
        model = models[key] if with_models and answered else ""
        yield Answer(name, key, where[key], answered, model)
