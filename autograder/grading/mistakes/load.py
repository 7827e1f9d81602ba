"""Read the catalogue: the mistakes of a function, and the slips of an assignment."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.grading.course import source_notebooks
from autograder.grading.mistakes.mistake import Mistake, Slip
from autograder.grading.notebook import read_cells

_CATALOGUE = Path(__file__).with_name("catalogue")
_FUNCTIONS = "functions.toml"


@dataclass(frozen=True)
class Origin:
    """Where the reference of a function stands, and which functions ask for the same as it."""

    assignment: str
    like: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def catalogue() -> tuple[Mistake, ...]:
    """Return all mistakes."""
    groups = _functions()["group"]
    found: list[Mistake] = []
    for path in sorted(_CATALOGUE.glob("*.toml")):
        if path.name != _FUNCTIONS:
            entries = tomllib.loads(path.read_text(encoding="utf-8"))["mistake"]
            found += [_mistake(entry, groups) for entry in entries]
    return tuple(found)


def origin(function: str) -> Origin | None:
    """Return where the reference of a function stands, None if the catalogue doesn't know it."""
    known = _functions()["function"].get(function)
    return Origin(known["assignment"], tuple(known.get("like", ()))) if known else None


@lru_cache(maxsize=64)
def mistakes_of(function: str) -> tuple[Mistake, ...]:
    """Return the mistakes of a function, each with its slips in it and in those like it."""
    place = origin(function)
    names = {function, *(place.like if place else ())}
    found = []
    for mistake in catalogue():
        slips = tuple(slip for slip in mistake.slips if slip.function in names)
        if slips:
            found.append(replace(mistake, slips=slips))
    return tuple(found)


def slips_of(assignment: str) -> list[Slip]:
    """Return the slips in the solution cells of an assignment, each with its cell's id.

    Raises CourseError when there is no source notebook.
    """
    cells = {name: cell for name, (cell, _) in definitions(assignment).items()}
    return [
        replace(slip, cell=cells[slip.function])
        for mistake in catalogue()
        for slip in mistake.slips
        if slip.function in cells
        and (place := origin(slip.function))
        and place.assignment == assignment
    ]


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
    slips = []
    for slip in entry["slip"]:
        of = [slip["of"]] if isinstance(slip["of"], str) else slip["of"]
        names = [name for each in of for name in groups.get(each, [each])]
        edits = tuple((find, replacement) for find, replacement in slip["edits"])
        slips += [Slip(entry["name"], name, edits) for name in names]
    return Mistake(**words, slips=tuple(slips))
