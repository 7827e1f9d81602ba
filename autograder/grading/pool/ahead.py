"""Load what a first submission would load, once for all forks of a worker."""

import bdb  # noqa: F401 - IPython asks for it in a first cell
import gc

import IPython.core.interactiveshell
import IPython.core.logger  # noqa: F401
import numpy.ma  # noqa: F401 - numpy loads it late

import autograder.grading.question  # noqa: F401 - what the kit's own tests call
from autograder.grading.grade.grade import not_graded
from autograder.grading.grade.material import Specification, Submission
from autograder.grading.tame.outputs import tame_outputs
from autograder.inside.preparing import import_ahead

_OUTPUT = {"output_type": "display_data", "data": {"text/html": "<p>a <b>b</b></p>"}}


def load_ahead(given: Specification) -> None:
    """Import what the notebook imports, and go once through all that needs no student."""
    import_ahead(given.settings.modules)
    tame_outputs([_OUTPUT])
    b"".decode("utf-8-sig")
    not_graded(given, Submission("nobody"), "nobody handed it in")


def keep_shared() -> None:
    """Keep the garbage collector from touching, and so copying, every page in each fork."""
    gc.collect()
    gc.freeze()
