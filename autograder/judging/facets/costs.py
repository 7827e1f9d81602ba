"""What a call costs, told by counts: a loop over examples, and a gradient made of differences."""

from collections.abc import Callable, Sequence
from typing import Any

from autograder.findings import Code, Finding, effort
from autograder.findings.effort import Effort, loops_over_examples, measured_all
from autograder.judging.facets.facet import FacetInput

Call = tuple[Any, ...]

# Blocks of rows are a loop, too: what is written with matrices has the same lines for any N.
FEW, MANY, _LINES_PER_EXAMPLE = 8, 408, 0.1


def loop_over_examples(facet_input: FacetInput, draw: Callable[[int], Call]) -> Finding | None:
    """Return a finding if more lines of the student's run for many examples than for few.

    `draw` returns the arguments of a call with so many examples.
    """
    few, many = _efforts(facet_input, [draw(N) for N in (FEW, MANY)])
    if not loops_over_examples(few.lines, many.lines, MANY - FEW, _LINES_PER_EXAMPLE):
        return None
    return Finding(Code.LOOP_OVER_EXAMPLES)


def by_differences(
    facet_input: FacetInput, small: Call, large: Call, entries: tuple[int, int]
) -> Finding | None:
    """Return a finding if the work grows as if a function were evaluated for each entry.

    `entries` are how many the results of the two calls have.
    """
    less, more = _efforts(facet_input, [small, large], memory=True)
    return Finding(Code.BY_DIFFERENCES) if effort.by_differences(less, more, entries) else None


def _efforts(facet_input: FacetInput, calls: Sequence[Call], memory: bool = False) -> list[Effort]:
    outcome = facet_input.subject.call_with(measured_all, calls, memory)
    return [each for _, each in outcome.value or ()] or [Effort()] * len(calls)
