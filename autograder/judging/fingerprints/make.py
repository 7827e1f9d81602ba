"""Make one function's fingerprint: what is right, and what is known to be wrong."""

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from autograder.checks.fingerprints.behaviour import (
    LOSS,
    Arguments,
    Array,
    Came,
    FixedCall,
    Group,
    Part,
    Questions,
    behaviour,
    is_finite,
    measured,
    results,
    with_shifts,
)
from autograder.checks.fingerprints.cells import (
    LEAST_BITS,
    NEAR,
    Grid,
    Measured,
    bits_of,
    directions,
)
from autograder.checks.fingerprints.prints_file import Costs, Vector, grid_of
from autograder.checks.fingerprints.verdict import parts_of
from autograder.findings.outcome import copies_of
from autograder.judging.fingerprints.fixed_inputs import ASK, choice_of, costs_of, questions_of
from autograder.judging.fingerprints.suspects import (
    Known,
    Matched,
    Names,
    Suspect,
    explained,
    explained_alone,
    pairs,
    singles,
)
from autograder.judging.mistakes.catalogue import mistakes_of
from autograder.judging.question import FULL, HALF, at_strength

if TYPE_CHECKING:
    from autograder.judging.fingerprints.asked import Asked

Function = Callable[..., object]
# In tolerances: no catalogued wrong function may lie nearer to what is right, unless it is that.
FAR_ENOUGH = 128.0
_TRIES, _REPEATS = 4, 8
_FACTORS = {"half": (HALF,), "full": (FULL,), "either": (HALF, FULL)}


Reason = Literal["arguments", "fails", "little-choice", "random"]


class NoFingerprint(Exception):  # noqa: N818 - it says why there is none, and is no error
    """A function can have no fingerprint, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Convention:
    """What is right by one convention, and the names of what is known to be wrong by it."""

    right: Vector
    singles: Mapping[Vector, Sequence[Known]]
    pairs: Mapping[Vector, Sequence[Known]]
    alone: Mapping[tuple[int, Vector], Names]


@dataclass(frozen=True)
class Made:
    """A fingerprint in the clear, as only an instructor's process has it.

    `digests` and `secrets` are, for each part, hashes and what was hashed; the others are as in a
    file, with names. `near` are mistakes too near to what is right to be told apart, `alike` those
    that these inputs don't tell from it: how a function works is not to be seen in its results.
    """

    salt: bytes
    questions: Questions
    digests: tuple[tuple[str, ...], ...]
    secrets: tuple[tuple[bytes, ...], ...]
    conventions: tuple[Convention, ...]
    costs: tuple[Costs, ...]
    near: tuple[Names, ...]
    alike: tuple[Names, ...]


# What functions returned, by the calls: questions with the same seed ask for the same.
Seen = dict[tuple[Function, float, tuple[int, ...]], Came]


def made(
    asked: "Asked", assignment: str, reference: Function, salt: bytes, seed: bytes, seen: Seen
) -> Made:
    """Return the fingerprint of a question.

    Inputs are drawn anew while a known mistake lies too near to what is right. `seen` is kept from
    question to question. Raises NoFingerprint, and NotPlain for arguments that no file can hold.
    """
    for attempt in range(_TRIES):
        numbers = [*np.frombuffer(seed, dtype="<u4").tolist(), attempt]
        found = _made(asked, assignment, reference, salt, numbers, seen)
        if not found.near:
            break
    return found


def _made(
    asked: "Asked",
    assignment: str,
    reference: Function,
    salt: bytes,
    numbers: Sequence[int],
    seen: Seen,
) -> Made:
    factors = _FACTORS[str(asked.arguments.get("regularization", "half"))]
    questions = _with_parts(asked, reference, numbers)
    key = (*numbers, *(len(group.calls) for group in questions.groups))
    asks = [_Asks(asked.function, assignment, factor, key, seen) for factor in factors]
    rights = [results(each.adapted(reference), questions)[0] for each in asks]
    suspects = [list(each.singles(questions)) for each in asks]
    everything = [*rights, *(each.came for found in suspects for each in found)]
    questions = _with_shifts(questions, everything, np.random.default_rng([*numbers, 1]))
    _must_repeat(asks[-1].adapted(reference), questions, measured(questions, rights[-1]))
    costs = costs_of(asked, _sizes_of(reference, questions), [*numbers, 2])
    maker = _Maker(questions, salt)
    right = [measured(questions, each) for each in rights]
    vectors = [maker.vector_of(each) for each in right]
    conventions = [
        maker.convention(*each) for each in zip(asks, right, vectors, suspects, strict=True)
    ]
    return maker.made(conventions, tuple(costs))


@dataclass(frozen=True)
class _Asks:
    """A function of an assignment, asked by a convention; what is `seen` by `key` is kept."""

    function: str
    assignment: str
    factor: float
    key: tuple[int, ...]
    seen: Seen

    def adapted(self, function: Function) -> Function:
        """Return a function as it is asked."""
        return at_strength(function, self.factor)

    def singles(self, questions: Questions) -> Iterator[Suspect]:
        """Yield the functions with one mistake."""
        yield from singles(self.function, self.assignment, questions, self._came)

    def pairs(
        self, questions: Questions, matched: Sequence[Matched], right: Vector
    ) -> Iterator[Suspect]:
        """Yield those with two that touch the same part."""
        yield from pairs(self.function, self.assignment, questions, self._came, matched, right)

    def _came(self, function: Function, questions: Questions) -> Came:
        key = function, self.factor, self.key
        if key not in self.seen:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.seen[key] = results(self.adapted(function), questions)[0]
        return self.seen[key]

    @property
    def times(self) -> dict[str, int]:
        """How often each mistake comes."""
        found = mistakes_of(self.function, self.assignment)
        return {each.name: each.times for each in found}


def _with_parts(asked: "Asked", reference: Function, numbers: Sequence[int]) -> Questions:
    """Return questions with choice enough under each hash, of one thing or of all together."""
    fixed = asked.grader == "grade_loss"
    for times in range(1, 2 if fixed else _REPEATS + 1):
        questions = shaped(questions_of(asked, reference, numbers, times), reference)
        came, _ = results(reference, questions)
        groups, things = range(len(questions.groups)), range(len(questions.things))
        apart = {g: all(enough(questions, came, g, [k]) for k in things) for g in groups}
        if all(apart.values()):
            break
    kept, parts = list[Group](), list[Part]()
    for g, group in enumerate(questions.groups):
        if apart[g]:
            parts += [Part(len(kept), (k,)) for k in things]
        elif enough(questions, came, g, things):
            parts.append(Part(len(kept), tuple(things)))
        elif group.name.startswith(ASK):  # what is asked besides is left to the hidden test
            continue
        else:
            raise NoFingerprint("little-choice")
        kept.append(group)
    return replace(questions, groups=tuple(kept), parts=tuple(parts))


def shaped(questions: Questions, reference: Function) -> Questions:
    """Return the questions with the shapes of what is right, and where it is not finite."""
    return replace(
        questions,
        groups=tuple(
            replace(group, calls=tuple(_call(questions, each, reference) for each in group.calls))
            for group in questions.groups
        ),
    )


def _call(questions: Questions, call: FixedCall, reference: Function) -> FixedCall:
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value: Any = reference(*copies_of(call.arguments))
            things = value if len(questions.things) > 1 else [value]
            arrays = [np.asarray(each, dtype=np.float64) for each in things]
    except Exception as error:
        raise NoFingerprint("fails") from error
    lost = not all(np.isfinite(each).all() for each in arrays)
    shapes = tuple(each.shape for each in arrays)
    return replace(call, shapes=shapes, shifts=(0.0,) * len(shapes), lost=lost)


def enough(questions: Questions, came: Came, g: int, things: Sequence[int]) -> bool:
    """Return whether so many bits of choice lie in these things that no guess finds them."""
    group = questions.groups[g]
    bits, count, choice = bits_of(group.tolerance), 0, 0.0
    for call, found in zip(group.calls, came[g], strict=True):
        for thing in (found[k] for k in things):
            if not isinstance(thing, str) and np.isfinite(thing).all() and np.any(thing):
                count += thing.size
                choice += thing.size * min(bits, choice_of(thing, call.arguments))
    return min(choice, bits * min(count, directions(group.tolerance))) >= LEAST_BITS


# How far a size keeps from the border between two powers of 2: the right one, and wrong ones.
_CLEAR, _CLEAR_WRONG, _DRAWS = 0.05, 0.003, 60


def _with_shifts(
    questions: Questions, everything: Sequence[Came], rng: np.random.Generator
) -> Questions:
    """Return the questions with borders that no result lies at."""
    return with_shifts(
        questions,
        [
            [
                tuple(
                    _shift([came[g][c][k] for came in everything], group.least, rng)
                    for k in range(len(questions.things))
                )
                for c in range(len(group.calls))
            ]
            for g, group in enumerate(questions.groups)
        ],
    )


def _shift(things: Sequence[Array | str], least: float, rng: np.random.Generator) -> float:
    sizes = [float(np.abs(each).max(initial=0.0)) if is_finite(each) else 0.0 for each in things]
    powers = np.log2(np.maximum(sizes, least))
    best, found = -1.0, 0.0
    for shift in np.round(rng.uniform(size=_DRAWS), 4):
        gaps = np.abs(powers + shift - np.round(powers + shift))
        clear = min(gaps[0] / _CLEAR, 1.0) + min(gaps.min() / _CLEAR_WRONG, 1.0)
        if clear > best:
            best, found = clear, float(shift)
        if clear == 2.0:
            break
    return found


def _must_repeat(function: Function, questions: Questions, before: Sequence[Measured]) -> None:
    """Raise NoFingerprint for a function that answers otherwise when it is asked again."""
    again = behaviour(function, questions).parts
    for part, one, other in zip(questions.parts, before, again, strict=True):
        if one.distance(other) > questions.groups[part.group].tolerance:
            raise NoFingerprint("random")


def _sizes_of(reference: Function, questions: Questions) -> Callable[[Arguments], int]:
    def sizes(arguments: Arguments) -> int:
        value: Any = reference(*copies_of(arguments))
        if questions.kind == LOSS:
            return int(np.size(value[1]))
        things = value if len(questions.things) > 1 else [value]
        return sum(int(np.size(each)) for each in things)

    return sizes


# Two wrong functions whose numbers differ by so many tolerances do the same.
_SAME = 0.01


class _Hashes:
    """The hashes of one part, each with what was hashed, in the order in which they came."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.digests: dict[str, int] = {}
        self.secrets: list[bytes] = []

    def place(self, measured: Measured) -> int:
        """Return the number of a behaviour: that of one that is the same, or a new one."""
        first: bytes | None = None
        for secret in self.grid.secrets(measured, _SAME):
            first = secret if first is None else first
            known = self.digests.get(self.grid.digest(secret))
            if known is not None:
                return known
        self.secrets.append(first or b"")
        self.digests[self.grid.digest(first or b"")] = len(self.secrets) - 1
        return len(self.secrets) - 1


class _Maker:
    """Puts together what the hashes of all parts say of the functions that are known."""

    def __init__(self, questions: Questions, salt: bytes) -> None:
        self._questions, self._salt = questions, salt
        self._hashes = [_Hashes(grid_of(salt, questions, k)) for k in range(len(questions.parts))]
        self._near: list[Names] = []
        self._alike: list[Names] = []

    def vector_of(self, did: Sequence[Measured]) -> Vector:
        """Return which hash a behaviour has in each part."""
        return tuple(each.place(part) for each, part in zip(self._hashes, did, strict=True))

    def convention(
        self, asks: _Asks, its: Sequence[Measured], right: Vector, suspects: Sequence[Suspect]
    ) -> Convention:
        """Return what is right, and what is known to be wrong, by one convention."""
        questions, times = self._questions, asks.times
        single = list(self._matched(suspects, its, tell=True))
        double = list(self._matched(asks.pairs(questions, single, right), its, tell=False))
        parts = [parts_of(questions, thing) for thing in range(len(questions.things))]
        return Convention(
            right,
            explained(single, times),
            explained(double, times),
            explained_alone(single, parts, right, times),
        )

    def _matched(
        self, suspects: Iterable[Suspect], right: Sequence[Measured], tell: bool
    ) -> Iterator[Matched]:
        """Yield the suspects that lie far enough from what is right."""
        for suspect in suspects:
            did = measured(self._questions, suspect.came)
            gap = _distance(self._questions, right, did)
            if gap >= FAR_ENOUGH:
                yield Matched(suspect, self.vector_of(did))
            elif tell:
                (self._alike if gap <= NEAR else self._near).append(suspect.names)

    def made(self, conventions: Sequence[Convention], costs: tuple[Costs, ...]) -> Made:
        """Return the whole fingerprint."""
        return Made(
            salt=self._salt,
            questions=self._questions,
            digests=tuple(tuple(each.digests) for each in self._hashes),
            secrets=tuple(tuple(each.secrets) for each in self._hashes),
            conventions=tuple(conventions),
            costs=costs,
            near=tuple(dict.fromkeys(self._near)),
            alike=tuple(dict.fromkeys(self._alike)),
        )


def _distance(questions: Questions, right: Sequence[Measured], did: Sequence[Measured]) -> float:
    """Return how far a wrong function lies from the right one at its farthest, in tolerances."""
    return max(
        one.distance(other) / questions.groups[part.group].tolerance
        for part, one, other in zip(questions.parts, right, did, strict=True)
    )
