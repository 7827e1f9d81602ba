"""What is kept of the outputs of a cell: checked, tamed, limited."""

import math
from collections.abc import Sequence
from typing import Any

from autograder.grading.grade.material import OutputRules
from autograder.grading.running.cells import Ran
from autograder.grading.running.partial import limit
from autograder.grading.tame.lines import limit_lines, limit_tracebacks, without_pattern
from autograder.grading.tame.outputs import clean_outputs, tame_outputs

Output = dict[str, Any]


def kept_outputs(ran: Ran, is_test: bool, flags: dict[str, Any]) -> list[Output]:
    """Return the outputs of a cell with nbgrader's `flags` as they may be stored and shown."""
    if not is_test:
        return tame_outputs(ran.outputs)
    return limit(clean_outputs(ran.outputs), float(flags.get("points", math.inf)))


def by_rules(outputs: Sequence[Output], rules: OutputRules) -> list[Output]:
    """Return the outputs that the course's rules keep."""
    kept = list(without_pattern(outputs, rules.ignore_pattern))
    kept = list(limit_lines(kept, rules.max_lines))
    return list(limit_tracebacks(kept, rules.max_traceback))
