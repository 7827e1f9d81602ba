"""The wrong functions: a reference with one mistake in it, or with two."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, permutations
from typing import Any

from autograder.course.folders import CourseError
from autograder.judging.mistakes.catalogue import Mutation, definitions, mistakes_of, origin
from autograder.judging.reference import load_reference

Function = Callable[..., Any]

# Two mistakes made so often are made ahead, as pairs of them are asked for most: times of 742.
_COMMON = 5


@dataclass(frozen=True)
class WrongFunction:
    """A function with the mistakes of these names in it."""

    names: tuple[str, ...]
    function: Function


class WrongFunctions:
    """A function with its mistakes in it, and those that ask for the same, the fastest first.

    Slips that don't fit their reference, and mistakes that only words tell apart, are left out.
    There are none of a function that no catalogue knows. `times` says how often each mistake was
    made, by name.
    """

    def __init__(self, function: str, assignment: str = "") -> None:
        self.times = {each.name: each.times for each in mistakes_of(function, assignment)}
        self._cells = [(cell, _slips(cell)) for cell in _like(function, assignment)]

    def with_one(self) -> Iterator[list[WrongFunction]]:
        """Yield each function with each of its mistakes."""
        for cell, slips in self._cells:
            yield _all_made(cell, ((slip,) for slip in slips))

    def with_two(
        self, plausible: Callable[[Function, Function], bool]
    ) -> Iterator[list[WrongFunction]]:
        """Yield the same with each two, where the functions with one of them are `plausible`.

        There are a thousand pairs in a loss, and making one takes longer than most calls of it.
        """
        for cell, slips in self._cells:
            singles = [(slip, wrong) for slip in slips if (wrong := _made((slip,), cell))]
            pairs = (
                (one, other)
                for (one, first), (other, second) in combinations(singles, 2)
                if one.name != other.name and plausible(first, second)
            )
            yield _all_made(cell, pairs)


def wrong_function(
    function: str, assignment: str, names: frozenset[str]
) -> Callable[..., Any] | None:
    """Return the function with just the mistakes of these names, None if there is none."""
    for cell in _like(function, assignment):
        slips = [slip for slip in _slips(cell) if slip.name in names]
        for each in combinations(slips, len(names)):
            if {slip.name for slip in each} == names and (wrong := _made(each, cell)):
                return wrong
    return None


def make_wrong_functions(assignment: str) -> None:
    """Make all wrong functions of an assignment, so that forks of this process have them."""
    for name in definitions(assignment):
        for _ in WrongFunctions(name, assignment).with_one():
            pass
        for cell in _like(name, assignment):
            _all_made(cell, combinations(_slips(cell, times=_COMMON), 2))


@dataclass(frozen=True)
class _Cell:
    """The solution cell that defines a function, and the names of its notebook."""

    function: str
    assignment: str
    name: str
    source: str
    names: dict[str, Any] = field(compare=False)


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
    if place is None:
        return []
    try:
        found, names = definitions(place.assignment), load_reference(place.assignment)
    except CourseError:  # another course than the kit's own
        return []
    return [
        _Cell(name, place.assignment, *found[name], names) for name in place.like if name in found
    ]


def _all_made(cell: _Cell, choices: Iterable[tuple[Mutation, ...]]) -> list[WrongFunction]:
    return [
        WrongFunction(tuple(slip.name for slip in slips), wrong)
        for slips in choices
        if (wrong := _made(slips, cell))
    ]


@lru_cache(maxsize=4000)
def _made(slips: tuple[Mutation, ...], cell: _Cell) -> Function | None:
    """Return the reference with these slips, in an order in which each fits; None without one."""
    edited = (_edited(cell.source, order) for order in permutations(slips))
    source = next(filter(None, edited), None)
    if source is None:
        return None
    namespace = dict(cell.names)
    exec(compile(source, f"<{cell.name}, with a mistake>", "exec"), namespace)  # noqa: S102 - our own
    found: Function = namespace[cell.function]
    return found


def _edited(source: str, slips: Iterable[Mutation]) -> str | None:
    for slip in slips:
        if not slip.fits(source):
            return None
        source = slip.apply(source)
    return source
