"""A notebook, or the part of it that some of its tests need, to be graded with chosen answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.audit.needs import Names, names_of, needed, texts_in
from autograder.grading.grade.material import Node, Specification, Submission
from autograder.grading.submission.cells import read_cell

# The checks that a student sees earn no points, and nobody reads them here.
_QUIET = "from autograder.checks.waiting import leave_out\n\nleave_out()"


@dataclass(frozen=True)
class Exam:
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


class Parts:
    """The cells of a notebook, and who needs whom."""

    def __init__(self, whole: Exam) -> None:
        self._whole = whole
        nodes: list[Node] = whole.given.handout["cells"]
        self._nodes = [node for node in nodes if node["cell_type"] == "code"]
        self._cells = [read_cell(node) for node in self._nodes]
        self._names = [names_of(whole.answers.get(each.key, each.source)) for each in self._cells]
        answers = (self._names[n] for n, each in enumerate(self._cells) if each.solution)
        asked = frozenset[str]().union(*map(_gives, answers))
        for number in self._tests():
            self._names[number] = self._of_test(number, asked)

    def all_tests(self) -> Exam:
        """Return the exam of all tests, without cells that no test needs."""
        return self._exam("all tests", self._tests())

    def own_tests(self, cell: str) -> Exam:
        """Return the exam of the tests that name what an answer defines, else of all tests.

        Those that follow it at once are enough, if there are any.
        """
        number = next(n for n, each in enumerate(self._cells) if each.key == cell)
        wanted = _gives(self._names[number])
        own = [n for n in self._tests() if not wanted.isdisjoint(_takes(self._names[n]))]
        later = [n for n, each in enumerate(self._cells) if each.solution and n > number]
        near = [n for n in own if number < n < min(later, default=len(self._cells))]
        return self._exam(cell, [*(near or own), number]) if own else self.all_tests()

    def _tests(self) -> list[int]:
        return [number for number, cell in enumerate(self._cells) if cell.is_test]

    def _of_test(self, number: int, asked: frozenset[str]) -> Names | None:
        """Return the names of a test, which may name an answer in a text; it gives none."""
        names, texts = self._names[number], texts_in(self._cells[number].source)
        return names and Names(takes=(names.takes | texts & asked) - names.gives)

    def _exam(self, name: str, roots: Sequence[int]) -> Exam:
        given = self._whole.given
        setup = [n for n, cell in enumerate(self._cells) if cell.locked and not cell.is_test]
        magic = [n for n, names in enumerate(self._names) if names is None]
        always = {n for n in (*setup, *magic) if not self._cells[n].is_test}
        there = frozenset[str]().union(*(_gives(self._names[n]) for n in always))
        names = [each and Names(each.gives - there, each.takes) for each in self._names]
        kept = always | needed(names, [*roots, *always])
        cells = [node for n, node in enumerate(self._nodes) if n in kept]
        handout = {**given.handout, "cells": [_quiet(), *cells]}
        part = replace(given, notebook=f"{given.notebook}: {name}", handout=handout)
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
