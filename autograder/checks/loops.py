"""Tell a loop over the examples from matrix operations, by counting what Python executes."""

import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any

from autograder.checks.calls import Outcome, attempt

# A loop executes at least one line an example more; half of that leaves room for odd branches.
_STEPS_PER_EXAMPLE = 0.5


def count_steps(function: Callable[..., Any], *args: Any) -> tuple[Outcome, int]:  # noqa: ANN401
    """Call the function and return its Outcome and the number of Python lines it executed.

    A function that runs in another process counts there: it has a method `run_counting_steps`.
    Every round of a loop, comprehension, generator or `map` over a Python function counts; what
    numpy does inside one operation does not.
    """
    elsewhere = getattr(function, "run_counting_steps", None)
    if elsewhere is not None:
        counted = attempt(elsewhere, *args)
        value, steps = counted.value if counted.error is None else (None, 0)
        return replace(counted, value=value), steps
    steps = 0

    def tracer(_frame: FrameType, event: str, _arg: object) -> Any:  # noqa: ANN401 - sys.settrace
        nonlocal steps
        steps += event in ("line", "call")
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        outcome = attempt(function, *args)
    finally:
        sys.settrace(before)
    return outcome, steps


def loops_over_examples(few: int, many: int, extra_examples: int) -> bool:
    """Return whether the step counts of two calls, the second with more examples, show a loop."""
    return many - few > _STEPS_PER_EXAMPLE * extra_examples
