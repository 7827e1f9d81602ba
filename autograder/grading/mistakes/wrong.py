"""The wrong functions: a reference with one mistake in it, or with two."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

from autograder.grading.course import CourseError
from autograder.grading.mistakes.load import definitions, mistakes_of, origin
from autograder.grading.mistakes.mistake import Mistake, Slip
from autograder.grading.reference import load_reference

Function = Callable[..., Any]

# Mistakes made so often that two of them in one function are looked for: times of 742.
_COMMON = 5


@dataclass(frozen=True)
class Wrong:
    """A function with the mistakes of these names in it."""

    names: tuple[str, ...]
    function: Function


def wrong_functions(function: str) -> list[Wrong]:
    """Return the function with each of its mistakes, as far as they fit its reference.

    Those that only words tell apart are left out. Empty for a function that the catalogue doesn't
    know, or without a source notebook.
    """
    return [
        Wrong((mistake.name,), wrong)
        for mistake in _by_results(function)
        for slip in mistake.slips
        if (wrong := _with_slips(slip))
    ]


def wrong_pairs(function: str) -> list[Wrong]:
    """Return the function with each two of its commonest mistakes."""
    common = [each for each in _by_results(function) if each.times >= _COMMON]
    return [
        Wrong((one.name, other.name), wrong)
        for one, other in combinations(common, 2)
        for slip in one.slips
        for second in other.slips
        if second.function == slip.function and (wrong := _with_slips(slip, second))
    ]


def load_ahead(assignment: str) -> None:
    """Make all wrong functions of an assignment, so that forks of this process have them."""
    for name in definitions(assignment):
        wrong_functions(name)
        wrong_pairs(name)


def _by_results(function: str) -> list[Mistake]:
    return [mistake for mistake in mistakes_of(function) if not mistake.says]


def _with_slips(*slips: Slip) -> Function | None:
    """Return the reference with these slips, which are of one function; None if one won't fit."""
    place = origin(slips[0].function)
    try:
        found = definitions(place.assignment) if place else {}
    except CourseError:  # no source notebook: another course than the kit's own
        return None
    if place is None or slips[0].function not in found:
        return None
    return _made(slips, place.assignment, *found[slips[0].function])


@lru_cache(maxsize=4000)
def _made(slips: tuple[Slip, ...], assignment: str, cell: str, source: str) -> Function | None:
    for slip in slips:
        if not slip.fits(source):
            return None
        source = slip.apply(source)
    namespace = dict(load_reference(assignment))
    exec(compile(source, f"<{cell}, with a mistake>", "exec"), namespace)  # noqa: S102 - our own
    found: Function = namespace[slips[0].function]
    return found
