"""Does an assignment's own solution have all points of its own tests?"""

from collections.abc import Mapping
from contextlib import closing

from autograder.engine.proof.variants import variants
from autograder.engine.sandbox.isolation import NoSandbox
from autograder.engine.submission.specification import Specification
from autograder.engine.workers.pool import LocalPool
from autograder.engine.workers.tasks import Task

_ROUNDING = 1e-9


def lost_by_solution(given: Mapping[str, Specification]) -> frozenset[str]:
    """Return the tests, by cell, in which the solution of notebooks loses points.

    None is known of notebooks without a source, and where nothing can be graded.
    """
    lost = set[str]()
    for each in given.values():
        if not (made := variants(each)):
            continue
        task = Task("solution", {each.notebook: made[0].submission})
        try:
            with closing(LocalPool([each], 1)) as pool:
                (done,) = pool.map(iter([task]))
        except NoSandbox:
            continue
        graded = done.graded[each.notebook]
        tests = [test for test in graded.cells if test.graded and not test.written]
        lost |= {
            test.cell
            for test in tests
            if not graded.lost
            if test.points is not None and test.points < test.max_points - _ROUNDING
        }
    return frozenset(lost)
