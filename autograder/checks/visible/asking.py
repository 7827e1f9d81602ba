"""Checks that say first which problems they want solved, so that all can be solved together.

A check is a generator: it yields problems, is sent what the function makes of them, and returns a
sentence on what is wrong, or None. A student's function in another process answers many at a time.
"""

from collections.abc import Generator, Sequence
from itertools import chain, islice

from autograder.checks.results import LossResult, loss_or_nan
from autograder.checks.visible.problem import LossFunction, Problem, call_all

Finding = str | None
Results = list[LossResult | str]
Asking = Generator[Sequence[Problem], Results, Finding]


def ask_together(function: LossFunction, checks: Sequence[Asking]) -> list[Finding]:
    """Return what each check finds; what they yield first is asked of the function at once."""
    wanted = [next(check) for check in checks]
    results = iter(call_all(function, *chain.from_iterable(wanted)))
    return [
        _finished(function, check, list(islice(results, len(problems))))
        for check, problems in zip(checks, wanted, strict=True)
    ]


def losses(results: Results) -> list[float]:
    """Return the losses alone, nan where there is none."""
    return [loss_or_nan(each) for each in results]


def _finished(function: LossFunction, check: Asking, results: Results) -> Finding:
    try:
        while True:
            results = call_all(function, *check.send(results))
    except StopIteration as end:
        found: Finding = end.value
        return found
