"""A hash forgives what differs by less than the tolerance, nothing that differs by much."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.checks.fingerprints.cells import (
    LEAST_BITS,
    Grid,
    Measured,
    bits_of,
    directions,
    seal,
)

TOLERANCES = (1e-6, 1e-5, 1e-3)
SEEDS = st.integers(0, 2**32 - 1)


def drawn(rng: np.random.Generator, sizes: tuple[int, ...] = (7, 12, 1, 20)) -> Measured:
    """Return numbers of about 1, of some calls."""
    arrays = tuple(rng.uniform(-1.0, 1.0, size=size) for size in sizes)
    return Measured(tuple(f"size {len(each)}" for each in arrays), arrays)


def moved(measured: Measured, by: list[np.ndarray]) -> Measured:
    """Return the same with something added to the numbers."""
    return Measured(
        measured.tokens, tuple(a + b for a, b in zip(measured.numbers, by, strict=True))
    )


def is_accepted(grid: Grid, right: Measured, mine: Measured) -> bool:
    """Return whether the hash of what is right is among those that are tried."""
    wanted = grid.digest(next(iter(grid.secrets(right))))
    return any(grid.digest(secret) == wanted for secret in grid.secrets(mine))


def noise(rng: np.random.Generator, measured: Measured, size: float) -> list[np.ndarray]:
    """Return numbers whose mean square is `size` squared, all together."""
    found = [rng.normal(size=each.shape) for each in measured.numbers]
    rms = math.sqrt(sum(float(np.sum(each**2)) for each in found) / sum(map(np.size, found)))
    return [each * size / rms for each in found]


@pytest.mark.parametrize("tolerance", TOLERANCES)
@given(seed=SEEDS)
def test_less_than_the_tolerance_passes(tolerance: float, seed: int) -> None:
    """Is nobody refused whose numbers are off by up to the tolerance, with any salt?"""
    rng = np.random.default_rng(seed)
    grid, right = Grid(rng.bytes(16), "part 0", tolerance), drawn(rng)
    most = [rng.choice([-1.0, 1.0], size=each.shape) * tolerance for each in right.numbers]
    for by in (noise(rng, right, tolerance), most, [1e-3 * each for each in most]):
        assert is_accepted(grid, right, moved(right, by))


@pytest.mark.parametrize("tolerance", TOLERANCES)
@given(seed=SEEDS)
def test_what_is_far_off_is_refused(tolerance: float, seed: int) -> None:
    """Is nobody accepted whose numbers are off by 128 tolerances, all of them or a few more?"""
    rng = np.random.default_rng(seed)
    grid, right = Grid(rng.bytes(16), "part 0", tolerance), drawn(rng)
    assert not is_accepted(grid, right, moved(right, noise(rng, right, 128 * tolerance)))
    one = [np.zeros_like(each) for each in right.numbers]
    one[1][3] = 128 * tolerance * math.sqrt(sum(map(np.size, one)))
    assert not is_accepted(grid, right, moved(right, one))


@given(seed=SEEDS)
def test_other_words_are_refused(seed: int) -> None:
    """Does a result that is no number, or of another size, have another hash?"""
    rng = np.random.default_rng(seed)
    grid, right = Grid(rng.bytes(16), "part 0", 1e-5), drawn(rng)
    other = Measured(("not-finite", *right.tokens[1:]), (np.zeros(0), *right.numbers[1:]))
    assert not is_accepted(grid, right, other)
    assert not is_accepted(grid, right, Measured(("size 8", *right.tokens[1:]), right.numbers))


@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_each_hash_has_choice_enough(tolerance: float) -> None:
    """Do so many bits lie under the projections of a hash that no hour finds them?"""
    assert LEAST_BITS == 64
    # Each neighbour that is tried is a bit that a guess need not have.
    assert directions(tolerance) * bits_of(tolerance) >= LEAST_BITS + 11


@pytest.mark.parametrize("tolerance", TOLERANCES)
def test_a_few_numbers_are_not_hashed(tolerance: float) -> None:
    """Are numbers left out of a hash where they could be guessed, so that none can be found?"""
    grid = Grid(b"salt", "part 0", tolerance)
    count = math.ceil(LEAST_BITS / bits_of(tolerance))
    few, enough = (
        [Measured(("size 0",) * n, tuple(np.full(1, x) for _ in range(n))) for x in (0.4, 0.7)]
        for n in (count - 1, count)
    )
    assert len({next(iter(grid.secrets(each))) for each in few}) == 1
    assert len({next(iter(grid.secrets(each))) for each in enough}) == 2


@given(seed=SEEDS)
def test_salts_and_parts_have_their_own_hashes(seed: int) -> None:
    """Can't one file's hashes, or one part's, be looked up in another's?"""
    rng = np.random.default_rng(seed)
    right = drawn(rng)
    grids = [Grid(salt, part, 1e-5) for salt in (b"one", b"two") for part in ("part 0", "part 1")]
    secrets = [next(iter(grid.secrets(right))) for grid in grids]
    digests = {g.digest(s) for g, s in zip(grids, secrets, strict=True)}
    keys = {g.key(s) for g, s in zip(grids, secrets, strict=True)}
    assert len(digests) == len(keys) == 4
    assert not {each.hex() for each in keys} & digests


@given(st.binary(max_size=200), st.binary(min_size=16, max_size=16))
def test_what_is_sealed_opens_with_its_key_alone(data: bytes, key: bytes) -> None:
    """Does the same key give back what was sealed, and another one not?"""
    assert seal(key, seal(key, data)) == data
    if len(data) > 8:
        assert seal(bytes([key[0] ^ 1, *key[1:]]), seal(key, data)) != data
