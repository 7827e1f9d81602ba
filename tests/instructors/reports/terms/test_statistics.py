"""The intervals are those that were published, and hold the truth as often as they say."""

import numpy as np
import pytest
from numpy.random import Generator
from scipy.stats import beta

from autograder.instructors.reports.terms import statistics

Counts = tuple[int, int]
LEAST_COVERAGE = 0.93

# R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
WILSON = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0000, 0.1611),
    (1, 29): (0.0061, 0.1718),
}
# R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, table II, method 10.
NEWCOMBE = {
    ((48, 80), (56, 70)): (0.0524, 0.3339),
    ((3, 10), (9, 10)): (0.1705, 0.8090),
    ((2, 7), (6, 7)): (0.0582, 0.8062),
    ((0, 29), (5, 56)): (-0.0381, 0.1926),
    ((0, 20), (0, 10)): (-0.1611, 0.2775),
    ((0, 10), (0, 10)): (-0.2775, 0.2775),
    ((0, 20), (10, 10)): (0.6791, 1.0000),
    ((0, 10), (10, 10)): (0.6075, 1.0000),
}


@pytest.mark.parametrize("counts", WILSON)
def test_shares_are_as_published(counts: Counts) -> None:
    """Is a share's interval Wilson's, to the four places that were printed?"""
    found = statistics.share(*counts)
    assert (found.low, found.high) == pytest.approx(WILSON[counts], abs=6e-5)


@pytest.mark.parametrize("counts", NEWCOMBE)
def test_differences_are_as_published(counts: tuple[Counts, Counts]) -> None:
    """Is a difference's interval Newcombe's, to the four places that were printed?"""
    found = statistics.difference(*counts)
    assert (found.low, found.high) == pytest.approx(NEWCOMBE[counts], abs=6e-5)


def test_the_tea_of_a_lady() -> None:
    """Is Fisher's chance that of his own example (The Design of Experiments, 1935)?"""
    assert statistics.chance((3, 4), (1, 4)) == pytest.approx(34 / 70)
    assert statistics.chance((4, 4), (0, 4)) == pytest.approx(2 / 70)


def test_holm_is_as_in_r() -> None:
    """Are adjusted chances those of p.adjust(c(.01, .04, .03, .005), "holm") in R?"""
    adjusted = statistics.holm([0.01, 0.04, 0.03, 0.005])
    assert adjusted == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert statistics.holm([]) == []
    assert statistics.holm([0.9, 0.8]) == [1.0, 1.0]


@pytest.mark.parametrize("of", [10, 30, 300])
def test_what_was_never_seen(of: int) -> None:
    """Is the bound that of Clopper and Pearson, whose quantile scipy knows?"""
    assert statistics.most_if_never(of) == pytest.approx(beta.ppf(0.95, 1, of))


@pytest.fixture
def rng() -> Generator:
    """Return a generator that is the same each time."""
    return np.random.default_rng(20260723)


@pytest.mark.parametrize("sizes", [(10, 10), (12, 40), (60, 60), (300, 250)])
def test_intervals_of_differences_hold_the_truth(rng: Generator, sizes: Counts) -> None:
    """Do at least 93 % of the intervals over made classes hold the true difference?"""
    hits = []
    for _ in range(4000):
        shares = rng.beta(0.7, 2.0, size=2)
        made = [int(rng.binomial(n, p)) for n, p in zip(sizes, shares, strict=True)]
        found = statistics.difference((made[0], sizes[0]), (made[1], sizes[1]))
        hits.append(found.low <= shares[1] - shares[0] <= found.high)
    assert np.mean(hits) >= LEAST_COVERAGE


@pytest.mark.parametrize("size", [10, 35, 300])
def test_intervals_of_shares_hold_the_truth(rng: Generator, size: int) -> None:
    """Do at least 93 % of the intervals over made classes hold the true share?"""
    hits = []
    for _ in range(4000):
        share = rng.beta(1.0, 1.0)
        found = statistics.share(int(rng.binomial(size, share)), size)
        hits.append(found.low <= share <= found.high)
    assert np.mean(hits) >= LEAST_COVERAGE


def _class(rng: Generator, size: int, shape: list[tuple[float, float, int]]) -> np.ndarray:
    """Return points by question and student: harder or easier, telling more or less of ability."""
    ability = rng.normal(size=size)
    chances = [1 / (1 + np.exp(-(slope * ability - hard))) for hard, slope, _ in shape]
    return np.array([rng.binomial(q[2], p) for q, p in zip(shape, chances, strict=True)], float)


def _discrimination(points: np.ndarray, place: int) -> float | None:
    rest = points.sum(axis=0) - points[place]
    return statistics.item_rest(points[place].tolist(), rest.tolist())


@pytest.mark.parametrize("size", [10, 30, 150])
def test_intervals_of_discrimination_hold_the_truth(rng: Generator, size: int) -> None:
    """Do at least 93 % of them hold what a class of 40,000 shows?"""
    hits = []
    for _ in range(15):
        shape = [
            (rng.normal(-0.3, 0.7), rng.uniform(0.2, 2.0), int(rng.integers(1, 6)))
            for _ in range(5)
        ]
        many = _class(rng, 40_000, shape)
        truth = [np.corrcoef(many[n], many.sum(axis=0) - many[n])[0, 1] for n in range(5)]
        for _ in range(60):
            made = _class(rng, size, shape)
            for place in range(5):
                value = _discrimination(made, place)
                if value is not None:
                    found = statistics.correlation(value, size)
                    hits.append(found.low <= truth[place] <= found.high)
    assert len(hits) > 3000
    assert np.mean(hits) >= LEAST_COVERAGE


def test_discrimination_is_pearsons(rng: Generator) -> None:
    """Is it numpy's correlation with the rest, and none where all have the same points?"""
    points = _class(rng, 50, [(0.0, 1.0, 1), (0.5, 1.0, 4), (0.0, 0.5, 3)])
    expected = np.corrcoef(points[0], points[1] + points[2])[0, 1]
    assert _discrimination(points, 0) == pytest.approx(expected)
    assert statistics.item_rest([2.0] * 5, [1.0, 2.0, 3.0, 4.0, 5.0]) is None
    assert statistics.item_rest([], []) is None
