"""What follows from a mistake in an earlier question of a notebook, and costs no point again.

A later question is asked once more against the reference with the earlier mistake in it: what
agrees with that was put together rightly. Only mistakes that have a name count, as the kit has a
function for each of those; to ask the student's own would give points for parts that fit nothing
but each other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from types import CodeType
from typing import Any

from autograder.judging.mistakes.catalogue import Mutation, definitions, mistakes_of
from autograder.judging.reference import load_reference
from autograder.results.record import NamedMistake

Function = Callable[..., Any]
# The names of the mistakes in each function that was judged so far, by the function's name.
Named = dict[str, tuple[str, ...]]

# Beside the notebook's own names: no student's process is asked for a name that begins like this.
_RECORD = "__autograder_named__"


def named_before(namespace: Mapping[str, Any]) -> Named:
    """Return which mistakes were named in the questions before this one, by function."""
    found = dict.get(namespace, _RECORD) if isinstance(namespace, dict) else None
    return found if isinstance(found, dict) else {}


def remember(namespace: Mapping[str, Any], function: str, mistakes: Sequence[NamedMistake]) -> None:
    """Keep for the questions that follow which mistakes were named in a function."""
    if isinstance(namespace, dict) and mistakes and all(each.known for each in mistakes):
        names = tuple(mistake.name for mistake in mistakes)
        dict.__setitem__(namespace, _RECORD, named_before(namespace) | {function: names})


def references_with(
    assignment: str, function: str, named: Named
) -> Iterator[tuple[tuple[str, ...], Function]]:
    """Yield a reference with the mistakes of the functions that it calls, and the names of those.

    None for a reference that calls no function with a mistake.
    """
    if not named:
        return
    cells = tuple(dict.fromkeys(definitions(assignment).values()))
    calls = [each for each in _called(assignment, function) if each in named]
    ways = [list(_slips(assignment, each, named[each])) for each in calls]
    for slips in product(*ways) if calls and all(ways) else ():
        together = tuple(slip for each in slips for slip in each)
        found = _functions(assignment, cells, together).get(function)
        if found is not None:
            yield tuple(calls), found


def _called(assignment: str, function: str) -> list[str]:
    """Return the solution's functions that one of them calls, or that those call."""
    names, own = load_reference(assignment), definitions(assignment)
    found, left = [], [function]
    while left:
        for each in _names_in(names.get(left.pop())):
            if each in own and each != function and each not in found:
                found.append(each)
                left.append(each)
    return found


def _names_in(value: object) -> Iterator[str]:
    """Yield the names that the code of a function, or of a class's methods, reads."""
    parts = vars(value).values() if isinstance(value, type) else (value,)
    codes = [getattr(part, "__code__", None) for part in parts]
    while codes:
        code = codes.pop()
        if isinstance(code, CodeType):
            yield from code.co_names
            codes += code.co_consts


def _slips(
    assignment: str, function: str, names: tuple[str, ...]
) -> Iterator[tuple[Mutation, ...]]:
    """Yield the ways to make just these mistakes in a function."""
    mistakes = {each.name: each for each in mistakes_of(function, assignment)}
    ways = [
        [slip for slip in mistakes[name].slips if slip.function == function]
        for name in names
        if name in mistakes
    ]
    if len(ways) == len(names):
        yield from product(*ways)


@lru_cache(maxsize=50)
def _functions(
    assignment: str, cells: tuple[tuple[str, str], ...], slips: tuple[Mutation, ...]
) -> dict[str, Any]:
    """Run the solution's cells with these slips in their functions; nothing if one doesn't fit."""
    found = dict(load_reference(assignment))
    own = definitions(assignment)
    for cell in cells:
        name, source = cell
        for slip in slips:
            if own.get(slip.function) == cell:
                if not slip.fits(source):
                    return {}
                source = slip.apply(source)
        exec(compile(source, f"<{name}, with a mistake>", "exec"), found)  # noqa: S102 - our own
    return found
