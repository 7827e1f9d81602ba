"""Grade mutants: first by the tests of their own answer, then those that survive by all tests."""

from collections.abc import Callable, Mapping, Sequence

from autograder.audit.mutants import Mutant
from autograder.audit.notebook import Notebook
from autograder.audit.solution import Fair
from autograder.audit.verdict import Verdict, losses
from autograder.grading.grade.material import Graded
from autograder.grading.pool.task import Pool, Task

# Called with what is going on, how much of it is done, and how much there is.
Tell = Callable[[str, int, int], None]
Sitting = tuple[Mutant, Notebook, Fair]


def judge(
    notebooks: Sequence[Notebook],
    mutants: Sequence[Mutant],
    exams: Mapping[str, Fair],
    pool: Pool,
    tell: Tell,
) -> list[Verdict]:
    """Return what the tests say of each mutant, in order; `exams` are by name."""
    of = {notebook.whole.given.notebook: notebook for notebook in notebooks}
    first, second = {}, {}
    for number, mutant in enumerate(mutants):
        notebook = of[mutant.notebook]
        own = exams[notebook.own_tests[mutant.cell].name]
        every = exams[notebook.all_tests.name]
        first[number] = mutant, notebook, own
        if own.full.keys() != every.full.keys():
            second[number] = mutant, notebook, every
    found = _sit(first, pool, lambda done, count: tell("mutants", done, count))
    again = {number: each for number, each in second.items() if not found[number].killed}
    found |= _sit(again, pool, lambda done, count: tell("survivors by all tests", done, count))
    return [found[number] for number in range(len(mutants))]


def _sit(
    sittings: Mapping[int, Sitting], pool: Pool, tell: Callable[[int, int], None]
) -> dict[int, Verdict]:
    """Return what came of each mutant in its exam, by number."""
    tasks = (
        Task(str(number), {fair.exam.name: fair.exam.handed_in(notebook.changed(mutant))})
        for number, (mutant, notebook, fair) in sittings.items()
    )
    found: dict[int, Verdict] = {}
    for done in pool.map(tasks):
        number = int(done.task.student)
        mutant, _, fair = sittings[number]
        found[number] = _verdict(mutant, done.graded[fair.exam.name], fair)
        tell(len(found), len(sittings))
    return found


def _verdict(mutant: Mutant, graded: Graded, fair: Fair) -> Verdict:
    if graded.lost:  # nobody knows what the tests would have said
        return Verdict(mutant, note=graded.problem)
    return Verdict(mutant, losses(graded, fair.full))
