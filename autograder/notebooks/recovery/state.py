"""Which cells of a handout and of a student's notebook belong together, as far as is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from autograder.notebooks.cells import Cell
from autograder.notebooks.marks import without_hidden_tests
from autograder.notebooks.recovery.evidence import assigned, definitions, is_stub, plain_text
from autograder.notebooks.recovery.matches import CellMatch

_IN_ORDER = 0.85  # the share of known cells before which an earlier one of the handout stands


@dataclass
class Matching:
    """What is known: `at` has positions by number in the handout, `taken` numbers by position.

    `found` and `questions` are matches by number. `whole` has cells together with the `joined` ones
    below them, by position; `parts` the pieces of a cell that are answers by themselves.
    """

    handout: Sequence[Cell]
    student: Sequence[Cell]
    at: dict[int, int] = field(default_factory=dict)
    taken: dict[int, int] = field(default_factory=dict)
    found: dict[int, CellMatch] = field(default_factory=dict)
    questions: dict[int, CellMatch] = field(default_factory=dict)
    whole: dict[int, Cell] = field(default_factory=dict)
    joined: set[int] = field(default_factory=set)
    defined: dict[int, frozenset[str]] = field(default_factory=dict)
    parts: dict[int, list[tuple[int, str]]] = field(default_factory=dict)

    def names(self, position: int) -> frozenset[str]:
        """Return all names that a student's cell defines."""
        if position not in self.defined:
            source = self.student[position].source
            self.defined[position] = frozenset(definitions(source)) | assigned(source)
        return self.defined[position]

    def take(self, number: int, position: int) -> None:
        """Note that a cell of the student's is one of the handout's; the last one said counts."""
        before = self.at.get(number)
        if before is not None:
            del self.taken[before]
        self.at[number], self.taken[position] = position, number

    def settle(self, number: int, match: CellMatch) -> None:
        """Note an answer that was put back."""
        self.take(number, match.position)
        self.found[number] = match

    @property
    def lost(self) -> list[int]:
        """The answers of the handout that are not found yet."""
        placed = {number for parts in self.parts.values() for number, _ in parts}
        return [
            number
            for number, cell in enumerate(self.handout)
            if cell.solution and cell.key and number not in self.at and number not in placed
        ]

    def free(self, kind: str) -> Iterator[int]:
        """Yield the positions of the student's cells of a kind that are nothing known yet."""
        for position, cell in enumerate(self.student):
            if self.is_free(position) and cell.kind == kind:
                yield position

    def is_free(self, position: int) -> bool:
        """Return whether a cell holds something, and is nothing known yet."""
        cell = self.student[position]
        known = position in self.taken or position in self.joined or cell.declined
        return not known and bool(cell.source.strip())

    def is_another(self, position: int) -> bool:
        """Return whether a cell has a name of nbgrader's that is not of this handout."""
        cell = self.student[position]
        return cell.solution or cell.grade or cell.locked

    def untouched(self, number: int, position: int) -> bool:
        """Return whether a cell says no more than the handout does there."""
        source = self.student[position].source
        same = plain_text(source) == shown_text(self.handout[number])
        return same or (self.handout[number].kind == "code" and is_stub(source))

    @property
    def nameless(self) -> bool:
        """Whether no answer has kept its name."""
        keys = {cell.key for cell in self.student}
        return not any(cell.solution and cell.key in keys for cell in self.handout)

    @property
    def of_another(self) -> bool:
        """Whether it is another assignment's notebook: its answers have names, none is of these."""
        known = any(self.handout[number].solution for number in self.at)
        return not known and any(cell.solution and cell.key for cell in self.student)

    @property
    def in_order(self) -> bool:
        """Whether what is known mostly stands in the handout's order: sections may have moved."""
        numbers = [self.taken[position] for position in sorted(self.taken)]
        rises = sum(one < other for one, other in pairwise(numbers))
        return rises >= _IN_ORDER * (len(numbers) - 1)


def shown_text(cell: Cell) -> str:
    """Return the text of a handout's cell as students get it."""
    return plain_text(without_hidden_tests(cell.source))
