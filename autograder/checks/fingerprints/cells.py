"""From numbers to a hash that forgives what differs by less than a tolerance.

A vector is projected onto random directions, each projection falls into a cell of 32 tolerances,
and one salted hash covers all cells and all that is no number. Who computed a little differently
may lie beyond a cell's border: the neighbours of projections near one are tried, too.
"""

import base64
import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

# In tolerances: a cell's width, and how near to a border a neighbour is tried.
WIDTH, NEAR = 32.0, 6.0
# So many bits of choice lie under each hash that covers numbers at all.
LEAST_BITS = 64.0
_MARGIN = 14.0  # more, as a cell's neighbours are right as well
_MOST_NEIGHBOURS = 11  # two to this power hashes are tried at most


def bits_of(tolerance: float) -> float:
    """Return how many bits one number of about 1 has, in cells."""
    return math.log2(1.0 / (WIDTH * tolerance))


def directions(tolerance: float) -> int:
    """Return how many projections are needed."""
    return math.ceil((LEAST_BITS + _MARGIN) / bits_of(tolerance))


@dataclass(frozen=True)
class Measured:
    """What one part of a function came to: `tokens` for what is no number, and numbers.

    `numbers` are relative: at most about 1. `places` tell the numbers apart that each call gave.
    """

    tokens: tuple[str, ...]
    numbers: tuple[NDArray[np.float64], ...]

    def distance(self, other: "Measured") -> float:
        """Return how far two lie apart: the root of the mean square; inf for other tokens."""
        if self.tokens != other.tokens:
            return math.inf
        gaps = [a - b for a, b in zip(self.numbers, other.numbers, strict=True)]
        joined = np.concatenate([np.zeros(0), *gaps])
        return float(np.sqrt(np.mean(joined**2))) if joined.size else 0.0


@dataclass(frozen=True)
class Grid:
    """The random directions and borders of one part, all from a salt; `tolerance` is relative."""

    salt: bytes
    name: str
    tolerance: float

    def secrets(self, measured: Measured, near: float = NEAR) -> Iterator[bytes]:
        """Yield what can be hashed of a part: its own cells first, then those of neighbours.

        `near` is how near to a border one is tried, in tolerances.
        """
        tokens = "\n".join(measured.tokens).encode()
        count = sum(each.size for each in measured.numbers)
        if min(count, directions(self.tolerance)) * bits_of(self.tolerance) < LEAST_BITS:
            yield tokens  # a few numbers could be guessed from their hash
            return
        for cells in _near(self._positions(measured.numbers, count), near / WIDTH):
            yield tokens + b"\0" + cells.astype("<i8").tobytes()

    def digest(self, secret: bytes) -> str:
        """Return the hash of a secret, as a file has it."""
        return base64.b64encode(self._hash(b"digest", secret)).decode().rstrip("=")

    def key(self, secret: bytes) -> bytes:
        """Return what opens what was sealed under a secret."""
        return self._hash(b"key", secret)

    def _hash(self, purpose: bytes, secret: bytes) -> bytes:
        key = hashlib.sha256(self._mark(purpose)).digest()
        return hashlib.blake2b(secret, key=key, digest_size=16).digest()

    def _positions(self, numbers: Sequence[NDArray[np.float64]], count: int) -> NDArray[np.float64]:
        K = directions(self.tolerance)
        projected = np.zeros(K)
        for place, array in enumerate(numbers):
            if array.size:
                projected += self._directions(place, K, array.size) @ array
        borders = self._random(b"borders", 8 * K).view("<u8") / 2.0**64
        found: NDArray[np.float64] = projected / np.sqrt(count) / (WIDTH * self.tolerance) + borders
        return found

    def _directions(self, place: int, K: int, size: int) -> NDArray[np.float64]:
        """Return K rows of independent numbers of mean 0 and variance 1."""
        return _spread(self._mark(f"directions {place}".encode()), K, size)

    def _random(self, purpose: bytes, count: int) -> NDArray[np.uint8]:
        return np.frombuffer(hashlib.shake_256(self._mark(purpose)).digest(count), dtype=np.uint8)

    def _mark(self, purpose: bytes) -> bytes:
        return b"|".join([self.salt, purpose, self.name.encode()])


@lru_cache(maxsize=2000)  # a release measures hundreds of functions
def _spread(mark: bytes, K: int, size: int) -> NDArray[np.float64]:
    drawn = np.frombuffer(hashlib.shake_256(mark).digest(K * size), dtype=np.uint8)
    found: NDArray[np.float64] = (drawn.astype(np.float64) - 127.5) / np.sqrt((256**2 - 1) / 12.0)
    return found.reshape(K, size)


def _near(positions: NDArray[np.float64], near: float) -> Iterator[NDArray[np.int64]]:
    """Yield the cells of the positions, then those with neighbours for the ones near a border."""
    cells = np.floor(positions).astype(np.int64)
    yield cells
    beyond = positions - cells
    gap = np.minimum(beyond, 1.0 - beyond)
    steps = np.where(beyond < 0.5, -1, 1)
    close = [k for k in np.argsort(gap) if gap[k] < near][:_MOST_NEIGHBOURS]
    for many in range(1, len(close) + 1):
        for chosen in combinations(close, many):
            moved = cells.copy()
            moved[list(chosen)] += steps[list(chosen)]
            yield moved


def seal(key: bytes, data: bytes) -> bytes:
    """Return the data so that only the key opens them; the same for what was sealed."""
    stream = hashlib.shake_256(b"seal" + key).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))
