"""Which mistakes a behaviour is named by: the rules of the diagnosis, on the fixed inputs."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from autograder.checks.fingerprints.behaviour import Came, Questions, results
from autograder.judging.diagnosis import ENOUGH
from autograder.judging.mistakes.catalogue import mistakes_of
from autograder.judging.mistakes.wrong_functions import WrongFunction, wrong_functions, wrong_pairs

Names = tuple[str, ...]
Vector = tuple[int, ...]


@dataclass(frozen=True)
class Suspect:
    """A wrong function's names, the level at which it is looked for, and what came of it."""

    names: Names
    level: int
    single: bool
    came: Came

    @property
    def numbers(self) -> int:
        """The number of calls whose results are finite."""
        calls = chain.from_iterable(self.came)
        return sum(all(_finite(thing) for thing in each) for each in calls)


def _finite(thing: object) -> bool:
    return not isinstance(thing, str) and bool(np.isfinite(thing).all())  # type: ignore[call-overload]


def suspects_of(
    function: str,
    assignment: str,
    questions: Questions,
    adapted: Callable[[Callable[..., object]], Callable[..., object]],
) -> Iterator[Suspect]:
    """Yield the wrong functions that a diagnosis knows, with what they return.

    `adapted` makes of one the function that is asked, such as one of another convention.
    """
    singles = list(wrong_functions(function, assignment))
    common = _common(chain.from_iterable(singles), function, assignment)
    pairs = wrong_pairs(function, assignment, lambda one, other: one in common and other in common)
    levels = chain(((True, each) for each in singles), ((False, each) for each in pairs))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for level, (single, wrong) in enumerate(levels):
            for each in wrong:
                came, _ = results(adapted(each.function), questions)
                yield Suspect(each.names, level, single, came)


# Pairs of mistakes that are made so often are looked for: times of 742 functions.
_COMMON = 5


def _common(
    wrong: Iterable[WrongFunction], function: str, assignment: str
) -> set[Callable[..., object]]:
    times = {each.name: each.times for each in mistakes_of(function, assignment)}
    return {each.function for each in wrong if times[each.names[0]] >= _COMMON}


@dataclass(frozen=True)
class Matched:
    """A suspect, and which hash it has in each part."""

    suspect: Suspect
    vector: Vector


def explained(matched: Sequence[Matched], times: dict[str, int]) -> dict[Vector, Names]:
    """Return the names by which each behaviour as a whole is known: the first level's."""
    found: dict[Vector, Names] = {}
    for vector in dict.fromkeys(each.vector for each in matched):
        its = [each.suspect for each in matched if each.vector == vector]
        level = min(each.level for each in its)
        names = _likeliest([each for each in its if each.level == level], times)
        if names:
            found[vector] = names
    return found


def explained_alone(
    matched: Sequence[Matched], parts: Sequence[Sequence[int]], right: Vector, times: dict[str, int]
) -> dict[tuple[int, Vector], Names]:
    """Return the names by which each thing is known, of mistakes that are to be seen in no other.

    `parts` are the numbers of the parts that each thing is in.
    """
    found: dict[tuple[int, Vector], Names] = {}
    singles = [each for each in matched if each.suspect.single]
    for thing, its_parts in enumerate(parts):
        others = [k for k in range(len(right)) if k not in its_parts]
        for mine in dict.fromkeys(_of(each.vector, its_parts) for each in singles):
            agreeing = [each for each in singles if _of(each.vector, its_parts) == mine]
            level = min(each.suspect.level for each in agreeing)
            pure = [
                each.suspect
                for each in agreeing
                if each.suspect.level == level and _of(each.vector, others) == _of(right, others)
            ]
            names = _likeliest(pure, times)
            if names and mine != _of(right, its_parts):
                found[thing, mine] = names
    return found


def _of(vector: Vector, parts: Sequence[int]) -> Vector:
    return tuple(vector[part] for part in parts)


def _likeliest(found: Sequence[Suspect], times: dict[str, int]) -> Names:
    """Return the names of one description, none if it isn't sure: as the diagnosis does."""
    names = {tuple(sorted(each.names)) for each in found}
    if len(names) < 2 or found[0].numbers < ENOUGH:
        return names.pop() if len(names) == 1 else ()
    return max(sorted(names), key=lambda each: min(times[name] for name in each))
