"""The wrong functions: a reference with one mistake in it, or with two."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

from autograder.grading.course import CourseError, source_notebooks
from autograder.grading.mistakes.load import definitions, mistakes_of, origin
from autograder.grading.mistakes.mistake import Mistake, Slip
from autograder.grading.reference import load_reference

# Mistakes made so often that two of them in one function are looked for: times of 742.
_COMMON = 5


@dataclass(frozen=True)
class Wrong:
    """A function with the mistakes of these names in it."""

    names: tuple[str, ...]
    function: Callable[..., Any]


def wrong_functions(function: str) -> tuple[Wrong, ...]:
    """Return the function with each of its mistakes, as far as they fit its reference.

    Those that only words tell apart are left out. Empty for a function that the catalogue doesn't
    know, or without a source notebook.
    """
    return _singles(function, *_state(function))


def wrong_pairs(function: str) -> tuple[Wrong, ...]:
    """Return the function with each two of its commonest mistakes."""
    return _pairs(function, *_state(function))


def _state(function: str) -> tuple[Path | None, tuple[int, ...]]:
    """Return the course and the age of the notebooks, so that edited ones are read again."""
    place = origin(function)
    try:
        paths = source_notebooks(place.assignment) if place else []
    except CourseError:
        return None, ()
    return (paths[0] if paths else None), tuple(path.stat().st_mtime_ns for path in paths)


@lru_cache(maxsize=64)
def _singles(function: str, root: Path | None, _changed: tuple[int, ...]) -> tuple[Wrong, ...]:
    if root is None:
        return ()
    found = []
    for mistake in _by_results(function):
        for slip in mistake.slips:
            found += [Wrong((mistake.name,), wrong) for wrong in _with_slips(slip)]
    return tuple(found)


@lru_cache(maxsize=64)
def _pairs(function: str, root: Path | None, _changed: tuple[int, ...]) -> tuple[Wrong, ...]:
    if root is None:
        return ()
    common = [each for each in _by_results(function) if each.times >= _COMMON]
    found = []
    for one, other in combinations(common, 2):
        for slip in one.slips:
            also = [each for each in other.slips if each.function == slip.function]
            for second in also:
                names = (one.name, other.name)
                found += [Wrong(names, wrong) for wrong in _with_slips(slip, second)]
    return tuple(found)


def _by_results(function: str) -> list[Mistake]:
    return [mistake for mistake in mistakes_of(function) if not mistake.says]


def _with_slips(*slips: Slip) -> Iterator[Callable[..., Any]]:
    """Yield the reference with these slips, which are of one function; nothing if one won't fit."""
    name = slips[0].function
    place = origin(name)
    cell, source = definitions(place.assignment).get(name, ("", "")) if place else ("", "")
    for slip in slips:
        if not slip.fits(source):
            return
        source = slip.apply(source)
    namespace = dict(load_reference(place.assignment)) if place else {}
    exec(compile(source, f"<{cell}, with a mistake>", "exec"), namespace)  # noqa: S102 - our own
    yield namespace[name]
