"""A notebook under audit, or the part of it that some of its tests need."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.course.folders import CourseError
from autograder.engine.submission.specification import Specification, Submission
from autograder.findings import text
from autograder.instructors.audit import mutants
from autograder.instructors.audit.answers import Answer, answers_of, is_answer, pasted
from autograder.instructors.audit.mutants import Change, Mutant, distinct, mistakes
from autograder.notebooks.cells import Cell, read_cell
from autograder.notebooks.code import Names, dependencies, names_of, texts_in
from autograder.notebooks.marks import without_marks
from autograder.notebooks.writing import Node

# The checks that a student sees earn no points, and nobody reads them here.
_QUIET = "from autograder.checks.check_report import skip_reports\n\nskip_reports()"


@dataclass(frozen=True)
class PartialNotebook:
    """What is graded; `answers` are the solutions by the cell's name, as students write them."""

    given: Specification
    answers: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name that a pool knows it by."""
        return self.given.notebook

    @property
    def tests(self) -> frozenset[str]:
        """The names of its tests."""
        cells = map(read_cell, self.given.handout["cells"])
        return frozenset(cell.key for cell in cells if cell.is_test)

    def handed_in(self, changed: Mapping[str, str]) -> Submission:
        """Return the solution as a student's notebook, with `changed` instead of some cells."""
        answers = {**self.answers, **changed}
        cells = [_answered(node, answers) for node in self.given.handout["cells"]]
        return Submission(self.name, json.dumps({**self.given.handout, "cells": cells}).encode())


class NotebookCells:
    """The cells of a notebook, and who needs whom."""

    def __init__(self, whole: PartialNotebook) -> None:
        self._whole = whole
        nodes: list[Node] = whole.given.handout["cells"]
        code = [n for n, node in enumerate(nodes) if node["cell_type"] == "code"]
        self._nodes = [nodes[n] for n in code]
        self._definitions = [whole.given.definitions[n] for n in code if whole.given.definitions]
        self._cells = [read_cell(node) for node in self._nodes]
        self._names = [names_of(whole.answers.get(each.key, each.source)) for each in self._cells]
        answers = (self._names[n] for n, each in enumerate(self._cells) if each.solution)
        asked = frozenset[str]().union(*map(_gives, answers))
        for number in self._tests():
            self._names[number] = self._of_test(number, asked)

    def all_tests(self) -> PartialNotebook:
        """Return the part of all tests, without cells that no test needs."""
        return self._part("all tests", self._tests())

    def own_tests(self, cell: str) -> PartialNotebook:
        """Return the part of the tests that name what an answer defines, else of all tests.

        Those that follow it at once are enough, if there are any.
        """
        number = next(n for n, each in enumerate(self._cells) if each.key == cell)
        wanted = _gives(self._names[number])
        own = [n for n in self._tests() if not wanted.isdisjoint(_takes(self._names[n]))]
        later = [n for n, each in enumerate(self._cells) if each.solution and n > number]
        near = [n for n in own if number < n < min(later, default=len(self._cells))]
        return self._part(cell, [*(near or own), number]) if own else self.all_tests()

    def _tests(self) -> list[int]:
        return [number for number, cell in enumerate(self._cells) if cell.is_test]

    def _of_test(self, number: int, asked: frozenset[str]) -> Names | None:
        """Return the names of a test, which may name an answer in a text; it gives none."""
        names, texts = self._names[number], texts_in(self._cells[number].source)
        return names and Names(takes=(names.takes | texts & asked) - names.gives)

    def _part(self, name: str, roots: Sequence[int]) -> PartialNotebook:
        given = self._whole.given
        setup = [n for n, cell in enumerate(self._cells) if cell.locked and not cell.is_test]
        magic = [n for n, names in enumerate(self._names) if names is None]
        always = {n for n in (*setup, *magic) if not self._cells[n].is_test}
        there = frozenset[str]().union(*(_gives(self._names[n]) for n in always))
        names = [each and Names(each.gives - there, each.takes) for each in self._names]
        kept = always | dependencies(names, [*roots, *always])
        cells = [node for n, node in enumerate(self._nodes) if n in kept]
        definitions = [each for n, each in enumerate(self._definitions) if n in kept]
        part = replace(
            given,
            notebook=f"{given.notebook}: {name}",
            handout={**given.handout, "cells": [_quiet(), *cells]},
            definitions=("", *definitions) if definitions else (),
        )
        return replace(self._whole, given=part)


def _gives(names: Names | None) -> frozenset[str]:
    return names.gives if names else frozenset()


def _takes(names: Names | None) -> frozenset[str]:
    return names.takes if names else frozenset()


def _answered(node: Node, answers: Mapping[str, str]) -> Node:
    source = answers.get(read_cell(node).key)
    return node if source is None else {**node, "source": source}


def _quiet() -> Node:
    flags: dict[str, Any] = {"grade": False, "solution": False, "locked": True, "task": False}
    flags |= {"grade_id": "audit-quiet", "schema_version": 3}
    return {
        "id": "audit-quiet",
        "cell_type": "code",
        "source": _QUIET,
        "metadata": {"nbgrader": flags},
        "outputs": [],
        "execution_count": None,
    }


@dataclass(frozen=True)
class Notebook:
    """The `answers` to be mutated; the part of all tests, and those of each answer's own tests.

    `whole` is the notebook with everything in it. Answers may borrow from the course at `root`.
    """

    whole: PartialNotebook
    all_tests: PartialNotebook
    own_tests: dict[str, PartialNotebook]
    answers: tuple[Answer, ...]
    root: Path

    @property
    def parts(self) -> dict[str, PartialNotebook]:
        """All parts, by name."""
        found = (self.whole, self.all_tests, *self.own_tests.values())
        return {part.name: part for part in found}

    def mutants(self, operators: bool = True, catalogue: bool = True) -> Iterator[Mutant]:
        """Yield the mutants of each answer, each another program."""
        given = self.whole.given
        for answer in self.answers:
            slips = mistakes(given.assignment, answer) if catalogue else ()
            mutations = _mutations(answer) if operators else ()
            for operator, after in distinct(answer.source, (*slips, *mutations)):
                yield Mutant(given.notebook, answer.cell, operator, answer.source, after)

    def changed(self, mutant: Mutant) -> dict[str, str]:
        """Return the cell of a mutant as it is handed in."""
        return {mutant.cell: pasted(mutant.after, self.root)}


def _mutations(answer: Answer) -> Iterator[Change]:
    """Yield what numpy's users make of an answer, then what operators of any Python do."""
    yield from mutants.numpy_changes(answer.source, answer.lines)
    yield from mutants.changes(answer.source, answer.lines)


def read_notebook(given: Specification, cells: Sequence[Cell], root: Path) -> Notebook:
    """Return the notebook whose source has these cells."""
    answers = tuple(answers_of(cells))
    solution = {c.key: pasted(without_marks(c.source), root) for c in cells if is_answer(c)}
    whole = PartialNotebook(given, solution)
    parts = NotebookCells(whole)
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
            raise CourseError(text("audit.no-cell", assignment=name, cell=cell, cells=cells))
    found = [_only(notebook, wanted or known) for notebook in notebooks]
    return [notebook for notebook in found if notebook.answers]


def _only(notebook: Notebook, wanted: Sequence[str]) -> Notebook:
    answers = tuple(answer for answer in notebook.answers if answer.cell in wanted)
    own = {answer.cell: notebook.own_tests[answer.cell] for answer in answers}
    return Notebook(notebook.whole, notebook.all_tests, own, answers, notebook.root)
