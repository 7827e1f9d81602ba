"""Which cells of a handout and of a student's notebook belong together, as far as is known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from autograder.notebooks.cells import Cell
from autograder.notebooks.marks import without_hidden_tests
from autograder.notebooks.recovery.evidence import (
    assigned,
    callables,
    can_be_python,
    code_in_text,
    defines,
    definitions,
    is_prose,
    is_python,
    is_stub,
    plain_text,
)
from autograder.notebooks.recovery.matches import CellMatch

_IN_ORDER = 0.85  # the share of known cells before which an earlier one of the handout stands


@dataclass
class Matching:
    """What is known: `at` has positions by number in the handout, `taken` numbers by position.

    `found` and `questions` are matches by number. `whole` has cells together with the `joined` ones
    below them, by position; `parts` the pieces of a cell that are answers by themselves. `blank`
    are answers that say no more than was handed out, in cells that have their name.
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
    blank: set[int] = field(default_factory=set)

    def code(self, position: int) -> str:
        """Return the code in a student's cell, whatever kind of cell it is."""
        cell = self.student[position]
        return cell.source if cell.kind == "code" else code_in_text(cell.source)

    def names(self, position: int) -> frozenset[str]:
        """Return all names that a student's cell defines."""
        if position not in self.defined:
            source = self.code(position)
            self.defined[position] = frozenset(definitions(source)) | assigned(source)
        return self.defined[position]

    def defines(self, position: int, number: int, names: frozenset[str]) -> bool:
        """Return whether a student's cell defines an answer's names: a function not as a number."""
        if not names <= self.names(position):
            return False
        functions = names & definitions(self.handout[number].source).keys()
        return functions <= callables(self.code(position))

    def take(self, number: int, position: int) -> None:
        """Note that a cell of the student's is one of the handout's; the last one said counts."""
        self.release(number)
        self.at[number], self.taken[position] = position, number

    def release(self, number: int) -> None:
        """Forget which cell one of the handout's is."""
        before = self.at.pop(number, None)
        if before is not None:
            del self.taken[before]

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

    @property
    def sought(self) -> list[int]:
        """The answers that are not found yet, and those that are blank in their own cells."""
        return sorted({*self.lost, *self.blank.difference(self.found)})

    @cached_property
    def texts(self) -> list[str]:
        """The plain texts of the student's cells."""
        return [plain_text(cell.source) for cell in self.student]

    @cached_property
    def _the_courses(self) -> list[bool]:
        shown = {shown_text(cell) for cell in self.handout if not cell.solution}
        return [bool(each) and each in shown for each in self.texts]

    @cached_property
    def _are_python(self) -> list[bool]:
        """Whether what is no code cell defines something in Python all the same."""
        return [
            cell.kind in ("markdown", "raw") and defines(cell.source) and is_python(self.code(n))
            for n, cell in enumerate(self.student)
        ]

    @cached_property
    def _are_no_python(self) -> list[bool]:
        """Whether what stands in a code cell is no code: words, or code with a slip."""
        return [cell.kind == "code" and not can_be_python(cell.source) for cell in self.student]

    def is_text(self, position: int) -> bool:
        """Return whether a cell surely holds a text: words in a code cell read as a sentence."""
        cell = self.student[position]
        return cell.kind != "code" or is_prose(cell.source)

    def is_the_courses(self, position: int) -> bool:
        """Return whether a cell says word for word what the course does somewhere."""
        return self._the_courses[position]

    def holds(self, position: int, kind: str) -> bool:
        """Return whether a cell holds code or text, of whatever kind somebody has made it."""
        cell = self.student[position]
        if cell.kind == kind or kind not in ("code", "markdown"):
            return cell.kind == kind
        if kind == "code":
            return self._are_python[position]
        return cell.kind == "raw" or self._are_no_python[position]

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
        ours = self.handout[number]
        if self.texts[position] == shown_text(ours):
            return True
        return ours.kind == "code" and _is_blank_code(ours, self.code(position))

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


def _is_blank_code(ours: Cell, code: str) -> bool:
    return is_stub(code) or plain_text(code) == shown_text(ours)


def is_blank(ours: Cell, theirs: Cell) -> bool:
    """Return whether an answer's own cell says no more than was handed out."""
    same = plain_text(theirs.source) == shown_text(ours)
    return same or (ours.kind == "code" and is_stub(theirs.source))


def shown_text(cell: Cell) -> str:
    """Return the text of a handout's cell as students get it."""
    return plain_text(without_hidden_tests(cell.source))
