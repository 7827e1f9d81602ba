"""The pairs of a class whose answers share the most, by winnowing fingerprints."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations

from autograder.instructors.reports.similarity.tokens import Token, import_bindings, tokens_of

LENGTH = 10
WINDOW = 5

Lines = tuple[int, int]  # the first and the last that a fingerprint covers


def fingerprints(tokens: Sequence[Token]) -> dict[int, Lines]:
    """Return the fingerprints of a row of tokens, each with the lines where it first stands."""
    hashes = [
        zlib.crc32("\n".join(token.text for token in tokens[n : n + LENGTH]).encode())
        for n in range(len(tokens) - LENGTH + 1)
    ]
    found: dict[int, Lines] = {}
    for start in range(max(0, len(hashes) - WINDOW + 1)) if len(hashes) >= WINDOW else _all(hashes):
        window = hashes[start : start + WINDOW]
        least = min(window)
        place = start + max(n for n, each in enumerate(window) if each == least)
        found.setdefault(least, (tokens[place].line, tokens[place + LENGTH - 1].line))
    return found


def _all(hashes: Sequence[int]) -> range:
    """Return the only place of a window that is longer than the row."""
    return range(1 if hashes else 0)


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


MOST_LINES = 150

Answers = Mapping[str, str]  # sources of solution cells, by a name for people


@dataclass(frozen=True)
class Line:
    """A line of a cell; `shared` tells that it belongs to what both have."""

    text: str
    shared: bool


@dataclass(frozen=True)
class CellPair:
    """A cell as two students wrote it."""

    name: str
    first: tuple[Line, ...]
    second: tuple[Line, ...]


@dataclass(frozen=True)
class Pair:
    """Two students, how much of the smaller answer the other holds, and the cells."""

    first: str
    second: str
    share: float
    pieces: int
    cells: tuple[CellPair, ...]


@dataclass
class _Notebook:
    """A student's answers: the pieces of each cell, with their lines."""

    answers: Answers
    cells: dict[str, dict[int, Lines]] = field(default_factory=dict)

    @property
    def pieces(self) -> frozenset[int]:
        return frozenset(piece for each in self.cells.values() for piece in each)


def pairs(answers: Mapping[str, Answers], handout: Iterable[str]) -> tuple[Pair, ...]:
    """Return the pairs of students whose solution cells are alike, the most alike first.

    `answers` are by student, `handout` holds the code that all were given: what stands in it
    counts for nobody.
    """
    sources = list(handout)
    known = import_bindings(sources)
    given = {piece for each in sources for piece in fingerprints(tokens_of(each, known))}
    notebooks = {
        student: _Notebook(
            mine,
            {cell: fingerprints(tokens_of(source, known)) for cell, source in mine.items()},
        )
        for student, mine in answers.items()
    }
    index = Index({name: each.pieces for name, each in notebooks.items()}, given)
    return tuple(
        _pair(likeness, notebooks[likeness.first], notebooks[likeness.second], index)
        for likeness in index.alike()
    )


def _pair(likeness: Likeness, first: _Notebook, second: _Notebook, index: Index) -> Pair:
    shared = index.own(first.pieces & second.pieces)
    names = [
        name
        for name in first.cells
        if name in second.cells and (shared & {*first.cells[name], *second.cells[name]})
    ]
    cells = tuple(
        CellPair(name, _lines(first, name, shared), _lines(second, name, shared)) for name in names
    )
    return Pair(likeness.first, likeness.second, likeness.share, len(shared), cells)


def _lines(notebook: _Notebook, name: str, shared: frozenset[int]) -> tuple[Line, ...]:
    """Return the first lines of a cell, those of shared pieces marked."""
    marked = {
        line
        for piece, (begin, end) in notebook.cells[name].items()
        if piece in shared
        for line in range(begin, end + 1)
    }
    lines = notebook.answers[name].splitlines()[:MOST_LINES]
    return tuple(Line(text, number in marked) for number, text in enumerate(lines, start=1))
