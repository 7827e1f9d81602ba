"""Look at one part of a gradient, block by block."""

from dataclasses import dataclass, field, replace

import numpy as np

from autograder.checks.gradients.blocks import Block, blocks_of, everything
from autograder.checks.gradients.conduct import Suspicion
from autograder.checks.gradients.parts import with_noise
from autograder.checks.gradients.slopes import random_direction, slope, slopes
from autograder.checks.gradients.target import Caller, Target
from autograder.checks.numerical import Float64Array

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


def look(
    part: Part, rng: np.random.Generator, *, quick: bool = False, measured: bool = True
) -> Part:
    """Return the part with the blocks that fail; at a kink, those of a point close by.

    A quick look asks for blocks only when the gradient as a whole fails; one that isn't `measured`
    takes the usual rounding error.
    """
    noise_rng = rng if measured else None
    target, shape = part.target, part.target.point.shape
    whole = everything(shape)
    direction = random_direction(shape, rng)
    first = slope(target, direction)
    if not first.finite:
        raise Suspicion("not finite", "the loss is finite at the point, but not a tiny step away")
    moved = beside(part, direction) if first.kink and not part.beside else None
    if moved:
        aside = replace(part, target=with_noise(moved, noise_rng), beside=True)
        seen = look(aside, rng, quick=quick, measured=measured)
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
    if isinstance(result, str) or not result.finite:
        return None
    return replace(target, point=point, gradient=result.gradient, start=result.loss)


def _has_bias(part: Part) -> bool:
    """Return whether the last feature is the same in all examples: the constant for the bias."""
    if not part.caller.rest:
        return False
    X = part.caller.rest[0]
    return X.shape[1] > 1 and bool(np.all(X[:, -1] == X[0, -1])) and X[0, -1] != 0
