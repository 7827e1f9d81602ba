"""Which notebooks hold the same pieces: an inverted index over fingerprints."""

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from itertools import combinations

_PAIR = 2
_MOST_COMMON = 0.5  # of the class: what more than these share is nobody's own
LEAST_SHARE = 0.75
LEAST_WEIGHT = 12.0


@dataclass(frozen=True)
class Likeness:
    """Two notebooks of which the smaller has `share` of its own code in common with the other.

    `weight` counts the pieces: one each if nobody else has it, less the more do.
    """

    first: str
    second: str
    share: float
    weight: float


class Index:
    """The class's pieces by their holders, without those that are `given` or most of it shares."""

    def __init__(self, pieces: Mapping[str, Set[int]], given: Set[int]) -> None:
        most = max(_PAIR, _MOST_COMMON * len(pieces))
        holders: dict[int, list[str]] = {}
        for student in sorted(pieces):
            for piece in pieces[student]:
                holders.setdefault(piece, []).append(student)
        self._holders = {
            piece: students
            for piece, students in holders.items()
            if piece not in given and len(students) <= most
        }

    def own(self, pieces: Set[int]) -> frozenset[int]:
        """Return those of the pieces that count."""
        return frozenset(piece for piece in pieces if piece in self._holders)

    def alike(self) -> list[Likeness]:
        """Return the pairs that have much in common, most first."""
        total: dict[str, float] = defaultdict(float)
        common: dict[tuple[str, str], float] = defaultdict(float)
        for students in self._holders.values():
            weight = min(1.0, _PAIR / len(students))
            for student in students:
                total[student] += weight
            for pair in combinations(students, 2):
                common[pair] += weight
        found = [
            Likeness(first, second, weight / min(total[first], total[second]), weight)
            for (first, second), weight in common.items()
            if weight >= LEAST_WEIGHT
        ]
        alike = [each for each in found if each.share >= LEAST_SHARE]
        return sorted(alike, key=lambda each: (-each.weight * each.share, each.first, each.second))
