"""What calls cost, told by counts: a loop over examples, and a gradient made of differences."""

from autograder.findings import Code, Finding, effort
from autograder.findings.effort import Effort, loops_over_examples

# Blocks of rows are a loop, too: what is written with matrices has the same lines for any N.
FEW, MANY, _LINES_PER_EXAMPLE = 8, 408, 0.1


def loop_over_examples(few: Effort, many: Effort) -> Finding | None:
    """Return a finding if more lines of the student's ran for MANY examples than for FEW."""
    if not loops_over_examples(few.lines, many.lines, MANY - FEW, _LINES_PER_EXAMPLE):
        return None
    return Finding(Code.LOOP_OVER_EXAMPLES)


def by_differences(less: Effort, more: Effort, entries: tuple[int, int]) -> Finding | None:
    """Return a finding if the work grows as if a function were evaluated for each entry.

    `entries` are how many the results of the two calls have.
    """
    return Finding(Code.BY_DIFFERENCES) if effort.by_differences(less, more, entries) else None
