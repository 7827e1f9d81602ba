"""Intervals for shares, differences of shares and correlations that hold for small classes, too."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 10  # students of a term, below which nothing is claimed
_Z = 1.959963984540054  # the normal distribution's 97.5 % point
_LEVEL = 0.95


@dataclass(frozen=True)
class Interval:
    """A number with the 95 % interval for what it estimates."""

    value: float
    low: float
    high: float


def share(made: int, of: int) -> Interval:
    """Return a share with Wilson's score interval (E. B. Wilson, JASA 22, 1927)."""
    p, middle = made / of, (made + _Z**2 / 2) / (of + _Z**2)
    half = _Z / (of + _Z**2) * math.sqrt(of * p * (1 - p) + _Z**2 / 4)
    low = 0.0 if made == 0 else middle - half
    return Interval(p, low, 1.0 if made == of else middle + half)


def difference(before: tuple[int, int], after: tuple[int, int]) -> Interval:
    """Return by how much the second share (so many of so many) is above the first.

    The interval is Newcombe's, of Wilson's for each of them (R. G. Newcombe, Statistics in Medicine
    17, 1998, 873-890, method 10).
    """
    first, second = share(*before), share(*after)
    value = second.value - first.value
    low = value - math.hypot(second.value - second.low, first.high - first.value)
    high = value + math.hypot(second.high - second.value, first.value - first.low)
    return Interval(value, low, high)


def chance(before: tuple[int, int], after: tuple[int, int]) -> float:
    """Return Fisher's exact two-sided probability of such a difference between equal shares."""
    from scipy.stats import fisher_exact  # takes longer to import than all else here

    rows = [[made, of - made] for made, of in (before, after)]
    return float(fisher_exact(rows)[1])


def holm(chances: Sequence[float]) -> list[float]:
    """Return probabilities adjusted for their number (S. Holm, Scand. J. Statist. 6, 1979)."""
    adjusted, highest = [1.0] * len(chances), 0.0
    for rank, place in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[place]))
        adjusted[place] = highest
    return adjusted


def most_if_never(of: int) -> float:
    """Return the share that is not exceeded, with 95 % certainty, by what was never seen.

    Of 100 it is 3 %: `1 - 0.05**(1/n)`, about 3/n (J. A. Hanley, A. Lippman-Hand, JAMA 249, 1983).
    """
    return 1.0 - float((1.0 - _LEVEL) ** (1.0 / of))


def item_rest(points: Sequence[float], rest: Sequence[float]) -> float | None:
    """Return the correlation of a question's points with those of all others, None without one.

    That is the corrected item-total correlation; of a question that is right or wrong, the
    corrected point-biserial one. There is none where either side is the same for everybody.
    """
    means = [math.fsum(each) / len(each) for each in (points, rest)] if points else [0.0, 0.0]
    own, others = (
        [x - mean for x in each] for each, mean in zip((points, rest), means, strict=True)
    )
    spread = math.fsum(x * x for x in own) * math.fsum(x * x for x in others)
    if spread <= 1e-18:
        return None
    found = math.fsum(x * y for x, y in zip(own, others, strict=True)) / math.sqrt(spread)
    return min(1.0, max(-1.0, found))


def correlation(value: float, of: int) -> Interval:
    """Return a correlation with the interval of Fisher's z (R. A. Fisher, Metron 1, 1921)."""
    z, half = math.atanh(min(0.999999, max(-0.999999, value))), _Z / math.sqrt(of - 3)
    return Interval(value, math.tanh(z - half), math.tanh(z + half))
