"""Run an audit: the solution, then its mutants by their own tests, then survivors by all."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.engine.sandbox.backends import require_backend
from autograder.engine.sandbox.isolation import Isolation
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Pool, Task
from autograder.findings import text, words
from autograder.instructors.audit.course_copy import released
from autograder.instructors.audit.equivalents import Equivalent, read_equivalents, reason_for, stale
from autograder.instructors.audit.mutants import Mutant, operators
from autograder.instructors.audit.partial_notebook import Notebook, only, read_notebook
from autograder.instructors.audit.summary import Audit
from autograder.instructors.audit.verdicts import Baseline, Verdict, baselines, losses
from autograder.results import Graded

# Called with what is going on, how much of it is done, and how much there is.
Tell = Callable[[str, int, int], None]
MutantRun = tuple[Mutant, Notebook, Baseline]


def judge(
    notebooks: Sequence[Notebook],
    mutants: Sequence[Mutant],
    by_part: Mapping[str, Baseline],
    pool: Pool,
    tell: Tell,
) -> list[Verdict]:
    """Return what the tests say of each mutant, in order; `by_part` has the baselines."""
    of = {notebook.whole.given.notebook: notebook for notebook in notebooks}
    first, second = {}, {}
    for number, mutant in enumerate(mutants):
        notebook = of[mutant.notebook]
        own = by_part[notebook.own_tests[mutant.cell].name]
        every = by_part[notebook.all_tests.name]
        first[number] = mutant, notebook, own
        if own.full.keys() != every.full.keys():
            second[number] = mutant, notebook, every
    found = _run_mutants(
        first, pool, lambda done, count: tell(text("audit.mutants-run"), done, count)
    )
    again = {number: each for number, each in second.items() if not found[number].killed}
    found |= _run_mutants(
        again,
        pool,
        lambda done, count: tell(text("audit.all-tests"), done, count),
    )
    return [found[number] for number in range(len(mutants))]


def _run_mutants(
    runs: Mapping[int, MutantRun], pool: Pool, tell: Callable[[int, int], None]
) -> dict[int, Verdict]:
    """Return what came of each mutant in its part, by number."""
    tasks = (
        Task(str(number), {baseline.part.name: baseline.part.handed_in(notebook.changed(mutant))})
        for number, (mutant, notebook, baseline) in runs.items()
    )
    found: dict[int, Verdict] = {}
    for done in pool.map(tasks):
        number = int(done.task.student)
        mutant, _, baseline = runs[number]
        found[number] = _verdict(mutant, done.graded[baseline.part.name], baseline)
        tell(len(found), len(runs))
    return found


def _verdict(mutant: Mutant, graded: Graded, baseline: Baseline) -> Verdict:
    if graded.lost:  # nobody knows what the tests would have said
        return Verdict(mutant, note=words(graded.problem) if graded.problem else "")
    return Verdict(mutant, losses(graded, baseline.full))


@dataclass(frozen=True)
class Options:
    """What to audit and how; no `cells` means all, `equivalent` is a file in another place."""

    cells: tuple[str, ...] = ()
    equivalent: Path | None = None
    jobs: int | None = None
    isolation: Isolation | None = None
    operators: bool = True
    catalogue: bool = True


@dataclass(frozen=True)
class Material:
    """An assignment that is ready for an audit: notebooks, mutants, and which are equivalent.

    `partly` tells that not all kinds of mutants were made, so that entries may fit none.
    """

    notebooks: Sequence[Notebook]
    mutants: Sequence[Mutant]
    known: Sequence[Equivalent]
    isolation: Isolation
    partly: bool = False


def prepare(root: Path, assignment: str, options: Options) -> Material:
    """Return what is to be audited; raises CourseError, ValueError and NoSandbox."""
    if options.operators:
        operators()  # before anything takes time
    known = read_equivalents(root, assignment, options.equivalent)
    with released(root, assignment, options.isolation) as found:
        every = [read_notebook(given, cells, root) for given, cells in found]
    notebooks = only(every, options.cells)
    isolation = every[0].whole.given.settings.isolation
    require_backend(isolation)
    mutants = [
        mutant
        for notebook in notebooks
        for mutant in notebook.mutants(options.operators, options.catalogue)
    ]
    cells = {answer.cell for notebook in notebooks for answer in notebook.answers}
    mine = [each for each in known if each.cell in cells or not options.cells]
    partly = not (options.operators and options.catalogue)
    return Material(notebooks, mutants, mine, isolation, partly)


def audit_of(assignment: str, ready: Material, jobs: int | None, tell: Tell) -> Audit:
    """Return what the tests say of each mutant; raises CourseError when the solution is wrong."""
    tell(text("audit.the-solution"), 0, 1)
    parts = {name: part for notebook in ready.notebooks for name, part in notebook.parts.items()}
    with closing(LocalPool([part.given for part in parts.values()], jobs)) as pool:
        by_part = baselines(ready.notebooks, pool)
    given = {each.part.name: each.part.given for each in by_part.values()}
    with closing(LocalPool(list(given.values()), jobs)) as pool:
        verdicts = judge(ready.notebooks, ready.mutants, by_part, pool, tell)
    told = [replace(each, reason=reason_for(each.mutant, ready.known)) for each in verdicts]
    killed = [each.mutant for each in told if each.killed]
    survived = [each.mutant for each in told if not each.killed]
    return Audit(assignment, tuple(told), tuple(stale(ready.known, killed, survived, ready.partly)))
