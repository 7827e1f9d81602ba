"""What is kept of the outputs of a cell: checked, tamed, limited."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from autograder.grading.grade.material import Node, OutputRules
from autograder.grading.result import RESULT_MIME
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


def mistakes_in(tests: Iterable[Node]) -> tuple[tuple[str, str], ...]:
    """Return the mistakes that the results of test cells name, each with its question."""
    results = [
        output["data"][RESULT_MIME]
        for cell in tests
        for output in cell["outputs"]
        if RESULT_MIME in output.get("data", {})
    ]
    return tuple(
        (result["question"], mistake["name"])
        for result in results
        for mistake in result.get("mistakes", ())
    )
