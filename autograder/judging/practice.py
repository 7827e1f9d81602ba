"""What a worker does before the first submission, so that none pays for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from IPython.display import display

from autograder.checks.loss_check import TIMES, large_scores, report_on, squared_error
from autograder.course.folders import mistakes_file
from autograder.judging.facets import LOSS_FACETS, FacetInput
from autograder.judging.mistakes.catalogue import NOTHING, read_own
from autograder.judging.mistakes.learned import inputs_file
from autograder.judging.mistakes.wrong_functions import make_wrong_functions
from autograder.judging.question import judge_facet
from autograder.judging.reference import load_reference
from autograder.judging.subject import Subject
from autograder.notebooks.translation import translated_words
from autograder.results.display import show
from autograder.results.record import FacetResult, QuestionResult

# Cells of a notebook: a name, a source, and whose it is.
PRACTICE = (
    ("setup", "import numpy as np\nx = 1", "given"),
    (
        "answer",
        "from autograder.checks.loss_check import squared_error\n\nloss = squared_error",
        "answer",
    ),
    ("test", f"from {__name__} import go_through\n\ngo_through(loss)", "test"),
    ("wrong", "import numpy as np\nassert loss is None", "test"),
)


def belongings(assignment: str, root: Path) -> tuple[list[Path], list[str]]:
    """Return the files of an assignment's mistakes, and the assignments whose mistakes count, too.

    Beside the mistakes lie what they and the tests say in other languages.
    Raises CourseError when the mistakes can't be read.
    """
    own = read_own(assignment, root)
    files = [mistakes_file(assignment, root)] if own is not NOTHING else []
    files += [path for path in [inputs_file(assignment, root)] if path.is_file()]
    files += translated_words(root, assignment)
    return files, [same.assignment for same in own.same.values()]


def load_for(assignment: str) -> None:
    """Load the reference of an assignment, and make all its wrong functions.

    Forks of this process then have them. Raises CourseError when a solution can't be run.
    """
    load_reference(assignment)
    make_wrong_functions(assignment)


def go_through(function: Callable[..., Any]) -> None:
    """Look at a student's function as a test does."""
    rng, names = np.random.default_rng(0), {"loss": function}
    for _ in range(TIMES):
        display(report_on(function, (large_scores(),), vectorized=True))
        kept: dict[str, Any] = {}
        seen = []
        for name, facet in LOSS_FACETS.items():
            facet_input = FacetInput(
                Subject("loss", names), squared_error, rng, Subject("loss", names), kept
            )
            seen.append(FacetResult(name, 1.0, 1.0, judge_facet(facet, facet_input)))
        show(QuestionResult("practice", "loss", 0, tuple(seen), ()))
