"""The bank: small assignments of any course, each with one answer cell and what tests it.

`bank/GROUP.toml` holds cases of one subject. A case has a `solution` and a `test` cell, or more of
them. It may have what stands locked before the answer (`given`) and after it (`after`), a half-done
answer (`half`; else the cell is empty), files beside the notebook (`files`), and the public course
whose tests are of this manner (`source`).
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

BANK = Path(__file__).with_name("bank")
POINTS = 2  # of each test cell
VARIANTS = ("solution", "untouched", "half")
_EVERY = 18  # case that is composed with another
_BEGIN, _END = "### BEGIN SOLUTION", "### END SOLUTION"
# The cells of a case in order: what the entry says, and what kind of cell it is.
_ORDER = {"given": "given", "solution": "answer", "after": "given", "test": "test"}


@dataclass(frozen=True)
class Cell:
    """A cell of a case's notebook: `kind` is given, answer or test."""

    kind: str
    key: str
    source: str


@dataclass(frozen=True)
class Case:
    """A small assignment; a composition of two has the cells of both, one after the other."""

    group: str
    name: str
    cells: tuple[Cell, ...]
    halves: dict[str, str]  # by answer cell, what is half done
    files: dict[str, str]
    source: str = ""

    @property
    def id(self) -> str:
        """The case's name in the whole bank."""
        return f"{self.group}/{self.name}"

    @property
    def digest(self) -> str:
        """A hash of all that is graded."""
        cells = [(cell.kind, cell.key, cell.source) for cell in self.cells]
        content = json.dumps([cells, self.halves, self.files], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def answers(self, variant: str) -> dict[str, str]:
        """Return what a variant hands in by answer cell; one that isn't named stays a stub."""
        if variant == "untouched":
            return {}
        if variant == "half":
            return self.halves
        return {cell.key: cell.source for cell in self.cells if cell.kind == "answer"}


def read_bank() -> list[Case]:
    """Return all cases, sorted by group."""
    return [case for path in sorted(BANK.glob("*.toml")) for case in _read_group(path)]


def compositions(cases: list[Case]) -> list[Case]:
    """Return pairs of cases, each pair in one notebook; a new case changes few of them."""
    ordered = sorted(cases, key=lambda case: _number(case.id))
    return [
        _composed(first, second)
        for first, second in pairwise(ordered)
        if not _number(first.id) % _EVERY and first.group != second.group
    ]


def with_marks(source: str) -> str:
    """Return an answer as the instructor's notebook has it.

    Of one function it is the body that students write, of all else the whole cell, unless the case
    says so itself.
    """
    if _BEGIN in source:
        return source
    lines = source.split("\n")
    head = 1 + next((n for n, line in enumerate(lines) if not line.startswith("@")), 0)
    one = lines[head - 1].startswith(("def ", "async def ")) and head < len(lines)
    if one and all(line.startswith(" ") or not line for line in lines[head:]):
        return "\n".join([*lines[:head], f"    {_BEGIN}", *lines[head:], f"    {_END}"])
    return "\n".join([_BEGIN, *lines, _END])


def without_marks(source: str) -> str:
    """Return an answer as one hands it in."""
    lines = source.split("\n")
    return "\n".join(line for line in lines if line.strip() not in (_BEGIN, _END))


def _number(text: str) -> int:
    return int(hashlib.sha256(text.encode()).hexdigest(), 16)


def _read_group(path: Path) -> Iterator[Case]:
    for name, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        cells = tuple(
            Cell(kind, f"{key}-{number}", source.strip("\n"))
            for key, kind in _ORDER.items()
            for number, source in enumerate(_listed(entry.get(key, [])), 1)
        )
        halves = {"solution-1": entry.get("half", "").strip("\n")}
        files = entry.get("files", {})
        yield Case(path.stem, name, cells, halves, files, entry.get("source", ""))


def _listed(entry: str | list[str]) -> list[str]:
    return [entry] if isinstance(entry, str) else entry


def _composed(*cases: Case) -> Case:
    name = "-".join(f"{case.group}-{case.name}" for case in cases)
    return Case(
        "composed",
        name,
        tuple(
            Cell(cell.kind, f"{cell.key}-of-{number}", cell.source)
            for number, case in enumerate(cases, 1)
            for cell in case.cells
        ),
        {
            f"{key}-of-{number}": half
            for number, case in enumerate(cases, 1)
            for key, half in case.halves.items()
        },
        {name: content for case in cases for name, content in case.files.items()},
    )
