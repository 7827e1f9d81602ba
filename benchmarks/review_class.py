"""A class whose every answer is known: planted mistakes, right variants, attempts."""

import io
import json
import random
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from autograder.instructors.authoring.example_class import DemoCourse
from autograder.judging.mistakes.catalogue import Mutation
from autograder.notebooks.marks import without_marks
from tests.judging.harness import cells, hidden_calls, namespace_of, reference_cells
from tests.judging.mistakes.planted import MISTAKES, planted
from tests.variants.bank import BANK
from tests.wrong_code.attempts import attempts
from tests.wrong_code.behaviour import alike, call, changes_inputs, extreme, ordinary

ROOT = Path(__file__).resolve().parents[1]
# What a student's answer to a question is, and how often.
KINDS = {"right": 45, "mistake": 30, "pair": 8, "attempt": 12, "stub": 5}


@dataclass(frozen=True)
class Truth:
    """What was put into a student's cell; `names` are those of planted mistakes."""

    assignment: str
    function: str
    cell: str
    kind: str
    names: frozenset[str]
    source: str


class KnownClass:
    """A course of one assignment in a folder, with `size` students whose answers are known."""

    def __init__(self, folder: Path, assignment: str, size: int, seed: int) -> None:
        self.folder, self.assignment, self.size = folder, assignment, size
        self.truths: dict[tuple[str, str], Truth] = {}
        self._random = random.Random(seed)  # noqa: S311 - a benchmark is to repeat itself
        self._sources = cells(assignment)
        self._answers = _answer_cells(assignment)
        self._slips = [slip for name, slip in planted() if name == assignment]
        self._variants = [each for each in BANK if each.assignment == assignment]
        self._times = {each.name: each.times for each in MISTAKES}
        self._attempts = [each for each in attempts() if each.assignment == assignment]

    def make(self) -> None:
        """Write the course, release the assignment, and hand in."""
        demo = DemoCourse(ROOT, self.folder)
        demo.assignments = [self.assignment]
        demo.examples = []
        demo.prepare()
        path = self.folder / "assignments" / self.assignment / f"{self.assignment}.ipynb"
        handout = path.read_text(encoding="utf-8")
        for number in range(self.size):
            student = f"student-{number:03}"
            notebook = nbformat.reads(handout, as_version=4)
            for function, (cell, test) in self._answers.items():
                truth = self._draw(function, cell)
                self.truths[student, test] = truth
                next(each for each in notebook.cells if each.id == cell).source = truth.source
            for each in notebook.cells:  # cells that no question is asked about
                if each.id in self._rest():
                    each.source = without_marks(self._sources[each.id])
            place = self.folder / "submitted" / student / self.assignment
            place.mkdir(parents=True)
            nbformat.write(notebook, place / f"{self.assignment}.ipynb")

    def _rest(self) -> set[str]:
        asked = {cell for cell, _ in self._answers.values()}
        return {key for key, code in self._sources.items() if "BEGIN SOLUTION" in code} - asked

    def _draw(self, function: str, cell: str) -> Truth:
        kind = self._random.choices(list(KINDS), list(KINDS.values()))[0]
        right = self._sources[cell]
        names: frozenset[str] = frozenset()
        source = without_marks(right)
        slips = [each for each in self._slips if each.function == function and each.cell == cell]
        if kind in ("mistake", "pair") and slips:
            chosen = self._slips_for(slips, right, 1 if kind == "mistake" else 2)
            code = right
            for slip in chosen:
                code = slip.apply(code)
            names = frozenset(slip.name for slip in chosen)
            source = without_marks(code)
        elif kind == "attempt":
            attempts = [each for each in self._attempts if each.function == function]
            if attempts:
                source = self._random.choice(attempts).code
        elif kind == "stub":
            source = _stub(self.assignment, cell)
        elif kind == "right":
            styles = [each.source for each in self._variants if each.question == function]
            source = self._random.choice([source, source, *styles])
        return Truth(self.assignment, function, cell, kind, names, source)

    def _slips_for(self, slips: list[Mutation], source: str, count: int) -> list[Mutation]:
        weights = [self._times.get(each.name, 1) for each in slips]
        for _ in range(50):
            chosen = self._random.choices(slips, weights, k=count)
            code, fits = source, len({each.name for each in chosen}) == count
            for slip in chosen:
                fits = fits and slip.fits(code)
                code = slip.apply(code) if fits else code
            if fits:
                return chosen
        return []


def _answer_cells(assignment: str) -> dict[str, tuple[str, str]]:
    """Return each question's solution cell and test cell."""
    keys = list(cells(assignment).items())
    found = {}
    for function, (test, _) in hidden_calls(assignment).items():
        place = [key for key, _ in keys].index(test)
        before = [key for key, code in keys[:place] if "BEGIN SOLUTION" in code]
        found[function] = before[-1], test
    return found


def _stub(assignment: str, cell: str) -> str:
    path = ROOT / "assignments" / assignment / f"{assignment}.ipynb"
    for each in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if each["id"] == cell:
            return "".join(each["source"])
    raise KeyError(cell)


class Judge:
    """Says whether two students' answers to a question do the same, on inputs of the bank's own.

    A function may build on the student's other answers: it is called in their whole notebook.
    """

    def __init__(self, known: KnownClass) -> None:
        self._known = known
        self._names: dict[str, dict[str, Any]] = {}
        self._came: dict[tuple[str, str], list[Any]] = {}

    def same(self, one: str, other: str, test: str) -> bool:
        """Return whether two students' answers do the same."""
        pairs = zip(self._of(one, test), self._of(other, test), strict=True)
        return all(_alike(a, b) for a, b in pairs)

    def classes(self, students: Iterable[str], test: str) -> list[list[str]]:
        """Return students by what their answers do."""
        found: list[list[str]] = []
        for student in students:
            mine = next((each for each in found if self.same(each[0], student, test)), None)
            if mine is None:
                found.append([student])
            else:
                mine.append(student)
        return found

    def _of(self, student: str, test: str) -> list[Any]:
        key = student, test
        if key not in self._came:
            with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
                self._came[key] = list(self._results(student, self._known.truths[key]))
        return self._came[key]

    def _results(self, student: str, truth: Truth) -> Iterator[Any]:
        place = truth.assignment, truth.function
        function = self._namespace(student).get(truth.function)
        for each in (*ordinary(*place), *extreme(*place)):
            yield None if function is None else call(function, each)
            yield 0.0 if function is None else float(changes_inputs(function, each))

    def _namespace(self, student: str) -> dict[str, Any]:
        if student not in self._names:
            mine = [truth for (name, _), truth in self._known.truths.items() if name == student]
            sources = dict(cells(self._known.assignment))
            own = {sources[truth.cell]: truth.source for truth in mine}
            wanted = [own.get(each, each) for each in reference_cells(sources)]
            self._names[student] = namespace_of(*wanted)
        return self._names[student]


def _alike(one: Any, other: Any) -> bool:
    try:
        return alike(one, other)
    except ValueError:  # what no array can be made of, and so no result
        return repr(one) == repr(other)
