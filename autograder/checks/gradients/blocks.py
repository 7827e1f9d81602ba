"""The parts of a gradient that are checked by themselves, and a look at each."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from autograder.checks.gradients.parts import with_noise
from autograder.checks.gradients.preconditions import PreconditionFailed
from autograder.checks.gradients.slopes import random_direction, slope, slopes
from autograder.checks.gradients.target import Caller, Target
from autograder.checks.numerical import Float64Array
from autograder.findings import Code, Finding

# More classes than this are checked in so many groups.
GROUPS = 10


@dataclass(frozen=True, eq=False)
class Block:
    """Some entries of the gradient: `place` says which, `mask` has the gradient's shape."""

    place: Finding
    mask: NDArray[np.bool_]

    @property
    def is_bias(self) -> bool:
        """Whether it is the row of the bias."""
        return self.place.code == Code.BIAS_ROW

    @property
    def is_whole(self) -> bool:
        """Whether it holds all entries."""
        return self.place.code == Code.ALL_ENTRIES

    def only(self, direction: Float64Array) -> Float64Array:
        """Return the direction with 0 outside of the block."""
        return np.where(self.mask, direction, 0.0)


def blocks_of(shape: tuple[int, ...], *, bias: bool) -> Iterator[Block]:
    """Yield each class (last index), in at most 10 groups, then the last row if it is the bias."""
    if len(shape) == 2 and shape[1] > 1:
        for group in np.array_split(np.arange(shape[1]), min(GROUPS, shape[1])):
            mask = np.zeros(shape, dtype=np.bool_)
            mask[:, group] = True
            code = Code.COLUMNS if len(group) > 1 else Code.COLUMN
            yield Block(Finding.of(code, first=group[0], last=group[-1]), mask)
    if bias:
        mask = np.zeros(shape, dtype=np.bool_)
        mask[-1] = True
        yield Block(Finding.of(Code.BIAS_ROW, row=shape[0] - 1), mask)


def everything(shape: tuple[int, ...]) -> Block:
    """Return the block of all entries."""
    return Block(Finding(Code.ALL_ENTRIES), np.ones(shape, dtype=np.bool_))


# How many steps away from a kink to look again: far enough for each side to be one side.
_BESIDE = 1000.0
# How far away one direction is looked at, in scores: a gradient kept from an earlier call shows.
_ELSEWHERE = 5.0


@dataclass(frozen=True)
class Part:
    """The whole function, or a part of a loss; `wrong` are the blocks that fail.

    The parts of a loss are its data part, its regularization, and its data part on a small problem.

    `beside` says that the point lies on a kink, and that a point close by was looked at.
    """

    name: str
    target: Target
    caller: Caller
    wrong: tuple[Block, ...] = field(default=())
    beside: bool = False

    @property
    def passed(self) -> bool:
        """Whether no block failed."""
        return not self.wrong


def check_blocks(
    part: Part, rng: np.random.Generator, *, quick: bool = False, measured: bool = True
) -> Part:
    """Return the part with the blocks that fail; at a kink, those of a point close by.

    A quick check asks for blocks only when the gradient as a whole fails; one that isn't `measured`
    takes the usual rounding error.
    """
    noise_rng = rng if measured else None
    target, shape = part.target, part.target.point.shape
    whole = everything(shape)
    direction = random_direction(shape, rng)
    first = slope(target, direction)
    if not first.finite:
        raise PreconditionFailed("not finite", Finding(Code.NOT_FINITE_NEARBY))
    moved = beside(part, direction) if first.kink and not part.beside else None
    if moved:
        aside = replace(part, target=with_noise(moved, noise_rng), beside=True)
        seen = check_blocks(aside, rng, quick=quick, measured=measured)
        # No slope between the two sides' is excused by the kink.
        return seen if first.agrees or not seen.passed else replace(part, wrong=(whole,))
    wrong = [] if first.agrees else [whole]
    if part.name == "regularization":  # no kinks, and the steps are large: one direction is enough
        return replace(part, wrong=tuple(wrong))
    elsewhere = _elsewhere(part, rng, noise_rng)
    if elsewhere and not wrong and not slope(elsewhere, random_direction(shape, rng)).agrees:
        return replace(part, target=elsewhere, wrong=(whole,))
    if quick and not wrong:
        return part
    blocks = list(blocks_of(shape, bias=_has_bias(part)))
    found = slopes(target, [block.only(random_direction(shape, rng)) for block in blocks])
    wrong += [block for block, each in zip(blocks, found, strict=True) if not each.agrees]
    return replace(part, wrong=tuple(wrong))


def whole_agrees(part: Part, rng: np.random.Generator) -> Part:
    """Return the part after one direction over all entries."""
    shape = part.target.point.shape
    agrees = slope(part.target, random_direction(shape, rng)).agrees
    return part if agrees else replace(part, wrong=(everything(shape),))


def beside(part: Part, direction: Float64Array) -> Target | None:
    """Return the target a little beside its point, off a kink that lies there."""
    return _moved(part, direction, _BESIDE * part.target.step)


def _elsewhere(
    part: Part, rng: np.random.Generator, noise_rng: np.random.Generator | None
) -> Target | None:
    """Return the target at another point, with the rounding error that it has there."""
    target = part.target
    moved = _moved(part, random_direction(target.point.shape, rng), _ELSEWHERE)
    if moved is None or part.name != "data":
        return with_noise(moved, noise_rng) if moved else None
    grown = abs(moved.start) / max(target.unit, abs(target.start))  # it need not be measured again
    return replace(moved, noise=max(1.0, grown) * target.noise)


def _moved(part: Part, direction: Float64Array, distance: float) -> Target | None:
    """Return the target at a point so far away, None where it has no finite value.

    The distance is that of the inner values, such as scores.
    """
    target, caller = part.target, part.caller
    point = target.point + distance / target.reach(direction) * direction
    result = caller.call(point, 0.0) if part.name == "data" else caller.call(point)
    if isinstance(result, Finding) or not result.finite:
        return None
    return replace(target, point=point, gradient=result.gradient, start=result.loss)


def _has_bias(part: Part) -> bool:
    """Return whether the last feature is the same in all examples: the constant for the bias."""
    if not part.caller.rest:
        return False
    X = part.caller.rest[0]
    return X.shape[1] > 1 and bool(np.all(X[:, -1] == X[0, -1])) and X[0, -1] != 0
