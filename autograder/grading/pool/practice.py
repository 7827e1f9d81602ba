"""Go through the kit's own tests once with a loss of no interest, before the first submission.

What has run before runs faster, also in a fork: it is loaded, and Python has adapted to it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from IPython.display import display

from autograder.checks.ahead import TIMES, squared_error
from autograder.checks.visible.losses import SOFTMAX, report_on
from autograder.grading.facets import LOSS_FACETS, Trial
from autograder.grading.question import judge_facet
from autograder.grading.result import FacetResult, QuestionResult
from autograder.grading.running.cells import RunCell
from autograder.grading.running.run import Sides, run_in
from autograder.grading.running.settings import Settings
from autograder.grading.sandbox.nursery import Nursery
from autograder.grading.subject import Subject
from autograder.grading.tame.outputs import tame_outputs

_NAME = "squared_error"
_CELLS = (
    RunCell("setup", "import numpy as np\nx = 1", "given"),
    RunCell("answer", "from autograder.checks.ahead import squared_error", "answer"),
    RunCell("test", f"from {__name__} import go_through\n\ngo_through({_NAME})", "test"),
    RunCell("wrong", f"import numpy as np\nassert {_NAME} is None", "test"),
)


def practise(nursery: Nursery, settings: Settings) -> None:
    """Run a notebook of the kit's own; raises NoSandbox."""
    own = Settings(settings.limits, settings.isolation, settings.view, asked=frozenset({_NAME}))
    sides = Sides(own.asked)
    try:
        for _ in range(2):
            for ran in run_in(nursery, _CELLS, own, sides):
                tame_outputs(ran.outputs)
            sides.start_over()
    finally:
        sides.end()


def go_through(function: Callable[..., Any]) -> None:
    """Look at a student's function as a test does."""
    rng, names = np.random.default_rng(0), {_NAME: function}
    for _ in range(TIMES):
        display(report_on(function, SOFTMAX, vectorized=True))
        kept: dict[str, Any] = {}
        seen = []
        for name, facet in LOSS_FACETS.items():
            trial = Trial(Subject(_NAME, names), squared_error, rng, Subject(_NAME, names), kept)
            seen.append(FacetResult(name, 1.0, 1.0, judge_facet(facet, trial)))
        display(QuestionResult("practice", _NAME, 0, tuple(seen), ()))
