"""A notebook under audit: its answers, their mutants, and the exams that mutants take."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.audit import cosmic
from autograder.audit.answers import Answer, answers_of, is_answer
from autograder.audit.borrowed import pasted
from autograder.audit.catalogue import mistakes
from autograder.audit.exam import Exam, Parts
from autograder.audit.mutants import Mutant, distinct
from autograder.grading.course import CourseError
from autograder.grading.grade.material import Specification
from autograder.grading.marks import without_marks
from autograder.grading.submission.cells import Cell

_NO_CELL = "{assignment} has no solution cell {cell} that tests grade: it has {cells}."


@dataclass(frozen=True)
class Notebook:
    """The `answers` to be mutated; the exam of all tests, and those of each answer's own tests.

    `whole` is the notebook with everything in it. Answers may borrow from the course at `root`.
    """

    whole: Exam
    all_tests: Exam
    own_tests: dict[str, Exam]
    answers: tuple[Answer, ...]
    root: Path

    @property
    def exams(self) -> dict[str, Exam]:
        """All exams, by name."""
        found = (self.whole, self.all_tests, *self.own_tests.values())
        return {exam.name: exam for exam in found}

    def mutants(self, operators: bool = True, catalogue: bool = True) -> Iterator[Mutant]:
        """Yield the mutants of each answer, each another program."""
        given = self.whole.given
        for answer in self.answers:
            slips = mistakes(given.assignment, answer) if catalogue else ()
            mutations = cosmic.changes(answer.source, answer.lines) if operators else ()
            for operator, after in distinct(answer.source, (*slips, *mutations)):
                yield Mutant(given.notebook, answer.cell, operator, answer.source, after)

    def changed(self, mutant: Mutant) -> dict[str, str]:
        """Return the cell of a mutant as it is handed in."""
        return {mutant.cell: pasted(mutant.after, self.root)}


def read_notebook(given: Specification, cells: Sequence[Cell], root: Path) -> Notebook:
    """Return the notebook whose source has these cells."""
    answers = tuple(answers_of(cells))
    solution = {c.key: pasted(without_marks(c.source), root) for c in cells if is_answer(c)}
    whole = Exam(given, solution)
    parts = Parts(whole)
    own = {answer.cell: parts.own_tests(answer.cell) for answer in answers}
    return Notebook(whole, parts.all_tests(), own, answers, root)


def only(notebooks: Sequence[Notebook], wanted: Sequence[str]) -> list[Notebook]:
    """Return the notebooks with the wanted answers, all if none is named.

    Raises CourseError for a cell that is none of them.
    """
    known = [answer.cell for notebook in notebooks for answer in notebook.answers]
    for cell in wanted:
        if cell not in known:
            name, cells = notebooks[0].whole.given.assignment, ", ".join(known)
            raise CourseError(_NO_CELL.format(assignment=name, cell=cell, cells=cells))
    found = [_only(notebook, wanted or known) for notebook in notebooks]
    return [notebook for notebook in found if notebook.answers]


def _only(notebook: Notebook, wanted: Sequence[str]) -> Notebook:
    answers = tuple(answer for answer in notebook.answers if answer.cell in wanted)
    own = {answer.cell: notebook.own_tests[answer.cell] for answer in answers}
    return Notebook(notebook.whole, notebook.all_tests, own, answers, notebook.root)
