"""Run an audit: the solution first, then its mutants by their own tests, then survivors by all."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.audit.cosmic import operators
from autograder.audit.equivalents import Equivalent, read_equivalents, reason_for, stale
from autograder.audit.judging import Tell, judge
from autograder.audit.mutants import Mutant
from autograder.audit.notebook import Notebook, only, read_notebook
from autograder.audit.released import released
from autograder.audit.result import Audit
from autograder.audit.solution import fair_exams
from autograder.grading.pool.local import LocalPool
from autograder.grading.sandbox.isolation import Isolation, must_work


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
    must_work(isolation)
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
    tell("the solution", 0, 1)
    exams = {name: exam for notebook in ready.notebooks for name, exam in notebook.exams.items()}
    with closing(LocalPool([exam.given for exam in exams.values()], jobs)) as pool:
        fair = fair_exams(ready.notebooks, pool)
    given = {each.exam.name: each.exam.given for each in fair.values()}
    with closing(LocalPool(list(given.values()), jobs)) as pool:
        verdicts = judge(ready.notebooks, ready.mutants, fair, pool, tell)
    told = [replace(each, reason=reason_for(each.mutant, ready.known)) for each in verdicts]
    killed = [each.mutant for each in told if each.killed]
    survived = [each.mutant for each in told if not each.killed]
    return Audit(assignment, tuple(told), tuple(stale(ready.known, killed, survived, ready.partly)))
