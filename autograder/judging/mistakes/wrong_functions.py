"""The wrong functions: a reference with one mistake in it, or with two."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, combinations
from typing import Any

from autograder.course.folders import CourseError
from autograder.judging.mistakes.catalogue import Mutation, definitions, mistakes_of, origin
from autograder.judging.reference import load_reference

Function = Callable[..., Any]

# Mistakes made so often that two of them in one function are looked for: times of 742.
_COMMON = 5


@dataclass(frozen=True)
class WrongFunction:
    """A function with the mistakes of these names in it."""

    names: tuple[str, ...]
    function: Function


def wrong_functions(function: str, assignment: str = "") -> Iterator[list[WrongFunction]]:
    """Yield the function with each of its mistakes, then those that ask for the same.

    The fastest come first. Slips that don't fit their reference, and mistakes that only words tell
    apart, are left out. Nothing for a function that no catalogue knows.
    """
    for cell in _like(function, assignment):
        yield _all_made(cell, ((slip,) for slip in _slips(cell)))


def wrong_pairs(function: str, assignment: str = "") -> Iterator[list[WrongFunction]]:
    """Yield the same with each two of the commonest mistakes."""
    for cell in _like(function, assignment):
        common = _slips(cell, times=_COMMON)
        pairs = combinations(common, 2)
        yield _all_made(cell, (pair for pair in pairs if pair[0].name != pair[1].name))


def make_wrong_functions(assignment: str) -> None:
    """Make all wrong functions of an assignment, so that forks of this process have them."""
    for name in definitions(assignment):
        for _ in chain(wrong_functions(name, assignment), wrong_pairs(name, assignment)):
            pass


@dataclass(frozen=True)
class _Cell:
    """The solution cell that defines a function."""

    function: str
    assignment: str
    name: str
    source: str


def _slips(cell: _Cell, times: int = 0) -> tuple[Mutation, ...]:
    """Return the slips in a function that results tell apart, of mistakes made so often."""
    return tuple(
        slip
        for mistake in mistakes_of(cell.function, cell.assignment)
        for slip in mistake.slips
        if slip.function == cell.function and not mistake.says and mistake.times >= times
    )


def _like(function: str, assignment: str) -> list[_Cell]:
    """Return where the functions stand that ask for the same; none without a source notebook."""
    place = origin(function, assignment)
    try:
        found = definitions(place.assignment) if place else {}
    except CourseError:  # another course than the kit's own
        return []
    names = place.like if place else ()
    return [
        _Cell(name, place.assignment, *found[name]) for name in names if place and name in found
    ]


def _all_made(cell: _Cell, choices: Iterable[tuple[Mutation, ...]]) -> list[WrongFunction]:
    return [
        WrongFunction(tuple(slip.name for slip in slips), wrong)
        for slips in choices
        if (wrong := _made(slips, cell))
    ]


@lru_cache(maxsize=4000)
def _made(slips: tuple[Mutation, ...], cell: _Cell) -> Function | None:
    """Return the reference with these slips; None if one doesn't fit."""
    source = cell.source
    for slip in slips:
        if not slip.fits(source):
            return None
        source = slip.apply(source)
    namespace = dict(load_reference(cell.assignment))
    exec(compile(source, f"<{cell.name}, with a mistake>", "exec"), namespace)  # noqa: S102 - our own
    found: Function = namespace[cell.function]
    return found
