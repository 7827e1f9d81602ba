"""The mistakes of a function, and the slips of an assignment: the kit's and the course's own."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError, source_notebooks
from autograder.grading.mistakes.mistake import Mistake, Slip
from autograder.grading.mistakes.own import file_of, own_mistakes, slips_in
from autograder.grading.notebook import read_cells

_CATALOGUE = Path(__file__).with_name("catalogue")
_FUNCTIONS = "functions.toml"
_NOWHERE = "{path}: the mistake {name!r} is of {function}, which no solution cell of {where} has."


@dataclass(frozen=True)
class Origin:
    """Where the reference of a function stands, and which ask for the same, the fastest first."""

    assignment: str
    like: tuple[str, ...]


@lru_cache(maxsize=1)
def catalogue() -> tuple[Mistake, ...]:
    """Return all mistakes of the kit's own catalogue."""
    groups = _functions()["group"]
    found: list[Mistake] = []
    for path in sorted(_CATALOGUE.glob("*.toml")):
        if path.name != _FUNCTIONS:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["mistake"]
            found += [_mistake(entry, groups) for entry in entries]
    return tuple(found)


def origin(function: str, assignment: str = "") -> Origin | None:
    """Return where the reference of a function stands, None if no catalogue knows it.

    What the course itself says of a function of `assignment` goes before the kit's catalogue.
    """
    if _own(function, assignment):
        return Origin(assignment, (function,))
    known = _functions()["function"].get(function)
    return Origin(known["assignment"], tuple(known.get("like", [function]))) if known else None


def mistakes_of(function: str, assignment: str = "") -> tuple[Mistake, ...]:
    """Return the mistakes of a function, each with its slips in it and in those like it.

    They are the course's own, if it has any of this function in `assignment`, else the kit's.
    """
    return _own(function, assignment) or _kits(function)


def slips_of(assignment: str) -> list[Slip]:
    """Return the slips in the solution cells of an assignment, each with its cell's id.

    Raises CourseError when there is no source notebook, or a mistake of the course's own doesn't
    fit it.
    """
    there = definitions(assignment)
    cells = {name: cell for name, (cell, _) in there.items()}
    own = [slip for mistake in own_mistakes(assignment) for slip in mistake.slips]
    for slip in own:
        if slip.function not in cells:
            where = {"path": file_of(assignment), "where": assignment}
            raise CourseError(_NOWHERE.format(name=slip.name, function=slip.function, **where))
        slip.apply(there[slip.function][1])  # raises if an edit doesn't fit
    covered = {slip.function for slip in own}
    kits = [
        slip
        for mistake in catalogue()
        for slip in mistake.slips
        if slip.function in cells.keys() - covered
        and (place := origin(slip.function))
        and place.assignment == assignment
    ]
    return [replace(slip, cell=cells[slip.function]) for slip in (*own, *kits)]


def _own(function: str, assignment: str) -> tuple[Mistake, ...]:
    found = own_mistakes(assignment) if assignment else ()
    return _with_slips_in(found, (function,))


@lru_cache(maxsize=64)
def _kits(function: str) -> tuple[Mistake, ...]:
    place = origin(function)
    return _with_slips_in(catalogue(), place.like if place else (function,))


def _with_slips_in(mistakes: Iterable[Mistake], names: Iterable[str]) -> tuple[Mistake, ...]:
    wanted = tuple(names)
    chosen = (
        replace(each, slips=tuple(slip for slip in each.slips if slip.function in wanted))
        for each in mistakes
    )
    return tuple(each for each in chosen if each.slips)


def definitions(assignment: str) -> dict[str, tuple[str, str]]:
    """Return the solution cell's id and source for each function and class that one defines."""
    paths = source_notebooks(assignment)
    return _definitions(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=16)
def _definitions(paths: tuple[tuple[Path, int], ...]) -> dict[str, tuple[str, str]]:
    found = {}
    for path, _ in paths:
        for cell in read_cells(path):
            if cell.kind == "code" and cell.solution:
                found.update(dict.fromkeys(_defined(cell.source), (cell.id, cell.source)))
    return found


def _defined(source: str) -> Iterator[str]:
    for line in source.splitlines():
        words = line.split("(")[0].rstrip(":").split()
        if line[:1] not in (" ", "\t") and len(words) == 2 and words[0] in ("def", "class"):
            yield words[1]


@lru_cache(maxsize=1)
def _functions() -> dict[str, Any]:
    return tomllib.loads((_CATALOGUE / _FUNCTIONS).read_text(encoding="utf-8"))


def _mistake(entry: dict[str, Any], groups: dict[str, list[str]]) -> Mistake:
    words = {key: value for key, value in entry.items() if key != "slip"}
    slips = (slip for each in entry["slip"] for slip in slips_in(entry["name"], each, groups))
    return Mistake(**words, slips=tuple(slips))
