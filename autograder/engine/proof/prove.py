"""Grade the course's own submissions as one kernel does and as the kit does, cell by cell.

Only the instructor's material is read here: the handout with its tests, and the source notebook. So
nothing that a student hands in has a say in where a test runs.
"""

import importlib.util
import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.engine.proof.constructs import construct_of
from autograder.engine.proof.record import Difference, Outcome, Proof, ProvedCell, Together
from autograder.engine.proof.store import keep_proof, proof_key, read_proof
from autograder.engine.proof.told import lines
from autograder.engine.proof.variants import Variant, solutions_by_cell, variants
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.engine.sandbox.view import kit_folders
from autograder.engine.submission.cell_runs import Place
from autograder.engine.submission.specification import OutputRules, Specification
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Task
from autograder.findings import Finding, text, words
from autograder.notebooks.cells import Cell, read_cell
from autograder.notebooks.code import imported_modules
from autograder.results import Graded
from autograder.student_side import SHIPPED

_MOST_ROUNDS = 8
_ROUNDING = 1e-6
# Exceptions that say that something isn't there, and nothing of what was written.
_ABSENT = ("ModuleNotFoundError", "FileNotFoundError", "URLError", "HTTPError", "ConnectionError")
_ALL = OutputRules(max_lines=-1, max_traceback=-1)


@dataclass(frozen=True)
class Scores:
    """The points of each test in one run of a submission, and what it ended with."""

    points: Mapping[str, float | None]
    ended: Mapping[str, Finding | None]
    absent: frozenset[str] = frozenset()  # tests at or behind a cell that lacked something


Tell = Callable[[str], object]


def proof_of(root: Path, given: Specification, together: Together, tell: Tell = str) -> Proof:
    """Return what is kept of this very material, or prove it now and keep that.

    Where all tests ask what is not there for students, the kit's own questions for one, there is no
    choice, and nobody waits for a proof: `prove` can still be asked.

    `tell` is called with what is to be said of a proof that is made now: that it is, and the tests
    that there is something to say of.
    """
    kept = read_proof(root, given, together)
    if kept is not None:
        return kept
    tests = [cell for cell in _cells(given) if cell.is_test]
    if tests and all(map(_can_only_be_apart, tests)):
        return Proof(proof_key(given, together), len(tests))
    made = variants(given)
    if made:
        tell(text("together.proving", notebook=given.notebook))
    proof = prove(given, together)
    if not proof.unproved:
        keep_proof(root, given, proof)
    if made and (proof.cells or proof.unproved):
        for line in lines(given.notebook, proof):
            tell(line)
    return proof


def prove(given: Specification, together: Together, jobs: int | None = None) -> Proof:
    """Return what the course's own submissions show of a notebook's tests."""
    start = time.monotonic()
    made, key = variants(given), proof_key(given, together)
    tests = {cell.key: cell for cell in _cells(given) if cell.is_test}
    if not (made and tests):
        return Proof(key, len(tests), unproved="" if not tests else text("together.no-source"))
    try:
        with closing(LocalPool([], jobs)) as pool:
            cells = tuple(_Prover(given, made, tests, together, pool).cells())
    except NoSandbox as error:
        return Proof(key, len(tests), unproved=str(error))
    seconds = time.monotonic() - start
    return Proof(key, len(tests), len(made), seconds, cells, tuple(_not_installed(given)))


class _Prover:
    """Runs the submissions: in one kernel, apart, and where these differ in one kernel again.

    Where they don't differ the two witness for each other that the points are steady; the solution
    is run twice in any case. `ruled` are points in one kernel by the kit's own rules of numbers and
    of stderr.
    """

    def __init__(
        self,
        given: Specification,
        made: Sequence[Variant],
        tests: Mapping[str, Cell],
        together: Together,
        pool: LocalPool,
    ) -> None:
        self._given, self._made, self._tests, self._pool = given, made, tests, pool
        self._rounds = 0
        self._base = _with_course(given)
        self._ways = _WAYS_ALWAYS if together is Together.ALWAYS else _WAYS
        every = range(len(made))
        kernel = self._everywhere("kernel")
        runs = [(kernel, every), (kernel, [0]), (self._at({}), every)]
        self._stock, again, self._apart = self._run(runs)
        differ = [n for n in every if not self._agree(self._stock[n], self._apart[n])]
        self._again, self._ruled = {0: again[0]}, dict[int, Scores]()
        if differ:
            found = self._run([(kernel, differ), (self._everywhere("ruled"), differ)])
            self._again |= zip(differ, found[0], strict=True)
            self._ruled |= zip(differ, found[1], strict=True)

    def cells(self) -> list[ProvedCell]:
        """Return the tests that there is something to say of."""
        found = {key: ProvedCell(key, out) for key in self._tests if (out := self._left_out(key))}
        compared = [key for key in self._tests if key not in found]
        if compared:
            found |= self._settled(compared)
        return [found[key] for key in self._tests if key in found]

    def _left_out(self, key: str) -> Outcome | None:
        pairs = [(self._stock[number], again) for number, again in self._again.items()]
        if not all(_same(one.points.get(key), two.points.get(key)) for one, two in pairs):
            return "unsteady"
        first = self._stock[0]
        return "missing" if key in first.absent and not first.points.get(key) else None

    def _agree(self, one: Scores, other: Scores) -> bool:
        return all(_same(one.points.get(key), other.points.get(key)) for key in self._tests)

    def _settled(self, compared: Sequence[str]) -> dict[str, ProvedCell]:
        """Return where each test that was compared agrees, if it isn't simply apart."""
        ways = {key: self._ways_of(key) for key in compared}
        tried, neither = dict.fromkeys(compared, 0), set[str]()
        said: dict[str, Difference] = {}
        for _ in range(_MOST_ROUNDS):
            places = {key: ways[key][number] for key, number in tried.items()}
            differ = self._differences(places, compared)
            said = {**differ, **said}
            moving = differ.keys() - neither
            for key in moving:
                tried[key] += 1
                if tried[key] == len(ways[key]):  # as secret as it can be
                    neither.add(key)
                    tried[key] = ways[key].index("apart")
            if not moving:
                break
        found: dict[str, ProvedCell] = {}
        for key, number in tried.items():
            outcome: Outcome = "neither" if key in neither else _OUTCOMES[ways[key][number]]
            if outcome != "apart":
                construct = construct_of(self._tests[key].source, self._solutions)
                found[key] = ProvedCell(key, outcome, said.get(key), construct)
        return found

    def _ways_of(self, key: str) -> tuple[Place, ...]:
        """Return where a test can run; what it asks of the kit may not be there for students."""
        return ("apart",) if _can_only_be_apart(self._tests[key]) else self._ways

    @property
    def _solutions(self) -> list[str]:
        return list(solutions_by_cell(self._given).values())

    def _differences(
        self, places: Mapping[str, Place], compared: Sequence[str]
    ) -> dict[str, Difference]:
        """Return the first submission on which each test scores otherwise than in one kernel."""
        moved = {key: place for key, place in places.items() if place != "apart"}
        every = range(len(self._made))
        ours = self._apart
        if moved:
            self._rounds += 1
            ours = self._run([(self._at(moved, f"{self._rounds} "), every)])[0]
        found: dict[str, Difference] = {}
        for number, (kit, stock) in enumerate(zip(ours, self._stock, strict=True)):
            for key in compared:
                mine, other = kit.points.get(key), stock.points.get(key)
                if key in found or _same(mine, other):
                    continue
                if not (number in self._ruled and _same(mine, self._ruled[number].points.get(key))):
                    answer = self._made[number].answer
                    found[key] = Difference(answer, other, mine, kit.ended.get(key))
        return found

    def _everywhere(self, place: Place) -> Specification:
        return self._at(dict.fromkeys(self._tests, place), f"{place} ")

    def _at(self, places: Mapping[str, Place], name: str = "") -> Specification:
        return replace(self._base, places=places, notebook=f"{name}{self._base.notebook}")

    def _run(self, runs: Sequence[tuple[Specification, Sequence[int]]]) -> list[list[Scores]]:
        """Return what came of the submissions of each run, in order; raises NoSandbox."""
        tasks = [
            (at, place, given.notebook, self._made[number].submission)
            for at, (given, numbers) in enumerate(runs)
            for place, number in enumerate(numbers)
        ]
        waiting = (Task(f"{at} {place}", {name: each}) for at, place, name, each in tasks)
        for worker in self._pool.workers:
            for given in {each.notebook: each for each, _ in runs}.values():
                worker.take_on(given)
        found: dict[str, Scores] = {}
        for done in self._pool.map(waiting):
            (graded,) = done.graded.values()
            found[done.task.student] = _scores(graded)
        return [
            [found[f"{at} {place}"] for place in range(len(numbers))]
            for at, (_, numbers) in enumerate(runs)
        ]


def _can_only_be_apart(test: Cell) -> bool:
    return any(map(_is_secret, imported_modules(test.source)))


def _is_secret(module: str) -> bool:
    parts = module.split(".")
    return parts[0] == "autograder" and len(parts) > 1 and parts[1] not in SHIPPED


_WAYS: tuple[Place, ...] = ("apart", "after", "within")
_WAYS_ALWAYS: tuple[Place, ...] = ("after", "within", "apart")
_OUTCOMES: dict[Place, Outcome] = {"apart": "apart", "after": "after", "within": "within"}


def _with_course(given: Specification) -> Specification:
    """Return the specification of processes that see the whole kit and the course's sources.

    The course's own solution may read a reference; in one kernel its tests do so, too.
    """
    settings = given.settings
    view = replace(settings.view, shown=(*settings.view.shown, *kit_folders()))
    return replace(
        given,
        settings=replace(settings, view=view),
        files={**given.files, **given.sources},
        rules=_ALL,
    )


def _scores(graded: Graded) -> Scores:
    """Return the points of the tests; none of a submission that the grader didn't survive."""
    if graded.lost and not graded.faults:
        if graded.problem:
            raise NoSandbox(words(graded.problem))
        return Scores({}, {})
    tests = [each for each in graded.cells if each.graded and not each.written]
    points = {each.cell: each.points for each in tests}
    ended = {each.cell: each.ended for each in tests}
    return Scores(points, ended, frozenset(_behind_absent(json.loads(graded.text)["cells"])))


def _behind_absent(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the keys of the cells from the first on that lacked a package or a file."""
    for number, node in enumerate(cells):
        for output in node.get("outputs", ()):
            if output.get("output_type") == "error" and output.get("ename") in _ABSENT:
                return [read_cell(dict(each)).key for each in cells[number:]]
    return []


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) < _ROUNDING


def _cells(given: Specification) -> list[Cell]:
    return [read_cell(node) for node in given.handout["cells"]]


def _not_installed(given: Specification) -> list[str]:
    """Return the top names of modules that the notebook's cells import and that aren't there."""
    names = {name.split(".")[0] for name in given.settings.modules}
    beside = {name.split("/")[0].removesuffix(".py") for name in given.files}
    return sorted(name for name in names - beside if not _installed(name))


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
