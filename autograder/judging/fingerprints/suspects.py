"""Which mistakes a behaviour is named by: the rules of the diagnosis, on the fixed inputs."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.checks.fingerprints.behaviour import Came, Questions, finite_calls
from autograder.checks.fingerprints.verdict import ENOUGH
from autograder.judging.mistakes.wrong_functions import WrongFunctions

Function = Callable[..., object]
Names = tuple[str, ...]
Vector = tuple[int, ...]


@dataclass(frozen=True)
class Suspect:
    """A wrong function: its mistakes' names, the level at which it is looked for, what came."""

    names: Names
    level: int
    function: Function
    came: Came

    @property
    def numbers(self) -> int:
        """The number of calls whose results are finite."""
        return finite_calls(self.came)


@dataclass(frozen=True)
class Matched:
    """A suspect, and which hash it has in each part."""

    suspect: Suspect
    vector: Vector


@dataclass(frozen=True)
class Known:
    """The names of a behaviour, with the level at which they are found and how often they come."""

    names: Names
    level: int
    times: int


Calling = Callable[[Function, Questions], Came]


def singles(
    function: str, assignment: str, questions: Questions, came: Calling
) -> Iterator[Suspect]:
    """Yield the wrong functions with one mistake that a diagnosis knows, with what they return."""
    for level, wrong in enumerate(WrongFunctions(function, assignment).with_one()):
        for each in wrong:
            yield Suspect(each.names, level, each.function, came(each.function, questions))


def pairs(
    function: str,
    assignment: str,
    questions: Questions,
    came: Calling,
    matched: Sequence[Matched],
    right: Vector,
) -> Iterator[Suspect]:
    """Yield those with two mistakes that touch the same part; the others follow from the singles.

    What was made of one solution is not made of another one that asks for the same, where both
    mistakes do the same in both.
    """
    wrong = {each.suspect.function: each for each in matched}
    at = {(each.suspect.names, each.vector, each.suspect.level) for each in matched}
    done: set[frozenset[str]] = set()

    def came_before(each: Matched) -> bool:
        level = each.suspect.level
        return any((each.suspect.names, each.vector, earlier) in at for earlier in range(level))

    def meet(one: Function, other: Function) -> bool:
        if one not in wrong or other not in wrong:
            return False
        both = wrong[one], wrong[other]
        if all(map(came_before, both)) and _names_of(both) in done:
            return False
        vectors = zip(both[0].vector, both[1].vector, right, strict=True)
        return any(a != its and b != its for a, b, its in vectors)

    for level, found in enumerate(WrongFunctions(function, assignment).with_two(meet)):
        for each in found:
            yield Suspect(each.names, level, each.function, came(each.function, questions))
        done |= {frozenset(each.names) for each in found}


def _names_of(found: Iterable[Matched]) -> frozenset[str]:
    return frozenset(name for each in found for name in each.suspect.names)


def explained(matched: Sequence[Matched], times: Mapping[str, int]) -> dict[Vector, list[Known]]:
    """Return what each behaviour is known by, at each level."""
    found: dict[Vector, list[Known]] = {}
    levels = sorted({each.suspect.level for each in matched})
    for vector in dict.fromkeys(each.vector for each in matched):
        for level in levels:
            its = [each.suspect for each in matched if each.vector == vector]
            known = _likeliest([each for each in its if each.level == level], times, level)
            if known:
                found.setdefault(vector, []).append(known)
    return found


def explained_alone(
    matched: Sequence[Matched],
    parts: Sequence[Sequence[int]],
    right: Vector,
    times: Mapping[str, int],
) -> dict[tuple[int, Vector], Names]:
    """Return the names by which each thing is known, of mistakes that are to be seen in no other.

    `parts` are the numbers of the parts that each thing is in.
    """
    found: dict[tuple[int, Vector], Names] = {}
    for thing, its_parts in enumerate(parts):
        others = [k for k in range(len(right)) if k not in its_parts]
        for mine in dict.fromkeys(_of(each.vector, its_parts) for each in matched):
            agreeing = [each for each in matched if _of(each.vector, its_parts) == mine]
            level = min(each.suspect.level for each in agreeing)
            pure = [
                each.suspect
                for each in agreeing
                if each.suspect.level == level and _of(each.vector, others) == _of(right, others)
            ]
            known = _likeliest(pure, times, level)
            if known and mine != _of(right, its_parts):
                found[thing, mine] = known.names
    return found


def _of(vector: Vector, parts: Sequence[int]) -> Vector:
    return tuple(vector[part] for part in parts)


def _likeliest(found: Sequence[Suspect], times: Mapping[str, int], level: int) -> Known | None:
    """Return the names of one description, None if it isn't sure: as the diagnosis does."""
    names = {tuple(sorted(each.names)) for each in found}
    if not names or (len(names) > 1 and found[0].numbers < ENOUGH):
        return None

    def often(each: Names) -> int:
        return min(times[name] for name in each)

    chosen = max(sorted(names), key=often)
    return Known(chosen, level, often(chosen))
