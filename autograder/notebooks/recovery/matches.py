"""What came of matching a notebook with lost names: its cells, and each match with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from autograder.findings import Code, Finding
from autograder.notebooks.cells import Cell


@dataclass(frozen=True)
class CellMatch:
    """An answer of the handout and the student's cell that is taken for it.

    `position` is the cell's place in their notebook, from 0; `why` what tells that it is; `sure`
    whether that is enough to grade by. `versions` counts the cells that could be it.
    """

    key: str
    position: int
    why: Finding
    sure: bool = True
    versions: int = 1

    @property
    def finding(self) -> Finding:
        """The match, as it is kept and said."""
        code = Code.CELL_PUT_BACK if self.sure else Code.CELL_UNSURE
        return Finding.of(code, key=self.key, number=self.position + 1, why=self.why)


@dataclass(frozen=True)
class Recovered:
    """A student's cells, those that are surely answers by their names again.

    `matches` are the answers that were put back, `questions` those that a person should decide.
    """

    cells: tuple[Cell, ...]
    matches: tuple[CellMatch, ...] = ()
    questions: tuple[CellMatch, ...] = ()

    @property
    def findings(self) -> Iterator[Finding]:
        """All that should be said of it."""
        for each in self.matches:
            yield each.finding
            if each.versions > 1:
                number, count = each.position + 1, each.versions
                yield Finding.of(Code.CELL_VERSIONS, key=each.key, count=count, number=number)
        yield from (each.finding for each in self.questions)
