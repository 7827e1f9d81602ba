"""What the tests say of the solution and of a mutant."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.course.folders import CourseError
from autograder.engine.workers.tasks import Pool, Task
from autograder.findings import Code, one_line, text, words
from autograder.instructors.audit.mutants import Mutant
from autograder.instructors.audit.partial_notebook import Notebook, PartialNotebook
from autograder.results import CellResult, Graded, points_of

_ROUNDING = 1e-9
_LONGEST = 120


@dataclass(frozen=True)
class Loss:
    """Points that a test took: the facet or the kind of error, and what was seen."""

    test: str
    facet: str
    seen: str = ""


@dataclass(frozen=True)
class Verdict:
    """A mutant and what it lost: it is killed if that is anything.

    `reason` says why a person takes it for right, `note` why it could not be graded.
    """

    mutant: Mutant
    losses: tuple[Loss, ...] = ()
    reason: str = ""
    note: str = ""

    @property
    def killed(self) -> bool:
        """Whether a test took a point."""
        return bool(self.losses)


def scores_of(graded: Graded) -> dict[str, float]:
    """Return the points that tests gave, by cell."""
    scores = points_of(graded.cells).scores
    return {cell: score for cell, score in scores.items() if score is not None}


def losses(graded: Graded, full: Mapping[str, float]) -> tuple[Loss, ...]:
    """Return where a graded notebook has fewer points than in `full`, by cell."""
    scores = scores_of(graded)
    lost = [cell for cell, most in full.items() if scores.get(cell, 0.0) < most - _ROUNDING]
    if not lost:
        return ()
    results = {each.cell: each for each in graded.cells}
    return tuple(loss for cell in lost for loss in _losses(results.get(cell, CellResult(cell))))


def _losses(result: CellResult) -> Iterator[Loss]:
    if result.question:
        for facet in result.question.facets:
            if facet.points < facet.max_points:
                yield Loss(result.cell, _short(facet.name), _short(facet.seen))
    elif result.ended is None:
        yield Loss(result.cell, text("audit.points"), text("audit.fewer-points"))
    elif result.ended.code == Code.CELL_RAISED:
        said = result.ended
        yield Loss(result.cell, _short(said["kind"]), _short(said["message"]))
    else:
        yield Loss(result.cell, str(result.ended.code), _short(words(result.ended)))


def _short(value: object) -> str:
    return one_line(value, _LONGEST)


# A mutant that takes this many times as long as the solution hangs; but machines are busy, too.
_PATIENCE, _LEAST_SECONDS = 10, 5


@dataclass(frozen=True)
class Baseline:
    """A part with short limits, and what the solution earns in it, by test."""

    part: PartialNotebook
    full: Mapping[str, float]


def baselines(notebooks: Sequence[Notebook], pool: Pool) -> dict[str, Baseline]:
    """Return all parts by name, graded with the solution.

    Where the solution needs more of the notebook than a part has of it, the whole notebook takes
    its place. Raises CourseError when the solution doesn't earn all points.
    """
    parts = {name: part for notebook in notebooks for name, part in notebook.parts.items()}
    tasks = (Task(name, {name: part.handed_in({})}) for name, part in parts.items())
    graded = {done.task.student: done.graded[done.task.student] for done in pool.map(tasks)}
    found: dict[str, Baseline] = {}
    for notebook in notebooks:
        whole = notebook.whole
        full = _full(whole, graded[whole.name])
        for name, part in notebook.parts.items():
            mine = {cell: points for cell, points in full.items() if cell in part.tests}
            right = not graded[name].lost and not losses(graded[name], mine)
            used, points = (part, mine) if right else (whole, full)
            found[name] = Baseline(_limited(used, graded[used.name]), points)
    return found


def _full(whole: PartialNotebook, graded: Graded) -> dict[str, float]:
    """Return the points that the solution earns; raises CourseError when they aren't all."""
    assignment = whole.given.assignment
    if graded.problem:
        problem = words(graded.problem)
        raise CourseError(text("audit.solution-not-graded", assignment=assignment, problem=problem))
    if graded.faults:
        raise CourseError(str(graded.faults[0]["fault"]))
    most = {each.cell: each.max_points for each in graded.cells}
    missing = losses(graded, {cell: most[cell] for cell in whole.tests})
    if missing:
        first = missing[0]
        said = {"cell": first.test, "facet": first.facet, "seen": first.seen}
        raise CourseError(text("audit.solution-not-right", assignment=assignment, **said))
    return {cell: score for cell, score in scores_of(graded).items() if cell in whole.tests}


def _limited(part: PartialNotebook, graded: Graded) -> PartialNotebook:
    """Return the part with limits that suit what the solution took."""
    limits = part.given.settings.limits
    seconds = max(_LEAST_SECONDS, math.ceil(_PATIENCE * graded.seconds.get("cells", 0.0)))
    short = replace(
        limits,
        call_seconds=min(limits.call_seconds, seconds),
        notebook_seconds=min(limits.notebook_seconds, 2 * seconds),
    )
    settings = replace(part.given.settings, limits=short)
    return replace(part, given=replace(part.given, settings=settings))
