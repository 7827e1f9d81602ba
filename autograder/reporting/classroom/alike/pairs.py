"""The pairs of a class to look at, with their cells side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from autograder.reporting.classroom.alike.index import Index, Likeness
from autograder.reporting.classroom.alike.tokens import imported_names, tokens_of
from autograder.reporting.classroom.alike.winnow import Lines, fingerprints

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
    known = imported_names(sources)
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
